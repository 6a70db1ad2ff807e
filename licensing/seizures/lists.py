"""The list of measures, and the store: everything held today across all cases. Each shows what its reader may see, and nothing more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from bureau.models import Case, Light, User
from bureau.seek import Slice, read_slice
from bureau.tables import CHUNK, EXPORT_LIMIT, csv_table, light_of, state_label
from licensing.models import HeldThing, MeasureCase
from licensing.seizures.filter import BY_PLACE, MeasureFilter, StoreFilter
from licensing.seizures.law import KINDS
from licensing.seizures.states import HOLDING, MUST_RELEASE
from licensing.seizures.things import normal_mark

PAGE_SIZE = 30
MEASURE_HEADER = ("编号", "措施", "事项编码", "当事人", "地点", "状态", "实施时间", "期限届满日", "处罚案件")
STORE_HEADER = ("措施编号", "行号", "名称", "规格型号", "批号或者序列号", "数量", "单位", "保管方式", "存放地点", "保管人", "期限届满日")


@dataclass(frozen=True, slots=True)
class Row:
    """What the list shows of one measure."""

    measure: MeasureCase
    state: str
    tone: str
    light: str
    must_release: bool


def visible_measures(user: User) -> "QuerySet[MeasureCase]":
    """Measures and holdings this member of staff may see: of the own teams, or all for those who answer for them."""
    return MeasureCase.objects.filter(pk__in=Case.objects.visible_to(user).filter(kind__in=KINDS).values("pk"))


def measures(wanted: MeasureFilter, user: User, *, today: date) -> "QuerySet[MeasureCase]":
    """The rows of a list, unordered."""
    rows = visible_measures(user).select_related("penalty").defer("search", "penalty__search")
    columns = {"act": wanted.act, "state": wanted.state, "category": wanted.item}
    rows = rows.filter(**{name: value for name, value in columns.items() if value})
    if wanted.ends:
        rows = rows.filter(closed_at__isnull=True, due_on__lte=today + timedelta(days=int(wanted.ends)))
    return rows.filter(_meant(wanted.q)) if wanted.q else rows


def _meant(typed: str) -> Q:
    return Q(number__startswith=typed.upper()) | Q(place__icontains=typed) | Q(party_name__icontains=typed)


def measure_page(wanted: MeasureFilter, user: User, *, today: date, before: str = "", after: str = "") -> Slice:
    """One page. One query."""
    page = read_slice(measures(wanted, user, today=today), wanted.order, before=before, after=after, size=PAGE_SIZE)
    return Slice([row_of(one, today=today) for one in page.rows], page.before, page.after)


def row_of(measure: MeasureCase, *, today: date) -> Row:
    """One measure as a row; red when it must be released, whatever its clock says."""
    must = measure.closed_at is None and measure.state in MUST_RELEASE
    light = Light.RED if must else light_of(measure, today)
    tone = "danger" if must else "neutral" if measure.closed_at else "progress" if measure.carried_out_at else "waiting"
    return Row(measure, state_label(measure), tone, light.value, must)


def held_things(wanted: StoreFilter, user: User) -> "QuerySet[HeldThing]":
    """Every line held today in a measure that was carried out, unordered."""
    carried = visible_measures(user).filter(state__in=HOLDING, closed_at__isnull=True).values("pk")
    rows = HeldThing.objects.filter(disposition=HeldThing.Disposition.HELD, measure_id__in=carried).select_related("measure")
    if wanted.storage:
        rows = rows.filter(storage=wanted.storage)
    if wanted.q:
        named = Q(name__icontains=wanted.q) | Q(place__icontains=wanted.q)
        rows = rows.filter(named | Q(mark=normal_mark(wanted.q)) | Q(measure__number=wanted.q.upper()))
    return rows.defer("measure__search")


def store_page(wanted: StoreFilter, user: User, *, before: str = "", after: str = "") -> Slice:
    """One page, by place. One query."""
    return read_slice(held_things(wanted, user), BY_PLACE, before=before, after=after, size=PAGE_SIZE)


def measure_csv(wanted: MeasureFilter, user: User, *, today: date, limit: int = EXPORT_LIMIT) -> Iterator[str]:
    """The list as lines of CSV; people by their masks."""
    rows = measures(wanted, user, today=today).order_by(*wanted.order.columns())[: limit + 1].iterator(chunk_size=CHUNK)
    return csv_table(MEASURE_HEADER, (_measure_cells(row) for row in rows), limit=limit, cut_off=_cut_off(limit))


def store_csv(wanted: StoreFilter, user: User, *, limit: int = EXPORT_LIMIT) -> Iterator[str]:
    """The store as lines of CSV."""
    rows = held_things(wanted, user).order_by(*BY_PLACE.columns())[: limit + 1].iterator(chunk_size=CHUNK)
    return csv_table(STORE_HEADER, (_store_cells(row) for row in rows), limit=limit, cut_off=_cut_off(limit))


def _cut_off(limit: int) -> str:
    return _("The list is longer: only the first %(limit)d rows were exported. Filter it further.") % {"limit": limit}


def _measure_cells(row: MeasureCase) -> list[str]:
    with translation.override("zh-hans"):
        words = [str(row.get_act_display()), state_label(row)]
    return [
        *(row.number, words[0], row.category, row.party_name, row.place, words[1]),
        *(f"{row.carried_out_at:%Y-%m-%d}" if row.carried_out_at else "", row.due_on.isoformat() if row.due_on else ""),
        row.penalty.number if row.penalty else "",
    ]


def _store_cells(row: HeldThing) -> list[str]:
    with translation.override("zh-hans"):
        storage = str(row.get_storage_display())
    return [
        *(row.measure.number, str(row.number), row.name, row.specification, row.mark, f"{row.quantity.normalize():f}", row.unit),
        *(storage, row.place, row.custodian, row.measure.due_on.isoformat() if row.measure.due_on else ""),
    ]
