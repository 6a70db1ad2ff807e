"""The registry of following a matter: a kind of its own words, steps and card, and the neutral page of a kind nobody registered."""

from types import SimpleNamespace

import pytest
from django import forms
from django.db import models
from django.urls import reverse
from django.utils import timezone

from bureau import workflow
from bureau.attachments import accept_file
from bureau.following import grants, kinds, receipts
from bureau.following.kinds import FollowKind, FollowStep, ReceiptWords
from bureau.models import Case, Event
from bureau.query_codes import query_code
from bureau.roles import Role
from bureau.standings import US, YOU, Card, Standing
from bureau.workflow import Transition, Workflow
from tests.complaints.test_uploads import photo
from tests.factories.docket import ComplaintFactory

pytestmark = pytest.mark.django_db
KIND = "well-digging"


class State(models.TextChoices):
    OPEN = "open", "正在打井"
    ENDED = "ended", "已经封井"


class WordForm(forms.Form):
    reason = forms.CharField(label="说明")


def write(act):
    act.note = act.data["reason"]


def dry(act):
    return "井还没有干"


FLOW = Workflow(
    kind=KIND,
    label="打井",
    model=Case,
    states=State,
    initial=State.OPEN,
    closed=frozenset({State.ENDED}),
    transitions=(
        Transition("add", (State.OPEN,), None, "补充材料", frozenset({Role.CITIZEN}), form=WordForm, effect=write),
        Transition("ask", (State.OPEN,), None, "要求补充", frozenset({Role.SYSTEM}), effect=write),
        Transition("close", (State.OPEN,), State.ENDED, "封井", frozenset({Role.CITIZEN}), form=WordForm, effect=write, danger=True),
        Transition("praise", (State.OPEN,), None, "表扬", frozenset({Role.CITIZEN}), gates=(dry,), form=WordForm, effect=write),
        Transition("look", (State.OPEN,), None, "查看", frozenset({Role.CITIZEN}), form=WordForm, effect=write),
    ),
)
FOLLOWED = FollowKind(
    kind=KIND,
    standings={State.OPEN: Standing("井正在打。", "等出水。", US, "progress")},
    steps={
        "add": FollowStep(form=WordForm, thanks="材料已收到。", takes_files=True, title="再说几句", button="送出"),
        "close": FollowStep(form=WordForm, thanks="井已封。", lead="封了就不能再开。"),
        "praise": FollowStep(form=WordForm, thanks="谢谢。"),
    },
    told=frozenset({"ask", "add"}),
    questions={"ask": "add"},
    while_asked={State.OPEN: Standing("请补充井的位置。", "请在下面补充。", YOU, "waiting")},
    card=Card("components/empty_state.html", lambda case: {"number": case.number}),
    remarks=lambda case: [f"第{case.number}号井"],
    links=lambda case: [("在线补正", f"/somewhere/{case.number}/")],
    receipt=ReceiptWords(title="打井申请已收到", next_step="打井队会联系您。"),
)


@pytest.fixture
def registered(monkeypatch):
    """The made-up kind is known to workflow and following, for this test only."""
    monkeypatch.setattr(workflow, "_workflows", {**workflow._workflows, KIND: FLOW})
    monkeypatch.setattr(kinds, "_kinds", {**kinds._kinds})
    return kinds.register(FOLLOWED)


@pytest.fixture
def well():
    """A docket row of the made-up kind."""
    row = ComplaintFactory()
    Case.objects.filter(pk=row.pk).update(kind=KIND, state=State.OPEN)
    return Case.objects.get(pk=row.pk)


def follow(client, case):
    """The page of the matter, after the code."""
    client.post(reverse("bureau:track"), {"number": case.number, "code": query_code(case.number)})
    response = client.get(reverse("bureau:matter", args=[case.number]))
    assert response.status_code == 200
    return response.content.decode()


def send(client, case, name, **data):
    version = Case.objects.get(pk=case.pk).version
    return client.post(reverse("bureau:matter-step", args=[case.number, name]), {"version": version} | data)


def happened(case, action, **extra):
    told = {"actor_role": Role.SYSTEM, "audience": Event.Audience.PUBLIC} | extra
    return Event.objects.create(case=case, action=action, at=timezone.now(), **told)


# --- a registered kind ------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("registered")
def test_a_kind_shows_its_own_words_ways_and_card(client, well):
    page = follow(client, well)
    assert "正在打井" in page
    assert "井正在打。" in page
    assert f"第{well.number}号井" in page
    assert f'href="/somewhere/{well.number}/"' in page
    assert "在线补正" in page


@pytest.mark.usefixtures("registered")
def test_the_card_gets_the_case_and_its_template_the_panel(client, well):
    client.post(reverse("bureau:track"), {"number": well.number, "code": query_code(well.number)})
    response = client.get(reverse("bureau:matter", args=[well.number]))
    assert response.context["matter"].card == ("components/empty_state.html", {"number": well.number})
    assert "components/empty_state.html" in {template.name for template in response.templates}


@pytest.mark.usefixtures("registered")
def test_only_steps_the_kind_offers_and_the_workflow_opens_have_a_form(client, well):
    page = follow(client, well)
    forms_of_steps = {name: reverse("bureau:matter-step", args=[well.number, name]) in page for name in ("add", "close", "praise", "look")}
    assert forms_of_steps == {"add": True, "close": True, "praise": False, "look": False}
    assert "再说几句" in page
    assert ">送出<" in page
    assert "封了就不能再开。" in page
    assert ">封井<" in page, "without words of its own a step has the workflow's"
    assert 'id="id_add_reason"' in page
    assert 'id="id_close_reason"' in page, "two forms of one page share no id"
    assert page.count('type="file"') == 1, "only the step that takes files has a field for them"


@pytest.mark.usefixtures("registered")
def test_a_step_is_taken_with_its_files_and_thanked_for(client, well):
    follow(client, well)
    response = send(client, well, "add", reason="井在村口", files=[photo()])
    page = client.get(response["Location"]).content.decode()
    assert "材料已收到。" in page
    assert "井在村口" in page
    assert "小票.png" in page
    assert Event.objects.get(case=well, action="add").actor_role == Role.CITIZEN


@pytest.mark.usefixtures("registered")
def test_a_step_without_files_takes_none(client, well):
    follow(client, well)
    send(client, well, "close", reason="不打了", files=[photo()])
    well.refresh_from_db()
    assert well.state == State.ENDED
    assert not well.attachments.exists()


@pytest.mark.usefixtures("registered")
def test_a_step_the_kind_does_not_offer_is_not_found_and_a_closed_one_says_why(client, well):
    follow(client, well)
    assert send(client, well, "look", reason="看看").status_code == 404
    response = send(client, well, "praise", reason="很好")
    assert response.status_code == 409
    assert "井还没有干" in response.content.decode()
    assert not Event.objects.filter(case=well).exclude(action="open").exists()


@pytest.mark.usefixtures("registered")
def test_an_open_question_is_shown_until_it_is_answered(client, well):
    happened(well, "ask", note="井在哪里？")
    page = follow(client, well)
    assert "请补充井的位置。" in page
    assert "井在哪里？" in page
    send(client, well, "add", reason="在村口")
    page = follow(client, well)
    assert "请补充井的位置。" not in page
    assert "井正在打。" in page


@pytest.mark.usefixtures("registered")
def test_notes_of_other_steps_stay_inside(client, well):
    happened(well, "look", note="只给同事看")
    page = follow(client, well)
    assert "只给同事看" not in page
    assert "查看" in page, "that it was done is told"


@pytest.mark.usefixtures("registered")
def test_a_state_without_words_has_the_neutral_ones(client, well):
    Case.objects.filter(pk=well.pk).update(state=State.ENDED, closed_at=timezone.now())
    page = follow(client, well)
    assert "已经封井" in page
    assert "井正在打。" not in page
    assert 'class="standing-means"' not in page


# --- a kind nobody registered -----------------------------------------------------------------------------------------
def test_a_kind_without_app_has_the_neutral_page(client, well):
    happened(well, "dig", note="内部记录")
    accept_file(photo(), case=well, from_citizen=True, at=well.opened_at)
    page = follow(client, well)
    assert well.number in page
    assert "小票.png" in page
    assert "内部记录" not in page
    assert 'id="actions-title"' not in page, "there is nothing to do here"
    assert send(client, well, "add", reason="x").status_code == 404


def test_a_kind_with_a_workflow_and_no_words_has_the_neutral_page(client, well, monkeypatch):
    monkeypatch.setattr(workflow, "_workflows", {**workflow._workflows, KIND: FLOW})
    happened(well, "look", note="只给同事看")
    page = follow(client, well)
    assert "正在打井" in page
    assert "查看" in page
    assert "只给同事看" not in page
    assert 'id="actions-title"' not in page


def test_what_an_enterprise_did_is_told_without_names(client, well):
    happened(well, "dig", actor_role=Role.ENTERPRISE)
    client.cookies.load({"django_language": "en"})
    assert "The enterprise" in follow(client, well)


# --- the receipt ------------------------------------------------------------------------------------------------------
def receipt_page(client, case, *, again=False):
    token = receipts.receipt_token(case.number, again=again, at=timezone.now())
    return client.get(reverse("bureau:receipt", args=[token])).content.decode()


@pytest.mark.usefixtures("registered")
def test_the_receipt_speaks_the_words_of_its_kind(client, well):
    page = receipt_page(client, well)
    assert "打井申请已收到" in page
    assert "打井队会联系您。" in page
    assert query_code(well.number) in page
    assert well.number in page


def test_the_receipt_of_an_unknown_kind_is_neutral(client, well):
    client.cookies.load({"django_language": "en"})
    page = receipt_page(client, well, again=True)
    assert "Your matter has been received" in page
    assert "it makes one matter, however often it is sent" in page
    assert query_code(well.number) in page
    assert "your complaint" not in page.lower()


def test_the_link_of_the_qr_code_leads_to_the_question_for_the_code(client, well):
    link = receipts.tracking_link(well.number)
    page = client.get(link.removeprefix(link.split("/f/")[0])).content.decode()
    assert f'value="{well.number}"' in page


# --- grants -----------------------------------------------------------------------------------------------------------
def test_a_browser_keeps_a_handful_of_matters_open(client):
    cases = ComplaintFactory.create_batch(grants.MOST + 1)
    for case in cases:
        client.post(reverse("bureau:track"), {"number": case.number, "code": query_code(case.number)})
    request = SimpleNamespace(COOKIES={grants.COOKIE: client.cookies[grants.COOKIE].value})
    assert len(grants.granted(request, at=timezone.now())) == grants.MOST


# --- addresses given out before ---------------------------------------------------------------------------------------
def test_addresses_printed_before_the_move_lead_on(client, well):
    old = client.get(f"/complaints/t/{well.number}/")
    assert (old.status_code, old["Location"]) == (301, reverse("bureau:track-number", args=[well.number]))
    old = client.get("/complaints/track/", {"number": well.number})
    assert (old.status_code, old["Location"]) == (301, f"{reverse('bureau:track')}?number={well.number}")
