"""Which made-up enterprises there are and what happens to them, from a fixed seed each, so that a larger demo begins with the smaller one.

Dates lie around the day the demo is built: some obligations are late, some due this week, most later, many met by a renewal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from stdnum.cn import uscc

from config.demo_data import people
from config.demo_data.diary import SHANGHAI
from config.demo_data.enterprise_trades import CERTIFICATES, EQUIPMENT, INSTRUMENTS, PEOPLE, TRADES, Trade

AMOUNT = 120
# These are entered a second time under another code: the first three wait as likely doubles, the last has been merged.
TWINS = (5, 7, 9, 11)
TWIN_SERIAL = 9000
# fmt: off
BRANDS = (
    "禾瑞", "楚味", "汇佳源", "惠民", "福万家", "鑫源", "润丰", "金穗", "顺达", "悦己",
    "康乐", "华联盛", "祥和", "如意坊", "百汇", "天鲜", "聚友", "恒信", "锦绣", "向阳坡",
    "美佳", "运河", "丰收", "明远", "启航", "万顺", "喜盈门", "云溪", "春晖", "嘉禾",
    "同心", "博雅", "淮上", "镇淮", "楚天", "漕运", "瑞丰", "宏泰", "苏北", "清江",
)
# fmt: on
FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "有限责任公司")
PHONE_FROM = 6000


@dataclass(frozen=True, slots=True)
class Holding:
    """Something an enterprise has. `done` is the renewal since it was entered: (day, good until)."""

    source_type: str
    fields: Mapping[str, Any]
    entered_on: date
    done: tuple[date, date] | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Firm:
    """One enterprise of the demo. `changes` are what the register was told later: (day, fields)."""

    serial: int
    code: str
    fields: Mapping[str, Any]
    entered_at: datetime
    trade: Trade
    contacts: Sequence[Mapping[str, str]]
    holdings: Sequence[Holding] = ()
    changes: Sequence[tuple[date, Mapping[str, Any]]] = ()
    twin_of: str = ""
    merged: bool = False
    premises: Mapping[str, str] = field(default_factory=dict)


def code_of(serial: int) -> str:
    """A valid code nobody bears: the organisation part says DEM(o)."""
    body = f"91320803DEM{serial:06d}"
    return body + str(uscc.calc_check_digit(body))


def amount(scale: float) -> int:
    """How many enterprises, without their twins."""
    return max(round(AMOUNT * scale), max(TWINS) + 1)


def codes(scale: float) -> list[str]:
    """The codes of all enterprises of a demo of that size."""
    return [code_of(serial) for serial in (*range(amount(scale)), *(TWIN_SERIAL + one for one in TWINS))]


def plan(*, now: datetime, scale: float, towns: Mapping[str, str]) -> list[Firm]:
    """The enterprises in the order in which they were entered, twins last."""
    firms = [_firm(serial, now=now, towns=towns) for serial in range(amount(scale))]
    return [*firms, *(_twin(firms[serial], now=now) for serial in TWINS)]


def _firm(serial: int, *, now: datetime, towns: Mapping[str, str]) -> Firm:
    rng = Random(f"enterprise {serial}")  # noqa: S311 -- made-up data, no secret
    trade = TRADES[serial % len(TRADES)]
    town = list(towns)[serial % len(towns)]
    brand = BRANDS[(serial * 7 + serial // len(TRADES)) % len(BRANDS)]
    today = now.astimezone(SHANGHAI).date()
    entered_on = today - timedelta(days=260 - serial * 2)
    head = people.person(rng, serial=PHONE_FROM + serial * 2, town=towns[town])
    contacts = [_contact(head, "head", serial * 2)]
    if trade.equipment or trade.instruments:
        duty = "equipment" if trade.equipment else "metrology"
        contacts.append(_contact(people.person(rng, serial=PHONE_FROM + serial * 2 + 1, town=towns[town]), duty, serial * 2 + 1))
    fields: dict[str, Any] = {
        "name": f"{'淮安市楚州区' if serial % 3 else '淮安'}{brand}{trade.noun}{rng.choice(FORMS)}",
        "legal_representative": head["name"],
        "address": people.address(rng, towns[town]),
        "township": town,
        "industry_division": trade.division,
        "scale": rng.choices(("micro", "small", "medium", "large"), (3, 5, 3, 1))[0],
        "tags": trade.tags,
        "founded_on": date(rng.randint(1998, today.year - 2), rng.randint(1, 12), rng.randint(1, 28)),
        "main_products": trade.products,
        "phone": f"0517-859{serial:05d}",
    }
    return Firm(
        serial=serial,
        code=code_of(serial),
        fields=fields,
        entered_at=datetime.combine(entered_on, time(9, serial % 60), SHANGHAI),
        trade=trade,
        contacts=contacts,
        holdings=_holdings(serial, trade, rng, entered_on=entered_on, today=today),
        changes=_changes(serial, fields, today=today),
        premises={"kind": trade.premises, "name": "主要经营场所", "address": fields["address"], "township": town},
    )


def _contact(person: Mapping[str, str], duty: str, place: int) -> dict[str, str]:
    """Reachable under a number of the block that is not given out, every third by mail too."""
    return {
        "duty": duty,
        "name": person["name"],
        "phone": f"{people.PHONE_BLOCK}{PHONE_FROM + place:04d}",
        "email": f"contact{place:04d}@example.com" if place % 3 == 0 else "",
    }


def _twin(firm: Firm, *, now: datetime) -> Firm:
    """The same business entered again as people do: another spelling of the name, the same address and person."""
    serial = TWIN_SERIAL + firm.serial
    name = str(firm.fields["name"]).replace("淮安市楚州区", "楚州").replace("有限责任公司", "有限公司")
    fields = {**firm.fields, "name": f"江苏{name.removeprefix('淮安')}", "tags": (), "phone": firm.fields["phone"]}
    entered_at = now - timedelta(days=4, minutes=firm.serial)
    return Firm(
        serial=serial,
        code=code_of(serial),
        fields=fields,
        entered_at=entered_at,
        trade=firm.trade,
        contacts=(),
        twin_of=firm.code,
        merged=firm.serial == TWINS[-1],
    )


def _changes(serial: int, fields: Mapping[str, Any], *, today: date) -> list[tuple[date, dict[str, Any]]]:
    """What was reported since: a new name, a new address, a business that stopped."""
    changes: list[tuple[date, dict[str, Any]]] = []
    if serial % 13 == 1:
        changes.append((today - timedelta(days=3 + serial % 20), {"name": str(fields["name"]).replace("淮安", "江苏淮安", 1)}))
    if serial % 17 == 8:
        changes.append((today - timedelta(days=8 + serial % 11), {"address": f"{fields['address']}B幢"}))
    if serial % 29 == 28:
        changes.append((today - timedelta(days=2), {"status": ("suspended", "revoked", "cancelled", "moved_out")[serial // 29 % 4]}))
    return changes


# --- what falls due ---------------------------------------------------------------------------------------------------
def _holdings(serial: int, trade: Trade, rng: Random, *, entered_on: date, today: date) -> list[Holding]:
    rows: list[Holding] = []
    for place, category in enumerate(trade.equipment):
        rows.append(_equipment(serial, place, category, rng, entered_on=entered_on, today=today))
    wanted = [("instrument", kind) for kind in trade.instruments] + [("certificate", kind) for kind in trade.certificates]
    wanted += [("person", duty) for duty in trade.people] + ([("standard", trade.standard)] if trade.standard else [])
    for place, (source_type, kind) in enumerate(wanted):
        facts, months, ahead = FACTS[source_type](kind, f"{serial:03d}{place:02d}", rng)
        rows.append(_round(source_type, facts, months, rng, ahead=ahead, entered_on=entered_on, today=today))
    return rows


def _equipment(serial: int, place: int, category: str, rng: Random, *, entered_on: date, today: date) -> Holding:
    number = f"{serial:03d}{place:02d}"
    facts: dict[str, Any] = {
        "category": category,
        "name": rng.choice(EQUIPMENT[category]),
        "code": f"{3 + place % 4}110320803{today.year}0{number}",
        "registration_number": f"{category[:1].upper()}11苏H{number}",
        "product_number": f"P{number}",
        "maker": rng.choice(("江苏某锅炉制造有限公司", "苏州某电梯有限公司", "安徽某叉车股份有限公司", "河南某起重机有限公司")),
        "location": rng.choice(("一号车间", "二号车间", "综合楼", "仓库", "锅炉房")),
        "in_use_since": entered_on - timedelta(days=rng.randint(200, 3000)),
    }
    if rng.random() < 0.06:
        # Just taken into use and not yet registered.
        used_on = today - timedelta(days=rng.randint(2, 40))
        facts |= {"registration_number": "", "in_use_since": used_on}
        return Holding("equipment", facts | {"last_done_on": used_on, "expires_on": used_on + timedelta(days=364)}, used_on)
    months = 24 if category in ("crane", "vehicle") else 12
    return _round("equipment", facts, months, rng, ahead=30, entered_on=entered_on, today=today)


def _round(source_type: str, facts: Mapping[str, Any], months: int, rng: Random, *, ahead: int, entered_on: date, today: date) -> Holding:
    """Put the dates: due `ahead` days before it runs out. What was done after it was entered is a renewal of an earlier round."""
    length = timedelta(days=round(months * 30.4))
    expires_on = today + timedelta(days=_due_in(rng, length.days) + ahead)
    done_on = expires_on - length
    ended = rng.random() < 0.02
    if done_on <= entered_on:
        return Holding(source_type, {**facts, "last_done_on": done_on, "expires_on": expires_on}, entered_on, ended=ended)
    before = done_on + timedelta(days=rng.randint(3, 20))
    earlier = {**facts, "last_done_on": min(before - length, entered_on - timedelta(days=1)), "expires_on": before}
    return Holding(source_type, earlier, entered_on, done=(done_on, expires_on), ended=ended)


def _due_in(rng: Random, longest: int) -> int:
    """In how many days the obligation is due: some late, some this week, most within the months to come."""
    chance = rng.random()
    if chance < 0.06:
        return rng.randint(-40, -1)
    if chance < 0.14:
        return rng.randint(0, 6)
    if chance < 0.30:
        return rng.randint(7, 30)
    return rng.randint(31, max(min(longest - 60, 360), 60))


Facts = tuple[dict[str, Any], int, int]


def _instrument(kind: str, number: str, rng: Random) -> Facts:
    name, model, use = INSTRUMENTS[kind]
    months = 6 if kind in ("fuel-dispenser", "gas-dispenser", "pressure-gauge", "blood-pressure-meter") else 12
    facts = {"kind": kind, "name": name, "model": model, "use": use, "serial_number": f"{model[:2]}{number}"}
    return facts | {"location": rng.choice(("门卫", "收银台", "一号车间", "站房", "诊室"))}, months, 0


def _certificate(kind: str, number: str, rng: Random) -> Facts:
    start, issuer, years = CERTIFICATES[kind]
    ahead = {"production-licence": 183, "special-equipment-production": 183, "special-equipment-filling": 183, "cma": 91}
    facts = {"kind": kind, "number": f"{start}320803{number}", "issuer": issuer}
    return facts, 12 * years, ahead.get(kind, rng.choice((30, 50)))


def _person(duty: str, number: str, rng: Random) -> Facts:
    items, years = PEOPLE[duty]
    name = rng.choice(people.SURNAMES) + rng.choice(people.GIVEN)
    facts = {"duty": duty, "name": name, "certificate_number": f"DEMO{number}", "item": rng.choice(items)}
    return facts, 12 * years, 30 if duty in ("operator", "safety") else 0


def _standard(title: str, number: str, rng: Random) -> Facts:
    facts = {"level": "enterprise", "number": f"Q/320803 DM{number}—{rng.randint(2022, 2024)}", "title": title, "products": title}
    return facts, 36, 0


FACTS = {"instrument": _instrument, "certificate": _certificate, "person": _person, "standard": _standard}
