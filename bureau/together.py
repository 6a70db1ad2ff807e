"""Several new rows that point at each other, written by one SQL statement in one round trip.

A public submission makes a case and six rows around it. The ORM would send a statement for each; here they are common table expressions
of a single `INSERT`, atomic by itself. Only plain columns are supported, which is all these models have. What depends on the model alone
is worked out once: this is the busiest path of the portal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection, models

# The driver adapts these types' Python values itself; every other column prepares its value as it would for `save()`.
ADAPTED_BY_DRIVER = frozenset(
    {
        models.BooleanField,
        models.CharField,
        models.DateField,
        models.DateTimeField,
        models.ForeignKey,
        models.OneToOneField,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
        models.TextField,
        models.UUIDField,
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: where its value is on the object, how it is prepared, whether it may point at another new row."""

    attribute: str
    prepare: Callable[[Any, Any], Any] | None
    link: "models.ForeignKey[Any, Any] | None"
    is_key: bool


@dataclass(frozen=True, slots=True)
class Table:
    """What an insert into a model's own table needs."""

    opening: str
    columns: tuple[Column, ...]


@dataclass(slots=True)
class Statement:
    """The statement being put together: one part per row, parameters in the order of their appearance."""

    parts: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    def add(self, name: str, sql: str, params: Sequence[Any]) -> None:
        """Append one part."""
        self.parts.append(f"{name} AS ({sql})")
        self.params.extend(params)


@lru_cache(maxsize=64)
def table_of(model: type[models.Model]) -> Table:
    """The model's own table (a parent's columns are not among its columns; an automatic key is left to the database)."""
    fields = [one for one in model._meta.local_concrete_fields if not isinstance(one, models.AutoField)]
    quote = connection.ops.quote_name
    names = ", ".join(quote(one.column or one.name) for one in fields)
    columns = tuple(
        Column(
            attribute=one.attname,
            prepare=None if type(one) in ADAPTED_BY_DRIVER else one.get_db_prep_save,
            link=one if isinstance(one, models.ForeignKey) else None,
            is_key=one.primary_key,
        )
        for one in fields
    )
    return Table(f"INSERT INTO {quote(model._meta.db_table)} ({names})", columns)


def add_row(statement: Statement, name: str, row: models.Model, *, root: models.Model) -> None:
    """Insert `row` behind the root: foreign keys to the root or to an earlier row are taken from what those inserts return.

    Works on the root's own child table too, whose primary key is the link to its parent.
    """
    table = table_of(type(row))
    values, params = [], []
    for column in table.columns:
        target = _unsaved_target(row, column.link) if column.link else None
        if target is root or (row is root and column.is_key):
            values.append("root.id")
        elif target is not None:
            values.append(f"(SELECT id FROM {statement.names[id(target)]})")  # noqa: S608 -- our own names
        else:
            values.append("%s")
            value = getattr(row, column.attribute)
            params.append(column.prepare(value, connection) if column.prepare else value)
    returning = "" if row is root else " RETURNING id"
    # Table and column names come from model definitions; every value is a parameter.
    statement.add(name, f"{table.opening} SELECT {', '.join(values)} FROM root{returning}", params)  # noqa: S608
    statement.names[id(row)] = name


def add_root(
    statement: Statement, root: models.Model, *, model: type[models.Model], computed: dict[str, tuple[str, Any]], once: str
) -> None:
    """Insert the root's row of `model`'s table under the name `root`, which returns its id and number.

    `computed`: columns whose value the database works out, as (SQL with one parameter, the parameter). `once`: the unique column on whose
    conflict nothing at all is inserted.
    """
    table = table_of(model)
    values, params = [], []
    for column in table.columns:
        if column.attribute in computed:
            sql, value = computed[column.attribute]
            values.append(sql)
            params.append(value)
        else:
            values.append("%s")
            value = getattr(root, column.attribute)
            params.append(column.prepare(value, connection) if column.prepare else value)
    ending = f"ON CONFLICT ({once}) DO NOTHING RETURNING id, number"
    statement.add("root", f"{table.opening} VALUES ({', '.join(values)}) {ending}", params)


def _unsaved_target(row: models.Model, link: "models.ForeignKey[Any, Any]") -> models.Model | None:
    """The related object this key points at if it is one without a primary key yet."""
    target: models.Model | None = row._state.fields_cache.get(link.name)
    return target if target is not None and target.pk is None else None
