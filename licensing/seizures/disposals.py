"""What becomes of the lines: released, confiscated, destroyed, sold, transferred, taken into a measure. Effects; no state is assigned.

Each effect issues its own letter about the lines it disposed of, so that the letter and each line point at each other.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from bureau import documents
from bureau.errors import GateClosed
from bureau.workflow import Act
from licensing.models import HeldThing, MeasureCase
from licensing.papers import sources
from licensing.seizures import things
from licensing.seizures.effects import person_of
from licensing.seizures.forms import Ground, Way
from licensing.seizures.law import HOLD
from licensing.seizures.opening import WantedMeasure, open_measure

Disposition = HeldThing.Disposition
RELEASE, DISPOSAL, HOLD_DISPOSAL = "measure-release", "goods-disposal", "hold-disposal"
NOTE_LENGTH = 300


def release(act: Act) -> None:
    """Given back at once, with the decision that says why (行政强制法 28; for evidence 行政处罚法 56)."""
    case = act.case
    ground = act.data.get("ground", "")
    if case.kind != HOLD and ground not in Ground.values:
        raise GateClosed([_("A release names its ground (行政强制法第二十八条).")])
    said = "；".join(filter(None, [str(Ground(ground).label) if ground in Ground.values else "", act.data.get("reason", "")]))
    case.end_reason = act.note = said
    _dispose(act, Disposition.RELEASED, f"{act.data.get('receiver', '')} {said}".strip(), HOLD_DISPOSAL if case.kind == HOLD else RELEASE)


def confiscate(act: Act) -> None:
    """By the penalty decision that says so (行政强制法 27)."""
    decision = act.case.penalty.decision_document
    note = f"{decision.number if decision else act.case.penalty.number} {act.data.get('reason', '')}".strip()
    act.note = act.data.get("reason", "")
    _dispose(act, Disposition.CONFISCATED, note, HOLD_DISPOSAL if act.case.kind == HOLD else DISPOSAL)


def dispose(act: Act) -> None:
    """Destroyed as a law demands (27), or sold because it would perish; the money is kept and given back on release (28 para. 2)."""
    way, data = act.data["way"], act.data
    if way == Way.DESTROYED and not data.get("citation"):
        raise GateClosed([_("Only what a law or administrative regulation says must be destroyed is destroyed (行政强制法第二十七条).")])
    proceeds: Decimal | None = data.get("proceeds")
    if way == Way.SOLD and proceeds is None:
        raise GateClosed([_("Of a sale the money received is recorded: it goes back on release (行政强制法第二十八条第二款).")])
    words = data["citation"] if way == Way.DESTROYED else f"变卖所得 {proceeds:.2f} 元"
    act.note = data["reason"]
    _dispose(act, Disposition(way), f"{words}；{data['reason']}", DISPOSAL)
    act.record = {**act.record, **({"proceeds": f"{proceeds:.2f}"} if way == Way.SOLD else {})}


def transfer(act: Act) -> None:
    """The things follow the case to the other authority, and the party is told in writing (行政强制法 21)."""
    note = f"{act.data['body']} {act.data['receiver']}"
    act.note = act.data["body"]
    _dispose(act, Disposition.TRANSFERRED, note, HOLD_DISPOSAL if act.case.kind == HOLD else DISPOSAL)


def seize(act: Act) -> None:
    """A measure is proposed for things held as evidence; they are held as evidence until it is carried out (行政处罚法 56)."""
    case, data = act.case, act.data
    user = person_of(act)
    chosen = _chosen(act)
    wanted = WantedMeasure(act=data["act"], item_code=data["item_code"], reason=data["reason"], place=case.place, penalty=case.penalty)
    opened = open_measure(wanted, by=user, at=act.at)
    measure = MeasureCase.objects.defer("search").get(pk=opened.case_id)
    for line in chosen:
        values = {name: getattr(line, name) for name in things.WRITTEN}
        things.add_thing(measure, values, by=user, at=act.at, origin=line)
    act.note = data["reason"]
    act.record = {"measure": opened.number, "lines": "、".join(str(line.number) for line in chosen)}


def end(act: Act) -> None:
    """Everything is disposed of."""
    act.case.ended_on = act.now.date()


# --- parts -------------------------------------------------------------------------------------------------------------------
def _dispose(act: Act, what: str, note: str, letter: str) -> None:
    """Mark the lines chosen and issue the letter about them."""
    case, user = act.case, person_of(act)
    chosen = _chosen(act)
    for line in chosen:
        line.disposition, line.disposed_on, line.disposed_by = what, act.now.date(), user
        line.disposition_note = note[:NOTE_LENGTH]
        line.version += 1
        line.save(update_fields=["disposition", "disposed_on", "disposed_by", "disposition_note", "version"])
    act.letters.clear()
    # The letter speaks of these lines alone; they are not held any more, so they are named.
    act.data = {**act.data, "lines": [line.number for line in chosen]}
    document = documents.issue_document(case, letter, sources.letter_source(act, letter), by=user, at=act.at)
    HeldThing.objects.filter(pk__in=[line.pk for line in chosen]).update(document=document)
    act.record = {"lines": "、".join(str(line.number) for line in chosen), "left": things.held_of(case.pk).count()}


def _chosen(act: Act) -> list[HeldThing]:
    """The lines meant, locked: those named, or all that are held. Raises GateClosed for a number that is not held here."""
    wanted: Sequence[int] = act.data.get("lines") or ()
    held = list(things.held_of(act.case.pk).select_for_update().order_by("number"))
    known = {line.number: line for line in held}
    if strange := [number for number in wanted if number not in known]:
        numbers = "、".join(map(str, strange))
        raise GateClosed([_("Not held in this inventory, or disposed of already: %(numbers)s.") % {"numbers": numbers}])
    if not held:
        raise GateClosed([_("Nothing is held here any more.")])
    return [known[number] for number in wanted] if wanted else held
