"""Imports and their rows as people look at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from bureau.models import User
from bureau.roles import Role
from enterprises.imports.fields import BY_NAME, field_label
from enterprises.imports.reasons import words
from enterprises.models import (
    CertificateKind,
    Enterprise,
    ImportRow,
    ImportRun,
    Instrument,
    InstrumentKind,
    QualifiedPerson,
    SpecialEquipment,
    Standing,
)
from enterprises.register.labels import load_labels

SHOWN_ROWS = 50
Labels = Mapping[str, Mapping[str, str]]

CHOICES: Mapping[str, Mapping[str, type[models.TextChoices]]] = {
    "enterprise": {"status": Enterprise.Status, "scale": Enterprise.Scale},
    "equipment": {"category": SpecialEquipment.Category, "standing": Standing},
    "instrument": {"use": Instrument.Use, "standing": Standing},
    "certificate": {"standing": Standing},
    "person": {"duty": QualifiedPerson.Duty, "standing": Standing},
}
TABLES: Mapping[str, Mapping[str, type[models.Model]]] = {
    "instrument": {"kind": InstrumentKind},
    "certificate": {"kind": CertificateKind},
}


@dataclass(frozen=True, slots=True)
class Change:
    """What the register says of one field and what the file says."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the result."""

    line: int
    name: str
    verdict: str
    verdict_label: str
    reasons: list[str]
    changes: list[Change]


def is_overseer(user: User) -> bool:
    """Whether the user sees the imports of everyone."""
    return bool(user.has_role(Role.SUPERVISOR))


def runs_visible_to(user: User) -> "QuerySet[ImportRun]":
    """One's own imports, newest first; a supervisor sees all."""
    seen = ImportRun.objects.all() if is_overseer(user) else ImportRun.objects.filter(made_by=user)
    return seen.select_related("made_by").order_by("-id")


def labels_of(kind: str) -> Labels:
    """Field → slug → label in the reader's language, for fields that hold slugs. At most three queries."""
    found: dict[str, Mapping[str, str]] = {
        name: {str(slug): str(label) for slug, label in choices.choices} for name, choices in CHOICES.get(kind, {}).items()
    }
    if kind == ImportRun.Kind.ENTERPRISE:
        words = load_labels()
        found |= {"township": words.townships, "tags": words.tags, "industry_section": words.sections, "industry_division": words.divisions}
    for name, table in TABLES.get(kind, {}).items():
        found[name] = {row.code: str(row) for row in table._default_manager.all()}  # type: ignore[attr-defined]  # all have a code
    return found


def rows_shown(run: ImportRun, *, verdict: str) -> list[ShownRow]:
    """The first rows with this verdict, with reasons in words and what would change."""
    rows = ImportRow.objects.filter(run=run, verdict=verdict).order_by("line")[:SHOWN_ROWS]
    labels = labels_of(run.kind)
    return [shown(run.kind, row, labels) for row in rows]


def noted_rows(run: ImportRun) -> list[ShownRow]:
    """The first rows that are taken over although something is to be said of them."""
    noted = ImportRow.objects.filter(~Q(reasons=[]), ~Q(verdict=ImportRow.Verdict.REFUSED), run=run).order_by("line")[:SHOWN_ROWS]
    labels = labels_of(run.kind)
    return [shown(run.kind, row, labels) for row in noted]


def shown(kind: str, row: ImportRow, labels: Labels) -> ShownRow:
    """One row in words."""
    return ShownRow(
        line=row.line,
        name=_name_of(kind, row),
        verdict=row.verdict,
        verdict_label=str(ImportRow.Verdict(row.verdict).label),
        reasons=[words(reason["code"], reason.get("arguments", {}), kind=kind) for reason in row.reasons],
        changes=[
            Change(_label(kind, name), _said(labels, name, old), _said(labels, name, value_of(kind, row.data, name)))
            for name, old in row.data.get("was", {}).items()
        ],
    )


def value_of(kind: str, data: Mapping[str, Any], name: str) -> str:
    """The value a row gives a field; of a person only the mask."""
    field = BY_NAME[kind].get(name)
    return str(data.get(f"{name}_mask" if field and field.sealed else name, ""))


def _name_of(kind: str, row: ImportRow) -> str:
    """What the row is about: its key and its name, a person's masked."""
    name = value_of(kind, row.data, "name") if "name" in BY_NAME[kind] else ""
    return " ".join(filter(None, (row.key, name)))


def _label(kind: str, name: str) -> str:
    """Section and division come from the one column of the industry."""
    return field_label("industry" if name.startswith("industry_") else name, kind=kind)


def _said(labels: Labels, name: str, value: str) -> str:
    known = labels.get(name)
    if not known or not value:
        return value
    return "、".join(known.get(slug, slug) for slug in value.split(","))
