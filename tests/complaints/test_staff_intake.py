"""Taking a matter in at the desk: the caller's open matters first, then the same way in as a citizen's."""

from uuid import uuid4

import pytest
from django.urls import reverse

from bureau.models import Assignment, Case, Event, Party
from bureau.query_codes import query_code
from complaints.models import Complaint
from tests.factories.docket import ComplaintFactory

pytestmark = pytest.mark.django_db
NEW, CALLER = reverse("complaints:staff-new"), reverse("complaints:staff-caller")


@pytest.fixture(autouse=True)
def shipped(reference):
    """Rules and wordings, as in the running product."""


def form(**changes):
    return {
        "kind": "complaint",
        "channel": "hotline",
        "phone": "138 1234 1234",
        "name": "张三",
        "address": "淮城镇西门街 3 号",
        "statement": "在好又多超市买到过期牛奶。",
        "subject_name": "好又多超市",
        "wish": "退款",
        "amount": "30",
        "submission_key": str(uuid4()),
        **changes,
    }


def test_a_call_becomes_a_complaint_in_the_seats_hands(as_seat, seat):
    page = as_seat.post(NEW, form(handler=seat.pk, external_number="12345-2026-77"), follow=True)
    case = Complaint.objects.get()
    assert page.redirect_chain[-1][0] == reverse("bureau:case", args=[case.number])
    assert (case.channel, case.handler, case.office, case.state) == ("hotline", seat, seat.office, "submitted")
    assert Party.objects.get(case=case).phone.open() == "13812341234"
    opening, note, assigned = Event.objects.filter(case_id=case.pk).order_by("pk")
    assert (opening.action, opening.actor, opening.actor_role) == ("open", seat, "seat")
    assert "12345-2026-77" in note.note
    assert assigned.action == "assign"
    assert Assignment.objects.get(case_id=case.pk).handler == seat
    told = " ".join(str(message) for message in page.context["messages"])
    assert case.number in told and query_code(case.number) in told, "the caller needs both"


def test_the_form_is_preset_with_oneself_and_ones_channel(as_seat, seat, as_clerk):
    initial = as_seat.get(NEW).context["form"].initial
    assert (initial["handler"], initial["channel"]) == (seat, "hotline")
    assert as_clerk.get(NEW).context["form"].initial["channel"] == "window"


def test_the_callers_open_matters_are_shown_before_the_first_word(as_seat, clerk):
    case = ComplaintFactory(office=clerk.office)
    fragment = as_seat.post(CALLER, {"phone": "138-1234-1234"}).content.decode()
    assert case.number in fragment
    assert "13812341234" not in fragment
    # Without script: a button of the form, which keeps what was typed and takes nothing in.
    page = as_seat.post(NEW, {**form(statement=""), "lookup": "1"})
    assert page.status_code == 200
    assert case.number in page.content.decode()
    assert 'value="好又多超市"' in page.content.decode()
    assert not page.context["form"].errors
    assert Case.objects.count() == 1


def test_a_number_without_open_matters_and_an_empty_one(as_seat, clerk):
    ComplaintFactory(office=clerk.office)
    assert "TS" not in as_seat.post(CALLER, {"phone": "13900000000"}).content.decode()
    assert as_seat.post(CALLER, {"phone": ""}).content.decode().strip() == ""


def test_a_clerk_sees_the_callers_matters_of_the_own_office_only(as_clerk, clerk_elsewhere):
    case = ComplaintFactory(office=clerk_elsewhere.office)
    assert case.number not in as_clerk.post(CALLER, {"phone": "13812341234"}).content.decode()


def test_sent_twice_it_is_one_matter(as_seat, seat):
    data = form(handler=seat.pk)
    as_seat.post(NEW, data)
    again = as_seat.post(NEW, data)
    assert again.status_code == 302
    assert Case.objects.count() == 1
    assert Event.objects.filter(action="assign").count() == 1


@pytest.mark.parametrize("missing", ["name", "phone", "subject_name", "statement"])
def test_what_a_complaint_needs_is_asked_for_and_nothing_typed_is_lost(as_seat, missing):
    answer = as_seat.post(NEW, form(**{missing: ""}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [missing]
    assert 'value="退款"' in answer.content.decode()
    assert not Case.objects.exists()


def test_a_report_may_be_anonymous(as_seat):
    as_seat.post(NEW, form(kind="report", name="", phone="", address=""))
    assert Party.objects.get().anonymous


def test_an_incomplete_complaint_is_taken_in_but_not_accepted(as_seat):
    as_seat.post(NEW, form(address=""))
    case = Case.objects.get()
    page = as_seat.get(reverse("bureau:case", args=[case.number]))
    assert "accept" in {offer.transition.name for offer in page.context["closed_offers"]}


@pytest.mark.parametrize(("field", "value"), [("phone", "12"), ("channel", "web"), ("category", "nonsense"), ("occurred_on", "2999-01-01")])
def test_bad_values_are_refused(as_seat, field, value):
    answer = as_seat.post(NEW, form(**{field: value}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_who_takes_in(as_clerk, as_officer, as_supervisor, as_manager, as_reviewer, as_enterprise_user):
    assert [client.get(NEW).status_code for client in (as_clerk, as_officer, as_supervisor)] == [200, 200, 200]
    assert [client.get(NEW).status_code for client in (as_manager, as_reviewer, as_enterprise_user)] == [403, 403, 403]
    assert [client.post(CALLER).status_code for client in (as_manager, as_reviewer)] == [403, 403]
