"""Facts of the forms of compulsory measures and of evidence registered and held: reason, term, inventory line by line."""

from collections.abc import Mapping
from typing import Any

from bureau.letters import chinese_date
from bureau.models import Clock
from licensing.models import CaseOpinion, HeldThing, MeasureCase
from licensing.papers import words
from licensing.papers.facts import Ask, Build, Facts, basis_of, charges_of, opinions_of

TERMS = ("measure-seizure", "measure-seizure-food", "penalty-evidence-hold")


def measure(ask: Ask) -> Facts:
    """Act, reason, basis, place, term, inventory and the words of the head (行政强制法 18, 24)."""
    case = ask.case
    if not isinstance(case, MeasureCase):
        return {"things": [row for one in case.measures.all() for row in thing_rows(one)], "reason": ask.note}
    clock = Clock.objects.filter(case_id=case.pk, code__in=TERMS).order_by("pk").last()
    return {
        "act": words.ACTS[case.act],
        "reason": case.reason,
        "place": case.place,
        "basis_list": basis(case),
        "is_urgent": "是" if case.is_urgent else "",
        "carried_out": words.moment(case.carried_out_at),
        "reported": words.moment(case.reported_at),
        "approved": words.moment(case.approved_at),
        "from": words.moment(case.carried_out_at or case.approved_at),
        "until": clock.due_on if clock else "",
        "extended_on": case.extended_on or "",
        "extension_reason": case.extension_reason or ask.note,
        "ended_on": case.ended_on or "",
        "end_reason": case.end_reason or ask.note,
        "penalty_number": case.penalty.number if case.penalty else "",
        "things": thing_rows(case),
        "opinions": opinions_of(case, CaseOpinion.Stage.MEASURE),
    }


def ending(ask: Ask) -> Facts:
    """The same for what was released or disposed of just now: only the lines of the step, and what became of them (行政强制法 27, 28)."""
    facts = measure(ask)
    if not isinstance(ask.case, MeasureCase):
        return facts
    lines = _lines_of_step(ask.case, ask.data)
    return {**facts, "things": [_thing_row(one) for one in lines], "disposal_rows": [_disposal_row(one) for one in lines]}


def _lines_of_step(case: MeasureCase, data: Mapping[str, Any]) -> list[HeldThing]:
    """The lines a step names; none named: all that are still held, and once nothing is held any more, the whole inventory. One query."""
    lines, wanted = list(case.things.all()), data.get("lines") or ()
    if wanted:
        return [one for one in lines if one.number in wanted]
    return [one for one in lines if one.disposition == HeldThing.Disposition.HELD] or lines


def basis(case: MeasureCase) -> list[str]:
    """The citations of the item of the measure; where it has none, those of the acts charged. At most three queries."""
    own: list[str] = []
    if case.item_version is not None:
        own = list(case.item_version.bases.order_by("order").values_list("citation", flat=True))
    return own or (basis_of(charges_of(case.penalty)) if case.penalty and case.act != MeasureCase.Act.HOLD else [])


def thing_rows(case: MeasureCase) -> list[list[str]]:
    """[line, name, specification and mark, quantity, condition, where and by whom kept]. One query."""
    return [_thing_row(one) for one in case.things.all()]


def _thing_row(one: HeldThing) -> list[str]:
    described = "\n".join(part for part in (one.specification, one.mark) if part)
    kept = f"{words.STORAGE[one.storage]}\n{one.place}\n{one.custodian}"
    return [str(one.number), one.name, described, f"{one.quantity.normalize():f}{one.unit}", one.condition, kept]


def _disposal_row(one: HeldThing) -> list[str]:
    """[line, name, quantity, what became of it, day, note]."""
    day = chinese_date(one.disposed_on) if one.disposed_on else ""
    return [
        str(one.number),
        one.name,
        f"{one.quantity.normalize():f}{one.unit}",
        words.DISPOSITIONS[one.disposition],
        day,
        one.disposition_note,
    ]


def disposal(ask: Ask) -> Facts:
    """What became of the goods a step disposed of: a step of a measure, or of its penalty case once they are confiscated."""
    case: Any = ask.case
    if isinstance(case, MeasureCase):
        rows = [[case.number, *_disposal_row(line)] for line in _lines_of_step(case, ask.data)]
    else:
        wanted = ask.data.get("lines") or ()
        lines = [(one.number, line) for one in case.measures.all() for line in one.things.all()]
        rows = [[number, *_disposal_row(line)] for number, line in lines if not wanted or f"{number}/{line.number}" in wanted]
    return {"goods_rows": rows, "things": rows, "reason": ask.note}


CODES = (
    "hold-notice",
    "measure-approval",
    "measure-decision",
    "measure-inventory",
    "measure-extension",
)
ENDINGS = ("hold-disposal", "measure-release")
FORMS: Mapping[str, Build] = {**dict.fromkeys(CODES, measure), **dict.fromkeys(ENDINGS, ending), "goods-disposal": disposal}
