"""The enterprise's desk: nothing before the first paper was served, then where it stands, its steps, sums, remedies; nothing of others."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from bureau.models import Attachment, Document, Message
from enterprises.models import Membership
from licensing.execution.accounts import account_of
from licensing.models import Instalment, Levy, PartyStatement
from licensing.penalties.states import PenaltyState
from licensing.spot.party_card import payments_of, penalty_card, remedies_of
from tests.desk_door import client_of, member_client, page
from tests.factories.bureau import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory
from tests.licensing.spot import party
from tests.licensing.spot.scenes import picture
from tests.people import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def shown(client, case):
    """The page of the matter."""
    return client.get(page("desk-matter", party.CODE, number=case.number))


def own(name, case, code=party.CODE):
    """A page of this room."""
    return reverse(f"licensing:{name}", kwargs={"code": code, "number": case.number})


@pytest.mark.parametrize("state", ["verifying", "investigating", "suspended", "reviewing", "not-filed", "transferred", "joined"])
def test_nothing_is_seen_while_it_is_verified_or_investigated(state):
    client = client_of(party.owner())
    case = party.case_in(state)
    # Whatever was served meanwhile in the matter does not open it.
    early = party.paper(case, "interview-notice", served=True)
    party.paper(case, "penalty-notice", served=True)
    assert shown(client, case).status_code == 404
    assert client.get(page("desk-document", party.CODE, pk=early.pk)).status_code == 404
    listed = client.get(reverse("licensing:desk-penalties", kwargs={"code": party.CODE})).content.decode()
    assert case.number not in listed
    assert client.get(own("desk-penalty", case)).status_code == 404


def test_a_notice_that_was_not_served_opens_nothing():
    client = client_of(party.owner())
    case = party.case_in("noticed")
    party.paper(case, "penalty-notice", served=False)
    assert shown(client, case).status_code == 404


def test_from_the_notice_on_it_stands_in_plain_words_with_its_steps():
    client = client_of(party.owner())
    case = party.noticed()
    page_of_it = shown(client, case).content.decode()
    assert "尚未作出决定" in page_of_it or "Nothing has been decided" in page_of_it
    for step in ("state-defence", "waive-defence", "ask-hearing", "waive-hearing"):
        assert reverse("enterprises:desk-matter-step", args=[party.CODE, case.number, step]) in page_of_it
    listed = client.get(reverse("licensing:desk-penalties", kwargs={"code": party.CODE})).content.decode()
    assert case.number in listed


def test_the_enterprise_defends_itself_and_waives_only_expressly():
    client = client_of(party.owner())
    case = party.noticed()

    def post(step, **data):
        case.refresh_from_db()
        return client.post(reverse("enterprises:desk-matter-step", args=[party.CODE, case.number, step]), {"version": case.version, **data})

    assert post("state-defence", text="产品已召回", form="online").status_code == 302
    assert PartyStatement.objects.get(case_id=case.pk, kind="defence").text == "产品已召回"
    assert post("waive-hearing").status_code == 422, "a waiver is never a slip of the finger"
    assert post("waive-hearing", confirmed="on").status_code == 302
    assert PartyStatement.objects.filter(case_id=case.pk, kind="hearing-waiver").exists()


def test_papers_are_listed_once_they_were_served():
    client = client_of(party.owner())
    case = party.noticed()
    type(case).objects.filter(pk=case.pk).update(state=PenaltyState.DECIDED)
    waiting = party.paper(case, "penalty-decision", served=False)
    inside = party.paper(case, "case-review", served=False)
    text = client.get(own("desk-penalty", case)).content.decode()
    assert Document.objects.get(case_id=case.pk, template="penalty-notice").number in text
    assert waiting.number not in text
    assert inside.number not in text


def test_the_generic_page_and_the_list_of_papers_keep_back_what_was_not_served():
    client = client_of(party.owner())
    case = party.noticed()
    type(case).objects.filter(pk=case.pk).update(state=PenaltyState.DECIDED)
    waiting = party.paper(case, "penalty-decision", served=False)
    known = Document.objects.get(case_id=case.pk, template="penalty-notice")
    for text in (shown(client, case).content.decode(), client.get(page("desk-documents", party.CODE)).content.decode()):
        assert known.number in text
        assert waiting.number not in text
    assert client.get(page("desk-document", party.CODE, pk=waiting.pk)).status_code == 404


def test_the_party_is_asked_nothing_that_only_staff_know():
    client = client_of(party.owner())
    forms = dict((step.name, form) for step, form in shown(client, party.noticed()).context["steps"])
    assert set(forms["state-defence"].fields) == {"text"}
    assert set(forms["ask-hearing"].fields) == {"text"}
    assert set(forms["waive-defence"].fields) == set(forms["waive-hearing"].fields) == {"confirmed", "text"}
    assert set(forms["ask-recusal"].fields) == {"of", "ground"}
    assert officer() in forms["ask-recusal"].fields["of"].queryset


def test_consent_needs_its_confirmation():
    client = client_of(party.owner())
    case = party.noticed()
    where = own("desk-penalty-consent", case)
    assert client.post(where, {"address": "a@b.cn"}).status_code == 422
    assert client.post(where, {"address": "a@b.cn", "confirmed": "on"}).status_code == 302
    row = PartyStatement.objects.get(case_id=case.pk, kind="e-consent")
    assert (row.form, row.address.open()) == ("online", "a@b.cn")


def test_proof_reaches_the_officer():
    client = client_of(party.owner())
    case = party.noticed()
    upload = picture()
    answer = client.post(own("desk-penalty-proof", case), {"note": "已更换标签", "uploaded": upload})
    assert answer.status_code == 302, answer.context["proof_form"].errors
    kept = Attachment.objects.get(case_id=case.pk)
    assert kept.from_citizen
    assert Message.objects.filter(case_id=case.pk, code="staff-penalty-proof", user=officer()).exists()
    assert client.post(own("desk-penalty-proof", case), {"note": "x"}).status_code == 409


def test_sums_with_reference_and_what_is_open():
    today = timezone.localdate()
    case = party.case_in("executing", served_on=today, fine=Decimal(500))
    party.paper(case, "penalty-decision", served=True)
    levy = Levy.objects.create(case=case, fine=Decimal(500), due_on=today + timedelta(days=15))
    Instalment.objects.create(levy=levy, of="fine", number=1, amount=Decimal(500), due_on=levy.due_on, reference="CF26000000000001")
    text = shown(client_of(party.owner()), case).content.decode()
    assert "CF26 0000 0000 0001" in text
    assert "data:image/svg+xml" in text
    late = levy.due_on + timedelta(days=2)
    assert [(one.open, one.is_late) for one in payments_of(account_of(levy), today=late)] == [(Decimal("500.00"), True)]


def test_the_late_fee_so_far_is_told_day_by_day():
    today = timezone.localdate()
    case = party.case_in("executing", served_on=today - timedelta(days=20), fine=Decimal(500))
    party.paper(case, "penalty-decision", served=True)
    levy = Levy.objects.create(case=case, fine=Decimal(500), due_on=today - timedelta(days=5))
    Instalment.objects.create(levy=levy, of="fine", number=1, amount=Decimal(500), due_on=levy.due_on, reference="CF26000000000002")
    panel = penalty_card(case)
    assert (panel["late_fee"].amount, panel["late_fee"].days) == (Decimal("75.00"), 5)
    assert "75.00" in shown(client_of(party.owner()), case).content.decode()


def test_last_days_of_review_and_suit():
    day = timezone.localdate()
    ordinary = party.case_in("executing", served_on=day)
    words = remedies_of(ordinary, today=day)
    assert words[0].until == day + timedelta(days=60)
    assert len(words) == 2
    spot = party.case_in("executing", served_on=day, procedure="simple")
    assert len(remedies_of(spot, today=day)) == 1, "against a penalty on the spot review comes first (行政复议法 23)"
    assert remedies_of(ordinary, today=day + timedelta(days=61))[0].is_over


def test_a_measure_is_seen_once_it_was_carried_out():
    client = client_of(party.owner())
    hidden = party.measure("approved", carried_out_at=None)
    assert shown(client, hidden).status_code == 404
    case = party.measure()
    assert "纯净水" in shown(client, case).content.decode()
    assert case.number in client.get(reverse("licensing:desk-penalties", kwargs={"code": party.CODE})).content.decode()


def test_a_reader_looks_and_hands_in_nothing():
    owner = party.owner()
    case = party.noticed()
    reader = member_client(owner, Membership.Part.READER, "reader")
    assert reader.get(own("desk-penalty", case)).status_code == 200
    assert own("desk-penalty-proof", case) not in reader.get(own("desk-penalty", case)).content.decode()
    assert reader.post(own("desk-penalty-consent", case), {"address": "a@b.cn", "confirmed": "on"}).status_code == 403


def test_another_enterprise_sees_nothing():
    case = party.noticed()
    seized = party.measure()
    other = UserFactory(username="other", roles=["enterprise"], office=None)
    stranger = MembershipFactory(enterprise=EnterpriseFactory(), user=other)
    client, code = client_of(stranger), stranger.enterprise.code
    for one in (case, seized):
        for where in (own("desk-penalty", one), own("desk-penalty", one, code), page("desk-matter", code, number=one.number)):
            assert client.get(where).status_code == 404
        for name in ("desk-penalty-consent", "desk-penalty-proof"):
            assert client.post(own(name, one), {"address": "a@b.cn", "confirmed": "on"}).status_code == 404
            assert client.post(own(name, one, code), {"address": "a@b.cn", "confirmed": "on"}).status_code == 404
    assert not PartyStatement.objects.exists()


def test_the_list_costs_the_same_for_one_and_many(django_assert_max_num_queries):
    client = client_of(party.owner())
    for _turn in range(5):
        party.noticed()
        party.measure()
    with django_assert_max_num_queries(14):
        assert client.get(reverse("licensing:desk-penalties", kwargs={"code": party.CODE})).status_code == 200
