"""Pages of service and statements, the cards of the case, and who sees them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bureau.models import Document
from licensing.models import CaseOpinion, PartyStatement, ServiceAttempt
from tests import people
from tests.factories.bureau import OfficerFactory, UserFactory
from tests.factories.papers import photo, upload
from tests.licensing.evidence import pieces
from tests.licensing.procedure import scenes
from tests.people import signed_in

pytestmark = pytest.mark.django_db


def test_the_case_page_shows_opinions_and_service(client):
    case = scenes.noticed()
    page = signed_in(client, people.officer()).get(reverse("bureau:case", args=[case.number])).content.decode()
    assert reverse("licensing:penalty-service", args=[case.number]) in page
    assert reverse("licensing:penalty-statements", args=[case.number]) in page
    assert "查明事实。" in page


def test_an_attempt_and_its_outcome_through_the_pages(client):
    case = scenes.case()
    scenes.finish(case)
    scenes.review(case)
    scenes.notify(case)
    Document.objects.filter(case_id=case.pk).update(issued_at=scenes.days(-2))
    paper = Document.objects.get(case_id=case.pk, template="penalty-notice")
    officer = signed_in(client, people.officer())
    address = reverse("licensing:penalty-attempt", args=[case.number, paper.pk])
    refused = officer.post(address, {"way": "post", "attempted_at": "2026-11-23T09:30"})
    assert refused.status_code == 422
    done = officer.post(address, {"way": "post", "attempted_at": "2026-11-23T09:30", "tracking_number": "EMS1"})
    assert done.status_code == 302, done.content.decode()
    assert ServiceAttempt.objects.get().tracking_number == "EMS1"
    ending = reverse("licensing:penalty-service-outcome", args=[case.number, paper.pk])
    assert officer.post(ending, {"served": "0", "reason": "查无此人"}).status_code == 302
    page = officer.get(reverse("licensing:penalty-service", args=[case.number])).content.decode()
    assert "查无此人" in page
    assert "EMS1" in page


def test_a_written_consent_with_its_paper(client):
    case = scenes.case()
    officer = signed_in(client, people.officer())
    data = {"kind": "e-consent", "form": "written", "received_on": "2026-11-23", "address": "a@b.example", "confirmed": "on"}
    address = reverse("licensing:penalty-statements", args=[case.number])
    assert officer.post(address, data).status_code == 422
    assert officer.post(address, {**data, "file": upload("consent.jpg", photo())}).status_code == 302
    row = PartyStatement.objects.get()
    assert row.paper is not None
    assert "a@b.example" not in officer.get(address).content.decode()
    assert officer.get(reverse("licensing:penalty-statement-paper", args=[case.number, 1])).status_code == 200


def test_nobody_outside_the_team_finds_these_pages(client):
    case = scenes.noticed()
    paper = Document.objects.get(case_id=case.pk, template="penalty-notice")
    outsider = UserFactory(username="outsider", roles=["officer"], at_inspection=True)
    stranger = signed_in(client, OfficerFactory(user=outsider, certificate_number="苏08040009").user)
    for name, args in (
        ("penalty-service", [case.number]),
        ("penalty-statements", [case.number]),
        ("penalty-attempt", [case.number, paper.pk]),
        ("penalty-service-outcome", [case.number, paper.pk]),
        ("penalty-service-proof", [case.number, paper.pk, 1]),
        ("penalty-statement-paper", [case.number, 1]),
    ):
        assert stranger.get(reverse(f"licensing:{name}", args=args)).status_code == 404, name


def test_a_signed_record_is_chosen_on_the_page_of_statements(client):
    case = scenes.noticed()
    for step in (pieces.signed, signed_statement):
        step(case)
    officer = signed_in(client, people.officer())
    address = reverse("licensing:penalty-statements", args=[case.number])
    page = officer.get(address).content.decode()
    assert 'value="2"' in page
    data = {"kind": "defence", "form": "oral", "received_on": scenes.AT.date().isoformat(), "record": "2"}
    assert officer.post(address, data).status_code == 302
    assert "数量应为 80 件。" in officer.get(address).content.decode()
    assert 'name="record"' not in officer.get(address).content.decode(), "handed in once"


def signed_statement(case):
    """A statement taken down when the notice was handed over, signed by all."""
    row = pieces.record(case, "statement", began_at=scenes.AT, at=scenes.days(0, 1))
    said = pieces.draft(began_at=scenes.AT, lines=[("你有何意见？", "数量应为 80 件。")])
    row = pieces.records.write_record(row, said, by=people.officer(), at=scenes.days(0, 1), version=row.version)
    pieces.sign(row, "party", at=scenes.days(0, 1))
    pieces.sign(row, by=people.officer(), at=scenes.days(0, 1))
    pieces.sign(row, by=people.second_officer(), at=scenes.days(0, 1))


@pytest.mark.parametrize("name", ["licensing:penalty-service", "licensing:penalty-statements", "bureau:case"])
def test_more_rows_ask_no_more_queries(client, name):
    case = scenes.noticed()
    officer, address = signed_in(client, people.officer()), reverse(name, args=[case.number])
    add_rows(case)
    officer.get(address)
    with CaptureQueriesContext(connection) as few:
        officer.get(address)
    for _turn in range(3):
        add_rows(case)
    with CaptureQueriesContext(connection) as many:
        assert officer.get(address).status_code == 200
    assert len(many) <= len(few), [one["sql"] for one in many]


def add_rows(case):
    """One more failed attempt, statement and opinion."""
    paper = Document.objects.filter(case_id=case.pk, template="penalty-notice").get()
    both = {"by": people.officer(), "second": people.second_officer()}
    ServiceAttempt.objects.create(
        case=case, document=paper, way="post", attempted_at=scenes.AT, outcome="failed", failed_reason="退回", **both
    )
    PartyStatement.objects.create(
        case=case, kind="defence", form="oral", text="数量有误。", received_on=scenes.AT.date(), received_by=people.officer()
    )
    CaseOpinion.objects.create(case=case, stage="legal", verdict="agree", text="同意。", author=people.reviewer(), at=scenes.AT)
