"""Penalty cases for tests: made directly in any state, with two certified officers as members. Fixed values, no randomness."""

import itertools
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bureau.clock_rules import load_rules
from bureau.models import CaseMember, ClockRule, Party, User
from licensing.fines.loading import load_discretion
from licensing.models import Charge, ItemBasis, ItemVersion, PenaltyBound, PenaltyCase, PowerItem
from licensing.penalties.states import PenaltyState
from tests.factories.licensing import FROM, RECEIVED_AT
from tests.people import officer, second_officer

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PARTY_NAME, PARTY_CODE = "淮安市鑫源机械有限公司", "91320803MA1MXYJX0B"
_serials = itertools.count(1)


def penalty_item(code: str = "CF-901", **fields: Any) -> ItemVersion:
    """A penalty item in force, fined from 2,000 to 20,000 yuan; the same code again gives the same one."""
    known, _created = PowerItem.objects.get_or_create(code=code, defaults={"kind": "penalty"})
    version = ItemVersion.objects.filter(item=known, valid_to__isnull=True).first()
    if version is not None:
        return version
    values: dict[str, Any] = {
        "name": "对生产不合格产品的处罚",
        "act": "生产不符合标准的产品",
        "sanctions": ["警告", "罚款", "没收违法所得"],
        "fines": [{"type": "amount", "min": 2000, "max": 20000, "when": "", "may": False}],
        "checked": True,
        **fields,
    }
    version = ItemVersion.objects.create(item=known, number=1, kind="penalty", valid_from=FROM, loaded_at=RECEIVED_AT, **values)
    ItemBasis.objects.create(
        version=version,
        law="中华人民共和国产品质量法",
        law_version=date(2018, 12, 29),
        rank="法律",
        article=49,
        citation="《中华人民共和国产品质量法》第四十九条",
    )
    return version


def penalty_case(
    state: str = PenaltyState.INVESTIGATING, *, officers: Sequence[User] | None = None, item: ItemVersion | None = None, **fields: Any
) -> PenaltyCase:
    """A case in that state, led by the first of the officers. `item`: an act is charged under it as well. `fields` go to the row."""
    if not ClockRule.objects.exists():
        load_rules()
    if not PenaltyBound.objects.exists():
        load_discretion()
    team = [officer(), second_officer()] if officers is None else list(officers)
    lead = team[0] if team else None
    filed = state not in (PenaltyState.VERIFYING, PenaltyState.NOT_FILED)
    values: dict[str, Any] = {
        "kind": "penalty",
        "number": f"AJ20260102{next(_serials):06d}",
        "title": f"{PARTY_NAME}涉嫌生产不合格产品",
        "state": state,
        "team_only": True,
        "office": lead.office if lead else None,
        "handler": lead,
        "enterprise_code": PARTY_CODE,
        "category": item.item.code if item else "",
        "source": PenaltyCase.Source.OWN,
        "party_type": "unit",
        "party_name": PARTY_NAME,
        "legal_representative": "李建国",
        "facts": "抽查发现该批次产品强度不合格。",
        "act_from": date(2026, 10, 1),
        "act_to": date(2026, 10, 31),
        "discovered_on": date(2026, 11, 20),
        "filed_on": date(2026, 11, 23) if filed else None,
        "opened_at": RECEIVED_AT,
        "updated_at": RECEIVED_AT,
        **fields,
    }
    case = PenaltyCase.objects.create(**values)
    party = Party.sealed(Party.Part.RESPONDENT, name=case.party_name, phone="13812341234", address="淮城镇工业路 8 号")
    party.case, party.name_mask = case, case.party_name[:60]
    party.save()
    for place, one in enumerate(team):
        part = CaseMember.Part.OFFICER if place else CaseMember.Part.LEAD
        number = one.officer.certificate_number if hasattr(one, "officer") else ""
        CaseMember.objects.create(case=case, user=one, part=part, certificate_number=number, since=RECEIVED_AT)
    if item is not None:
        charge(case, item)
    return case


def charge(case: PenaltyCase, item: ItemVersion | None = None, **fields: Any) -> Charge:
    """One act charged under an item, fined 10,000 yuan within 2,000 to 20,000."""
    values: dict[str, Any] = {
        "number": case.charges.count() + 1,
        "act": "生产不符合标准的产品 100 件",
        "act_from": date(2026, 10, 1),
        "act_to": date(2026, 10, 31),
        "item_version": item or penalty_item(),
        "rule": 0,
        "tier": "ordinary",
        "sanctions": ["罚款"],
        "fine": Decimal("10000.00"),
        "low": Decimal("2000.00"),
        "high": Decimal("20000.00"),
        **fields,
    }
    return Charge.objects.create(case=case, **values)
