"""The periods of a permit on real days of 2025 to 2027, worked out by hand. "wd" working day, "cd" calendar day."""

from datetime import date, timedelta

import pytest

from bureau.errors import GateClosed
from bureau.workflow import Actor
from licensing.models import Hearing
from tests import people
from tests.licensing.permit import story
from tests.licensing.permit.story import on

pytestmark = pytest.mark.django_db

ASKED = {"remarks": {("material", "inspection-report"): "缺盖章页"}, "text": ""}
INTEREST = {"reason": "相邻企业用地受影响", "third_parties": "邻居工贸"}
TESTED = {"reason": "testing", "expected_until": date(2026, 12, 31), "note": "送检"}

RECEIPTS = [
    # Wed 30 Sep 2026, the last working day before 1-7 October: 8 Oct 1, 9 Oct 2, Sat 10 Oct (make-up) 3, 12 Oct 4, 13 Oct 5.
    ("2026-09-30", 9, "2026-10-13"),
    # Sat 14 Feb 2026, a make-up day before 15-23 February: 24 Feb 1, 25 2, 26 3, 27 4, Sat 28 Feb (make-up) 5.
    ("2026-02-14", 9, "2026-02-28"),
    # Sat 11 Oct 2025, a make-up day after the holiday: 13, 14, 15, 16, 17 Oct.
    ("2025-10-11", 9, "2025-10-17"),
    # 23:30 in Shanghai is still that day: 24, 25, 26, 27, 30 Nov.
    ("2026-11-23", 23, "2026-11-30"),
    # Thu 31 Dec 2026: 1 Jan 2027 is a holiday and a Friday; 4, 5, 6, 7, 8 Jan.
    ("2026-12-31", 9, "2027-01-08"),
    # Received on a Sunday: 2, 3, 4, 5 March 2027 are Tue to Fri, so Mon 1 March is 1 and Fri 5 March is 5.
    ("2027-02-28", 9, "2027-03-05"),
]


@pytest.mark.parametrize(("received", "hour", "due"), RECEIPTS)
def test_acceptance_is_decided_within_five_working_days(received, hour, due):
    case = story.application(at=on(received, hour))
    assert story.clock(case, "permit-acceptance").due_on.isoformat() == due
    assert case.due_on.isoformat() == due


DECISIONS = [
    # 20 wd. Tue 20 Jan 2026: 21-23 Jan 1-3, 26-30 Jan 4-8, 2-6 Feb 9-13, 9-13 Feb 14-18, Sat 14 Feb (make-up) 19, holiday 15-23, 24 Feb 20.
    ("XK-02", "2026-01-20", "2026-02-24"),
    # Wed 22 Jan 2025: 23, 24 Jan 1-2, Sun 26 Jan (make-up) 3, 27 Jan 4, holiday 28 Jan-4 Feb, 5-7 Feb 5-7, Sat 8 Feb (make-up) 8,
    # 10-14 Feb 9-13, 17-21 Feb 14-18, 24 Feb 19, 25 Feb 20.
    ("XK-02", "2025-01-22", "2025-02-25"),
    # Mon 21 Sep 2026: 22-24 Sep 1-3, Mid-Autumn 25-27, 28-30 Sep 4-6, holiday 1-7 Oct, 8, 9 Oct 7-8, Sat 10 Oct (make-up) 9,
    # 12-16 Oct 10-14, 19-23 Oct 15-19, 26 Oct 20.
    ("XK-02", "2026-09-21", "2026-10-26"),
    # Special equipment, 30 cd: 20 Jan + 30 = 19 Feb 2026, in the middle of Spring Festival. The law says nothing of moving it: it stays.
    ("XK-01", "2026-01-20", "2026-02-19"),
    # 30 cd over the turn of the year: 10 Dec 2026 + 30 = 9 Jan 2027, a Saturday.
    ("XK-01", "2026-12-10", "2027-01-09"),
]


def decision(case):
    return story.clock(case, "permit-decision-special-equipment" if case.category == "XK-01" else "permit-decision")


@pytest.mark.parametrize(("code", "accepted", "due"), DECISIONS)
def test_the_decision_is_counted_from_acceptance(code, accepted, due):
    case = story.application(code, at=on(accepted), content=story.EQUIPMENT if code == "XK-01" else story.CONTENT)
    story.do(case, "accept", Actor.of(story.clerk()), on(accepted, 15))
    assert decision(case).due_on.isoformat() == due


def test_a_pause_over_a_holiday_moves_the_last_day_by_the_working_days_lost():
    case = story.application(at=on("2026-09-21"))
    story.reviewing(case, on("2026-09-21", 10))
    # Lost: 29, 30 Sep, 8, 9 and Sat 10 Oct, 5 wd. 26 Oct + 5 wd: 27, 28, 29, 30 Oct, 2 Nov.
    story.do(case, "exclude-time", Actor.of(story.reviewer()), on("2026-09-29"), **TESTED)
    assert case.due_on is None, "a clock that stands is not overdue"
    story.do(case, "resume", Actor.of(story.reviewer()), on("2026-10-12"))
    assert case.due_on == date(2026, 11, 2)


def test_a_pause_of_special_equipment_moves_by_calendar_days():
    case = story.application("XK-01", at=on("2026-11-02"), content=story.EQUIPMENT)
    story.reviewing(case, on("2026-11-02", 10))
    assert case.due_on == date(2026, 12, 2)
    # 10 to 19 November, 10 cd.
    story.do(case, "exclude-time", Actor.of(story.reviewer()), on("2026-11-10"), **TESTED)
    story.do(case, "resume", Actor.of(story.reviewer()), on("2026-11-20"))
    assert case.due_on == date(2026, 12, 12)


def test_two_times_not_counted_add_up():
    case = story.application("XK-01", at=on("2026-11-02"), content=story.EQUIPMENT)
    story.reviewing(case, on("2026-11-02", 10))
    for begins, ends in (("2026-11-10", "2026-11-20"), ("2026-11-23", "2026-11-25")):
        story.do(case, "exclude-time", Actor.of(story.reviewer()), on(begins), **TESTED)
        story.do(case, "resume", Actor.of(story.reviewer()), on(ends))
    # 10 cd and 2 cd: 2 Dec + 12 = 14 Dec.
    assert case.due_on == date(2026, 12, 14)


# --- extension -----------------------------------------------------------------------------------------------------------
def test_the_head_extends_once_by_ten_working_days():
    case = story.application(at=on("2026-11-02"))
    story.reviewing(case, on("2026-11-02", 10))
    # 20 wd from Mon 2 Nov: 3-6 Nov 1-4, 9-13 5-9, 16-20 10-14, 23-27 15-19, 30 Nov 20. +10 wd: 1-4 Dec 1-4, 7-11 5-9, 14 Dec 10.
    assert case.due_on == date(2026, 11, 30)
    story.do(case, "extend", story.head(), on("2026-11-30"), reason="需要补充核实")
    assert case.due_on == date(2026, 12, 14)
    with pytest.raises(GateClosed):
        story.do(case, "extend", story.head(), on("2026-12-01"), reason="再次延长")


def test_an_extension_asked_after_the_last_day_is_refused():
    case = story.application(at=on("2026-11-02"))
    story.reviewing(case, on("2026-11-02", 10))
    with pytest.raises(GateClosed) as refusal:
        story.do(case, "extend", story.head(), on("2026-12-01"), reason="需要补充核实")
    assert "2026年11月30日" in refusal.value.missing[0]


def test_special_equipment_knows_no_extension():
    case = story.application("XK-01", at=on("2026-11-02"), content=story.EQUIPMENT)
    story.reviewing(case, on("2026-11-02", 10))
    with pytest.raises(GateClosed) as refusal:
        story.do(case, "extend", story.head(), on("2026-11-03"), reason="需要补充核实")
    assert "第五十九条" in refusal.value.missing[0]


# --- delivery -------------------------------------------------------------------------------------------------------------
def test_delivery_within_ten_working_days_of_the_decision():
    case = story.application(at=on("2026-09-21"))
    story.reviewed(case, on("2026-09-21", 10))
    story.do(case, "grant", story.head(), on("2026-09-28"))
    # Mon 28 Sep 2026: 29, 30 Sep 1-2, holiday, 8, 9 Oct 3-4, Sat 10 Oct 5, 12-16 Oct 6-10.
    assert case.due_on == date(2026, 10, 16)


# --- hearing --------------------------------------------------------------------------------------------------------------
def offered(day):
    case = story.application(at=on("2026-09-21"))
    story.reviewing(case, on("2026-09-21", 10))
    story.do(case, "offer-hearing", Actor.of(story.reviewer()), on(day), **INTEREST)
    return case


def test_a_hearing_is_asked_for_within_five_working_days_of_being_told():
    case = offered("2026-09-28")
    # 29, 30 Sep, 8, 9, Sat 10 Oct (make-up).
    assert story.clock(case, "permit-hearing-request").due_on == date(2026, 10, 10)
    with pytest.raises(GateClosed):
        story.do(case, "ask-hearing", Actor.citizen(), on("2026-10-12"))
    story.do(case, "ask-hearing", Actor.of(story.clerk()), on("2026-10-10", 17), asked_by="邻居工贸")
    assert Hearing.objects.get().asked_by == "邻居工贸"
    # Held within 20 wd of 10 Oct: 12-16 Oct 1-5, 19-23 6-10, 26-30 11-15, 2-6 Nov 16-20.
    assert story.clock(case, "permit-hearing").due_on == date(2026, 11, 6)


def test_nobody_lets_a_hearing_lapse_while_it_may_be_asked_for():
    case = offered("2026-09-28")
    with pytest.raises(GateClosed):
        story.do(case, "lapse-hearing", Actor.of(story.clerk()), on("2026-10-10"), waived=False)
    with pytest.raises(GateClosed):
        story.do(case, "lapse-hearing", Actor.system(), on("2026-10-10"))
    story.do(case, "lapse-hearing", Actor.system(), on("2026-10-11"))
    assert case.state == "reviewing"


def asked():
    case = offered("2026-09-22")
    story.do(case, "ask-hearing", Actor.citizen(), on("2026-09-23"))
    return case


def notify(case, day, held, **changes):
    data = {"held_for": on(held), "place": "三楼会议室", "chair": people.reviewer(), **changes}
    story.do(case, "notify-hearing", Actor.of(story.reviewer()), on(day), **data)


def test_notice_is_given_seven_working_days_before():
    case = asked()
    # Thu 15 Oct 2026 counted back: 14, 13, 12 Oct, Sat 10 Oct, 9, 8 Oct, 30 Sep.
    with pytest.raises(GateClosed) as refusal:
        notify(case, "2026-10-08", "2026-10-15")
    assert "2026年9月30日" in refusal.value.missing[0]
    notify(case, "2026-09-30", "2026-10-15")
    assert Hearing.objects.get().notified_on == date(2026, 9, 30)


def test_a_hearing_lies_within_twenty_working_days_of_the_request():
    case = asked()
    # Asked for on Wed 23 Sep 2026: 24 Sep 1, 28-30 Sep 2-4, 8, 9 Oct 5-6, Sat 10 Oct 7, 12-16 Oct 8-12, 19-23 Oct 13-17, 26-28 Oct 18-20.
    with pytest.raises(GateClosed) as refusal:
        notify(case, "2026-09-30", "2026-10-29")
    assert "2026年10月28日" in refusal.value.missing[0]
    notify(case, "2026-09-30", "2026-10-28")


def test_whoever_reviews_or_reviewed_does_not_chair():
    case = asked()
    with pytest.raises(GateClosed):
        notify(case, "2026-09-30", "2026-10-15", chair=story.reviewer())


def test_a_hearing_is_not_recorded_before_notice_nor_before_its_hour():
    case = asked()
    held = on("2026-10-15")
    with pytest.raises(GateClosed):
        story.do(case, "hold-hearing", Actor.of(story.reviewer()), held, held_at=held, record="…")
    notify(case, "2026-09-30", "2026-10-15")
    with pytest.raises(GateClosed):
        story.do(case, "hold-hearing", Actor.of(story.reviewer()), held - timedelta(hours=1), held_at=held, record="…")
    story.do(case, "hold-hearing", Actor.of(story.reviewer()), held, held_at=held, record="各方到场。")


def test_the_days_of_a_hearing_are_not_counted_for_the_decision():
    case = asked()
    notify(case, "2026-09-30", "2026-10-15")
    held = on("2026-10-15")
    story.do(case, "hold-hearing", Actor.of(story.reviewer()), held, held_at=held, record="各方到场。")
    # Without: 26 Oct. The clock stood from 22 Sep to 14 Oct: 22-24, 28-30 Sep, 8, 9, 10, 12, 13, 14 Oct; so 20 wd from Thu 15 Oct on,
    # that day being the first: 15, 16 Oct 1-2, 19-23 3-7, 26-30 8-12, 2-6 Nov 13-17, 9-11 Nov 18-20.
    assert case.due_on == date(2026, 11, 11)


def test_a_second_correction_round_counts_five_days_again():
    case = story.application(at=on("2026-09-28"))
    story.do(case, "ask-correction", Actor.of(story.clerk()), on("2026-09-30"), **ASKED)
    assert case.due_on is None
    story.do(case, "correct", Actor.citizen(), on("2026-10-09"), plain={}, personal={}, basket=None)
    # Fri 9 Oct 2026: Sat 10 Oct (make-up) 1, 12-15 Oct 2-5.
    assert case.due_on == date(2026, 10, 15)
