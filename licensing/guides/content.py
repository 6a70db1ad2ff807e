"""What a guide (办事指南) says, as typed values read from `Guide.content` (JSON). Pure: no database.

The catalogue is Chinese only: what a guide says is what the law and the bureau say. A guide that is wrong is refused as a whole, with every
fault named by its place, so that an administrator can put it right in one go. The parts are in `specs`, the rules in `faults`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from django.utils.translation import gettext as _

from licensing.guides.faults import contradictions
from licensing.guides.specs import (
    APPLICANTS,
    FIELD_TYPES,
    REQUESTS,
    CheckItem,
    Choice,
    FieldSpec,
    GuideContent,
    MaterialSpec,
    RequestSpec,
    ResultSpec,
    StepSpec,
    When,
    applies,
)

__all__ = [
    "APPLICANTS",
    "FIELD_TYPES",
    "REQUESTS",
    "CheckItem",
    "Choice",
    "FieldSpec",
    "GuideContent",
    "InvalidGuide",
    "MaterialSpec",
    "RequestSpec",
    "ResultSpec",
    "StepSpec",
    "When",
    "applies",
    "contradictions",
    "digest_of",
    "is_required",
    "read_guide",
    "read_structure",
]


class InvalidGuide(ValueError):
    """The content is not a guide. `faults` names every place and what is wrong there, in the reader's words."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(self.faults))


MAX_NUMBER = 100_000


@dataclass(slots=True)
class _Reader:
    """Builds typed values from plain ones and collects every fault."""

    faults: list[str] = field(default_factory=list)

    def build(self, kind: type[Any], raw: Any, place: str) -> Any:
        """An instance of the dataclass, or None when it cannot be built."""
        if not isinstance(raw, Mapping):
            self.faults.append(_("%(place)s: this must be an object with named values.") % {"place": place})
            return None
        known = {one.name: one for one in fields(kind)}
        for name in sorted(str(name) for name in raw.keys() - known.keys()):
            self.faults.append(_("%(place)s: there is nothing called “%(name)s” here.") % {"place": place, "name": name})
        values = {name: self._value(kind, name, raw[name], f"{place}.{name}") for name in known if name in raw}
        missing = [name for name, one in known.items() if name not in raw and is_required(one)]
        if missing:
            self.faults.append(_("%(place)s: this is missing: %(names)s.") % {"place": place, "names": ", ".join(missing)})
            return None
        return kind(**values)

    def _value(self, kind: type[Any], name: str, raw: Any, place: str) -> Any:
        inner = NESTED.get((kind, name))
        if inner is None:
            return self._plain(kind.__annotations__[name], raw, place)
        if (kind, name) in SINGLE:
            return None if raw is None and kind is not GuideContent else self.build(inner, raw, place)
        if not isinstance(raw, list):
            self.faults.append(_("%(place)s: this must be a list.") % {"place": place})
            return ()
        built = (self.build(inner, one, f"{place}[{index}]") for index, one in enumerate(raw))
        return tuple(one for one in built if one is not None)

    def _plain(self, wanted: Any, raw: Any, place: str) -> Any:
        """A text, number, yes or no, or list of texts; anything else is a fault."""
        if wanted is bool:
            return raw if isinstance(raw, bool) else self._fault(_("%(place)s: this must be true or false."), place)
        if wanted is int:
            is_number = isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= MAX_NUMBER
            return raw if is_number else self._fault(_("%(place)s: this must be a whole number from 0 to 100000."), place)
        if wanted is str:
            return raw if _is_text(raw) else self._fault(_("%(place)s: this must be a text."), place)
        if isinstance(raw, list) and all(map(_is_text, raw)):
            return tuple(raw)
        return self._fault(_("%(place)s: this must be a list of texts."), place)

    def _fault(self, words: str, place: str) -> Any:
        self.faults.append(words % {"place": place})
        return None


NESTED: Mapping[tuple[type[Any], str], type[Any]] = {
    (GuideContent, "requests"): RequestSpec,
    (GuideContent, "fields"): FieldSpec,
    (GuideContent, "materials"): MaterialSpec,
    (GuideContent, "checklist"): CheckItem,
    (GuideContent, "steps"): StepSpec,
    (GuideContent, "result"): ResultSpec,
    (FieldSpec, "choices"): Choice,
    (FieldSpec, "when"): When,
    (MaterialSpec, "when"): When,
}
SINGLE = frozenset({(GuideContent, "result"), (FieldSpec, "when"), (MaterialSpec, "when")})


def _is_text(raw: Any) -> bool:
    """The database keeps no NUL and no half of a surrogate pair in a text."""
    return isinstance(raw, str) and "\0" not in raw and not any("\ud800" <= sign <= "\udfff" for sign in raw)


def is_required(one: Any) -> bool:
    """Whether a field of one of the parts has no value of its own."""
    return bool(one.default is MISSING and one.default_factory is MISSING)


def read_structure(raw: Any) -> GuideContent:
    """The typed values of a JSON object whose parts may still contradict each other (a draft). Raises InvalidGuide with every fault."""
    reader = _Reader()
    content: GuideContent | None = reader.build(GuideContent, raw, "guide")
    if reader.faults or content is None:
        raise InvalidGuide(reader.faults)
    return content


def read_guide(raw: Any) -> GuideContent:
    """The guide a JSON object holds. Raises InvalidGuide with every fault: of shape first, then of sense."""
    content = read_structure(raw)
    if faults := contradictions(content):
        raise InvalidGuide(faults)
    return content


def digest_of(raw: Mapping[str, Any]) -> str:
    """A fingerprint of the content: the same whatever the order of its keys."""
    return hashlib.sha256(json.dumps(raw, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
