"""Confiscated goods of a case: which wait, and what becomes of them (行政处罚法 74; 行政强制法 27)."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bureau.errors import GateClosed
from bureau.workflow import Act
from licensing.models import HeldThing, PenaltyCase

Disposition = HeldThing.Disposition
NOTE_LENGTH = 300


def things_of(case: PenaltyCase) -> "QuerySet[HeldThing]":
    """Every line of every measure of this case."""
    return HeldThing.objects.filter(measure__penalty_id=case.pk)


def confiscated(case: PenaltyCase) -> "QuerySet[HeldThing]":
    """Lines that were confiscated and wait to be dealt with."""
    return things_of(case).filter(disposition=Disposition.CONFISCATED)


def still_held(case: PenaltyCase) -> "QuerySet[HeldThing]":
    """Lines that are still held; measures that were never carried out hold nothing."""
    return things_of(case).filter(disposition=Disposition.HELD, measure__carried_out_at__isnull=False)


def dispose(act: Act) -> None:
    """The lines chosen are destroyed, sold or handed on; the record of it is the step's letter.

    Raises GateClosed for a line that does not wait here.
    """
    data = act.data
    rows = list(confiscated(act.case).select_for_update(of=("self",)).select_related("measure").order_by("measure_id", "number"))
    known = {f"{row.measure.number}/{row.number}": row for row in rows}
    wanted = (data.get("lines") or "").replace("，", " ").replace(",", " ").split()
    if strange := [one for one in wanted if one not in known]:
        raise GateClosed([_("Not a confiscated line of this case: %(lines)s (行政处罚法第七十四条).") % {"lines": "、".join(strange)}])
    proceeds = f"变卖所得 {data['proceeds']:.2f} 元，全部上缴国库；" if data.get("proceeds") is not None else ""
    chosen = [known[one] for one in dict.fromkeys(wanted)] or rows
    for row in chosen:
        row.disposition, row.disposed_on, row.disposed_by = data["way"], act.now.date(), act.actor.user
        row.disposition_note = f"{proceeds}{data['reason']}"[:NOTE_LENGTH]
        row.version += 1
        row.save(update_fields=["disposition", "disposed_on", "disposed_by", "disposition_note", "version"])
    names = [f"{row.measure.number}/{row.number}" for row in chosen]
    # The record speaks of these lines alone, also where none was named.
    act.data = {**data, "lines": names}
    act.note = data["reason"]
    act.record = {"lines": "、".join(names), "way": data["way"]}
