"""What pages and other rooms read of measures."""

from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from bureau.models import Case, User
from licensing.models import HeldThing, MeasureCase, PenaltyCase
from licensing.penalties import team
from licensing.seizures.lists import visible_measures
from licensing.seizures.states import BEFORE, HOLDING


def measures_of(penalty: PenaltyCase | Case) -> "QuerySet[MeasureCase]":
    """The measures and holdings of a penalty case with their lines, in order of opening. Two queries when read."""
    rows = MeasureCase.objects.filter(penalty_id=penalty.pk).defer("search").select_related("handler")
    return rows.prefetch_related("things").order_by("opened_at", "pk")


def find_measure(number: str, user: User) -> MeasureCase:
    """The measure of that number within what this member of staff sees. Raises Http404."""
    if "\0" in number:
        raise Http404
    rows = visible_measures(user).select_related("office", "handler", "penalty", "item_version__item").defer("search", "penalty__search")
    return get_object_or_404(rows, number=number)


def lines_of(measure: MeasureCase | Case) -> list[HeldThing]:
    """Every line in order, with who disposed of it and the letter. One query."""
    return list(HeldThing.objects.filter(measure_id=measure.pk).select_related("disposed_by", "document", "split_from"))


def find_line(measure: MeasureCase, number: int) -> HeldThing:
    """One line by its number. Raises Http404."""
    return get_object_or_404(HeldThing.objects.select_related("measure", "document", "split_from__measure"), measure=measure, number=number)


def may_write(measure: MeasureCase, user: User) -> bool:
    """Whether the inventory is still written, and by this person."""
    return measure.state in BEFORE and team.is_investigator(measure, user)


def may_move(measure: MeasureCase, user: User) -> bool:
    """Whether things are held, and this person moves and splits them."""
    return measure.state in HOLDING and team.is_investigator(measure, user)


def value_of(lines: list[HeldThing]) -> Decimal | None:
    """The value of the lines in yuan; None when no line says its value."""
    known = [line.quantity * line.unit_value for line in lines if line.unit_value is not None]
    return sum(known, Decimal(0)).quantize(Decimal("0.01")) if known else None
