"""By number and query code: the page of the matter, its steps, papers and consent; nothing before it was told, nothing by a wrong code."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bureau.following.kinds import follow_kind
from bureau.following.receipts import receipt_for
from bureau.models import Event
from bureau.query_codes import query_code
from licensing.models import PartyStatement, PenaltyCase, Recusal
from tests.licensing.spot import party, scenes
from tests.people import approver, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def opened(client, case):
    """The browser that typed number and query code."""
    assert client.post(reverse("bureau:track"), {"number": case.number, "code": query_code(case.number)}).status_code == 302
    return client


def test_a_citizen_follows_the_case_and_speaks(client):
    case = party.noticed()
    page = opened(client, case).get(reverse("bureau:matter", args=[case.number])).content.decode()
    for step in ("state-defence", "ask-hearing", "waive-defence", "waive-hearing"):
        assert reverse("bureau:matter-step", args=[case.number, step]) in page
    case.refresh_from_db()
    answer = client.post(
        reverse("bureau:matter-step", args=[case.number, "state-defence"]), {"version": case.version, "text": "并非我方所为"}
    )
    assert answer.status_code == 302
    row = PartyStatement.objects.get(case_id=case.pk, kind="defence")
    assert (row.form, row.text, row.received_by) == ("online", "并非我方所为", None)


def test_a_waiver_needs_the_express_word(client):
    case = party.noticed()
    opened(client, case)
    where = reverse("bureau:matter-step", args=[case.number, "waive-defence"])
    assert client.post(where, {"version": case.version}).status_code == 422
    assert client.post(where, {"version": case.version, "confirmed": "on"}).status_code == 302


def test_consent_and_papers_only_with_the_code(client):
    case = party.noticed()
    where = reverse("licensing:party-penalty", args=[case.number])
    assert client.get(where).status_code == 302
    sent = {"address": "13812341234", "confirmed": "on"}
    assert client.post(reverse("licensing:party-penalty-consent", args=[case.number]), sent).status_code == 302
    assert not PartyStatement.objects.exists(), "without the code the form leads to the code"
    opened(client, case)
    assert client.get(where).status_code == 200
    client.post(reverse("licensing:party-penalty-consent", args=[case.number]), sent)
    assert PartyStatement.objects.filter(case_id=case.pk, kind="e-consent").exists()
    assert client.post(reverse("licensing:party-penalty-proof", args=[case.number]), {}).status_code == 409


def test_whoever_holds_a_code_too_early_learns_nothing(client):
    case = party.case_in("investigating")
    party.paper(case, "penalty-notice", served=False)
    answers = {client.post(reverse("bureau:track"), {"number": case.number, "code": query_code(case.number)}).status_code}
    unknown = "AJ20200101999999"
    answers.add(client.post(reverse("bureau:track"), {"number": unknown, "code": query_code(unknown)}).status_code)
    assert answers == {404}, "as if the number were unknown"
    assert client.get(reverse("bureau:matter", args=[case.number])).status_code == 302
    assert receipt_for(case.number, today=timezone.localdate(), language="zh-hans") is None


def test_a_matter_that_is_hidden_again_closes_on_the_screen(client):
    case = party.noticed()
    opened(client, case)
    PenaltyCase.objects.filter(pk=case.pk).update(state="investigating")
    assert client.get(reverse("bureau:matter", args=[case.number])).status_code == 302
    assert client.get(reverse("bureau:track"), {"number": case.number}).status_code == 200, "no circle of redirects"


def test_a_paper_is_read_from_its_service_on_and_nothing_from_before_is_told(client):
    case = party.noticed()
    early = timezone.now() - timedelta(days=9)
    Event.objects.create(case_id=case.pk, action="begin-examination", actor_role="officer", from_state="", to_state="", at=early)
    PenaltyCase.objects.filter(pk=case.pk).update(state="decided")
    waiting = party.paper(case, "penalty-decision", served=False)
    opened(client, case)
    answer = client.get(reverse("bureau:matter", args=[case.number]))
    assert waiting.number not in answer.content.decode()
    assert early not in [event["at"] for event in answer.context["matter"].timeline]
    assert client.get(reverse("bureau:matter-document", args=[case.number, waiting.pk])).status_code == 404
    told = [paper.template for paper, _url in answer.context["papers"]]
    assert told == ["penalty-notice"]


def test_the_party_asks_for_a_recusal_by_name(client):
    case = party.noticed()
    opened(client, case)
    where = reverse("bureau:matter-step", args=[case.number, "ask-recusal"])
    assert client.post(where, {"version": case.version, "of": approver().pk, "ground": "亲属"}).status_code == 422
    answer = client.post(where, {"version": case.version, "of": officer().pk, "ground": "亲属"})
    assert answer.status_code == 302
    row = Recusal.objects.get(case_id=case.pk)
    assert (row.of, row.asked_by, row.ground) == (officer(), "party", "亲属")


def test_a_decision_on_the_spot_is_followed_with_review_first(client):
    case = scenes.handed_over(scenes.decided())
    page = opened(client, case).get(reverse("bureau:matter", args=[case.number])).content.decode()
    assert "淮安市楚州区人民政府" in page
    assert "第四十六条" not in page


@pytest.mark.parametrize("kind", ["penalty", "spot-penalty", "compulsory-measure", "evidence-hold"])
def test_no_words_for_what_the_party_must_not_learn(kind):
    entry = follow_kind(kind)
    assert entry.card is not None
    assert not {"verifying", "investigating", "suspended", "reviewing", "proposed", "approved"} & {str(state) for state in entry.standings}


def test_the_inventory_of_a_measure(client):
    case = party.measure()
    assert "纯净水" in opened(client, case).get(reverse("bureau:matter", args=[case.number])).content.decode()
    assert PenaltyCase.objects.count() == 0
