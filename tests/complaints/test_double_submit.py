"""However often one form is sent, it makes one case."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from bureau.baskets import Basket
from bureau.models import Attachment, Case, Event, Message, TallyDelta
from tests.complaints.test_uploads import add, photo
from tests.factories.complaints import form_data, reference, solved_work

NEW = "/complaints/new/"


@pytest.mark.django_db
def test_a_double_click_makes_one_case_and_one_receipt(client):
    reference()
    data = form_data()
    first, second = client.post(NEW, data), client.post(NEW, data)

    assert (first.status_code, second.status_code) == (302, 302)
    case = Case.objects.get()
    assert case.number in client.get(first["Location"]).content.decode()
    page = client.get(second["Location"]).content.decode()
    assert case.number in page
    assert "补充材料提交" in page, "a text changed in between is not dropped without a word"
    assert (Event.objects.count(), Message.objects.count(), TallyDelta.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_sending_again_with_the_back_button_and_a_new_proof_makes_no_second_case(client):
    reference()
    data = form_data()
    client.post(NEW, data)
    assert client.post(NEW, data | {"altcha": solved_work(), "statement": "改过的内容，与第一次不同。"}).status_code == 302
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_a_second_sending_at_the_limit_is_still_the_same_case(client, settings):
    """The browser shows the answer to the second click; it must be the receipt."""
    settings.SUBMISSIONS_PER_HOUR = 1
    reference()
    data = form_data()
    client.post(NEW, data)
    assert client.post(NEW, data).status_code == 302


@pytest.mark.django_db
def test_the_second_sending_of_a_form_with_files_keeps_them_on_the_case(client):
    reference()
    token = add(client, photo()).json()["token"]
    data = form_data(draft=token)
    client.post(NEW, data)
    client.post(NEW, data)
    assert Attachment.objects.get().case_id == Case.objects.get().pk


@pytest.mark.django_db(transaction=True)
def test_ten_sendings_at_once_make_one_case():
    reference()
    data = form_data()

    def send(_turn: int) -> int:
        try:
            return Client().post(NEW, data).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(10)))
    assert answers == [302] * 10
    assert Case.objects.count() == 1
    assert Event.objects.count() == 1


def test_two_baskets_never_share_a_token():
    assert Basket(uuid4()).token != Basket(uuid4()).token
