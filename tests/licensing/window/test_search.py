"""The quick search: whatever the visitor shows leads to the enterprise and what is open about it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from licensing.models import Delivery
from licensing.permit.states import PermitState
from licensing.window import deliveries, search, tickets
from tests import people
from tests.factories import licensing as make
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(guide, office, enterprise):
    """A certificate of the enterprise and the matter behind it."""
    case = make.application("XK-02", enterprise_code=enterprise.code, applicant_name=enterprise.name, office=office)
    return make.certificate(case)


@pytest.mark.parametrize("by", ["name", "code", "certificate", "case", "phone"])
def test_every_way_leads_to_the_enterprise_or_its_matter(by, held, clerk, enterprise):
    words = {"name": "鑫源机械", "code": enterprise.code, "certificate": held.number, "case": held.case.number, "phone": "13812341234"}
    found = search.find(words[by], clerk, at=make.RECEIVED_AT)
    assert found.card is not None and found.card.enterprise == enterprise
    assert [one.number for one in found.card.certificates] == [held.number]
    assert [one.number for one in found.card.matters] == [held.case.number]


def test_matters_of_other_offices_are_not_shown(held):
    found = search.find(held.case.number, people.clerk_elsewhere(), at=make.RECEIVED_AT)
    assert not found.matters


def test_a_booked_visitor_is_found_by_phone(clerk, guide):
    ticket = tickets.take_ticket("A", at=make.RECEIVED_AT, name="李建国", phone="13900001111")
    assert search.find("13900001111", clerk, at=make.RECEIVED_AT).tickets == [ticket]


@pytest.mark.parametrize("words", ["", "鑫", "没有这家公司", "91320803XXXXXXXXXX", "%", "XK20261123999999"])
def test_nothing_found_is_no_error(words, clerk, guide):
    assert search.find(words, clerk, at=make.RECEIVED_AT).is_empty


def test_the_page_by_post_and_by_link(at_window, held, enterprise, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        page = at_window.post(reverse("licensing:window-search"), {"q": enterprise.name}, headers={"HX-Request": "true"})
    words = page.content.decode()
    assert held.number in words and "<html" not in words
    assert held.number in at_window.get(reverse("licensing:window-search"), {"code": enterprise.code}).content.decode()


# --- results to hand over ------------------------------------------------------------------------------------------------
@pytest.fixture
def granted(guide, office, enterprise):
    """Granted, to be collected."""
    case = make.application("XK-02", enterprise_code=enterprise.code, office=office, delivery=Delivery.COLLECT)
    # The story of how it was granted belongs to the permit's own tests.
    type(case).objects.filter(pk=case.pk).update(state=PermitState.GRANTED, decided_on=timezone.localdate())
    return case


def test_handed_over_in_one_click(at_window, clerk, granted):
    page = at_window.get(reverse("licensing:window-deliveries"), {"q": granted.number})
    assert granted.number in page.content.decode()
    url = reverse("licensing:window-deliver", args=[granted.number])
    at_window.post(url, {"receiver": ""})
    granted.refresh_from_db()
    assert granted.state == PermitState.GRANTED
    at_window.post(url, {"receiver": "马经理"})
    granted.refresh_from_db()
    assert (granted.state, granted.delivered_to) == (PermitState.DELIVERED, "马经理")
    assert deliveries.waiting(clerk) == []


def test_another_office_sees_no_result_of_ours(granted, client):
    other = people.clerk_elsewhere()
    assert deliveries.waiting(other) == []
    assert signed_in(client, other).post(reverse("licensing:window-deliver", args=[granted.number]), {"receiver": "x"}).status_code == 404
