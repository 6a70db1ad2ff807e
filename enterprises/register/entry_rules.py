"""What an entry of the register may say: one rule a field, asked by every writing service before it writes.

A value that stands there already is not asked again: a township may be retired while enterprises still lie in it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bureau.models import Township
from enterprises.codes import clean_text
from enterprises.models import Enterprise, Industry, Tag

EARLIEST = date(1800, 1, 1)
MAX_TAGS = 20
TEXTS: Mapping[str, int] = {"name": 120, "legal_representative": 60, "address": 200, "main_products": 200, "phone": 30}
# What people may fill in; the code, the history and the versions are kept by the services.
FIELDS = (
    *("name", "legal_representative", "address", "township", "industry_section", "industry_division"),
    *("status", "scale", "tags", "founded_on", "main_products", "phone"),
)


def clean_fields(given: Mapping[str, Any], present: Enterprise, *, today: date) -> dict[str, Any]:
    """The columns that change and their new values. Raises ValidationError by field; TypeError for a field that is not one of FIELDS."""
    strange = sorted(given.keys() - set(FIELDS))
    if strange:
        raise TypeError(f"no fields of an entry: {', '.join(strange)}")
    values = {name: _spelt(name, value) for name, value in given.items()}
    values |= _industry(values, present)
    changed = {name: value for name, value in values.items() if value != getattr(present, name)}
    problems: dict[str, str] = {}
    for name, value in changed.items():
        problem = _problem(name, value, today)
        if problem:
            problems[name] = problem
    if problems:
        raise ValidationError({name: ValidationError(problem, "invalid") for name, problem in problems.items()})
    return changed


def _spelt(name: str, value: Any) -> Any:
    """The one spelling of a value: plain characters, tags once and in order."""
    if name == "founded_on":
        return value or None
    if name == "tags":
        return sorted({clean_text(tag) for tag in value or () if clean_text(tag)})
    return clean_text(value)


def _industry(values: Mapping[str, Any], present: Enterprise) -> dict[str, str]:
    """Section and division fit together: a division implies its section; a new section takes away a division of another one."""
    if "industry_division" not in values and "industry_section" not in values:
        return {}
    division = values.get("industry_division", present.industry_division)
    if not division:
        return {}
    found = Industry.objects.filter(code=division).first()
    if found is None or found.is_section:
        return {}  # said by the rule of the division
    section = values.get("industry_section", "")
    if not section or section == found.section:
        return {"industry_section": found.section}
    if "industry_division" not in values:
        return {"industry_division": ""}
    raise ValidationError({"industry_division": ValidationError(_("This division belongs to another section."), "invalid")})


def _problem(name: str, value: Any, today: date) -> str:
    """What is wrong with a new value; empty if nothing is."""
    if name in TEXTS:
        return _wrong_text(name, value)
    return RULES[name](value, today) if value else ("" if name != "status" else _("Choose one of the list."))


def _wrong_text(name: str, value: str) -> str:
    if name == "name" and len(value) < 2:
        return _("Give the name of the enterprise, at least two characters.")
    if len(value) > TEXTS[name]:
        return _("At most %(count)d characters.") % {"count": TEXTS[name]}
    return _("This holds characters that cannot be kept.") if "\0" in value else ""


def _wrong_day(value: date, today: date) -> str:
    if value > today:
        return _("This day lies in the future.")
    return _("This day lies too far back.") if value < EARLIEST else ""


def _wrong_township(value: str, _today: date) -> str:
    return "" if Township.objects.filter(code=value, active=True).exists() else _("Choose one of the list.")


def _wrong_section(value: str, _today: date) -> str:
    return "" if Industry.objects.filter(section=value).exists() else _("Choose one of the list.")


def _wrong_division(value: str, _today: date) -> str:
    return "" if len(value) == 2 and Industry.objects.filter(code=value).exists() else _("Choose one of the list.")


def _wrong_tags(value: list[str], _today: date) -> str:
    if len(value) > MAX_TAGS:
        return _("At most %(count)d tags.") % {"count": MAX_TAGS}
    known = set(Tag.objects.filter(code__in=value).values_list("code", flat=True))
    unknown = [tag for tag in value if tag not in known]
    return _("No such tag: %(tags)s.") % {"tags": "、".join(unknown)} if unknown else ""


def _wrong_status(value: str, _today: date) -> str:
    return "" if value in Enterprise.Status.values else _("Choose one of the list.")


def _wrong_scale(value: str, _today: date) -> str:
    return "" if value in Enterprise.Scale.values else _("Choose one of the list.")


RULES: Mapping[str, Callable[[Any, date], str]] = {
    "township": _wrong_township,
    "industry_section": _wrong_section,
    "industry_division": _wrong_division,
    "status": _wrong_status,
    "scale": _wrong_scale,
    "tags": _wrong_tags,
    "founded_on": _wrong_day,
}
