"""The official forms of penalty and measure: what each is called, how it is counted, what it must state, and on which article it rests.

The table is `licensing/data/penalty_forms.json`; its words are Chinese only, being those of the law and the paper. Its articles were
compared with the corpus; what only the procedure rules of the ministry want (review sheets, reports, receipts) has no citation there,
because the corpus lacks those rules.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bureau.letters import LetterKind
from licensing.papers.remedies import FIRST_REVIEW, MEASURE_REMEDIES, PENALTY_REMEDIES

FILE = Path(__file__).resolve().parent.parent / "data" / "penalty_forms.json"
REMEDIES: Mapping[str, tuple[str, ...]] = {
    "": (),
    "penalty": PENALTY_REMEDIES,
    "review-first": FIRST_REVIEW,
    "measure": MEASURE_REMEDIES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form. `requires`: facts without which it is not issued; `wanted`: facts the preview asks for besides, by name.

    `room`: the stretch of the procedure; `remedies`: a key of `REMEDIES`; `inside`: for the file only, never shown to the party;
    `measure`: a form of a measure, not of a penalty case.
    """

    code: str
    room: str
    title: str
    prefix: str
    basis: str = ""
    requires: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    remedies: str = ""
    inside: bool = False
    measure: bool = False

    def letter(self) -> LetterKind:
        """The form as a kind of letter: code, template and counter have one name."""
        return LetterKind(
            self.code,
            self.title,
            self.code,
            self.code,
            requires=frozenset(self.requires),
            optional=frozenset({"addressee"}),
            basis=((date.min, self.basis),),
            remedies=REMEDIES[self.remedies],
            for_citizen=not self.inside,
        )


ALL: Mapping[str, Form] = {row["code"]: Form(**row) for row in json.loads(FILE.read_text(encoding="utf-8"))}
MEASURES: Mapping[str, Form] = {code: form for code, form in ALL.items() if form.room == "measures"}
# Code of the letter: title, and what stands in front of its number.
FORMS: Mapping[str, tuple[str, str]] = {code: (form.title, form.prefix) for code, form in ALL.items()}
PREFIXES: Mapping[str, str] = {code: form.prefix for code, form in ALL.items()}
LETTER_KINDS = tuple(form.letter() for form in ALL.values())
