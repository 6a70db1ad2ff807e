"""The ninety days and the time of the party where filing, tests, suspension, transfer and procedure meet (行政处罚法 60)."""

from datetime import timedelta

import pytest

from bureau import clocks
from bureau.models import Clock, ClockPause
from bureau.workflow import Actor
from licensing.models import Hearing, PenaltyCase
from licensing.procedure import announcements, decision_clock, serving, statements
from tests import people
from tests.licensing.evidence import pieces
from tests.licensing.penalties.steps import AT, DAY, do, lead
from tests.licensing.procedure import scenes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
PAPERS = [{"name": "卷宗", "pages": 12}]
TO_POLICE = {"to": "police", "body": "淮安区公安分局", "reason": "涉嫌犯罪", "papers": PAPERS}


def decision(case):
    return Clock.objects.running().get(case_id=case.pk, code="penalty-decision")


def open_reasons(case):
    rows = ClockPause.objects.open().filter(clock__case_id=case.pk, clock__stopped_at__isnull=True)
    return sorted(row.reason.partition("（")[0] for row in rows)


def running(case):
    return set(Clock.objects.running().filter(case_id=case.pk).values_list("code", flat=True))


def test_a_test_still_open_at_filing_pauses_the_new_ninety_days():
    case = lead()
    pieces.examination(case, at=AT)
    case = do(case, "file", at=AT + 2 * DAY, reasons="有初步证据。")
    assert open_reasons(case) == ["检测检验检疫鉴定期间"]
    assert case.due_on is None, "a clock that stands is due on no day"
    pieces.end(case, at=AT + 12 * DAY)
    # The day of filing is not counted anyhow: of the ten days the test took since, nine are given back.
    assert decision(case).due_on == without_pause(case) + timedelta(days=9)


def without_pause(case):
    """The last day of ninety counted from the filing."""
    return clocks.clock_values("penalty-decision", on=case.filed_on, rules_as_of=case.filed_on)["due_on"]


def test_resuming_leaves_the_pause_of_a_test_open():
    case = do(lead(), "file", reasons="有初步证据。")
    pieces.examination(case, at=AT)
    do(case, "suspend", at=AT + DAY, ground="other-case", reason="等待法院判决")
    assert open_reasons(case) == ["中止调查", "检测检验检疫鉴定期间"]
    do(case, "resume", at=AT + 5 * DAY, reason="判决已生效")
    assert open_reasons(case) == ["检测检验检疫鉴定期间"]
    pieces.end(case, at=AT + 10 * DAY)
    assert open_reasons(case) == []


def test_what_stands_for_a_test_is_not_over_and_can_be_suspended():
    case = do(lead(), "file", reasons="有初步证据。")
    pieces.examination(case, at=AT + 80 * DAY)
    case = do(case, "suspend", at=AT + 100 * DAY, ground="other-case", reason="等待法院判决")
    assert open_reasons(case) == ["中止调查", "检测检验检疫鉴定期间"]


def test_a_time_that_is_over_is_not_paused():
    case = do(lead(), "file", reasons="有初步证据。")
    assert not decision_clock.pause_decision(case, why=decision_clock.HEARING, on=(AT + 100 * DAY).date(), by=None)
    assert open_reasons(case) == []


def test_a_case_taken_back_counts_anew_without_the_days_of_a_test():
    case = do(lead(), "file", reasons="有初步证据。")
    pieces.examination(case, at=AT)
    do(case, "transfer", at=AT + DAY, **TO_POLICE)
    do(case, "record-transfer-answer", people.officer(), AT + DAY, accepted=False, answered_on=(AT + DAY).date(), answer="退回")
    case = do(case, "take-back", at=AT + 2 * DAY, reason="公安机关退回")
    assert (decision(case).started_on, open_reasons(case)) == ((AT + 2 * DAY).date(), ["检测检验检疫鉴定期间"])


def test_a_transfer_ends_the_time_of_the_party_and_the_hearing():
    case = scenes.noticed(**scenes.HEARD)
    assert running(case) == {"penalty-decision", "penalty-statement", "penalty-hearing-request"}
    statements.ask_hearing(case, actor=Actor.citizen(), at=scenes.days(1))
    scenes.do(case, "transfer", people.approver(), scenes.days(2), **TO_POLICE)
    assert (case.state, running(case)) == ("transferred", set())
    assert set(Clock.objects.filter(case_id=case.pk, code="penalty-statement").values_list("met", flat=True)) == {None}
    assert Hearing.objects.get(case_id=case.pk).lapsed_on == scenes.days(2).date()


def test_a_transfer_while_deciding_ends_everything():
    case = scenes.deciding()
    scenes.do(case, "transfer", people.approver(), scenes.days(9, 1), **TO_POLICE)
    assert running(case) == set()


def test_an_announcement_of_a_transferred_case_is_waited_for_no_more():
    case = scenes.told()
    paper = case.documents.get(template="penalty-notice")
    failed = serving.record_attempt(paper, way="post", by=people.officer(), at=scenes.AT, tracking_number="EMS1")
    serving.fail(failed, reason="查无此人", by=people.officer(), at=scenes.AT)
    told = {"announced_where": "本局网站", "announced_why": "邮寄被退回"}
    serving.record_attempt(paper, way="announcement", by=people.officer(), at=scenes.AT, **told)
    scenes.do(case, "transfer", people.approver(), scenes.days(1), **TO_POLICE)
    assert running(case) == set()
    assert announcements.pass_time(scenes.days(40)) == 0
    assert PenaltyCase.objects.get(pk=case.pk).noticed_on is None
