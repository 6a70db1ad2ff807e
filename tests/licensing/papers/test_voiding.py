"""Voids: visible to whoever checks the paper, by the head or the officer in charge, and never of a decision that was served."""

import pytest
from django.urls import reverse

from bureau import documents
from bureau.documents import VoidRefused
from bureau.models import DocumentVoid
from licensing.papers import voiding
from tests.factories.penalties import NOON, penalty_case, penalty_item
from tests.licensing.papers.whole_case import issue, served
from tests.people import approver, officer, reviewer, second_officer, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return penalty_case("executing", item=penalty_item())


def test_whoever_checks_a_voided_paper_learns_of_it(case, client):
    old = issue(case, "penalty-notice")
    new = issue(case, "penalty-notice")
    voiding.void(old, reason="送达前发现笔误", by=approver(), at=NOON)
    found = documents.verify(old.check_code)
    assert (found.void_reason, found.voided_on, found.replaced_by) == ("送达前发现笔误", NOON.date(), new.number)
    page = client.get(reverse("bureau:verify-code", args=[old.check_code])).content.decode()
    assert "送达前发现笔误" in page
    assert new.number in page
    assert "送达前发现笔误" not in client.get(reverse("bureau:verify-code", args=[new.check_code])).content.decode()


def test_the_officer_in_charge_may_and_others_may_not(case):
    paper = issue(case, "penalty-notice")
    for person in (second_officer(), reviewer()):
        with pytest.raises(VoidRefused):
            voiding.void(paper, reason="笔误", by=person, at=NOON)
    assert not DocumentVoid.objects.exists()
    assert voiding.void(paper, reason="笔误", by=officer(), at=NOON).by == officer()


def test_a_served_decision_is_not_voided(case):
    decision = issue(case, "penalty-decision")
    served(case, decision)
    with pytest.raises(VoidRefused, match="第七十五条"):
        voiding.void(decision, reason="笔误", by=approver(), at=NOON)
    assert not DocumentVoid.objects.exists()


def test_a_decision_not_served_yet_is(case):
    decision = issue(case, "penalty-decision")
    voiding.void(decision, reason="笔误", by=approver(), at=NOON)
    assert documents.verify(decision.check_code).voided_on == NOON.date()


def test_nothing_is_voided_twice_or_without_a_reason(case):
    paper = issue(case, "penalty-notice")
    with pytest.raises(VoidRefused):
        documents.void_document(paper, reason="  ", by=approver(), at=NOON)
    documents.void_document(paper, reason="笔误", by=approver(), at=NOON)
    with pytest.raises(VoidRefused):
        documents.void_document(paper, reason="笔误", by=approver(), at=NOON)


def test_a_paper_of_another_case_replaces_nothing(case):
    paper, foreign = issue(case, "penalty-notice"), issue(penalty_case(), "penalty-notice")
    for wrong in (paper, foreign):
        with pytest.raises(VoidRefused):
            documents.void_document(paper, reason="笔误", by=approver(), at=NOON, replaced_by=wrong)


def test_voided_on_the_page(case, client):
    paper = issue(case, "penalty-notice")
    signed_in(client, officer())
    address = reverse("licensing:papers", args=[case.number])
    client.post(reverse("licensing:paper-void", args=[case.number, paper.pk]), {"reason": ""})
    assert not DocumentVoid.objects.exists()
    client.post(reverse("licensing:paper-void", args=[case.number, paper.pk]), {"reason": "文号有误"})
    assert "文号有误" in client.get(address).content.decode()
    assert "文号有误" in client.get(reverse("bureau:case", args=[case.number])).content.decode()
