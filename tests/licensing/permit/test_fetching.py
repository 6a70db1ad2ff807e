"""Fetching the result is its delivery, where an electronic one was asked for; other letters and other ways are not."""

import pytest

from bureau.documents import hand_out
from bureau.models import Clock, Document
from bureau.workflow import Actor
from licensing.models import Delivery
from tests.licensing.permit import story

pytestmark = pytest.mark.django_db


def granted(**fields):
    """Decided on the spot: a replacement, whose result here is the decision itself."""
    case = story.application(request="reissue", **fields)
    story.do(case, "decide-at-once", Actor.of(story.clerk()), case.opened_at)
    return case


def decision(case):
    return Document.objects.get(case_id=case.pk, template="permit-decision")


def test_fetching_the_result_delivers_it_once():
    case = granted()
    hand_out(decision(case), at=case.opened_at)
    case.refresh_from_db()
    assert (case.state, case.is_open) == ("delivered", False)
    assert case.delivered_on is not None
    assert Clock.objects.get(case_id=case.pk, code="permit-delivery").met
    hand_out(decision(case), at=case.opened_at)
    case.refresh_from_db()
    assert case.state == "delivered"


def test_a_certificate_to_be_collected_waits_for_its_holder():
    case = granted(delivery=Delivery.COLLECT)
    hand_out(decision(case), at=case.opened_at)
    case.refresh_from_db()
    assert case.state == "granted"


def test_other_letters_are_not_the_result():
    case = story.application()
    story.do(case, "accept", Actor.of(story.clerk()), case.opened_at)
    hand_out(Document.objects.get(case_id=case.pk, template="acceptance-notice"), at=case.opened_at)
    case.refresh_from_db()
    assert case.state == "accepted"
