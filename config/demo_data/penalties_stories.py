"""What becomes of a penalty matter of the demo: each story is a list of steps on working days after the lead was opened. No database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bureau.calendar import Calendar
from config.demo_data.diary import at_minute
from config.demo_data.permits_stories import FIRST_MINUTE, Step

HEAD, LEGAL, SUPERVISOR, PARTY, SYSTEM = "approver", "reviewer", "supervisor", "party", "system"
# Stands for the officer in charge of the matter, and for the one beside.
LEAD, SECOND = "lead", "second"
# What is no step of a workflow: done through the services of the rooms.
CHARGE, EVIDENCE, RECORD, SERVE, SERVE_LATER = "charge", "evidence", "record", "serve", "serve-later"
PUBLISH, WITHDRAW, RELIEF, BANK, THINGS, KEEP_DATES, SPOT, HAND_OVER = (
    "publish", "withdraw", "relief", "bank", "things", "keep-dates", "spot", "hand-over",
)  # fmt: skip
BETWEEN = 20
DAY = timedelta(days=1)
# Days after the lead on which every case was filed, reported, told, decided and served.
FILED, REPORTED, TOLD, HEARD, DECIDED, SERVED = 3, 9, 12, 20, 24, 26
HALF_PAST_NINE = 9 * 60 + 30
PLACE = "淮安市楚州区市场监督管理局三楼会议室"


@dataclass(slots=True)
class Course:
    """Writes steps down one after the other. Days are working days after the lead, or days of the calendar (`by_calendar`)."""

    opened_on: date
    today: date
    calendar: Calendar
    steps: list[Step]
    by_calendar: bool = False

    def day(self, days: int) -> date:
        """So many days after the matter was opened."""
        return self.opened_on + days * DAY if self.by_calendar else self.calendar.add_working_days(self.opened_on, days)

    def ahead(self, days: int) -> date:
        """A working day so many after today."""
        return self.calendar.add_working_days(self.today, days)

    def at(self, days: int) -> datetime:
        """The next free moment of that day."""
        day = self.day(days)
        return at_minute(day, FIRST_MINUTE + BETWEEN * (1 + sum(step.at.date() == day for step in self.steps)))

    def take(self, days: int, who: str, name: str, /, **data: Any) -> "Course":
        """The next step."""
        self.steps.append(Step(self.at(days), who, name, data))
        return self


Story = Callable[[Course], Course]


def steps_of(story: Story, course: Course, *, now: datetime) -> Sequence[Step]:
    """What has happened by now."""
    return [step for step in story(course).steps if step.at <= now]


# --- lead and filing --------------------------------------------------------------------------------------------------------
def verifying(course: Course) -> Course:
    """A lead on the desk."""
    return course.take(1, LEAD, "note", note="已调取举报材料，约定到店核查。")


def filed(course: Course) -> Course:
    """Charged in draft and filed by the head."""
    course.take(2, LEAD, EVIDENCE, pieces=("receipt",))
    return course.take(FILED, HEAD, "file", reasons="有初步证据证明存在违法行为，属本局管辖，未超过追责期限，同意立案。")


def investigating(course: Course) -> Course:
    """Filed, with a signed site record and evidence."""
    filed(course).take(FILED + 1, LEAD, RECORD)
    return course.take(FILED + 2, LEAD, EVIDENCE, pieces=("photo", "account", "licence"))


def not_filed(course: Course) -> Course:
    """Put right at once: no case."""
    why = "违法行为轻微，当事人已当场改正，没有造成危害后果，不予立案，予以批评教育。"
    return course.take(4, HEAD, "not-file", ground="minor", reasons=why)


def suspended(course: Course) -> Course:
    """Waits for the answer of the ministry."""
    words = "适用标准存在争议，已书面请示上级部门，待答复后恢复调查。"
    return investigating(course).take(FILED + 6, HEAD, "suspend", ground="legal-question", reason=words)


def transferred(course: Course) -> Course:
    """A crime is suspected: the police take over."""
    papers = [{"name": "案件调查报告", "pages": 6}, {"name": "现场笔录", "pages": 4}, {"name": "检验报告", "pages": 12}]
    words = "销售金额已达到刑事案件立案追诉标准，涉嫌犯罪，依法移送公安机关。"
    investigating(course).take(FILED + 8, HEAD, "transfer", to="police", body="淮安市公安局楚州分局", reason=words, papers=papers)
    answer = {"accepted": True, "answered_on": course.day(FILED + 11), "answer": "决定立案侦查，并出具立案决定书。"}
    return course.take(FILED + 11, LEAD, "record-transfer-answer", **answer)


def dismissed(course: Course) -> Course:
    """The facts cannot be established."""
    words = "经调查，现有证据不能证明当事人实施了举报所称行为，依法终止调查。"
    return investigating(course).take(FILED + 9, HEAD, "dismiss", ground="not-established", reasons=words)


# --- review, notice, hearing -------------------------------------------------------------------------------------------------
def reviewing(course: Course) -> Course:
    """The report lies with the reviewer."""
    investigating(course).take(FILED + 3, LEAD, CHARGE)
    course.take(FILED + 3, LEAD, "correction-order", correction="立即停止违法行为，按照规定改正。", correct_by=course.day(FILED + 18))
    report = "本案事实清楚、证据确凿、程序合法、定性准确、裁量适当，建议依法给予行政处罚。"
    return course.take(REPORTED, LEAD, "finish-investigation", text=report, proposal="penalty", reviewer=LEGAL)


def noticed(course: Course) -> Course:
    """Told and served: the party's days run."""
    words = "事实清楚，证据充分，适用法律正确，程序合法，同意调查终结报告的意见。"
    reviewing(course).take(REPORTED + 1, LEGAL, "review", verdict="agree", text=words, needs_legal_review=False, needs_discussion=False)
    course.take(TOLD, HEAD, "notify", text="同意，请依法告知。", needs_legal_review=False, needs_discussion=False)
    return course.take(TOLD + 1, LEAD, SERVE, letter="penalty-notice")


def asked(course: Course) -> Course:
    """A hearing was asked for and its day is set."""
    words = "当事人认为拟处罚金额过高，申请听证。"
    noticed(course).take(TOLD + 3, PARTY, "ask-hearing", text=words, form="written", received_on=course.day(TOLD + 3))
    held_for = at_minute(course.ahead(9), HALF_PAST_NINE)
    told = {"held_for": held_for, "place": PLACE, "chair": SUPERVISOR, "recorder": LEGAL, "closed_reason": ""}
    course.take(TOLD + 4, HEAD, "notify-hearing", **told)
    return course.take(TOLD + 4, LEAD, SERVE, letter="penalty-hearing-notice")


def heard(course: Course) -> Course:
    """The hearing was held, the case waits for the legal review."""
    words = "当事人对事实无异议，请求从轻处罚。"
    noticed(course).take(TOLD + 3, PARTY, "ask-hearing", text=words, form="written", received_on=course.day(TOLD + 3))
    held_for = at_minute(course.day(TOLD + 14), HALF_PAST_NINE)
    told = {"held_for": held_for, "place": PLACE, "chair": SUPERVISOR, "recorder": LEGAL, "closed_reason": ""}
    course.take(TOLD + 4, HEAD, "notify-hearing", **told)
    course.take(TOLD + 4, LEAD, SERVE, letter="penalty-hearing-notice")
    said = {
        "outcome": "held",
        "held_at": held_for,
        "record": "案件调查人员提出当事人违法的事实、证据和行政处罚建议；当事人进行申辩和质证，提交整改报告一份。",
        "signed": True,
        "refusal": "",
        "report": "听证程序合法。当事人提交的整改情况属实，建议在裁量时予以考虑，不改变定性。",
    }
    return course.take(TOLD + 15, SUPERVISOR, "hold-hearing", **said)


# --- decision ---------------------------------------------------------------------------------------------------------------
def spoken(course: Course) -> Course:
    """The party explained itself, and what it said was looked into."""
    words = "我单位系初次违法，已经完成整改，希望从轻处理。"
    noticed(course).take(TOLD + 3, PARTY, "state-defence", text=words, form="written", received_on=course.day(TOLD + 3))
    finding = "经复核，当事人整改属实，拟处罚意见已按从轻档次裁量，申辩理由已予考虑。"
    return course.take(HEARD, LEAD, "find-defence", adopted="yes", text=finding)


def silent(course: Course) -> Course:
    """Nobody said anything in time."""
    return noticed(course).take(HEARD, LEAD, "lapse-notice")


def _decided(course: Course) -> Course:
    reasons = "当事人的行为违反有关法律规定，事实清楚，证据确凿。综合违法情节、后果和整改情况，依法作出处罚。"
    return course.take(
        DECIDED, HEAD, "decide", decision_text=reasons, late_reason="", correction="按照法律规定立即改正违法行为。", correct_by=None
    )


def decided(course: Course) -> Course:
    """Decided; the post is bringing it."""
    return _decided(spoken(course)).take(DECIDED, LEAD, SERVE_LATER, letter="penalty-decision")


def served(course: Course) -> Course:
    """Decided and served: the fifteen days run."""
    return _decided(spoken(course)).take(SERVED, LEAD, SERVE, letter="penalty-decision")


def in_parts(course: Course) -> Course:
    """Paid in two parts; the first is paid."""
    served(course).take(SERVED + 1, PARTY, RELIEF, first=course.day(SERVED + 7), second=course.ahead(15))
    words = "当事人确有经济困难，同意分期缴纳。"
    return course.take(SERVED + 2, HEAD, "decide-relief", granted=True, answer=words, plan=[])


def late(course: Course) -> Course:
    """Not paid in time: the late fee and the demand."""
    _decided(silent(course)).take(SERVED, LEAD, SERVE, letter="penalty-decision")
    course.take(SERVED + 18, HEAD, "impose-late-fee", note="当事人逾期未缴纳罚款。")
    course.take(SERVED + 19, LEAD, "demand", note="请在收到催告书之日起十日内履行。")
    return course.take(SERVED + 20, LEAD, SERVE, letter="payment-demand")


def published(course: Course) -> Course:
    """Served and before the public."""
    return served(course).take(SERVED + 4, HEAD, PUBLISH)


def closed(course: Course) -> Course:
    """Paid, published, closed. The bank file of the demo lies between `SERVED` + 9 and here."""
    published(course)
    words = "罚款已全部缴入国库，违法行为已改正，同意结案。"
    return course.take(SERVED + 24, HEAD, "close", text=words, is_corrected=True)


def withdrawn(course: Course) -> Course:
    """Revoked in reconsideration: the publication is taken back."""
    published(course)
    number = f"〔{course.opened_on.year}〕楚行复第18号"
    fought = {"kind": "reconsideration", "body": "淮安市楚州区人民政府", "number": number, "stops_execution": False}
    course.take(SERVED + 7, LEAD, "record-remedy", began_on=course.day(SERVED + 6), **fought)
    ended = {"result": "revoked", "result_text": "主要证据不足，撤销行政处罚决定。", "new_fine": None}
    course.take(SERVED + 21, LEAD, "end-remedy", ended_on=course.day(SERVED + 21), **ended)
    return course.take(SERVED + 22, HEAD, WITHDRAW, reason="行政复议决定撤销原行政处罚决定。")


def without_penalty(course: Course) -> Course:
    """First time, slight, put right: no penalty, and the case is closed."""
    words = "同意不予行政处罚的建议。"
    reviewing(course).take(REPORTED + 1, LEGAL, "review", verdict="agree", text=words, needs_legal_review=False, needs_discussion=False)
    reasons = "当事人初次违法，危害后果轻微并及时改正，决定不予行政处罚，予以教育。"
    course.take(TOLD, HEAD, "decide-no-penalty", ground="33-1-first", decision_text=reasons, late_reason="")
    course.take(TOLD + 1, LEAD, SERVE, letter="no-penalty-decision")
    return course.take(TOLD + 3, HEAD, "close", text="决定书已送达，当事人已改正。", is_corrected=True)
