"""What becomes of an application of the demo: each story is a list of steps on working days after receipt. No database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bureau.calendar import Calendar
from config.demo_data.diary import at_minute

WINDOW, OFFICER, HEAD, APPLICANT, SYSTEM = "window", "officer", "approver", "applicant", "system"
TEAM = ("officer", "officer2")
# No step of the workflow: the two officers fill in, sign and confirm the record at the place.
SIGN = "sign-check"
FIRST_MINUTE, BETWEEN = 9 * 60, 25
HALF_PAST_NINE = 9 * 60 + 30
MATERIALS = "material"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: of the workflow, or `SIGN`. Names of accounts stand for people."""

    at: datetime
    who: str
    name: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Script:
    """Writes steps down one after the other: `opened_on` is the day of receipt, days are working days after it."""

    opened_on: date
    today: date
    calendar: Calendar
    steps: list[Step] = field(default_factory=list)

    def day(self, days: int) -> date:
        """So many working days after receipt."""
        return self.calendar.add_working_days(self.opened_on, days)

    def ahead(self, days: int) -> datetime:
        """A morning so many working days after today."""
        return at_minute(self.calendar.add_working_days(self.today, days), HALF_PAST_NINE)

    def take(self, days: int, who: str, name: str, **data: Any) -> "Script":
        """The next step, later on its day than the one before."""
        at = at_minute(self.day(days), FIRST_MINUTE + BETWEEN * len(self.steps))
        self.steps.append(Step(at, who, name, data))
        return self


Story = Callable[[Script], Script]


def untouched(script: Script) -> Script:
    """Just received."""
    return script


def accepted(script: Script) -> Script:
    """Accepted in time, nobody reviews it yet."""
    return script.take(2, WINDOW, "accept", note="材料齐全，符合法定形式。")


def asked(script: Script) -> Script:
    """The one correction notice is out."""
    remarks = {
        (MATERIALS, "assessment-report"): "报告第 3 页缺技术负责人签字。",
        (MATERIALS, "trace-certificates"): "主标准器溯源证书已过期。",
    }
    return script.take(2, WINDOW, "ask-correction", remarks=remarks, text="请一次性补正，如有疑问请致电行政审批科。")


def silent(script: Script) -> Script:
    """Nobody spoke within five working days: accepted by law, then given to a reviewer."""
    return script.take(6, SYSTEM, "deem-accepted").take(7, HEAD, "assign", handler=OFFICER, reason="逾期视为受理，请抓紧审查。")


def in_review(script: Script) -> Script:
    """In the reviewer's hands."""
    return accepted(script).take(3, WINDOW, "assign", handler=OFFICER)


def to_be_checked(script: Script) -> Script:
    """The on-site check is arranged for the days to come."""
    planned = {"planned_for": script.ahead(2), "place": "申请人生产厂区", "officers": TEAM}
    return in_review(script).take(4, OFFICER, "plan-check", **planned)


def checked(script: Script) -> Script:
    """Checked on site, the signed record is on file."""
    planned = {"planned_for": at_minute(script.day(6), HALF_PAST_NINE), "place": "申请人生产厂区", "officers": TEAM}
    in_review(script).take(4, OFFICER, "plan-check", **planned)
    return script.take(6, OFFICER, SIGN).take(6, OFFICER, "record-check", note="现场与申报材料一致。")


def to_be_decided(script: Script) -> Script:
    """Reviewed, on the head's desk."""
    return _proposed(checked(script), 7)


def _proposed(script: Script, days: int, opinion: str = "grant") -> Script:
    words = "材料齐全，现场核查合格，建议准予许可。" if opinion == "grant" else "申请人不具备规定的条件，建议不予许可。"
    return script.take(days, OFFICER, "finish-review", opinion=opinion, opinion_text=words)


def granted(script: Script) -> Script:
    """Granted; the certificate waits to be handed over."""
    return to_be_decided(script).take(8, HEAD, "grant", decision_text="")


def delivered(script: Script) -> Script:
    """Granted and collected."""
    return granted(script).take(10, WINDOW, "deliver", mode="collect", receiver="经办人", tracking_number="")


def qualified(script: Script) -> Script:
    """A person's certificate: no check on site, granted and collected."""
    _proposed(in_review(script), 5).take(6, HEAD, "grant", decision_text="")
    return script.take(8, WINDOW, "deliver", mode="collect", receiver="本人", tracking_number="")


def refused(script: Script) -> Script:
    """Refused with reasons and remedies."""
    words = "经审查，申请人考试成绩的有效期已过，不符合规定的许可条件。"
    return _proposed(in_review(script), 5, "refuse").take(7, HEAD, "refuse", decision_text=words, found_false=False)


def not_accepted(script: Script) -> Script:
    """Not a matter of this bureau."""
    ground = {"ground": "32-1-2", "explanation": "该项目由上级部门实施，不属于本局职权范围。", "authority": "江苏省市场监督管理局"}
    return script.take(1, WINDOW, "refuse-acceptance", **ground)


def tested(script: Script) -> Script:
    """Waits for an expert review that does not count."""
    expected = script.ahead(8).date()
    return in_review(script).take(5, OFFICER, "exclude-time", reason="testing", expected_until=expected, note="委托检测标准器重复性。")


def heard(script: Script) -> Script:
    """A competitor asked for a hearing; its day is set."""
    told = {"reason": "授权范围与相邻检定机构的业务重合", "third_parties": "淮安市诚信计量技术服务有限公司 19900009001"}
    in_review(script).take(5, OFFICER, "offer-hearing", **told)
    script.take(7, WINDOW, "ask-hearing", asked_by="淮安市诚信计量技术服务有限公司")
    day = at_minute(script.day(20), HALF_PAST_NINE)
    return script.take(8, OFFICER, "notify-hearing", held_for=day, place="区局三楼听证室", chair="reviewer")


def withdrawn(script: Script) -> Script:
    """The applicant changed the plans."""
    return accepted(script).take(3, APPLICANT, "withdraw", reason="项目调整，暂不申请。")


def at_once(script: Script) -> Script:
    """Decided at the window on the day of receipt."""
    return script.take(0, WINDOW, "decide-at-once", note="核对登记信息一致，当场补发。")


# --- other items ------------------------------------------------------------------------------------------------------------
def received(script: Script) -> Script:
    """A notice before works, received."""
    return script.take(1, WINDOW, "receive", needs_change=False, note="")


def filed(script: Script) -> Script:
    """Instruments looked through and filed."""
    script.take(0, WINDOW, "check", by_hand=False, note="")
    return script.take(0, WINDOW, "file", body="淮安市计量测试所", by_hand=False, note="")


def mediated(script: Script) -> Script:
    """Both sides are invited."""
    script.take(2, WINDOW, "accept", note="").take(3, WINDOW, "assign", handler=OFFICER)
    return script.take(4, OFFICER, "mediate", held_for=script.ahead(3), place="区局二楼调解室")


def answering(script: Script) -> Script:
    """The other side is asked."""
    script.take(2, WINDOW, "accept", note="").take(3, WINDOW, "assign", handler=OFFICER)
    question = {"question": "请说明该批次产品的进货来源和维修记录。", "answer_by": script.ahead(6).date()}
    return script.take(4, OFFICER, "ask-other-side", **question)


def settled(script: Script) -> Script:
    """Agreed: the money comes back."""
    script.take(2, WINDOW, "accept", note="").take(3, WINDOW, "assign", handler=OFFICER)
    script.take(4, OFFICER, "mediate", held_for=at_minute(script.day(6), 15 * 60), place="区局二楼调解室")
    return script.take(7, OFFICER, "settle", agreement="商行收回热水器，退还货款 1880 元。", recovered=1880)


# --- from story to steps ----------------------------------------------------------------------------------------------------
def steps_of(story: Story, *, opened_on: date, now: datetime, today: date, calendar: Calendar) -> Sequence[Step]:
    """What has happened by now."""
    return [step for step in story(Script(opened_on, today, calendar)).steps if step.at <= now]
