"""Taking a step through the API: what happens, and every refusal as problem+json with nothing changed."""

import json

import pytest
from django.conf import settings
from django.utils import timezone

from bureau.models import Case, Event
from bureau.workflow import Actor, perform
from tests.api_door import case_url, refusal, step_url, take
from tests.factories.docket import ComplaintFactory, ConsultationFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def complaint(clerk):
    return ComplaintFactory(office=clerk.office, handler=clerk)


def test_a_complaint_from_acceptance_to_settlement(as_clerk, clerk, complaint):
    answer = take(as_clerk, complaint, "accept", handler=clerk.pk, note="受理")
    assert answer.json()["version"] == 2
    assert (answer.json()["from_state"], answer.json()["to_state"]) == ("submitted", "accepted")
    settled = take(as_clerk, complaint, "settle", version=2, result="agreement", agreement="退款 100 元", recovered="100.00")
    assert settled.status_code == 200, settled.content
    complaint.refresh_from_db()
    assert (complaint.state, complaint.version, str(complaint.recovered)) == ("settled", 3, "100.00")
    assert list(Event.objects.filter(case_id=complaint.pk).order_by("pk").values_list("action", "actor")) == [
        ("open", None),
        ("accept", clerk.pk),
        ("settle", clerk.pk),
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"ground": "16-1"}, "explanation"),
        ({"ground": "99", "explanation": "否"}, "ground"),
        ({"ground": "16-1", "explanation": ["a", "b"]}, "explanation"),
        ({"ground": "16-1", "explanation": {"a": 1}}, "explanation"),
        ({"ground": "16-1", "explanation": True}, "explanation"),
        ({"ground": "16-1", "explanation": "\ud800"}, "explanation"),
        ({"ground": "16-1", "explanation": "a\u0000b"}, "explanation"),
        ({"ground": "16-1", "explanation": "否" * 1001}, "explanation"),
        ({"ground": "16-1", "explanation": "否", "state": "settled"}, "state"),
        ({"ground": "16-1", "explanation": "否", "version": None}, "version"),
        ({"ground": "16-1", "explanation": "否", "version": "1"}, "version"),
        ({"ground": "16-1", "explanation": "否", "version": True}, "version"),
    ],
)
def test_field_errors_are_400_by_field(as_clerk, complaint, body, field):
    found = refusal(take(as_clerk, complaint, "refuse", **body), 400, "invalid")
    assert list(found["errors"]) == [field]
    assert all(isinstance(sentence, str) and sentence for sentence in found["errors"][field])
    assert Case.objects.get(pk=complaint.pk).version == 1


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ("{", 400, "parse_error"),
        ('{"version": NaN}', 400, "parse_error"),
        ("[" * 100_000, 400, "parse_error"),
        ("[]", 400, "invalid"),
        ('"text"', 400, "invalid"),
        ("", 400, "invalid"),
    ],
)
def test_a_body_that_is_no_object_is_400(as_clerk, complaint, sent, status, code):
    refusal(as_clerk.post(step_url(complaint, "note"), sent, content_type="application/json"), status, code)
    assert Case.objects.get(pk=complaint.pk).version == 1


@pytest.mark.parametrize("charset", ["rot13", "hex", "utf-16", "nonsense"])
def test_a_body_is_utf_8_whatever_its_header_claims(as_clerk, complaint, charset):
    body = json.dumps({"version": 1, "note": "汉字"}, ensure_ascii=False).encode()
    answer = as_clerk.generic("POST", step_url(complaint, "note"), body, content_type=f"application/json; charset={charset}")
    assert answer.status_code == 200, answer.content
    assert Event.objects.get(case_id=complaint.pk, action="note").note == "汉字"


def test_other_content_too_much_of_it_and_other_methods(as_clerk, complaint):
    refusal(as_clerk.post(step_url(complaint, "note"), {"version": 1}), 415, "unsupported_media_type")
    huge = json.dumps({"version": 1, "note": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    refusal(as_clerk.post(step_url(complaint, "note"), huge, content_type="application/json"), 413, "too-large")
    for method, url in (("delete", case_url(complaint)), ("put", case_url(complaint)), ("get", step_url(complaint, "note"))):
        refusal(getattr(as_clerk, method)(url), 405, "method_not_allowed")


def test_a_forged_step_is_404_and_a_citizens_step_403(as_clerk, complaint):
    found = refusal(take(as_clerk, complaint, "close-everything"), 404, "unknown-transition")
    assert "close-everything" in found["detail"]
    refusal(take(as_clerk, complaint, "withdraw", reason="代撤"), 403, "transition-refused")
    assert Case.objects.get(pk=complaint.pk).version == 1


def test_a_role_without_the_step_is_refused_before_the_form_is_read(as_manager, complaint):
    found = refusal(take(as_manager, complaint, "refuse"), 403, "transition-refused")
    assert "errors" not in found


def test_a_step_out_of_turn_is_refused_with_the_state(as_clerk, complaint):
    found = refusal(take(as_clerk, complaint, "settle", result="agreement", agreement="x", recovered=1), 403, "transition-refused")
    assert "待受理" in found["detail"]
    assert Case.objects.get(pk=complaint.pk).state == "submitted"


def test_nobody_releases_an_answer_they_wrote(as_clerk, as_second_clerk, clerk):
    case = ConsultationFactory(office=clerk.office, handler=clerk)
    assert take(as_clerk, case, "draft-answer", answer="到期前一个月申请。").status_code == 200
    refusal(take(as_clerk, case, "release-answer"), 403, "conflict-of-interest")
    assert take(as_second_clerk, case, "release-answer").status_code == 200


def test_a_closed_gate_lists_all_that_is_missing(as_clerk, clerk):
    case = ComplaintFactory(office=clerk.office, handler=clerk, address="", subject_name="")
    found = refusal(take(as_clerk, case, "accept"), 409, "gate-closed")
    assert len(found["missing"]) == 2
    assert Case.objects.get(pk=case.pk).state == "submitted"


def test_a_stale_version_changes_nothing(as_clerk, second_clerk, complaint):
    perform(complaint.pk, "note", actor=Actor.of(second_clerk), at=timezone.now(), data={"note": "商家愿意退款"})
    refusal(take(as_clerk, complaint, "refuse", version=1, ground="16-1", explanation="否"), 409, "stale-case")
    assert Case.objects.get(pk=complaint.pk).state == "submitted"
    assert take(as_clerk, complaint, "refuse", version=2, ground="16-1", explanation="否").status_code == 200


def test_what_the_law_refuses_is_409_in_its_words(as_approver, as_clerk, clerk):
    case = ReportFactory(office=clerk.office, handler=clerk, at=timezone.now())
    assert take(as_clerk, case, "verify").status_code == 200
    assert take(as_approver, case, "extend-verification", reason="需要检测").status_code == 200
    refusal(take(as_approver, case, "extend-verification", reason="再延"), 409, "refused")


def test_refusals_speak_the_readers_language(as_clerk, complaint):
    as_clerk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert refusal(take(as_clerk, complaint, "no-such"), 404, "unknown-transition")["detail"].startswith("There is no step")
