"""A form half filled in survives a closed tab, another device, and says what became of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from bureau import drafts
from bureau.models import Attachment, Case, Draft
from bureau.tasks import discard_drafts
from tests.complaints.test_uploads import add, disguised, photo
from tests.factories.complaints import STATEMENT, form_data, reference

NEW, SAVE, RESUME = "/complaints/new/", "/complaints/draft/", "/complaints/resume/"
JSON = {"accept": "application/json"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk():
    reference()


def saved(client: Client, **changes):
    response = client.post(SAVE, form_data(**changes), headers=JSON)
    assert response.status_code == 200
    return response.json()


def test_saving_gives_a_code_and_the_code_opens_it_on_another_device(client):
    code = saved(client)["code"]
    elsewhere = Client()
    response = elsewhere.post(RESUME, {"code": f" {code.lower().replace('-', ' ')} "}, follow=True)
    assert response.status_code == 200
    assert STATEMENT in response.content.decode()
    assert 'value="13812341234"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_a_closed_tab_in_the_same_browser_is_offered_its_draft(client):
    saved(client)
    offer = client.get(NEW).content.decode()
    assert "继续填写上次的草稿吗" in offer
    assert STATEMENT not in offer, "whoever sits down next does not see the text without asking for it"
    assert STATEMENT in client.get(NEW, {"resume": "1"}).content.decode()


def test_the_cookie_is_signed_and_hidden_from_scripts(client):
    saved(client)
    assert client.cookies["draft"]["httponly"]
    client.cookies["draft"] = str(Draft.objects.get().pk)
    assert "继续填写上次的草稿吗" not in client.get(NEW).content.decode()


def test_saving_again_changes_the_same_draft_and_keeps_its_code(client):
    first = saved(client)
    second = saved(client, draft=first["token"], statement="第二稿的内容，更加完整。")
    assert second["code"] == first["code"]
    assert Draft.objects.count() == 1
    opened = drafts.find(first["code"], at=timezone.now())
    assert opened.fields["statement"] == "第二稿的内容，更加完整。"


def test_two_tabs_without_each_others_token_are_two_drafts(client):
    assert saved(client)["code"] != saved(client)["code"]


def test_the_content_lies_sealed(client):
    saved(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, code_index FROM bureau_draft")
        content, index = cursor.fetchone()
    assert STATEMENT.encode() not in bytes(content)
    assert len(bytes(index)) == 16


def test_proofs_consent_and_the_contact_of_an_anonymous_report_are_not_kept(client):
    code = saved(client, kind="report", anonymous="on", name="王二", website="spam")["code"]
    fields = drafts.find(code, at=timezone.now()).fields
    assert not {"name", "phone", "altcha", "consent", "website", "csrfmiddlewaretoken"} & set(fields)
    assert fields["anonymous"] == "on"


def test_files_come_back_with_the_draft(client):
    token = add(client, photo()).json()["token"]
    code = saved(client, draft=token)["code"]
    page = Client().post(RESUME, {"code": code}, follow=True).content.decode()
    assert "小票.png" in page
    assert Attachment.objects.get().case_id is None


def test_files_that_are_gone_are_named(client):
    token = add(client, photo()).json()["token"]
    code = saved(client, draft=token)["code"]
    Attachment.objects.all().delete()
    page = Client().post(RESUME, {"code": code}, follow=True).content.decode()
    assert "小票.png" in page
    assert "请重新添加" in page


def test_without_script_the_button_shows_the_code_and_takes_the_files(client):
    response = client.post(SAVE, form_data() | {"files": [photo(), disguised()]})
    page = response.content.decode()
    draft = Draft.objects.get()
    assert drafts.resume_code(draft.pk) in page
    assert f"/complaints/resume/{drafts.resume_code(draft.pk)}/" in page
    assert "照片.jpg" in page, "the refused file is named"
    assert Attachment.objects.get().basket == draft.basket


def test_the_link_fills_in_the_code_and_still_asks(client):
    code = saved(client)["code"]
    page = Client().get(f"{RESUME}{code}/").content.decode()
    assert f'value="{code}"' in page
    assert STATEMENT not in page


def test_a_wrong_code_is_said_and_throttled(client, settings):
    settings.LOOKUPS_PER_HOUR = 3
    code = saved(client)["code"]
    answers = [client.post(RESUME, {"code": "AAAA-BBBB-CCCC"}).status_code for _time in range(4)]
    assert answers == [404, 404, 404, 429]
    assert client.post(RESUME, {"code": code}).status_code == 429, "the right code does not help whoever has guessed too often"
    assert Client().post(RESUME, {"code": code}, REMOTE_ADDR="198.51.100.9").status_code == 302


@pytest.mark.parametrize("code", ["", "  ", "短", "\x00", "A" * 500])
def test_odd_codes_are_no_error(client, code):
    assert client.post(RESUME, {"code": code}).status_code == 404


# --- expiry -----------------------------------------------------------------------------------------------------------
def expire(**before) -> None:
    Draft.objects.update(expires_at=timezone.now() - timedelta(**before))


@pytest.mark.parametrize("cleaned", [False, True])
def test_an_expired_draft_says_what_was_lost(client, cleaned):
    token = add(client, photo()).json()["token"]
    code = saved(client, draft=token)["code"]
    stored = Attachment.objects.get().file
    expire(days=1)
    if cleaned:
        assert discard_drafts() == 1
        assert not Attachment.objects.exists()
        assert not stored.storage.exists(stored.name)
        assert not Draft.objects.get().content
    response = Client().post(RESUME, {"code": code})
    page = response.content.decode()
    assert response.status_code == 410
    assert "草稿已过期" in page
    assert "已在期满后删除" in page
    assert NEW in page
    assert STATEMENT not in page


def test_an_expired_draft_is_not_offered_and_in_the_end_forgotten(client):
    saved(client)
    expire(days=1)
    assert "继续填写上次的草稿吗" not in client.get(NEW).content.decode()
    expire(days=drafts.TOMBSTONE_DAYS + 1)
    discard_drafts()
    assert not Draft.objects.exists()


def test_cleaning_leaves_living_and_sent_drafts_alone(client):
    living = saved(client)["code"]
    token = saved(client)["token"]
    client.post(NEW, form_data(draft=token))
    assert discard_drafts() == 0
    assert drafts.find(living, at=timezone.now()).fields["statement"] == STATEMENT
    assert Draft.objects.count() == 2


def test_a_page_left_open_past_the_expiry_saves_a_new_draft(client):
    first = saved(client)
    expire(days=1)
    assert saved(client, draft=first["token"])["code"] != first["code"]


# --- after sending ----------------------------------------------------------------------------------------------------
def test_a_sent_draft_tells_its_number_and_keeps_no_text(client):
    answer = saved(client)
    response = client.post(NEW, form_data(draft=answer["token"]))
    number = Case.objects.get().number
    assert response.cookies["draft"].value == ""
    assert not Draft.objects.get().content

    page = Client().post(RESUME, {"code": answer["code"]}).content.decode()
    assert number in page
    assert STATEMENT not in page


def test_a_tab_that_still_saves_after_sending_is_told(client):
    answer = saved(client)
    client.post(NEW, form_data(draft=answer["token"]))
    response = client.post(SAVE, form_data(draft=answer["token"]), headers=JSON)
    assert response.status_code == 409
    assert "已经提交" in response.json()["error"]


def test_discarding_deletes_text_and_files(client):
    token = add(client, photo()).json()["token"]
    saved(client, draft=token)
    assert client.post("/complaints/draft/discard/").status_code == 302
    assert not Draft.objects.exists()
    assert not Attachment.objects.exists()
    assert client.post("/complaints/draft/discard/").status_code == 302


def test_saving_too_often_keeps_the_page(client, monkeypatch):
    monkeypatch.setattr("complaints.views.drafts.SAVES_PER_HOUR", 0)
    response = client.post(SAVE, form_data())
    assert response.status_code == 429
    assert STATEMENT in response.content.decode()
    assert client.post(SAVE, form_data(), headers=JSON).status_code == 429


def test_an_old_csrf_token_loses_no_text():
    response = Client(enforce_csrf_checks=True).post(SAVE, form_data())
    assert response.status_code == 403
    assert STATEMENT in response.content.decode()
    assert not Draft.objects.exists()


def test_a_forged_token_starts_a_draft_of_its_own(client):
    first = saved(client)
    assert saved(Client(), draft=first["token"] + "x")["code"] != first["code"]
