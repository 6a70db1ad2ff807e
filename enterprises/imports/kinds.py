"""What each kind of file fills: its table, its columns, and what makes two rows the same thing.

Names of columns are names of model fields; their types, lengths and whether a new row must have them are read off the models, so that
a file is held to the same rules as a form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from enterprises.models import SOURCES, Contact, Enterprise, ImportRun, QualifiedPerson


@dataclass(frozen=True, slots=True)
class Column:
    """One register column that a file may fill."""

    name: str
    is_date: bool
    is_list: bool
    # Longest text in characters; None for dates and lists.
    limit: int | None
    # A new row cannot be without it.
    required: bool
    # What a new row gets when the file is silent, as an SQL literal.
    default: str

    @property
    def sql_type(self) -> str:
        """Its type in the working table; a list lies there as text joined by commas."""
        return "date" if self.is_date else "text"

    def value(self, alias: str = "w") -> str:
        """The file's value as an SQL expression of the register's type."""
        own = f"{alias}.{self.name}"
        return f"string_to_array({own}, ',')::varchar[]" if self.is_list else own

    def shown(self, alias: str = "t") -> str:
        """The register's value as text."""
        return f"array_to_string({alias}.{self.name}, ',')" if self.is_list else f"{alias}.{self.name}::text"

    def differs(self) -> str:
        """Whether the file (`w`) says something else than the register (`t`). An empty cell says nothing."""
        if self.is_list:
            return f"w.{self.name} IS NOT NULL AND NOT ({self.value()} @> t.{self.name} AND {self.value()} <@ t.{self.name})"
        return f"w.{self.name} IS NOT NULL AND w.{self.name} IS DISTINCT FROM t.{self.name}"


@dataclass(frozen=True)
class Kind:
    """One kind of file. `key` makes two rows the same thing (within an enterprise, for what enterprises hold)."""

    slug: str
    model: type[Any]
    fields: Sequence[str]
    key: Sequence[str]
    # Fields of the file that hold a person's name and phone: the first and the second of these.
    person: Sequence[str]

    @property
    def table(self) -> str:
        """The register's table."""
        return str(self.model._meta.db_table)

    @property
    def is_holding(self) -> bool:
        """Whether a row belongs to an enterprise named by its code, rather than being one."""
        return self.model is not Enterprise

    @cached_property
    def columns(self) -> list[Column]:
        """The register's columns in the order of `fields`."""
        return [_column(self.model._meta.get_field(name)) for name in self.fields]

    @property
    def plain(self) -> list[str]:
        """Every text or date column of the working table that comes out of the file as it is."""
        return [*(["enterprise_code"] if self.is_holding else []), *self.fields]

    @property
    def sealed(self) -> list[str]:
        """The columns of the working table made of a person's name and phone: sealed, mask and index of each, as text."""
        return [f"{name}{part}" for name in self.person for part in ("", "_mask", "_index")]


def _column(field: Any) -> Column:
    is_date, is_list = isinstance(field, models.DateField), isinstance(field, ArrayField)
    default = "NULL" if is_date else "'{}'::varchar[]" if is_list else f"'{str(field.default) if field.has_default() else ''}'"
    required = not field.blank and not field.has_default()
    return Column(field.name, is_date, is_list, None if is_date or is_list else field.max_length, required, default)


ROUND = ("standing", "last_done_on", "expires_on")
# The part of a contact that a file of enterprises fills.
CONTACT_DUTY = Contact.Duty.GENERAL

KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(
            ImportRun.Kind.ENTERPRISE.value,
            Enterprise,
            (
                "code",
                "name",
                "legal_representative",
                "address",
                "township",
                "industry_section",
                "industry_division",
                "status",
                "scale",
                "tags",
                "founded_on",
                "main_products",
                "phone",
            ),
            ("code",),
            ("contact_name", "contact_phone"),
        ),
        Kind(
            ImportRun.Kind.EQUIPMENT.value,
            SOURCES["equipment"],
            (
                "category",
                "name",
                "code",
                "registration_number",
                "product_number",
                "maker",
                "location",
                "in_use_since",
                *ROUND,
            ),
            ("code",),
            (),
        ),
        Kind(
            ImportRun.Kind.INSTRUMENT.value,
            SOURCES["instrument"],
            ("kind", "name", "model", "serial_number", "use", "location", *ROUND),
            ("kind", "serial_number"),
            (),
        ),
        Kind(
            ImportRun.Kind.CERTIFICATE.value,
            SOURCES["certificate"],
            ("kind", "number", "scope", "issuer", *ROUND),
            ("kind", "number"),
            (),
        ),
        Kind(
            ImportRun.Kind.PERSON.value,
            QualifiedPerson,
            ("duty", "certificate_number", "item", *ROUND),
            ("duty", "certificate_number"),
            ("name", "phone"),
        ),
    )
}
