"""What the law does by itself: accepted, lapsed, renewed by silence; once, whoever runs it how often, and one failure stops no other."""

from datetime import date, timedelta

import pytest

from bureau.errors import BureauError, GateClosed
from bureau.models import Case, Clock, Document, Event, Message
from bureau.workflow import Actor
from licensing.permit import silence
from tests import people
from tests.factories import licensing
from tests.licensing.permit import story
from tests.licensing.permit.story import on

pytestmark = pytest.mark.django_db

ASKED = {"remarks": {("material", "inspection-report"): "缺盖章页"}, "text": ""}


def test_silence_of_five_working_days_is_acceptance_from_receipt():
    people.approver()
    case = story.application(at=on("2026-09-30"), complete=False)
    # The last day is 13 October (tests of the clocks): until its end nothing happens.
    assert silence.apply_silence(on("2026-10-13", 23)) == 0
    assert silence.apply_silence(on("2026-10-14", 0)) == 1
    case.refresh_from_db()
    assert (case.state, case.acceptance_deemed, case.accepted_on) == ("accepted", True, date(2026, 9, 30))
    # 20 wd from 30 Sep 2026: 8, 9 Oct 1-2, Sat 10 Oct 3, 12-16 Oct 4-8, 19-23 9-13, 26-30 14-18, 2, 3 Nov 19-20.
    assert case.due_on == date(2026, 11, 3)
    assert Clock.objects.get(case_id=case.pk, code="permit-acceptance").met is False, "the silence stays on record"
    told = set(Message.objects.filter(case_id=case.pk).values_list("code", flat=True))
    assert told >= {"application-deemed-accepted", "staff-application-deemed-accepted"}


def test_silence_after_a_correction_is_acceptance_from_the_day_it_came_in():
    case = story.application(at=on("2026-09-28"))
    story.do(case, "ask-correction", Actor.of(story.clerk()), on("2026-09-30"), **ASKED)
    assert silence.apply_silence(on("2026-12-01")) == 0, "the applicant's time is not the bureau's silence"
    story.do(case, "correct", Actor.citizen(), on("2026-10-09"), plain={}, personal={}, basket=None)
    assert silence.apply_silence(on("2026-10-15")) == 0
    assert silence.apply_silence(on("2026-10-16")) == 1
    case.refresh_from_db()
    # 20 wd from Fri 9 Oct: Sat 10 Oct 1, 12-16 2-6, 19-23 7-11, 26-30 12-16, 2-5 Nov 17-20.
    assert (case.accepted_on, case.due_on) == (date(2026, 10, 9), date(2026, 11, 5))


def test_run_twice_it_does_nothing_twice():
    case = story.application(at=on("2026-09-30"))
    assert [silence.apply_silence(on("2026-10-14")) for _run in range(3)] == [1, 0, 0]
    assert Event.objects.filter(case_id=case.pk, action="deem-accepted").count() == 1


def test_what_a_clerk_decided_a_moment_earlier_is_left_alone():
    case = story.application(at=on("2026-09-30"))
    waiting = silence.silently_accepted(date(2026, 10, 14))
    story.do(case, "accept", Actor.of(story.clerk()), on("2026-10-14"))
    assert waiting == [case.pk]
    assert silence._take(case.pk, silence.ACCEPTED, on("2026-10-14")) is False
    assert not Event.objects.filter(case_id=case.pk, action="deem-accepted").exists()


def test_one_matter_that_cannot_be_moved_stops_no_other(monkeypatch, caplog):
    first, second = story.application(at=on("2026-09-30")), story.application(at=on("2026-09-30"))
    real = silence.perform

    def failing(case_id, name, **more):
        if case_id == first.pk:
            raise BureauError("broken")
        return real(case_id, name, **more)

    monkeypatch.setattr(silence, "perform", failing)
    assert silence.apply_silence(on("2026-10-14")) == 1
    assert dict(Case.objects.values_list("pk", "state")) == {first.pk: "submitted", second.pk: "accepted"}
    assert f"Case {first.pk} could not take the step" in caplog.text


def test_many_matters_are_taken_batch_by_batch(monkeypatch):
    monkeypatch.setattr(silence, "BATCH", 2)
    for _case in range(5):
        story.application(at=on("2026-09-30"))
    assert silence.apply_silence(on("2026-10-14")) == 5


def test_looking_for_work_takes_three_queries(django_assert_num_queries):
    story.application(at=on("2026-09-30"))
    with django_assert_num_queries(3):
        silence.apply_silence(on("2026-10-01"))


def test_a_hearing_nobody_asked_for_lapses_after_its_last_day():
    case = story.application(at=on("2026-09-21"))
    story.reviewing(case, on("2026-09-21", 10))
    story.do(case, "offer-hearing", Actor.of(story.reviewer()), on("2026-09-28"), reason="…", third_parties="邻居工贸")
    assert silence.apply_silence(on("2026-10-10")) == 0
    assert silence.apply_silence(on("2026-10-11")) == 1
    case.refresh_from_db()
    assert case.state == "reviewing"
    assert "permit-decision" in story.running(case)


# --- renewal (article 50) --------------------------------------------------------------------------------------------------
def renewal(received="2027-01-01", valid_to=date(2027, 1, 31), **fields):
    first = story.application(at=on("2026-01-05"))
    old = licensing.certificate(first, valid_from=date(2026, 1, 5), valid_to=valid_to, issued_on=date(2026, 1, 5))
    return story.application(at=on(received), request="renewal", certificate=old, **fields)


def test_a_renewal_left_undecided_when_the_certificate_ends_is_granted():
    people.approver()
    case = renewal()
    story.reviewing(case)
    assert silence.undecided_renewals(date(2027, 1, 31)) == []
    assert silence.undecided_renewals(date(2027, 2, 1)) == [case.pk]
    silence.apply_silence(on("2027-02-01", 0))
    case.refresh_from_db()
    assert (case.state, case.decision_deemed, case.outcome) == ("granted", True, "granted")
    assert story.running(case) == {"permit-delivery"}
    assert Document.objects.filter(case_id=case.pk).latest("pk").template == "deemed-decision"
    assert silence.undecided_renewals(date(2027, 2, 2)) == []


@pytest.mark.parametrize("name", ["exclude-time", "offer-hearing"])
def test_neither_testing_nor_a_hearing_stops_article_50(name):
    case = renewal()
    story.reviewing(case)
    data = {
        "exclude-time": {"reason": "testing", "expected_until": date(2027, 6, 1), "note": "送检"},
        "offer-hearing": {"reason": "…", "third_parties": "邻居工贸"},
    }
    story.do(case, name, Actor.of(story.reviewer()), case.opened_at + timedelta(hours=2), **data[name])
    silence.apply_silence(on("2027-02-01"))
    case.refresh_from_db()
    assert case.state == "granted"


def test_a_renewal_asked_for_too_late_is_not_granted_by_silence():
    # Thirty days before 31 January 2027 is 1 January; this came on the 2nd.
    case = renewal(received="2027-01-02")
    story.reviewing(case)
    with pytest.raises(GateClosed):
        story.do(case, "deem-renewed", Actor.system(), on("2027-02-01"))
    silence.apply_silence(on("2027-02-01"))
    case.refresh_from_db()
    assert case.state == "reviewing"


def test_while_the_applicant_has_to_correct_silence_grants_nothing():
    case = renewal()
    story.do(case, "ask-correction", Actor.of(story.clerk()), on("2027-01-04"), **ASKED)
    silence.apply_silence(on("2027-02-01"))
    case.refresh_from_db()
    assert case.state == "correction"


@pytest.mark.parametrize("status", ["revoked", "cancelled", "withdrawn"])
def test_what_was_taken_away_is_not_renewed_by_silence(status):
    case = renewal()
    story.reviewing(case)
    case.certificate.status = status
    case.certificate.save()
    with pytest.raises(GateClosed):
        story.do(case, "deem-renewed", Actor.system(), on("2027-02-01"))
