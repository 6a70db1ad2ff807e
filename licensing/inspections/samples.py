"""What a laboratory reports of a sample: its lines, and the conclusion that counts."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from licensing.models import Inspection

PASS, FAIL = "pass", "fail"
_PASSED = frozenset({"合格", "符合", "pass", "passed", "p"})
_FAILED = frozenset({"不合格", "不符合", "fail", "failed", "f"})
_SEPARATOR = re.compile(r"\s*[;；|｜\t]\s*")
MOST_LINES = 60
PUBLICATION_LENGTH = 300


class UnreadableLine(ValueError):
    """A line of the report that is not "item; standard value; measured value; verdict". `number` counts from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


@dataclass(frozen=True, slots=True)
class TestLine:
    """One tested item: what the standard asks, what was measured, whether it passed."""

    item: str
    standard: str
    measured: str
    passed: bool

    def words(self) -> str:
        """The line as letters print it."""
        return f"{self.item}：标准值 {self.standard}，实测值 {self.measured}，{'合格' if self.passed else '不合格'}。"


def read_lines(text: str) -> list[TestLine]:
    """The lines as typed: item; standard value; measured value; 合格 or 不合格 (pass or fail). Raises UnreadableLine."""
    found = []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), start=1):
        parts = _SEPARATOR.split(line.strip())
        if len(parts) != 4 or not all(parts) or number > MOST_LINES:
            raise UnreadableLine(number)
        verdict = parts[3].lower()
        if verdict not in _PASSED | _FAILED:
            raise UnreadableLine(number)
        found.append(TestLine(parts[0], parts[1], parts[2], verdict in _PASSED))
    return found


def kept(lines: list[TestLine]) -> list[dict[str, Any]]:
    """The lines as they lie in `Inspection.sample`."""
    return [asdict(line) for line in lines]


def lines_of(report: dict[str, Any]) -> list[TestLine]:
    """The lines of a kept report."""
    return [TestLine(**line) for line in report.get("items", [])]


def final_report(case: Inspection) -> dict[str, Any]:
    """The report that counts: the re-test's if there was one, else the first; empty before any."""
    found: dict[str, Any] = case.sample.get("retest") or case.sample.get("test") or {}
    return found


def conclusion(case: Inspection) -> str:
    """`PASS`, `FAIL` or empty before there is a result."""
    return str(final_report(case).get("conclusion", ""))


def failed_items(case: Inspection) -> list[str]:
    """Names of the items that failed in the report that counts."""
    return [line.item for line in lines_of(final_report(case)) if not line.passed]


def publication(case: Inspection) -> str:
    """What the public page says of the result. Chinese only, as every publication of the bureau."""
    batch = case.sample.get("batch", "")
    what = f"{case.product}（批号/生产日期：{batch}）" if batch else case.product
    failed = failed_items(case)
    words = f"{what}抽查合格" if conclusion(case) == PASS else f"{what}抽查不合格，不合格项目：{'、'.join(failed)}"
    return words if len(words) <= PUBLICATION_LENGTH else words[: PUBLICATION_LENGTH - 1] + "…"
