"""Filings and disputes on the house's case page, through its forms; as their applicant follows them; and handed in for good."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from bureau.following.kinds import follow_kind
from bureau.models import Case, Channel, Party
from bureau.query_codes import query_code
from bureau.roles import Role
from bureau.workflow import workflow_for
from enterprises.desk.matters import desk_kind
from licensing.applications import services
from licensing.applications.wanted import Applicant, Wanted
from licensing.models import Application
from tests import people
from tests.factories import licensing
from tests.licensing.disputes import quarrels
from tests.licensing.filings import scenes
from tests.licensing.filings.scenes import do, head, window
from tests.people import signed_in

pytestmark = pytest.mark.django_db

KINDS = ("works-notice", "registration-change", "instrument-filing", "metrology-dispute", "quality-petition")


def received_works():
    case = scenes.works()
    do(case, "receive", window(), case.opened_at)
    return case


def finished_works():
    case = received_works()
    at = case.opened_at + timedelta(days=3)
    do(case, "report-finished", window(), at, accepted_on=at.date())
    return case


def flagged_works():
    case = scenes.works()
    today = case.opened_at.date()
    facts = {"began_on": today - timedelta(days=2), "facts": "已施工", "mend_by": today + timedelta(days=7)}
    do(case, "order-stop", window(), case.opened_at, **facts)
    return case


def reviewed_change():
    case = scenes.change(certificate=scenes.registered(), change_kind="move", location="三号车间")
    scenes.reviewed(case)
    return case


def granted_change():
    case = reviewed_change()
    do(case, "grant", head(), case.opened_at + timedelta(hours=2))
    return case


def filed():
    case = scenes.filing(**scenes.SCALE)
    do(case, "file-at-once", window(), case.opened_at, body="淮安市计量测试所")
    return case


def told_dispute():
    case = quarrels.dispute()
    quarrels.told(case)
    return case


def sealed_dispute():
    case = quarrels.dispute()
    quarrels.sealed(case)
    return case


def passed_on():
    case = quarrels.petition()
    quarrels.accepted(case)
    do(case, "pass-on", quarrels.officer(), case.opened_at, reason="涉嫌不合格")
    return case


# What the case page must show of each.
PAGES = {
    "works": (scenes.works, ["乘客电梯"]),
    "works received": (received_works, ["2026-11-23"]),
    "works finished": (finished_works, ["2026-11-26"]),
    "works flagged": (flagged_works, ["notice-danger"]),
    "works without papers": (lambda: scenes.works(complete=False), ["证明材料"]),
    "change": (reviewed_change, ["移装", "材料齐全，符合条件。"]),
    "change granted": (granted_change, ["三号车间"]),
    "instruments": (lambda: scenes.filing(**scenes.SCALE), ["首次备案"]),
    "instruments filed": (filed, ["S-1001"]),
    "dispute": (quarrels.dispute, ["淮安市公平粮站", "电子汽车衡"]),
    "dispute sealed": (sealed_dispute, ["封条001号", "notice-warning"]),
    "dispute told": (told_dispute, ["示值误差", "按98.9%折算"]),
    "petition": (passed_on, ["淮安市安居电器商行", "notice-danger"]),
}


@pytest.mark.parametrize(("scene", "words"), PAGES.values(), ids=PAGES.keys())
def test_the_case_page_shows_the_matter(client, scene, words):
    case = scene()
    page = signed_in(client, people.approver()).get(reverse("bureau:case", args=[case.number]))
    assert page.status_code == 200
    for expected in words:
        assert expected in page.content.decode()


def test_the_other_side_is_masked_on_the_page(client):
    case = quarrels.dispute(private=True)
    page = signed_in(client, people.approver()).get(reverse("bureau:case", args=[case.number])).content.decode()
    assert "欧阳震华" not in page
    assert quarrels.REACHED["respondent_phone"] not in page


@pytest.mark.parametrize("make", [scenes.works, scenes.change, scenes.filing, quarrels.dispute, quarrels.petition])
def test_every_step_with_a_form_shows_it(client, make):
    """Each step the window or the head may take, from the state it leads out of, with all its fields."""
    case = make()
    flow = workflow_for(case.kind)
    user = people.approver()
    user.roles = [Role.CLERK.value, Role.OFFICER.value, Role.APPROVER.value]
    user.office = case.office
    user.save()
    signed_in(client, user)
    shown = 0
    for step in flow.transitions:
        if step.form is None or not step.by & {Role.CLERK, Role.OFFICER, Role.APPROVER}:
            continue
        Case.objects.filter(pk=case.pk).update(state=step.sources[0])
        page = client.get(reverse("bureau:case-action", args=[case.number, step.name]))
        assert page.status_code in (200, 409, 403), (step.name, page.status_code)
        shown += page.status_code == 200
    assert shown >= 5


def act(client, case, name, **data):
    return client.post(reverse("bureau:case-action", args=[case.number, name]), {"version": case.version, **data})


def test_a_notice_is_received_through_its_form(client):
    case = scenes.works()
    signed_in(client, scenes.clerk())
    assert act(client, case, "refuse", ground="not-ours", explanation="工地").status_code == 422, "where to go instead"
    assert act(client, case, "receive").status_code == 302
    case.refresh_from_db()
    assert case.state == "received"


# --- who follows it --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_every_state_has_honest_words(kind):
    states = set(workflow_for(kind).states.values)
    assert set(follow_kind(kind).standings) == states
    assert set(desk_kind(kind).standings) == states


@pytest.mark.parametrize("kind", KINDS)
def test_the_applicant_is_offered_what_the_table_gives_a_citizen(kind):
    drawn = {step.name for step in workflow_for(kind).transitions if Role.CITIZEN in step.by} - {"correct"}
    assert set(follow_kind(kind).steps) == drawn


FOLLOWED = {"works": received_works, "flagged": flagged_works, "dispute": told_dispute, "petition": passed_on, "instruments": filed}


@pytest.mark.parametrize("scene", FOLLOWED.values(), ids=FOLLOWED.keys())
def test_the_page_of_the_follower(client, scene):
    case = scene()
    page = client.post(reverse("bureau:track"), {"number": case.number, "code": query_code(case.number)}, follow=True)
    assert page.status_code == 200
    assert case.number in page.content.decode()
    assert "涉嫌不合格" not in page.content.decode(), "inner notes stay inside"


def test_the_works_unit_reports_the_acceptance_itself(client):
    case = scenes.works(at=timezone.now() - timedelta(days=1))
    do(case, "receive", window(), case.opened_at)
    client.post(reverse("bureau:track"), {"number": case.number, "code": query_code(case.number)})
    step = reverse("bureau:matter-step", args=[case.number, "report-finished"])
    assert step in client.get(reverse("bureau:matter", args=[case.number])).content.decode()
    client.post(step, {"accepted_on": case.accepted_on.isoformat(), "version": case.version})
    case.refresh_from_db()
    assert case.state == "finished"


# --- handed in for good ------------------------------------------------------------------------------------------------------
def send(code, answers, personal, key):
    applicant = Applicant(name=scenes.NAME, enterprise_code="91320803MA1MXYJX0B", phone="13812341234")
    wish = Wanted(item_code=code, applicant=applicant, plain=answers, personal=personal)
    return services.submit(
        wish,
        by=None,
        actor_role=Role.CITIZEN,
        channel=Channel.WEB,
        language="zh-hans",
        submission_key=UUID(int=key),
        at=licensing.RECEIVED_AT,
    )


@pytest.mark.parametrize(
    ("code", "row", "asked"), [("QT-04", "dispute", quarrels.DISPUTE_ASKED), ("QT-05", "petition", quarrels.PETITION_ASKED)]
)
def test_the_other_side_is_written_with_the_case(code, row, asked):
    licensing.item(code)
    licensing.guide(code, **scenes.content(asked, materials=[]))
    personal = {**quarrels.REACHED, "respondent_person_name": "欧阳震华"}
    opened = send(code, {"respondent_name": "个人", "respondent_type": "person"}, personal, key=77)
    case = Application.objects.get(pk=opened.case_id)
    assert getattr(case, row).respondent_name == "个人"
    party = Party.objects.get(case_id=case.pk, part=Party.Part.RESPONDENT)
    assert (party.name.open(), party.phone.open()) == ("欧阳震华", quarrels.REACHED["respondent_phone"])
    again = send(code, {}, {}, key=77)
    assert (again.created, Party.objects.filter(part=Party.Part.RESPONDENT).count()) == (False, 1)


@pytest.mark.parametrize(("code", "prefix"), [("QT-01", "SG"), ("QT-02", "BG"), ("QT-03", "BA"), ("QT-04", "JL"), ("QT-05", "SS")])
def test_numbers_and_category(code, prefix):
    case = licensing.application(code, content=scenes.content([]))
    assert (case.number[:2], case.category, case.state) == (prefix, code, "submitted")
