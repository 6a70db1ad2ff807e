"""What happened around one enterprise, as one list, newest first: changes of its entry and of what it holds (from what to what, by whom),
obligations ended, risk notes, credit lines, merges, matters opened and closed.

The parts lie in a dozen tables. They are read by one statement, each part by its own index and cut to the length of a page, so that a page
costs the same however long the history is. A page goes on behind a mark of moment, part and row: an import writes many rows at one moment.
`enterprises.page.timeline_words` turns the rows into sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    DateTimeField,
    ExpressionWrapper,
    F,
    IntegerField,
    JSONField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject, Least, NullIf
from django.utils.dateparse import parse_datetime

from bureau.keyset import MARK
from bureau.models import Case, User
from enterprises.models import SOURCES, CreditEntry, Enterprise, Merge, Obligation, QualifiedPerson, RiskNote

SIZE = 40
COLUMNS = ("moment", "part", "place", "actor", "facts")
# Bookkeeping says nothing to a reader, and sealed values leave the database for nobody.
LEFT_OUT = frozenset(
    {"id", "cycle", "version", "created_at", "updated_at", "change_cycle", "changed_on", "source", "enterprise", "merged_into"}
)
SEALED = frozenset({"name", "phone", "phone_index"})
# The last second of a day of Shanghai, seen from midnight of the same date in UTC, the time zone of the connection.
END_OF_DAY = timedelta(hours=15, minutes=59, seconds=59)
CHANGED: Mapping[str, type[Any]] = {"enterprise": Enterprise, **SOURCES}
PARTS = (*CHANGED, "obligation", "note", "note-ended", "credit", "merge", "merge-undone", "case-opened", "case-closed")
Position = tuple[datetime, int, int]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. What `facts` holds depends on the part; of a changed row its values `before` and `after`."""

    at: datetime
    part: str
    pk: int
    actor: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Happenings in reading order; `after` is the mark of the next page, empty at the end."""

    rows: Sequence[Happening]
    after: str = ""


def timeline(ids: Sequence[int], codes: Sequence[str], reader: User, *, after: str = "", size: int = SIZE) -> TimelinePage:
    """One page for an enterprise and those merged into it (ids and codes). A damaged mark shows the first page. One query."""
    start = _read_mark(after)
    branches = [_beyond(rows, part, start)[: size + 1] for part, rows in enumerate(_parts(ids, codes, reader))]
    merged = branches[0].union(*branches[1:], all=True).order_by("-moment", "part", "-place")
    found = [Happening(at, PARTS[part], place, actor or "", facts) for at, part, place, actor, facts in merged[: size + 1]]
    more, found = len(found) > size, found[:size]
    return TimelinePage(found, after=_mark(found[-1]) if more else "")


def _mark(last: Happening) -> str:
    return MARK.join((last.at.isoformat(), str(PARTS.index(last.part)), str(last.pk)))


def _read_mark(text: str) -> Position | None:
    moment, *numbers = text.split(MARK)
    if len(numbers) != 2 or not all(number.isascii() and number.isdigit() and len(number) <= 18 for number in numbers):
        return None
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    return (at, int(numbers[0]), int(numbers[1])) if at is not None and at.tzinfo is not None else None


def _beyond(rows: "QuerySet[Any]", part: int, start: Position | None) -> "QuerySet[Any]":
    """One part from the mark on. Its number is the same in all its rows, so that half of the comparison is made here."""
    if start is not None:
        at, marked, place = start
        past = Q(moment__lt=at)
        if part > marked:
            past = Q(moment__lte=at)
        elif part == marked:
            past |= Q(moment=at, place__lt=place)
        rows = rows.filter(past)
    names = User.objects.filter(pk=OuterRef("actor_id")).annotate(name_=Coalesce(NullIf(F("display_name"), Value("")), F("username")))
    named = rows.annotate(part=Value(part, output_field=IntegerField()), actor=Subquery(names.values("name_")))
    return named.order_by("-moment", "-place").values_list(*COLUMNS)


def _parts(ids: Sequence[int], codes: Sequence[str], reader: User) -> list["QuerySet[Any]"]:
    """The rows of each part in the order of PARTS, with moment, place, actor and facts."""
    notes = RiskNote.objects.filter(enterprise_id__in=ids)
    note_facts = JSONObject(level=F("level"), text=F("text"))
    merges = Merge.objects.filter(Q(kept_id__in=ids) | Q(dropped_id__in=ids))
    merge_facts = JSONObject(kept=F("kept__name"), dropped=F("dropped__name"), code=F("dropped__code"), reason=F("reason"))
    cases = Case.objects.visible_to(reader).filter(enterprise_code__in=codes)
    case_facts = JSONObject(number=F("number"), title=F("title"), kind=F("kind"))
    obligations = Obligation.objects.filter(enterprise_id__in=ids).exclude(state=Obligation.State.OPEN)
    credit = CreditEntry.objects.filter(enterprise_id__in=ids)
    return [
        *(_changes(model, ids) for model in CHANGED.values()),
        _rows(obligations, _when_ended(), None, _obligation_facts()),
        _rows(notes, F("at"), "by_id", note_facts),
        _rows(notes.filter(ended_at__isnull=False), F("ended_at"), "ended_by_id", note_facts),
        _rows(
            credit, F("at"), "by_id", JSONObject(**{name: F(name) for name in ("kind", "text", "reference", "authority", "happened_on")})
        ),
        _rows(merges, F("at"), "by_id", merge_facts),
        _rows(merges.filter(undone_at__isnull=False), F("undone_at"), None, merge_facts),
        _rows(cases, F("opened_at"), None, case_facts),
        _rows(cases.filter(closed_at__isnull=False), F("closed_at"), None, case_facts),
    ]


def _rows(rows: "QuerySet[Any]", moment: Any, actor: str | None, facts: JSONObject) -> "QuerySet[Any]":
    who = F(actor) if actor else Value(None)
    return rows.annotate(
        moment=Cast(moment, DateTimeField()),
        place=Cast(F("pk"), BigIntegerField()),
        actor_id=Cast(who, BigIntegerField()),
        facts=facts,
    )


def _when_ended() -> Least:
    """When the end was written, but not after the day on which it ended: what is written later tells of that day."""
    end_of_day = ExpressionWrapper(F("closed_on") + END_OF_DAY, output_field=DateTimeField())
    return Least(F("updated_at"), end_of_day)


def _obligation_facts() -> JSONObject:
    own = {name: F(name) for name in ("title", "state", "due_on", "note", "closed_on")}
    return JSONObject(**own, label=F("kind__label"), label_en=F("kind__label_en"))


# --- changed rows -----------------------------------------------------------------------------------------------------
def history_of(model: type[Model]) -> Any:
    """The table of former versions of a tracked model."""
    return model._meta.get_field("history").related_model


def shown_fields(model: type[Model]) -> list[str]:
    """The fields of a tracked model whose changes are told."""
    hidden = LEFT_OUT | (SEALED if model is QualifiedPerson else frozenset())
    kept = {field.name for field in history_of(model)._meta.fields}
    return [field.name for field in model._meta.fields if field.name in kept - hidden]


def _changes(model: type[Model], ids: Sequence[int]) -> "QuerySet[Any]":
    history = history_of(model)
    owner = "pgh_obj_id__in" if model is Enterprise else "enterprise_id__in"
    values = JSONObject(**{name: F(name) for name in shown_fields(model)})
    before, after = _two_versions(model, history, values)
    title = JSONObject(label=F("pgh_label"), before=before, after=after)
    return history.objects.filter(**{owner: ids}).annotate(
        moment=F("pgh_created_at"),
        place=Cast(F("pgh_id"), BigIntegerField()),
        actor_id=Cast(KeyTextTransform("user", "pgh_context__metadata"), BigIntegerField()),
        facts=title,
    )


def _two_versions(model: type[Model], history: Any, values: JSONObject) -> tuple[Any, Any]:
    """The values before a change, which the history keeps, and after it: those of the next version, or of the row as it is now."""
    same = history.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__gt=OuterRef("pgh_id")).order_by("pgh_id")
    following = same.annotate(version_=values).values("version_")[:1]
    present = model._default_manager.filter(pk=OuterRef("pgh_obj_id")).annotate(version_=values).values("version_")
    return values, Coalesce(Subquery(following, output_field=JSONField()), Subquery(present, output_field=JSONField()))
