"""What the catalogue's file says, as typed values; a file with any fault is refused as a whole, with every fault named.

The file (`licensing/data/power_items.json`) holds `since` (the day from which its items are in force), `laws` (key: name, version, rank,
subject) and `items`. An item cites laws by key: `basis` [{law, article, paragraph?, item?, cited}], where `cited` is the place in words.
A penalty has `act`, `sanctions`, `fines` (rules: see `fine_rows`) and `fines_from` [[law, place]] where another article sets the amount;
a measure has `measure`. Permits and other items have a `name`. A penalty with fines counts as unchecked until its row says `"checked":
true`; `doubt` says what the corpus of laws could not settle (docs/penalty-rules.md).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "data" / "power_items.json"


class InvalidCatalogue(ValueError):
    """The file is no catalogue. `faults` names each place and what is wrong there."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A law, regulation or rule in one version."""

    name: str
    version: date
    rank: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One article an item rests on."""

    law: Law
    article: int
    paragraph: int | None
    item: str
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One item as the file has it. `fines`, `fines_from` and `measure` are the JSON the table keeps."""

    code: str
    kind: str
    name: str
    subject: str
    act: str = ""
    condition: str = ""
    sanctions: tuple[str, ...] = ()
    fines: tuple[dict[str, Any], ...] = ()
    fines_from: tuple[str, ...] = ()
    measure: dict[str, Any] | None = None
    bases: tuple[Basis, ...]
    since: date
    # False while its fine rules have still to be compared with the article, or could not be.
    checked: bool = True
    # What could not be settled, in Chinese.
    doubt: str = ""
    digest: str = field(default="", compare=False)


def digest_of(row: ItemRow) -> str:
    """What changes when anything the item says changes; the day it began to say so is no part of it."""
    content = {name: value for name, value in asdict(row).items() if name not in {"since", "digest"}}
    if not row.doubt:
        # The field is younger than the catalogue: a row without a doubt says what it said before.
        del content["doubt"]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def read_file(path: Path = FILE) -> Mapping[str, Any]:
    """The file as plain values. Raises InvalidCatalogue when it is no JSON object."""
    try:
        source = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidCatalogue([f"{path.name}: {error}"]) from error
    if not isinstance(source, dict):
        raise InvalidCatalogue([f"{path.name}: no object"])
    return source
