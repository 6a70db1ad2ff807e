"""What the last correction notice asked for: only these answers and papers are open to the applicant then (行政许可法 32)."""

from collections.abc import Iterable
from typing import Any

from licensing.guides.content import GuideContent
from licensing.guides.forms import with_dependents
from licensing.models import Application

FIELD, MATERIAL = "field", "material"


def field_codes(application: Application) -> set[str]:
    """Codes of the questions the notice asks to answer again."""
    return _codes(application.correction_asked, FIELD)


def material_codes(application: Application) -> set[str]:
    """Codes of the papers the notice asks for."""
    return _codes(application.correction_asked, MATERIAL)


def open_questions(application: Application, content: GuideContent) -> set[str]:
    """The questions that are open: those asked for, and those that depend on them, because another answer may ask or drop them."""
    return with_dependents(content.fields_for(application.request), field_codes(application))


def remarks_of(application: Application, kind: str) -> dict[str, str]:
    """What the window wrote about each question or paper, by code."""
    return {str(row["code"]): str(row.get("remark", "")) for row in application.correction_asked if row.get("kind") == kind}


def _codes(rows: Iterable[dict[str, Any]], kind: str) -> set[str]:
    return {str(row["code"]) for row in rows if row.get("kind") == kind}
