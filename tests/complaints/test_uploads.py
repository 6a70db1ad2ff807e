"""Evidence: each file at once by script, or all with the form; a refused one says why and costs nothing else."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from bureau.baskets import basket_from
from bureau.models import Attachment, Case
from tests.factories.complaints import STATEMENT, form_data, reference

NEW, ADD, REMOVE = "/complaints/new/", "/complaints/draft/files/add/", "/complaints/draft/files/remove/"
pytestmark = pytest.mark.django_db


def photo(name: str = "小票.png", colour: str = "red") -> SimpleUploadedFile:
    image = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(image, "PNG")
    return SimpleUploadedFile(name, image.getvalue(), "image/png")


def disguised(name: str = "照片.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"MZ\x90\x00" + b"\0" * 600, "image/jpeg")


def add(client: Client, file: SimpleUploadedFile, token: str = ""):
    return client.post(ADD, {"files": file, "draft": token}, headers={"accept": "application/json"})


@pytest.fixture(autouse=True)
def desk():
    reference()


def test_a_file_is_taken_at_once_and_goes_to_the_case(client):
    answer = add(client, photo()).json()
    assert [file["name"] for file in answer["files"]] == ["小票.png"]
    second = add(client, photo("合同.png", "blue"), answer["token"]).json()
    assert [file["name"] for file in second["files"]] == ["小票.png", "合同.png"]

    client.post(NEW, form_data(draft=second["token"]))
    attachments = Attachment.objects.filter(case=Case.objects.get())
    assert {attachment.name for attachment in attachments} == {"小票.png", "合同.png"}
    assert all(attachment.from_citizen and attachment.basket is None for attachment in attachments)


def test_a_disguised_file_is_refused_at_once_with_what_it_really_is(client):
    token = add(client, photo()).json()["token"]
    response = add(client, disguised(), token)
    assert response.status_code == 422
    assert "照片.jpg" in response.json()["error"]
    assert [file["name"] for file in response.json()["files"]] == ["小票.png"]


def test_a_file_too_large_is_refused(client, settings):
    settings.ATTACHMENT_MEGABYTES = {"image": 0, "document": 0, "media": 0}
    response = add(client, photo())
    assert response.status_code == 422
    assert "MB" in response.json()["error"]


def test_the_eleventh_file_is_refused(client):
    token = ""
    for number in range(10):
        token = add(client, photo(f"{number}.png", f"#0000{number:02d}"), token).json()["token"]
    response = add(client, photo("11.png", "green"), token)
    assert response.status_code == 422
    assert "10" in response.json()["error"]
    assert Attachment.objects.count() == 10


def test_a_file_can_be_taken_out_again_with_what_is_stored(client):
    answer = add(client, photo()).json()
    stored = Attachment.objects.get().file
    response = client.post(REMOVE, {"file": answer["files"][0]["id"], "draft": answer["token"]})
    assert response.json()["files"] == []
    assert not Attachment.objects.exists()
    assert not stored.storage.exists(stored.name)


def test_nobody_touches_another_ones_basket(client):
    theirs = add(client, photo()).json()
    mine = add(Client(), photo("我的.png", "blue")).json()
    assert client.post(REMOVE, {"file": theirs["files"][0]["id"], "draft": mine["token"]}).status_code == 404
    assert client.post(REMOVE, {"file": theirs["files"][0]["id"], "draft": "forged"}).status_code == 404
    assert Attachment.objects.count() == 2
    assert basket_from(theirs["token"] + "x") is None


def test_a_file_of_a_case_cannot_be_removed_by_an_old_token(client):
    answer = add(client, photo()).json()
    client.post(NEW, form_data(draft=answer["token"]))
    assert client.post(REMOVE, {"file": answer["files"][0]["id"], "draft": answer["token"]}).status_code == 404
    assert Attachment.objects.get().case_id


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "x", ""])
def test_odd_file_numbers_are_no_error(client, number):
    token = add(client, photo()).json()["token"]
    assert client.post(REMOVE, {"file": number, "draft": token}).status_code == 404
    assert client.post(NEW, form_data(draft=token, remove=number)).status_code == 200
    assert Attachment.objects.count() == 1


def test_a_request_without_a_file_says_so(client):
    assert client.post(ADD, {}).status_code == 422


def test_too_many_uploads_from_one_address_are_slowed_down(client, monkeypatch):
    monkeypatch.setattr("complaints.views.drafts.FILES_PER_HOUR", 1)
    assert add(client, photo()).status_code == 200
    assert add(client, photo("2.png", "blue")).status_code == 429


# --- without a script -------------------------------------------------------------------------------------------------
def token_in(page: str) -> str:
    return page.split('name="draft" value="', 1)[1].split('"', 1)[0]


def test_files_sent_with_the_form_survive_the_review(client):
    page = client.post(NEW, form_data(step="review") | {"files": [photo(), photo("合同.png", "blue")]}).content.decode()
    assert "小票.png" in page
    assert "合同.png" in page

    client.post(NEW, form_data(draft=token_in(page)))
    assert Attachment.objects.filter(case=Case.objects.get()).count() == 2


def test_a_refused_file_keeps_the_text_and_the_other_files(client):
    response = client.post(NEW, form_data(step="review") | {"files": [photo(), disguised()]})
    page = response.content.decode()
    assert response.status_code == 422
    assert STATEMENT in page
    assert "照片.jpg" in str(response.context["form"].errors["files"])
    assert "小票.png" in page
    assert not Case.objects.exists()


def test_a_kept_file_can_be_removed_on_the_page(client):
    page = client.post(NEW, form_data(step="review", consent=None) | {"files": [photo()]}).content.decode()
    kept = Attachment.objects.get()
    after = client.post(NEW, form_data(draft=token_in(page), remove=str(kept.pk))).content.decode()
    assert "小票.png" not in after
    assert STATEMENT in after
    assert not Attachment.objects.exists()
    assert not Case.objects.exists()


def test_files_sent_directly_go_to_the_case(client):
    assert client.post(NEW, form_data() | {"files": [photo()]}).status_code == 302
    assert Attachment.objects.get().case_id == Case.objects.get().pk


def test_a_file_that_loses_its_csrf_token_is_not_taken():
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(ADD, {"files": photo()}).status_code == 403
    assert browser.post(NEW, form_data() | {"files": [photo()]}).status_code == 403
    assert not Attachment.objects.exists()


def test_the_answer_to_the_script_is_json(client):
    assert json.loads(add(client, photo()).content)["error"] == ""
