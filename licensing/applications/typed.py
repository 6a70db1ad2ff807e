"""What was typed into an application's form, as text that a draft and the hidden fields of the review can hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from licensing.applications.forms import ANSWER, APPLICANT, DELIVERY

# Never kept: proofs, tokens, consent, files.
PREFIXES = (f"{ANSWER}-", f"{APPLICANT}-", f"{DELIVERY}-")
# Codes of papers that are handed in again as they were before.
AGAIN = "again"
NAMES = ("request", "certificate", AGAIN)
MAX_NAMES = 300
MAX_VALUE = 10_000


def kept(data: QueryDict) -> QueryDict:
    """The answers alone, each bounded, without the NUL no text column takes."""
    result = QueryDict(mutable=True)
    for name in [one for one in data if one in NAMES or one.startswith(PREFIXES)][:MAX_NAMES]:
        result.setlist(name, [value.replace("\0", "")[:MAX_VALUE] for value in data.getlist(name)[:100]])
    return result


def pairs(data: QueryDict) -> Iterator[tuple[str, str]]:
    """Name and value of every hidden field that carries what was typed to the next page."""
    for name, values in kept(data).lists():
        for value in values:
            yield name, str(value)


def as_fields(data: QueryDict) -> dict[str, str]:
    """For `bureau.drafts.save`."""
    return {"typed": kept(data).urlencode()}


def from_fields(fields: Mapping[str, str]) -> QueryDict:
    """What a draft held."""
    return QueryDict(fields.get("typed", ""))


def from_answers(known: Mapping[str, Any]) -> QueryDict:
    """Answers known already, as if they had been typed."""
    result = QueryDict(mutable=True)
    for code, value in known.items():
        result.setlist(f"{ANSWER}-{code}", _texts(value))
    return result


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return ["" if value is None else str(value)]


def unchecked(form: forms.Form, data: QueryDict) -> dict[str, Any]:
    """The fields of a form as typed, to be shown again without being checked."""
    found = {}
    for name, field in form.fields.items():
        full = form.add_prefix(name)
        if full in data:
            found[name] = field.widget.value_from_datadict(data, {}, full)
    return found
