"""The words the register works with, loaded with the house's reference data: industries, tags, kinds of certificate and instrument.

As on the ground floor, a row that exists is left as it is: from then on it belongs to the bureau. Only the industries of the national
standard are nobody's to change, and are added where missing just the same.
"""

import json
from pathlib import Path
from typing import Any

from django.db import models

from enterprises.models import CertificateKind, Industry, InstrumentKind, Tag
from enterprises.obligations.kinds import load_kinds

DATA = Path(__file__).resolve().parent / "data"
WORDS: dict[str, type[models.Model]] = {
    "tags.json": Tag,
    "certificate_kinds.json": CertificateKind,
    "instrument_kinds.json": InstrumentKind,
}


def load_with_reference_data(report: list[str], **_signal: Any) -> None:
    """Receiver of `bureau.signals.reference_loading`."""
    report.append(f"industries +{load_industries()}")
    for name, model in WORDS.items():
        report.append(f"{model._meta.model_name}s +{_load_words(model, read_rows(name))}")
    report.append(f"obligation kinds +{load_kinds(read_rows('obligation_kinds.json'))}")


def load_industries() -> int:
    """The 20 sections and 97 divisions of GB/T 4754-2017. Returns how many were added."""
    return _add_missing(Industry, [Industry(**row) for row in read_rows("industries.json")])


def read_rows(name: str) -> list[dict[str, Any]]:
    """The rows of one file of `enterprises/data/`."""
    rows: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return rows


def _load_words(model: type[models.Model], rows: list[dict[str, Any]]) -> int:
    """In the order of the file. Returns how many were added."""
    return _add_missing(model, [model(**row, order=10 * place) for place, row in enumerate(rows, start=1)])


def _add_missing(model: type[models.Model], rows: list[Any]) -> int:
    before = model._default_manager.count()
    model._default_manager.bulk_create(rows, ignore_conflicts=True)
    return model._default_manager.count() - before
