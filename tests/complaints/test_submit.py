"""A citizen files a complaint, a report or a question through the public form."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bureau import spam
from bureau.following import receipts
from bureau.models import Case, Clock, Event, Message, Party
from bureau.query_codes import query_code
from bureau.workflow import specific
from complaints import catalogue
from tests.factories.complaints import BUSINESS, NOBODY, PERSON, STATEMENT, file_case, form_data, reference

NEW = "/complaints/new/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk():
    reference()


def sent(client: Client, **data) -> Case:
    """The case that comes of a form; the answer must be the way to the receipt."""
    response = client.post(NEW, form_data(**data))
    assert response.status_code == 302, re.findall(r"invalid-feedback[^>]*>(.*?)<", response.content.decode(), re.DOTALL)
    return Case.objects.latest("pk")


def test_a_complaint_becomes_a_case_at_the_desk_with_its_clock_and_messages(client):
    case = specific(sent(client))

    assert (case.kind, case.state, case.category, case.township) == ("complaint", "submitted", "food-packaged", "huaicheng")
    assert case.office.is_desk
    assert (case.statement, case.wish, str(case.amount), case.subject_name) == (STATEMENT, "退款30元", "30.00", BUSINESS["subject_name"])
    assert Clock.objects.get(case=case).code == "complaint-acceptance"
    assert Event.objects.get(case=case).action == "open"
    assert [message.channel for message in Message.objects.filter(case=case)] == ["sms"]
    party = Party.objects.get(case=case)
    assert (party.name.open(), party.phone.open(), party.address.open()) == (PERSON["name"], PERSON["phone"], PERSON["address"])
    assert (party.part, party.name_mask, party.phone_mask) == ("complainant", "李**", "138****1234")


def test_the_hot_path_is_one_statement(client):
    """Budget: at most 10 statements in 4 round trips. What the process keeps for a minute is read by the first submission."""
    sent(client)
    data = form_data()
    with CaptureQueriesContext(connection) as queries:
        assert client.post(NEW, data).status_code == 302
    assert len(queries) == 1, [query["sql"][:120] for query in queries.captured_queries]


def test_an_anonymous_report_keeps_nothing_about_its_sender(client):
    """Not even what was typed into the contact fields before the box was ticked, and no address of the network."""
    typed = {"anonymous": "on", "name": "王二", "phone": "not a number", "email": "w@example.com"}
    response = client.post(NEW, form_data("report", **typed), REMOTE_ADDR="203.0.113.77")
    case = Case.objects.get()

    assert response.status_code == 302
    party = Party.objects.get(case=case)
    assert party.anonymous
    assert {name: getattr(party, name).open() for name in NOBODY} == NOBODY
    assert (party.name_mask, party.phone_mask, party.phone_index, party.email_index) == ("", "", None, None)
    assert not Message.objects.exists()
    with connection.cursor() as cursor:
        for table in ("bureau_case", "complaints_report", "bureau_event", "bureau_party", "bureau_draft"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM \"{table}\" t")
            dump = cursor.fetchone()[0] or ""
            assert "203.0.113.77" not in dump
            assert "王二" not in dump


def test_a_named_report_and_a_question_by_query_code_only(client):
    report = sent(client, kind="report")
    assert Party.objects.get(case=report).part == "reporter"
    question = sent(client, kind="consultation")
    assert Party.objects.get(case=question).anonymous
    assert specific(question).answer == ""


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        *[("complaint", name) for name in ("statement", "wish", "subject_name", "subject_address", "name", "phone", "address", "consent")],
        *[("report", name) for name in ("statement", "subject_name", "name", "phone", "consent")],
        *[("consultation", name) for name in ("statement", "consent")],
    ],
)
def test_what_the_kind_needs_is_asked_for_and_the_rest_stays_typed(client, kind, missing):
    response = client.post(NEW, form_data(kind, **{missing: None}))
    page = response.content.decode()

    assert response.status_code == 422
    assert not Case.objects.exists()
    assert set(response.context["form"].errors) == {missing}
    assert "data-error-summary" in page
    if missing != "statement":
        assert STATEMENT in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "lawsuit"),
        ("statement", "太短"),
        ("statement", "长" * 3001),
        ("category", "no-such-category"),
        ("township", "mars"),
        ("occurred_on", "2999-01-01"),
        ("occurred_on", "1890-01-01"),
        ("amount", "-1"),
        ("phone", "12345"),
        ("email", "not-an-address"),
    ],
)
def test_a_wrong_value_is_refused(client, field, value):
    response = client.post(NEW, form_data(**{field: value}))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 1234-1234", "13812341234"),
        ("+86 13812341234", "13812341234"),
        ("0517-85912345", "0517-8591-2345"),
        ("+852 2123 4567", "+85221234567"),
    ],
)
def test_phone_numbers_are_kept_as_they_are_dialled(client, typed, kept):
    sent(client, phone=typed)
    assert Party.objects.get().phone.open() == kept


def test_line_ends_count_once_as_in_the_browser(client):
    text = ("行\r\n" * 1000)[:-2]
    case = specific(sent(client, statement=text))
    assert len(case.statement) == 1999


def test_facts_of_another_kind_are_not_kept(client):
    question = specific(sent(client, kind="consultation", wish="退款", subject_name="某店", name="王", address="某村"))
    assert (question.wish, question.subject_name) == ("", "")
    assert Party.objects.get().address.open() == ""


def test_an_old_csrf_token_loses_no_text():
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(NEW, form_data())
    assert response.status_code == 403
    assert STATEMENT in response.content.decode()
    assert not Case.objects.exists()

    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.content.decode()).group(1)
    assert browser.post(NEW, form_data(csrfmiddlewaretoken=token)).status_code == 302
    assert Case.objects.count() == 1


def hidden_fields(page: str) -> dict[str, str]:
    form = page[page.index('class="review-buttons"') :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_without_script_one_reviews_changes_and_sends(client):
    response = client.post(NEW, form_data(step="review"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "城南超市" in page
    assert "no-store" in response["Cache-Control"]
    assert not Case.objects.exists()

    fields = hidden_fields(page)
    changed = client.post(NEW, fields | {"step": "change"}).content.decode()
    assert STATEMENT in changed
    assert "data-error-summary" not in changed
    assert not Case.objects.exists()

    assert client.post(NEW, fields | {"step": "send"}).status_code == 302
    assert specific(Case.objects.get()).statement == STATEMENT


def test_the_review_names_the_authority_it_sounds_like(client):
    page = client.post(
        NEW, form_data("consultation", step="review", statement="老板拖欠工资三个月，没有签劳动合同怎么办？")
    ).content.decode()
    assert "12333" in page


def test_the_first_page_offers_the_kind_asked_for_and_who_else_may_be_in_charge(client):
    page = client.get(NEW, {"kind": "report"}).content.decode()
    assert re.search(r'value="report"[^>]*checked', page)
    assert "12345" in page
    assert "12366" in client.get(reverse("complaints:other-authorities")).content.decode()


def test_a_retired_category_disappears_for_this_process_at_once(client):
    category = catalogue.Category.objects.get(code="food-packaged")
    category.active = False
    category.save()
    assert client.post(NEW, form_data()).status_code == 422


# --- receipt ----------------------------------------------------------------------------------------------------------
def test_the_receipt_shows_number_code_and_the_legal_date_and_can_be_refreshed(client):
    target = client.post(NEW, form_data())["Location"]
    case = Case.objects.get()
    for _time in range(2):
        page = client.get(target).content.decode()
        assert case.number in page
        assert query_code(case.number) in page
        assert f'datetime="{case.due_on.isoformat()}"' in page
        assert "data:image/svg+xml" in page
    assert case.number not in target


def test_the_receipt_opens_the_matter_to_the_same_browser(client):
    client.get(client.post(NEW, form_data())["Location"])
    assert client.get(reverse("bureau:matter", args=[Case.objects.get().number])).status_code == 200


@pytest.mark.parametrize("token", ["x", "forged", "A" * 80])
def test_a_forged_receipt_leads_to_the_tracking_form(client, token):
    response = client.get(reverse("bureau:receipt", args=[token]))
    assert response.status_code == 410
    assert 'name="code"' in response.content.decode()


def test_an_expired_receipt_says_so(client):
    case = file_case()
    old = receipts.receipt_token(case.number, again=False, at=timezone.now() - timedelta(hours=25))
    response = client.get(reverse("bureau:receipt", args=[old]))
    assert response.status_code == 410
    assert query_code(case.number) not in response.content.decode()


def test_a_basket_token_is_no_receipt(client):
    """Sealed for another purpose with the same key."""
    assert receipts.read_token(receipts.base64.urlsafe_b64encode(receipts.seal('{"n": "TS1"}')).decode(), at=timezone.now()) is None


def test_the_form_speaks_english_and_messages_follow(client):
    client.cookies.load({"django_language": "en"})
    assert "Complain, report or ask" in client.get(NEW).content.decode()
    case = sent(client)
    assert Party.objects.get(case=case).language == "en"


def test_a_missing_or_broken_key_still_makes_a_case(client):
    sent(client, submission_key=None)
    sent(client, submission_key="broken")
    assert Case.objects.count() == 2


def test_the_honeypot_catches_what_fills_everything(client):
    response = client.post(NEW, form_data(**{spam.HONEYPOT: "http://spam.example"}))
    assert response.status_code == 422
    assert not Case.objects.exists()


def test_keys_are_new_for_every_page(client):
    keys = {re.search(r'name="submission_key" value="([^"]+)"', client.get(NEW).content.decode()).group(1) for _time in range(2)}
    assert len(keys) == 2
