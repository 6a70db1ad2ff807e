"""What the clerk found of each paper, as typed on the one screen. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from licensing.applications.papers import PaperBox
from licensing.guides.content import MaterialSpec
from licensing.models import MaterialCheck
from licensing.window.place import FINDING, REMARK

Finding = MaterialCheck.Finding
Findings = dict[str, tuple[str, str]]
FAULTY = frozenset({Finding.MISSING, Finding.WRONG})
# A correction notice is Chinese, whatever language the clerk's screen shows.
NOT_HANDED_IN = "未提交"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One paper with its box of files and what was found."""

    box: PaperBox
    finding: str
    remark: str


def presumed(box: PaperBox) -> str:
    """What may be taken as found where the clerk said nothing: a file is there, or the register has it."""
    if box.files:
        return Finding.ELECTRONIC
    return Finding.ON_FILE if box.is_on_file else ""


def lines(boxes: Iterable[PaperBox], data: Mapping[str, str]) -> list[Line]:
    """Every paper as the screen shows it."""
    found = []
    for box in boxes:
        chosen = data.get(f"{FINDING}{box.spec.code}", "") or presumed(box)
        found.append(Line(box=box, finding=chosen, remark=data.get(f"{REMARK}{box.spec.code}", "")))
    return found


def findings(rows: Iterable[Line], asked: Iterable[MaterialSpec]) -> Findings:
    """(finding, remark) by material, for the papers asked for in this case."""
    codes = {one.code for one in asked}
    return {
        row.box.spec.code: (row.finding, row.remark.strip()) for row in rows if row.box.spec.code in codes and row.finding in Finding.values
    }


def faults(found: Mapping[str, tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What a correction notice lists, as the step's form cleans it: remarks by ("material", code)."""
    return {("material", code): remark or NOT_HANDED_IN for code, (finding, remark) in found.items() if finding in FAULTY}
