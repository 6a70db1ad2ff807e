"""Following a matter: who may look, what is shown, what one can do, and what is never shown."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bureau.attachments import accept_file
from bureau.following import grants
from bureau.models import Attachment, Case, Document, Event
from bureau.query_codes import query_code
from complaints.models import Rating
from complaints.standing import STANDINGS
from complaints.workflow import WORKFLOWS
from tests import people
from tests.complaints.test_uploads import disguised, photo
from tests.factories.complaints import PERSON, advance, file_anonymous_report, file_case

TRACK = "/follow/"
pytestmark = pytest.mark.django_db


def look_up(client: Client, number: str, code: str, **extra):
    return client.post(TRACK, {"number": number, "code": code}, **extra)


def follow(client: Client, case) -> str:
    """The page of a matter, after the code."""
    assert look_up(client, case.number, query_code(case.number)).status_code == 302
    response = client.get(reverse("bureau:matter", args=[case.number]))
    assert response.status_code == 200
    return response.content.decode()


def step(client: Client, case, name: str, **data):
    version = Case.objects.get(pk=case.pk).version
    return client.post(reverse("bureau:matter-step", args=[case.number, name]), {"version": version} | data)


# --- who may look -----------------------------------------------------------------------------------------------------
def test_number_and_code_open_the_matter_however_they_are_typed(client):
    case = file_case()
    response = look_up(client, f" {case.number.lower()} ", query_code(case.number).lower().replace("-", " "))
    assert response["Location"] == reverse("bureau:matter", args=[case.number])
    assert client.get(response["Location"]).status_code == 200


def test_an_unknown_number_and_a_wrong_code_cannot_be_told_apart(client):
    case = file_case()
    wrong = look_up(client, case.number, "AAAA-BBBB-CCCC")
    unknown = look_up(client, "TS20000101999999", "AAAA-BBBB-CCCC")

    def plain(response) -> str:
        # The token of the form is masked anew in every page, and the number typed is shown again.
        text = re.sub(r'(name="csrfmiddlewaretoken" value=|name="csrf-token" content=)"[^"]+"', "", response.content.decode())
        return text.replace(case.number, "N").replace("TS20000101999999", "N")

    assert wrong.status_code == unknown.status_code == 404
    assert plain(wrong) == plain(unknown)


def test_the_right_code_of_a_number_never_given_opens_nothing(client):
    assert look_up(client, "TS20000101999999", query_code("TS20000101999999")).status_code == 404


def test_wrong_codes_are_throttled_by_address(client, settings):
    settings.LOOKUPS_PER_HOUR = 3
    case = file_case()
    assert [look_up(client, case.number, "WRONG").status_code for _time in range(4)] == [404, 404, 404, 429]
    page = look_up(client, case.number, query_code(case.number))
    assert page.status_code == 429
    assert "12365" in page.content.decode()
    assert look_up(client, case.number, query_code(case.number), REMOTE_ADDR="198.51.100.7").status_code == 302


def test_wrong_codes_from_many_addresses_are_throttled_by_number(client, settings):
    settings.LOOKUPS_PER_HOUR = 1
    case, other = file_case(), file_case()
    answers = [look_up(client, case.number, "WRONG", REMOTE_ADDR=f"198.51.100.{last}").status_code for last in range(1, 7)]
    assert answers == [404] * 5 + [429]
    assert look_up(client, other.number, query_code(other.number), REMOTE_ADDR="198.51.100.50").status_code == 302


def test_right_codes_are_not_counted(client, settings):
    settings.LOOKUPS_PER_HOUR = 2
    case = file_case()
    assert {look_up(client, case.number, query_code(case.number)).status_code for _time in range(4)} == {302}


def test_without_the_code_nothing_opens_not_even_files(client):
    case = file_case()
    attachment = accept_file(photo(), case=case, from_citizen=True, at=case.opened_at)
    for name, extra in (("matter", []), ("matter-file", [attachment.pk]), ("matter-document", [1])):
        response = client.get(reverse(f"bureau:{name}", args=[case.number, *extra]))
        assert response.status_code == 302
        assert response["Location"] == f"{TRACK}?number={case.number}"
    follow(client, case)
    assert client.get(reverse("bureau:matter", args=[file_case().number])).status_code == 302, "one code opens one matter"


def test_a_grant_cannot_be_forged_and_ends(client, monkeypatch):
    case = file_case()
    client.cookies[grants.COOKIE] = "eyJUUzEiOjk5fQ:forged"
    assert client.get(reverse("bureau:matter", args=[case.number])).status_code == 302
    follow(client, case)
    monkeypatch.setattr(grants, "HOUR", -grants.HOUR)
    assert client.get(reverse("bureau:matter", args=[case.number])).status_code == 302


def test_leaving_closes_the_matter_on_this_screen(client):
    case = file_case()
    follow(client, case)
    client.post(reverse("bureau:leave"))
    assert client.get(reverse("bureau:matter", args=[case.number])).status_code == 302


def test_the_qr_page_fills_in_the_number_only(client):
    case = file_case()
    page = client.get(reverse("bureau:track-number", args=[case.number])).content.decode()
    assert f'value="{case.number}"' in page
    assert query_code(case.number) not in page
    assert f'value="{case.number}"' in client.get(TRACK, {"number": case.number}).content.decode()


# --- what is shown ----------------------------------------------------------------------------------------------------
def test_state_next_step_and_legal_date_are_told_with_reasons(client):
    page = follow(client, file_case())
    assert "待受理" in page
    assert "我们决定是否受理并告知您" in page
    assert 'datetime="2026-05-20"' in page, "seven working days from Monday 11 May 2026"
    assert "第十五条" in page


def test_staff_names_internal_notes_and_full_contact_data_never_appear(client):
    case = advance(file_case(), "accept", "note", "mediate")
    page = follow(client, case)
    assert "内部备注" not in page
    for who in (people.clerk(), people.second_clerk()):
        assert who.display_name not in page
    for secret in PERSON.values():
        assert not secret or secret not in page
    assert "138****1234" in page
    assert "调解中" in page
    assert "12365举报投诉中心" in page, "the office is told"


def test_what_verification_found_stays_inside_and_the_outcome_is_told(client):
    case = advance(file_anonymous_report(), "verify", "conclude")
    page = follow(client, case)
    assert "予以立案" in page
    assert "内部核查情况" not in page
    assert "匿名：不保存任何联系信息" in page


def test_an_answer_appears_only_after_its_release(client):
    case = advance(file_case("consultation", person=PERSON), "draft-answer")
    assert "可以在七日内退货" not in follow(client, case)
    advance(case, "release-answer", at=case.updated_at)
    assert "可以在七日内退货" in follow(client, case)


def test_a_refusal_tells_its_ground_and_the_other_ways(client):
    page = follow(client, advance(file_case(), "refuse"))
    assert "不是为生活消费需要" in page
    assert "所述情况不属于生活消费" in page
    assert "消费者协会" in page


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("complaint", ()),
        ("complaint", ("ask-supplement",)),
        ("complaint", ("accept", "mediate", "settle")),
        ("complaint", ("accept", "mediate", "pause-for-appraisal")),
        ("complaint", ("accept", "terminate", "tell-both")),
        ("report", ("verify",)),
        ("consultation", ("draft-answer", "release-answer")),
    ],
)
def test_every_state_has_its_words_in_a_bounded_number_of_queries(client, kind, steps):
    case = advance(file_case(kind), *steps)
    follow(client, case)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("bureau:matter", args=[case.number]))
    assert response.status_code == 200
    assert len(queries) <= 14


def test_every_state_of_every_workflow_has_its_words():
    from_tables = {(flow.kind, state) for flow in WORKFLOWS for state in flow.states.values}
    assert from_tables == {(kind, state) for kind, words in STANDINGS.items() for state in words}


# --- supplement -------------------------------------------------------------------------------------------------------
def test_a_supplement_brings_text_and_files(client):
    case = advance(file_case(), "ask-supplement")
    assert "请补充购物小票照片" in follow(client, case)
    response = step(client, case, "supplement", text="小票照片见附件", files=[photo()])
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    assert "小票照片见附件" in page
    assert "小票.png" in page
    assert "我们决定是否受理并告知您" in page, "now it is the bureau's turn again"
    assert Attachment.objects.get().case_id == case.pk
    assert Event.objects.filter(case=case, action="supplement", actor_role="citizen").count() == 1


def test_a_refused_file_keeps_the_text_and_the_good_files(client):
    case = file_case()
    follow(client, case)
    response = step(client, case, "supplement", text="请看照片", files=[photo(), disguised()])
    page = response.content.decode()
    assert response.status_code == 422
    assert "请看照片" in page
    assert "照片.jpg" in page
    token = page.split('name="draft" value="', 1)[1].split('"', 1)[0]
    assert step(client, case, "supplement", text="请看照片", draft=token).status_code == 302
    assert Attachment.objects.get().case_id == case.pk


def test_news_in_between_keep_the_text_and_show_the_news(client):
    case = file_case()
    follow(client, case)
    advance(case, "accept")
    url = reverse("bureau:matter-step", args=[case.number, "supplement"])
    response = client.post(url, {"version": 1, "text": "我要补充的话"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "我要补充的话" in page
    assert "已受理" in page
    assert not Event.objects.filter(action="supplement").exists()
    assert step(client, case, "supplement", text="我要补充的话").status_code == 302


def test_a_closed_matter_takes_no_supplement_and_says_how_to_go_on(client):
    case = advance(file_case(), "refuse")
    page = follow(client, case)
    assert 'name="text"' not in page
    assert "不再接收补充材料" in page
    response = step(client, case, "supplement", text="还有话说", files=[photo()])
    assert response.status_code == 409
    assert "不予受理" in response.content.decode()
    assert not Attachment.objects.filter(case=case).exists()


def test_an_hour_later_the_text_is_shown_again_with_the_question_for_the_code(client):
    case = file_case()
    response = client.post(reverse("bureau:matter-step", args=[case.number, "supplement"]), {"text": "写了一个小时的话"})
    assert response.status_code == 403
    assert "写了一个小时的话" in response.content.decode()


def test_an_old_csrf_token_loses_no_text():
    browser = Client(enforce_csrf_checks=True)
    case = file_case()
    page = browser.get(TRACK).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    browser.post(TRACK, {"number": case.number, "code": query_code(case.number), "csrfmiddlewaretoken": token})
    response = browser.post(reverse("bureau:matter-step", args=[case.number, "supplement"]), {"text": "不要丢失", "version": 1})
    assert response.status_code == 403
    assert "不要丢失" in response.content.decode()
    assert not Event.objects.filter(action="supplement").exists()


def test_a_flood_of_supplements_is_slowed_down(client, monkeypatch):
    monkeypatch.setattr("bureau.views.following.STEPS_PER_HOUR", 1)
    case = file_case()
    follow(client, case)
    assert step(client, case, "supplement", text="一").status_code == 302
    response = step(client, case, "supplement", text="第二条内容")
    assert response.status_code == 429
    assert "第二条内容" in response.content.decode()


# --- withdraw and rate ------------------------------------------------------------------------------------------------
def test_taking_a_complaint_back(client):
    case = file_case()
    follow(client, case)
    assert step(client, case, "withdraw", reason="已自行和解").status_code == 302
    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert case.closed_at is not None
    assert "您已撤回投诉" in client.get(reverse("bureau:matter", args=[case.number])).content.decode()


def test_a_rating_counts_once(client):
    case = advance(file_case(), "accept", "settle")
    assert 'name="score"' in follow(client, case)
    assert step(client, case, "rate", score="4", comment="很快").status_code == 302
    assert Rating.objects.get(case_id=case.pk).score == 4
    assert step(client, case, "rate", score="1").status_code == 409
    assert "4分" in client.get(reverse("bureau:matter", args=[case.number])).content.decode()


@pytest.mark.parametrize("score", ["0", "6", "", "five"])
def test_only_one_to_five_is_a_rating(client, score):
    case = advance(file_case(), "accept", "settle")
    follow(client, case)
    assert step(client, case, "rate", score=score, comment="评语").status_code == 422
    assert not Rating.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("accept", 404), ("settle", 404), ("no-such-step", 404)])
def test_steps_of_staff_cannot_be_forged(client, name, status):
    case = file_case()
    follow(client, case)
    assert step(client, case, name, handler="1", note="x").status_code == status
    case.refresh_from_db()
    assert case.state == "submitted"


def test_a_report_cannot_be_withdrawn(client):
    case = file_case("report")
    assert "确认撤回" not in follow(client, case)
    response = step(client, case, "withdraw", reason="x")
    assert response.status_code == 409
    assert Case.objects.get(pk=case.pk).state == "submitted"


# --- papers -----------------------------------------------------------------------------------------------------------
def test_letters_and_own_files_can_be_opened_and_nobody_elses(client):
    case, other = advance(file_case(), "refuse"), advance(file_case(), "refuse")
    mine = accept_file(photo(), case=case, from_citizen=True, at=case.opened_at)
    internal = accept_file(photo("内部.png", "blue"), case=case, from_citizen=False, at=case.opened_at)
    theirs = accept_file(photo("别人.png", "green"), case=other, from_citizen=True, at=case.opened_at)
    page = follow(client, case)
    assert "内部.png" not in page

    def status(name: str, pk: int) -> int:
        return client.get(reverse(f"bureau:{name}", args=[case.number, pk])).status_code

    assert [status("matter-file", one.pk) for one in (mine, internal, theirs)] == [200, 404, 404]
    letter = Document.objects.get(case=case)
    response = client.get(reverse("bureau:matter-document", args=[case.number, letter.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert status("matter-document", Document.objects.get(case=other).pk) == 404
