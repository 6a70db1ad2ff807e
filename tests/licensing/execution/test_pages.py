"""The pages of payments: the account of a case, what is owed, bank files, matching by hand; each for its readers."""

from datetime import date

import pytest
from django.urls import reverse

from licensing.execution.lists import open_levies
from licensing.models import BankFile, BankPayment, Instalment
from tests.licensing.execution import scenes
from tests.people import approver, clerk, officer, signed_in, supervisor

pytestmark = pytest.mark.django_db


def test_the_account_of_a_case_and_its_card(client):
    case = scenes.executing()
    page = signed_in(client, officer()).get(reverse("licensing:penalty-payments", args=[case.number]))
    assert scenes.reference_of(case) in page.content.decode()
    card = client.get(reverse("bureau:case", args=[case.number])).content.decode()
    assert reverse("licensing:penalty-payments", args=[case.number]) in card


def test_the_list_is_paged_with_bounded_queries(client, django_assert_max_num_queries):
    numbers = [scenes.executing().number for _one in range(3)]
    signed_in(client, approver())
    with django_assert_max_num_queries(14):
        text = client.get(reverse("licensing:payments"), {"due": "running"}).content.decode()
    assert all(number in text for number in numbers)
    assert numbers[0] not in client.get(reverse("licensing:payments"), {"due": "late"}).content.decode()


def test_the_list_says_what_is_still_open():
    case = scenes.executing(confiscation="500")
    row = Instalment.objects.get(levy__case_id=case.pk, of="fine")
    BankPayment.objects.create(serial="1", amount=4000, paid_on=date(2026, 12, 1), instalment=row, reference=row.reference)
    levy = row.levy
    Instalment.objects.create(levy=levy, of="late-fee", number=1, amount=300, due_on=levy.due_on, reference="CF000000000000")
    found = open_levies(approver(), today=date(2026, 12, 2)).get()
    assert (found.owed, found.late_fee, found.open) == (10500, 300, 6800)


def test_a_file_is_taken_matched_by_hand_and_taken_back(client):
    case = scenes.executing()
    signed_in(client, supervisor())
    day = date(2026, 11, 23).isoformat()
    client.post(reverse("licensing:bank-files"), {"file": scenes.bank_file(f"S/1,,10000,{day},甲公司,")})
    file = BankFile.objects.get()
    assert client.get(reverse("licensing:bank-file", args=[file.sha256])).status_code == 200
    assert b"S/1" in b"".join(client.get(reverse("licensing:bank-report", args=[file.sha256])).streaming_content)
    assert "S/1" in client.get(reverse("licensing:payments-unmatched")).content.decode()
    client.post(reverse("licensing:payment-match"), {"serial": "S/1", "reference": scenes.reference_of(case)})
    assert BankPayment.objects.get().instalment is not None
    client.post(reverse("licensing:payment-undo"), {"serial": "S/1", "reason": "认错"})
    assert BankPayment.objects.get().instalment is None
    again = client.post(reverse("licensing:bank-files"), {"file": scenes.bank_file(f"S/1,,10000,{day},甲公司,")})
    assert again.status_code == 422


def test_officers_do_not_touch_the_side_of_the_bank(client):
    case = scenes.executing()
    for person, status in ((officer(), 403), (clerk(), 403)):
        assert signed_in(client, person).post(reverse("licensing:payment-match"), {"serial": "1"}).status_code == status
    assert client.get(reverse("licensing:penalty-payments", args=[case.number])).status_code == 403
