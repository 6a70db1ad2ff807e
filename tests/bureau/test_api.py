"""The machine door: who may pass, what is answered, every refusal as problem+json, and a schema that says all of it."""

import json
from datetime import timedelta

import pytest
from django import forms
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from bureau.accounts import SEEN_AT_KEY
from bureau.api import step_forms
from bureau.api.step_forms import read_body, step_schema
from bureau.models import Case, Event, Party
from bureau.workflow import Actor, perform, workflows
from tests import people
from tests.factories.docket import ComplaintFactory, ConsultationFactory, ReportFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db

STAFF = ("clerk", "seat", "officer", "reviewer", "approver", "supervisor", "manager", "administrator")
NOT_STAFF = ("enterprise_user", "stranger")
PRIVATE = ("张三", "13812341234", "西门街")


def case_url(case):
    return reverse("api:case", args=[case.number])


def step_url(case, name):
    return reverse("api:case-step", args=[case.number, name])


def take(client, case, name, **body):
    """Take a step from the version the case has now, unless the test sends another."""
    body = {"version": Case.objects.values_list("version", flat=True).get(pk=case.pk), **body}
    return client.post(step_url(case, name), body, content_type="application/json")


def refusal(answer, status, code):
    """The problem of a refused request, whole."""
    found = answer.json()
    assert (answer.status_code, found["code"]) == (status, code), found
    assert answer["Content-Type"] == "application/problem+json"
    assert found["status"] == status
    assert found["detail"]
    return found


def listed(client, **parameters):
    answer = client.get(reverse("api:case-list"), parameters)
    assert answer.status_code == 200, answer.content
    return [row["number"] for row in answer.json()["results"]]


@pytest.fixture
def complaint(clerk):
    return ComplaintFactory(office=clerk.office, handler=clerk)


# --- who may pass -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", STAFF)
def test_every_staff_role_reads_lists_and_the_schema(name):
    client = signed_in(Client(), people.CAST[name]())
    for address in ("case-list", "schema"):
        answer = client.get(reverse(f"api:{address}"))
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", NOT_STAFF)
def test_an_account_that_is_not_staff_is_refused(name, complaint):
    client = signed_in(Client(), people.CAST[name]())
    for address in (reverse("api:case-list"), reverse("api:schema"), case_url(complaint)):
        refusal(client.get(address), 403, "role-refused")
    refusal(take(client, complaint, "accept"), 403, "role-refused")
    assert Case.objects.get(pk=complaint.pk).version == 1


def test_nobody_passes_without_a_session_or_second_factor(client, clerk, complaint):
    for address in (reverse("api:case-list"), reverse("api:schema"), case_url(complaint)):
        assert "WWW-Authenticate" in client.get(address)
        refusal(client.get(address), 401, "not_authenticated")
    refusal(take(client, complaint, "accept"), 401, "not_authenticated")
    signed_in(client, clerk, second_factor=False)
    refusal(client.get(case_url(complaint)), 403, "second-factor-missing")
    refusal(take(client, complaint, "accept"), 403, "second-factor-missing")
    assert Case.objects.get(pk=complaint.pk).version == 1


def test_writing_needs_the_csrf_token(clerk, complaint):
    browser = signed_in(Client(enforce_csrf_checks=True), clerk)
    refusal(take(browser, complaint, "note", note="伪造"), 403, "csrf-failed")
    browser.get(reverse("account_login"))
    browser.get(reverse("bureau:profile"))
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    answer = browser.post(step_url(complaint, "note"), {"version": 1}, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 200


def test_a_case_of_another_office_does_not_exist(as_clerk_elsewhere, complaint):
    unseen = refusal(as_clerk_elsewhere.get(case_url(complaint)), 404, "not_found")
    refusal(take(as_clerk_elsewhere, complaint, "note"), 404, "not_found")
    unknown = refusal(as_clerk_elsewhere.get(reverse("api:case", args=["URL1"])), 404, "not_found")
    assert unseen == unknown, "the answer must not tell which of the two it is"
    assert listed(as_clerk_elsewhere, tab="all") == []
    assert Case.objects.get(pk=complaint.pk).version == 1


@pytest.mark.parametrize("number", ["URL%00", "%E6%8A%95%E8%AF%89", "..", "a" * 300])
def test_a_number_no_case_can_have_is_404(as_supervisor, number):
    assert as_supervisor.get(f"{reverse('api:case-list')}{number}/").status_code == 404


def test_a_session_that_timed_out_is_told_to_sign_in(as_clerk, complaint):
    session = as_clerk.session
    session[SEEN_AT_KEY] = 1
    session.save()
    assert take(as_clerk, complaint, "note", note="太晚").status_code == 401
    refusal(as_clerk.get(case_url(complaint)), 401, "not_authenticated")
    assert Case.objects.get(pk=complaint.pk).version == 1


def test_a_case_in_ones_hands_is_seen_whatever_its_office(as_clerk_elsewhere, clerk, clerk_elsewhere):
    case = ComplaintFactory(office=clerk.office, handler=clerk_elsewhere)
    assert as_clerk_elsewhere.get(case_url(case)).json()["number"] == case.number
    assert listed(as_clerk_elsewhere) == [case.number]


# --- lists ------------------------------------------------------------------------------------------------------------
def test_the_list_takes_the_filters_of_the_workbench(as_supervisor, clerk):
    complaint = ComplaintFactory(office=clerk.office, at=timezone.now() - timedelta(days=2))
    report = ReportFactory(office=clerk.office, at=timezone.now() - timedelta(days=1))
    assert listed(as_supervisor) == [], "the default is one's own queue, as on the workbench"
    assert listed(as_supervisor, tab="all") == [report.number, complaint.number]
    assert listed(as_supervisor, tab="all", kind="report") == [report.number]
    assert listed(as_supervisor, tab="all", q=complaint.number) == [complaint.number]


def test_a_row_says_where_the_matter_stands(as_clerk, complaint):
    row = as_clerk.get(reverse("api:case-list")).json()["results"][0]
    complaint.refresh_from_db()
    assert row["state"] == {"code": "submitted", "label": "待受理"}
    assert row["kind"]["code"] == "complaint"
    assert row["office"] == {"id": complaint.office_id, "name": complaint.office.name}
    assert row["handler"]["id"] == complaint.handler_id
    assert row["due_on"] == complaint.due_on.isoformat()
    assert row["url"] == case_url(complaint)


@pytest.mark.parametrize(
    "query",
    [
        {"tab": "everybody"},
        {"q": "a\0b", "sort": "up"},
        {"received_from": "yesterday"},
        {"stat": "open"},
        {"after": "nonsense"},
        {"before": "2026-01-01~x"},
    ],
)
def test_what_cannot_be_understood_is_refused_not_left_out(as_clerk, complaint, query):
    found = refusal(as_clerk.get(reverse("api:case-list"), query), 400, "invalid")
    assert len(found["errors"]["query"]) == 1


def walk(client, url, key, *, most=10):
    """Numbers page by page, following one link to its end."""
    pages = []
    while url:
        body = client.get(url).json()
        pages.append([row["number"] for row in body["results"]])
        url = body[key]
        assert len(pages) < most, "the pages go round in circles"
    return pages


def test_pages_follow_one_another_to_the_end_and_back(as_supervisor, clerk, monkeypatch):
    monkeypatch.setattr("bureau.api.views.PAGE_SIZE", 2)
    made = [ComplaintFactory(office=clerk.office, at=timezone.now() - timedelta(days=n)).number for n in range(5)]
    start = reverse("api:case-list") + "?tab=all&kind=complaint"
    assert walk(as_supervisor, start, "next") == [made[:2], made[2:4], made[4:]]
    last = as_supervisor.get(as_supervisor.get(as_supervisor.get(start).json()["next"]).json()["next"]).json()
    assert walk(as_supervisor, last["previous"], "previous") == [made[2:4], made[:2]]


def test_a_program_does_not_start_over_when_the_rest_of_the_list_is_gone(as_supervisor, clerk, monkeypatch):
    monkeypatch.setattr("bureau.api.views.PAGE_SIZE", 2)
    cases = [ComplaintFactory(office=clerk.office, at=timezone.now() - timedelta(days=n)) for n in range(3)]
    first = as_supervisor.get(reverse("api:case-list"), {"tab": "all", "status": "open", "sort": "received"}).json()
    perform(cases[2].pk, "refuse", actor=Actor.of(clerk), at=timezone.now(), data={"ground": "16-1", "explanation": "否"})
    second = as_supervisor.get(first["next"]).json()
    assert (second["results"], second["next"]) == ([], None)


def test_a_list_costs_the_same_whatever_its_length_and_counts_nothing(as_clerk, clerk):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert as_clerk.get(reverse("api:case-list"), {"tab": "all"}).status_code == 200
        return [query["sql"] for query in found.captured_queries]

    ComplaintFactory(office=clerk.office, handler=clerk)
    few = queries()
    for _n in range(12):
        ReportFactory(office=clerk.office, handler=clerk)
    many = queries()
    assert len(many) == len(few) <= 4, many
    assert not any("COUNT(" in sql.upper() for sql in many)


# --- one case ---------------------------------------------------------------------------------------------------------
def test_a_case_shows_its_clocks_with_their_explanation(as_clerk, complaint):
    case = as_clerk.get(case_url(complaint)).json()
    assert (case["version"], case["category"], case["township"]) == (1, "food", "huaicheng")
    [clock] = case["clocks"]
    assert clock["code"] == "complaint-acceptance"
    assert clock["confirmed"] is True
    assert "第十五条" in clock["citation"]
    assert any(clock["citation"] in sentence for sentence in clock["explanation"])


def test_a_paused_clock_shows_its_pause(as_clerk, complaint, clerk):
    for name in ("accept", "mediate", "pause-for-appraisal"):
        assert take(as_clerk, complaint, name).status_code == 200, name
    running = as_clerk.get(case_url(complaint)).json()["clocks"][0]
    assert running["light"]["code"] == "paused"
    assert [pause["ended_on"] for pause in running["pauses"]] == [None]


def test_offers_name_open_and_closed_steps_with_reasons_and_form(as_clerk, clerk, complaint):
    offers = {offer["name"]: offer for offer in as_clerk.get(case_url(complaint)).json()["offers"]}
    assert {"accept", "refuse", "assign", "note"} <= offers.keys()
    assert offers.keys().isdisjoint({"withdraw", "rate", "supplement"}), "the citizen's steps are not for staff"
    refuse = offers["refuse"]
    assert (refuse["is_open"], refuse["missing"], refuse["target"]["code"]) == (True, [], "refused")
    assert refuse["schema"]["required"] == ["version", "ground", "explanation"]
    assert refuse["schema"]["properties"]["ground"]["oneOf"][0]["const"] == "16-1"
    assert refuse["schema"]["properties"]["explanation"]["maxLength"] == 1000
    handler = offers["assign"]["schema"]["properties"]["handler"]
    assert (handler["type"], clerk.pk in [choice["const"] for choice in handler["oneOf"]]) == ("integer", True)

    unnamed = ComplaintFactory(office=clerk.office, handler=clerk, address="")
    accept = next(offer for offer in as_clerk.get(case_url(unnamed)).json()["offers"] if offer["name"] == "accept")
    assert accept["is_open"] is False
    assert len(accept["missing"]) == 1


def test_no_personal_data_leaves_by_this_door(as_supervisor, clerk):
    case = ReportFactory(office=clerk.office)
    assert Party.objects.get(case_id=case.pk).name.open() == "张三", "there must be something to leak"
    steps = take(as_supervisor, case, "verify")
    assert steps.status_code == 200
    for answer in (as_supervisor.get(case_url(case)), as_supervisor.get(reverse("api:case-list"), {"tab": "all"}), steps):
        text = answer.content.decode()
        assert case.number in text
        assert not [word for word in PRIVATE if word in text]


def test_a_case_costs_a_bounded_number_of_queries(as_supervisor, clerk, complaint):
    with CaptureQueriesContext(connection) as found:
        as_supervisor.get(case_url(complaint))
    before = len(found)
    for _n in range(6):
        perform(complaint.pk, "note", actor=Actor.of(clerk), at=timezone.now(), data={"note": "记录"})
    with CaptureQueriesContext(connection) as found:
        as_supervisor.get(case_url(complaint))
    assert len(found) == before <= 12, [query["sql"][:90] for query in found.captured_queries]


# --- steps ------------------------------------------------------------------------------------------------------------
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


# --- the rules as data ------------------------------------------------------------------------------------------------
def test_the_process_tables_are_public_and_whole(client):
    flows = {flow["kind"]: flow for flow in client.get(reverse("api:workflow-list")).json()}
    for flow in workflows():
        answer = flows[flow.kind]
        assert [step["name"] for step in answer["transitions"]] == [step.name for step in flow.transitions]
        assert {state["code"] for state in answer["states"] if state["closed"]} == set(flow.closed)
    accept = flows["complaint"]["transitions"][0]
    assert accept["basis"] == "121: 15"
    assert "complainant-is-named" in accept["gates"]
    assert {"code": "clerk", "label": "窗口人员"} in accept["roles"]


def test_the_clock_rules_are_public_with_citation_and_confirmation(client, reference, django_assert_num_queries):
    with django_assert_num_queries(1):
        rules = client.get(reverse("api:clock-rule-list")).json()
    acceptance = [rule for rule in rules if rule["code"] == "complaint-acceptance"]
    assert [(rule["days"], rule["unit"], rule["valid_from"]) for rule in acceptance] == [(7, "wd", "2020-01-01"), (7, "wd", "2026-04-15")]
    assert {rule["confirmed"] for rule in rules} == {True, False}
    assert all(rule["citation"] for rule in rules if not rule["internal"])


def test_the_schema_is_valid_and_names_every_address(as_clerk, tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(tmp_path / "schema.yml"))
    answer = as_clerk.get(reverse("api:schema"))
    paths = answer.json()["paths"]
    prefix = reverse("api:case-list").removesuffix("cases/")
    expected = ("cases/", "cases/{number}/", "cases/{number}/{transition}/", "workflows/", "clock-rules/")
    assert set(paths) == {prefix + tail for tail in expected}
    assert paths[f"{prefix}cases/"]["get"]["security"] == [{"staffSession": []}]
    step = paths[f"{prefix}cases/{{number}}/{{transition}}/"]["post"]
    assert set(step["responses"]) == {"200", "400", "401", "403", "404", "409", "413"}


# --- forms as JSON Schema ---------------------------------------------------------------------------------------------
class EveryKind(forms.Form):
    """One field of each kind a step may have."""

    text = forms.CharField(min_length=2, max_length=5, help_text="words")
    count = forms.IntegerField(min_value=1, max_value=3, required=False)
    amount = forms.DecimalField(required=False)
    share = forms.FloatField(required=False)
    agreed = forms.BooleanField(required=False)
    day = forms.DateField(required=False)
    at = forms.DateTimeField(required=False)
    mail = forms.EmailField(required=False)
    several = forms.MultipleChoiceField(choices=[("Group", [("a", "A"), ("b", "B")])], required=False)
    score = forms.TypedChoiceField(choices=[(1, "one"), (2, "two")], coerce=int, required=False)


def test_every_kind_of_field_is_described_and_taken():
    found = step_schema(EveryKind())
    assert found["required"] == ["version", "text"]
    kinds = {name: field["type"] for name, field in found["properties"].items()}
    assert kinds == {
        **{"version": "integer", "text": "string", "count": "integer", "amount": ["string", "number"], "share": "number"},
        **{"agreed": "boolean", "day": "string", "at": "string", "mail": "string", "several": "array", "score": "integer"},
    }
    assert found["properties"]["text"] == {"title": "text", "description": "words", "type": "string", "maxLength": 5, "minLength": 2}
    assert [one["const"] for one in found["properties"]["several"]["items"]["oneOf"]] == ["a", "b"]
    body = {"text": "abc", "count": 2, "amount": 1.5, "agreed": True, "day": "2026-04-15", "several": ["a", "b"], "score": 2, "share": None}
    version, cleaned = read_body({"version": 7, **body}, EveryKind)
    assert (version, cleaned["several"], cleaned["score"], str(cleaned["amount"])) == (7, ["a", "b"], 2, "1.5")


@pytest.mark.parametrize(
    ("name", "value"),
    [("count", "2"), ("count", True), ("agreed", "yes"), ("several", "a"), ("several", [["a"]]), ("day", 20260415), ("score", [1])],
)
def test_a_value_of_another_type_is_refused(name, value):
    with pytest.raises(ValidationError) as refused:
        read_body({"version": 1, "text": "abc", name: value}, EveryKind)
    assert list(refused.value.detail) == [name]


def test_a_long_list_of_rows_is_not_sent_but_still_checked(as_clerk, clerk, complaint, monkeypatch):
    monkeypatch.setattr(step_forms, "MAX_CHOICES", 0)
    offers = {offer["name"]: offer for offer in as_clerk.get(case_url(complaint)).json()["offers"]}
    assert "oneOf" not in offers["assign"]["schema"]["properties"]["handler"]
    found = refusal(take(as_clerk, complaint, "assign", handler=999_999), 400, "invalid")
    assert list(found["errors"]) == ["handler"]


def test_no_form_of_a_step_has_a_field_the_api_could_not_take():
    forms_of_steps = {(flow.kind, step.name): step.form() for flow in workflows() for step in flow.transitions if step.form}
    assert forms_of_steps
    unfit = [
        (*place, name)
        for place, form in forms_of_steps.items()
        for name, field in form.fields.items()
        if name == step_forms.VERSION or isinstance(field, forms.FileField | forms.MultiValueField)
    ]
    assert unfit == []
