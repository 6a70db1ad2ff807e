"""The machine door: who may pass, what lists, cases and rules look like, and a schema that says all of it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bureau.accounts import SEEN_AT_KEY
from bureau.models import Case, Party
from bureau.workflow import Actor, perform, workflows
from tests import people
from tests.api_door import case_url, refusal, step_url, take
from tests.factories.docket import ComplaintFactory, ReportFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db

STAFF = ("clerk", "seat", "officer", "reviewer", "approver", "supervisor", "manager", "administrator")
NOT_STAFF = ("enterprise_user", "stranger")
PRIVATE = ("张三", "13812341234", "西门街")


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
    assert len(many) == len(few) <= 5, many  # session, user, teams one belongs to, rows of two branches
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


# --- the rules as data ------------------------------------------------------------------------------------------------
def test_the_process_tables_are_public_and_whole(client):
    flows = {flow["kind"]: flow for flow in client.get(reverse("api:workflow-list")).json()}
    for flow in workflows():
        answer = flows[flow.kind]
        assert [step["name"] for step in answer["transitions"]] == [step.name for step in flow.transitions]
        assert [{role["code"] for role in step["roles"]} for step in answer["transitions"]] == [set(step.by) for step in flow.transitions]
        assert {state["code"] for state in answer["states"] if state["closed"]} == set(flow.closed)
    accept = flows["complaint"]["transitions"][0]
    assert accept["basis"] == "《市场监督管理投诉举报处理办法》（总局令第121号）第15条"
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
    # The other addresses are those of upper floors, tested there.
    assert {prefix + tail for tail in expected} <= set(paths)
    assert all(path.startswith(prefix) for path in paths)
    assert paths[f"{prefix}cases/"]["get"]["security"] == [{"staffSession": []}]
    step = paths[f"{prefix}cases/{{number}}/{{transition}}/"]["post"]
    assert set(step["responses"]) == {"200", "400", "401", "403", "404", "409", "413"}
