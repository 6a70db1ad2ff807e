"""The papers of an application as a page shows them: what is asked for, what is there, what can be used again, what was refused."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bureau.attachments import file_kind
from licensing.applications import materials
from licensing.applications.place import Place
from licensing.guides.content import MaterialSpec
from licensing.guides.forms import AskedWhen, condition_words
from licensing.models import MaterialFile

ANSWER_PREFIX = "answer-"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFile:
    """A file handed in."""

    pk: int
    name: str
    size: int
    kind: str
    is_reused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBox:
    """One paper asked for. `when`: the condition under which it is asked; `earlier`: a file of the same sort handed in before.

    `is_again`: that file goes along when the form is sent, unless the tick is taken away.
    """

    spec: MaterialSpec
    files: list[PaperFile]
    earlier: MaterialFile | None
    refusals: list[str]
    is_missing: bool
    is_on_file: bool
    when: AskedWhen | None
    remark: str = ""
    is_again: bool = False

    @property
    def accept(self) -> str:
        """For the file input: the endings the guide allows."""
        return ",".join(f".{one}" for one in self.spec.formats)

    @property
    def formats(self) -> str:
        """In words."""
        return ", ".join(one.upper() for one in self.spec.formats)


def paper_boxes(
    place: Place,
    files: Sequence[MaterialFile],
    *,
    refusals: Mapping[str, list[str]],
    missing: Collection[str] = (),
    again: Collection[str] = (),
    only: Collection[str] | None = None,
    remarks: Mapping[str, str] | None = None,
) -> list[PaperBox]:
    """Every paper this way of applying may ask for, conditional ones with their condition. One query on the desk, none in a browser."""
    asked = [one for one in place.content.materials if not one.requests or place.request in one.requests]
    asked = [one for one in asked if only is None or one.code in only]
    earlier = materials.earlier_files([one.code for one in asked], place.applicant) if only is None else {}
    # In a browser nobody has proved yet which enterprise they are: there the words say “if we have it”.
    on_file = materials.on_file(asked, is_known=place.is_desk and only is None)
    return [
        PaperBox(
            spec=spec,
            files=[_shown(row) for row in files if row.code == spec.code],
            earlier=earlier.get(spec.code),
            refusals=list(refusals.get(spec.code, [])),
            is_missing=spec.code in missing,
            is_on_file=spec.code in on_file,
            when=_asked_when(place, spec) if only is None else None,
            remark=(remarks or {}).get(spec.code, ""),
            is_again=spec.code in again and spec.code in earlier,
        )
        for spec in asked
    ]


def _asked_when(place: Place, spec: MaterialSpec) -> AskedWhen | None:
    when = spec.when
    if when is None:
        return None
    return AskedWhen(f"{ANSWER_PREFIX}{when.field}", json.dumps(when.is_in), condition_words(place.content, when))


def _shown(row: MaterialFile) -> PaperFile:
    file = row.attachment
    return PaperFile(pk=row.pk, name=file.name, size=file.size, kind=file_kind(file), is_reused=row.reused_from_id is not None)


def paper_rows(
    place: Place, files: Sequence[MaterialFile], answers: Mapping[str, Any], *, on_file: Collection[str]
) -> list[tuple[str, str]]:
    """Papers in words, for the review: name, and the names of its files."""
    rows = []
    for spec in place.content.materials_for(place.request, answers):
        names = "、".join(row.attachment.name for row in files if row.code == spec.code)
        if names or spec.required or spec.code in on_file:
            rows.append((spec.name, names))
    return rows
