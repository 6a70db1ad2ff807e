"""Stories of penalties on the spot and of compulsory measures of the demo: see `penalties_stories`. No database."""

from typing import Any

from config.demo_data.penalties_stories import HAND_OVER, HEAD, KEEP_DATES, LEAD, SPOT, SYSTEM, THINGS, Course

TERM = 30


# --- on the spot ------------------------------------------------------------------------------------------------------------
def begun(course: Course) -> Course:
    """Opened at the place, the sum still open."""
    return course


def handed_over(course: Course) -> Course:
    """Decided, handed over; waits to be taken on file."""
    return course.take(0, LEAD, SPOT).take(0, LEAD, HAND_OVER)


def on_file(course: Course) -> Course:
    """Taken on file, the fine is open."""
    return handed_over(course).take(1, HEAD, "put-on-file", note="")


def warned(course: Course) -> Course:
    """A warning: nothing to pay, closed."""
    return on_file(course).take(3, HEAD, "close", text="警告已当场送达，当事人已改正。", is_corrected=True)


# --- measures; days of the calendar -----------------------------------------------------------------------------------------
def _on_the_spot(course: Course, days: int, name: str) -> Course:
    done: dict[str, Any] = {"presence": "party", "witness": "", "rights_told": True, "is_related": True, "not_sealed_elsewhere": True}
    words = "当事人对清单所列物品的品名、数量无异议。"
    return course.take(days, LEAD, name, carried_out_at=course.at(days), statement=words, **done)


def in_force(course: Course) -> Course:
    """Approved and carried out."""
    course.take(0, LEAD, THINGS).take(0, HEAD, "approve", opinion="同意。")
    return _on_the_spot(course, 1, "carry-out")


def testing(course: Course) -> Course:
    """Extended once, and in the laboratory since."""
    in_force(course).take(25, HEAD, "extend", reason="案情复杂，需要委托检验。", days=None)
    ordered = {
        "kind": "testing",
        "subject": "电动自行车充电器 48V/3A",
        "question": "按强制性国家标准检验电气安全项目",
        "laboratory": "淮安市产品质量监督综合检验中心",
        "expected_on": course.ahead(12),
    }
    return course.take(33, LEAD, "begin-examination", **ordered)


def expired(course: Course) -> Course:
    """The term is over and nobody has given the things back."""
    return in_force(course).take(TERM + 3, SYSTEM, KEEP_DATES)


def released(course: Course) -> Course:
    """Proved to be in order, given back."""
    words = "当事人补充提供了检验合格证明，经核实产品符合要求。"
    return in_force(course).take(9, HEAD, "release", lines=[], ground="no-violation", receiver="当事人负责人", reason=words)


def urgent(course: Course) -> Course:
    """Carried out before the approval, approved the same day."""
    course.take(0, LEAD, THINGS)
    return _on_the_spot(course, 0, "carry-out-urgent").take(0, HEAD, "complete-approval", opinion="情况紧急，同意补办批准手续。")


def held(course: Course) -> Course:
    """Evidence registered and held: seven working days run."""
    return in_force(course)
