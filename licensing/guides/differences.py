"""What differs between two versions of a guide, said field by field in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from licensing.guides.content import GuideContent
from licensing.guides.wording import CONTENT, RESULT, ROWS, Words

# By what a row of a list is known again in the other version.
KEYS: Mapping[str, str] = {"requests": "request", "fields": "code", "materials": "code", "checklist": "code", "steps": "title"}
TEXT_LISTS = frozenset({"conditions", "refusal_grounds", "remedies", "unconfirmed", "sections", "applicants"})
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: where, what stood there, what stands there now. An empty side was not there."""

    place: str
    before: str
    after: str


def differences(was: GuideContent, now: GuideContent) -> list[Difference]:
    """Every difference from the old content to the new, in the order of a guide."""
    old, new = asdict(was), asdict(now)
    found: list[Difference] = []
    for name, label in CONTENT.items():
        before, after = old[name], new[name]
        if before == after:
            continue
        if name in KEYS:
            found += _rows(name, label, before, after)
        elif name == "result":
            found += _attributes(str(label), RESULT, before, after)
        elif name in TEXT_LISTS:
            found += _lines(str(label), before, after)
        else:
            found.append(Difference(str(label), said(before), said(after)))
    return found


def _rows(name: str, label: str | Promise, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Difference]:
    """Rows taken out, put in, changed, and whether those in both stand in another order."""
    key = KEYS[name]
    old, new = ({str(row.get(key, "")): row for row in rows} for rows in (before, after))
    for code, row in old.items():
        if code not in new:
            yield Difference(_("%(part)s: “%(row)s” taken out") % {"part": label, "row": title_of(row)}, summary_of(ROWS[name], row), "")
    for code, row in new.items():
        if code not in old:
            yield Difference(_("%(part)s: “%(row)s” added") % {"part": label, "row": title_of(row)}, "", summary_of(ROWS[name], row))
        elif old[code] != row:
            yield from _attributes(_("%(part)s, “%(row)s”") % {"part": label, "row": title_of(row)}, ROWS[name], old[code], row)
    if [code for code in old if code in new] != [code for code in new if code in old]:
        yield Difference(_("%(part)s: order") % {"part": label}, _(", ").join(map(title_of, before)), _(", ").join(map(title_of, after)))


def _attributes(place: str, words: Words, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for name, label in words.items():
        if before.get(name) != after.get(name):
            where = _("%(place)s: %(attribute)s") % {"place": place, "attribute": label}
            yield Difference(where, said(before.get(name)), said(after.get(name)))


def _lines(place: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Difference]:
    """Lines taken out and put in; the same lines in another order are one difference."""
    for line in before:
        if line not in after:
            yield Difference(_("%(place)s: line taken out") % {"place": place}, line, "")
    for line in after:
        if line not in before:
            yield Difference(_("%(place)s: line added") % {"place": place}, "", line)
    if before != after and sorted(before) == sorted(after):
        yield Difference(_("%(part)s: order") % {"part": place}, _(", ").join(before), _(", ").join(after))


def title_of(row: Mapping[str, Any]) -> str:
    """What a row is called: its words, else its code."""
    return str(row.get("label") or row.get("name") or row.get("title") or row.get("text") or row.get("code") or row.get("request") or "")


def summary_of(words: Words, row: Mapping[str, Any]) -> str:
    """A whole row in one line."""
    return "; ".join(f"{label}: {said(row[name])}" for name, label in words.items() if row.get(name) not in (None, "", ()))[:LONGEST]


def said(value: Any) -> str:
    """A value of the content in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | tuple):
        return _(", ").join(said(one) for one in value)
    if isinstance(value, Mapping):
        if "is_in" in value:
            return f"{value.get('field', '')} = {said(value['is_in'])}"
        if "value" in value:
            return f"{value['value']}={value.get('label', '')}"
        return _(", ").join(f"{name}: {said(one)}" for name, one in value.items())
    return str(value)
