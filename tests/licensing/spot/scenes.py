"""Decisions on the spot for tests: what an officer puts down, decided and handed over."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bureau.clock_rules import load_rules
from bureau.models import ClockRule, User
from licensing.fines.loading import load_discretion
from licensing.models import ItemVersion, PenaltyBound, PenaltyCase, ServiceAttempt
from licensing.penalties.charging import WantedCharge
from licensing.penalties.opening import WantedPenalty
from licensing.spot import deciding
from tests.factories.enterprises import EnterpriseFactory, valid_code
from tests.factories.penalties import NOON, penalty_item
from tests.people import officer, second_officer

TODAY = NOON.date()
DAY = timedelta(days=1)
CODE = valid_code(901001)
ID = "320803198001011234"


def small_item(code: str = "CF-951", **fields: Any) -> ItemVersion:
    """An item with a warning or a fine of up to 5,000 yuan."""
    fines = [{"type": "amount", "min": None, "max": 5000, "when": "", "may": True}]
    values = {"name": "对未明码标价的处罚", "act": "未明码标价", "sanctions": ["警告", "罚款", "没收违法所得"], "fines": fines, **fields}
    return penalty_item(code, **values)


def reference() -> None:
    """Clocks, tiers and bounds as they ship."""
    if not ClockRule.objects.exists():
        load_rules()
    if not PenaltyBound.objects.exists():
        load_discretion()


def wanted(**changes: Any) -> WantedPenalty:
    """A shop found without price tags today; the shop is in the register."""
    reference()
    EnterpriseFactory(code=CODE, name="淮安市鑫源机械有限公司")
    values: dict[str, Any] = {
        "source": PenaltyCase.Source.OWN,
        "title": "淮安市鑫源机械有限公司：未明码标价",
        "facts": "店内 30 种商品未标价",
        "party_type": "unit",
        "party_name": "淮安市鑫源机械有限公司",
        "enterprise_code": CODE,
        "phone": "13812341234",
        "address": "淮城镇工业路 8 号",
        "legal_representative": "李建国",
        "act_to": TODAY,
        "discovered_on": TODAY,
        "lead": officer(),
        "officers": [officer(), second_officer()],
        "item_code": "CF-951",
        **changes,
    }
    return WantedPenalty(**values)


def citizen(**changes: Any) -> WantedPenalty:
    """A street vendor."""
    own = {"party_type": "citizen", "party_name": "王小明", "enterprise_code": "", "identity_number": ID, "title": "未明码标价"}
    return wanted(**{**own, "legal_representative": "", **changes})


def charge(**changes: Any) -> WantedCharge:
    """A fine of 500 yuan."""
    values: dict[str, Any] = {
        "number": 1,
        "act": "店内 30 种商品未标价",
        "act_to": TODAY,
        "rule": 0,
        "tier": "light",
        "factor_note": "初次违法，当场改正",
        "sanctions": ["罚款"],
        "fine": Decimal(500),
        **changes,
    }
    return WantedCharge(**values)


def warning(**changes: Any) -> WantedCharge:
    """A warning alone."""
    return charge(**{"sanctions": ["警告"], "fine": Decimal(0), "tier": "", "factor_note": "", "rule": None, **changes})


def said(**changes: Any) -> dict[str, Any]:
    """Everything done as the law asks."""
    values: dict[str, Any] = {
        "place": "淮城镇工业路 8 号店内",
        "certificates_shown": True,
        "facts_clear": True,
        "rights_told": True,
        "statement": "",
        "said_nothing": True,
        "finding": "",
        "adopted": False,
        "correction": "当场标明价格",
        "born_on": None,
        "not_responsible": False,
    }
    return {**values, **changes}


def decided(party: WantedPenalty | None = None, sum_: WantedCharge | None = None, by: User | None = None, **words: Any) -> PenaltyCase:
    """Decided at once by the first officer."""
    item = small_item().item
    return deciding.decide_at_once(party or wanted(), item, sum_ or charge(), said(**words), by=by or officer(), at=NOON)


def kept(party: WantedPenalty | None = None) -> PenaltyCase:
    """Opened and not decided."""
    item = small_item().item
    return deciding.keep(party or wanted(), item, charge(), place="淮城镇", by=officer(), at=NOON)


def handed_over(case: PenaltyCase, **words: Any) -> PenaltyCase:
    """Given to the party, who refuses to sign."""
    told = {"receiver": "李建国", "relation": "法定代表人", "refused": True, "witness": "社区网格员 张三", "signature": None, **words}
    deciding.hand_over(case, told, by=officer(), at=NOON + timedelta(minutes=5))
    return PenaltyCase.objects.get(pk=case.pk)


def born(years: int) -> date:
    """The birthday of somebody who turned that old last month."""
    return date(TODAY.year - years, TODAY.month - 1, 1)


def attempts(case: PenaltyCase) -> list[ServiceAttempt]:
    """Every attempt to serve a paper of the case."""
    return list(ServiceAttempt.objects.filter(case_id=case.pk))


def picture() -> SimpleUploadedFile:
    """A drawn signature."""
    out = io.BytesIO()
    Image.new("RGB", (90, 45), "white").save(out, "PNG")
    return SimpleUploadedFile("signature.png", out.getvalue(), content_type="image/png")
