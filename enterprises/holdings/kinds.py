"""How the five sorts of holdings are shown: their words, columns and filters. One row a sort; pages and lists know no sort by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from enterprises.models import (
    SOURCES,
    CertificateKind,
    DeclaredStandard,
    Instrument,
    InstrumentKind,
    ObligationSource,
    QualifiedPerson,
    SpecialEquipment,
)

Choices = list[tuple[str, str]]
NAME_OF_ITEM = gettext_lazy("Name of the item")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingKind:
    """One sort of holding. `sort_field` is what it is filtered by; `numbers` are the fields a number or code is looked up in."""

    key: str
    title: str | Promise
    add_label: str | Promise
    done_label: str | Promise
    done_on_label: str | Promise
    empty: str | Promise
    icon: str
    sort_field: str
    sort_label: str | Promise
    numbers: tuple[str, ...]
    # What the column of its name is called: a thing is named otherwise than a person.
    name_label: str | Promise = NAME_OF_ITEM
    # Field and label of what a list shows between the name and the dates.
    columns: tuple[tuple[str, str | Promise], ...]

    @property
    def model(self) -> Any:
        """The table."""
        return SOURCES[self.key]


KINDS: Mapping[str, HoldingKind] = {
    kind.key: kind
    for kind in (
        HoldingKind(
            key="equipment",
            title=gettext_lazy("Special equipment"),
            add_label=gettext_lazy("Add equipment"),
            done_label=gettext_lazy("Record an inspection"),
            done_on_label=gettext_lazy("Inspected on"),
            empty=gettext_lazy("No special equipment is entered."),
            icon="building-gear",
            sort_field="category",
            sort_label=gettext_lazy("Category"),
            numbers=("code", "registration_number"),
            columns=(("code", gettext_lazy("Equipment code")), ("registration_number", gettext_lazy("Use registration"))),
        ),
        HoldingKind(
            key="instrument",
            title=gettext_lazy("Measuring instruments"),
            add_label=gettext_lazy("Add an instrument"),
            done_label=gettext_lazy("Record a verification"),
            done_on_label=gettext_lazy("Verified on"),
            empty=gettext_lazy("No measuring instrument is entered."),
            icon="speedometer2",
            sort_field="kind",
            sort_label=gettext_lazy("Kind"),
            numbers=("serial_number",),
            columns=(("serial_number", gettext_lazy("Serial number")), ("use", gettext_lazy("Use"))),
        ),
        HoldingKind(
            key="certificate",
            title=gettext_lazy("Certificates"),
            add_label=gettext_lazy("Add a certificate"),
            done_label=gettext_lazy("Record a renewal"),
            done_on_label=gettext_lazy("Issued or renewed on"),
            empty=gettext_lazy("No certificate is entered."),
            icon="patch-check",
            sort_field="kind",
            sort_label=gettext_lazy("Kind"),
            numbers=("number",),
            columns=(("scope", gettext_lazy("Scope")), ("issuer", gettext_lazy("Issued by"))),
        ),
        HoldingKind(
            key="standard",
            title=gettext_lazy("Declared standards"),
            add_label=gettext_lazy("Add a standard"),
            done_label=gettext_lazy("Record a review"),
            done_on_label=gettext_lazy("Declared or reviewed on"),
            empty=gettext_lazy("No standard is declared."),
            icon="journal-check",
            sort_field="level",
            sort_label=gettext_lazy("Level"),
            numbers=("number",),
            columns=(("products", gettext_lazy("Products")),),
        ),
        HoldingKind(
            key="person",
            title=gettext_lazy("Qualified people"),
            name_label=gettext_lazy("Name"),
            add_label=gettext_lazy("Add a person"),
            done_label=gettext_lazy("Record a renewal"),
            done_on_label=gettext_lazy("Issued or renewed on"),
            empty=gettext_lazy("No qualified person is entered."),
            icon="person-badge",
            sort_field="duty",
            sort_label=gettext_lazy("Duty"),
            numbers=("certificate_number",),
            columns=(("item", gettext_lazy("Item of work")), ("phone_mask", gettext_lazy("Phone"))),
        ),
    )
}
# The sorts whose kinds are rows of a table; those of the others are code.
TABLES: Mapping[str, Any] = {"instrument": InstrumentKind, "certificate": CertificateKind}


def sort_choices(kind: HoldingKind) -> Choices:
    """What a holding of this sort can be, with words in the reader's language; retired kinds too, for old rows bear them."""
    table = TABLES.get(kind.key)
    if table is not None:
        return [(row.code, str(row)) for row in table.objects.all()]
    field = {"equipment": SpecialEquipment.Category, "standard": DeclaredStandard.Level, "person": QualifiedPerson.Duty}[kind.key]
    return [(value, str(label)) for value, label in field.choices]


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """One holding as lists show it; `cells` follow the columns of its sort."""

    pk: int
    row: ObligationSource
    name: str
    sort: str
    cells: list[tuple[str, str]]

    @property
    def has_cells(self) -> bool:
        """Whether any of them holds something."""
        return any(cell for _label, cell in self.cells)


def local_label() -> Any:
    """The column that holds the words of a small table in the reader's language, the Chinese where there are no others."""
    if not (get_language() or "").startswith("en"):
        return F("label")
    return Coalesce(NullIf(F("label_en"), Value("")), F("label"))


def with_words(rows: "QuerySet[Any]", kind: HoldingKind) -> "QuerySet[Any]":
    """The rows with `kind_word`, what the table of kinds calls their kind, for the sorts that have such a table."""
    table = TABLES.get(kind.key)
    if table is None:
        return rows
    words = table.objects.filter(code=OuterRef("kind")).order_by().annotate(word=local_label()).values("word")
    return rows.annotate(kind_word=Subquery(words[:1]))


def shown(rows: Sequence[Any], kind: HoldingKind) -> list[HoldingRow]:
    """Rows of `with_words` as a list shows them."""
    return [
        HoldingRow(row.pk, row, _name(row), _sort(row, kind), [(str(label), _cell(row, field)) for field, label in kind.columns])
        for row in rows
    ]


def _sort(row: Any, kind: HoldingKind) -> str:
    """What it is, in words; the code itself for a kind that is gone."""
    return (row.kind_word or row.kind) if kind.key in TABLES else _cell(row, kind.sort_field)


def _name(row: Any) -> str:
    """What it is called. The numbers of equipment and instruments stand in columns of their own."""
    if isinstance(row, SpecialEquipment | Instrument):
        return row.name
    return str(row)


def _cell(row: Any, field: str) -> str:
    display = getattr(row, f"get_{field}_display", None)
    return str(display() if display else getattr(row, field) or "")
