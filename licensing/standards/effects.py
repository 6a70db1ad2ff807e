"""What the steps of a check of declared standards change."""

from bureau.workflow import Act
from licensing.inspections.effects import order, publish
from licensing.inspections.telling import tell_enterprise
from licensing.standards.checklist import answers_of, defects

PUBLICATION_LENGTH = 300


def record_check(act: Act) -> None:
    """The checklist as answered, and what was found."""
    case = act.case
    case.sample = {**case.sample, "answers": dict(act.data["answers"])}
    case.finding = act.note = act.data.get("finding", "")


def close_conforming(act: Act) -> None:
    """Nothing is wrong: published and closed."""
    record_check(act)
    publish(act, f"{_standard(act)}执行标准公开情况符合规定"[:PUBLICATION_LENGTH])
    tell_enterprise(act, "inspection-result", conclusion="pass")


def find_defects(act: Act) -> None:
    """Something is wrong: told now, ordered to be put right by the head."""
    record_check(act)
    tell_enterprise(act, "inspection-result", conclusion="fail")


def order_standard(act: Act) -> None:
    """The order. It is published only if nothing comes of it (标准化法 38)."""
    order(act)


def publicise(act: Act) -> None:
    """Not put right in time: published (标准化法 38)."""
    act.note = act.data.get("note", "")
    found = "；".join(question.defect for question in defects(answers_of(act.case.sample)))
    publish(act, f"{_standard(act)}{found}，责令限期改正，逾期未改正"[:PUBLICATION_LENGTH])
    tell_enterprise(act, "inspection-closed")


def _standard(act: Act) -> str:
    standard = act.case.standard
    return f"{standard.number}《{standard.title}》：" if standard else ""
