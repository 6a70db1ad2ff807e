"""The screens of the officer: choose the item, decide on one screen, hand over; the list for the file; nobody else's business."""

import pytest
from django.urls import reverse
from django.utils import timezone

from bureau.models import CaseMember
from licensing.models import PenaltyCase, ServiceAttempt
from tests.licensing.spot import scenes
from tests.people import approver, clerk, officer, reviewer, second_officer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def typed(**changes):
    """What the officer types on the screen."""
    scenes.wanted()
    today = timezone.localdate().isoformat()
    values = {
        "party_type": "unit",
        "party_name": "淮安市鑫源机械有限公司",
        "enterprise_code": scenes.CODE,
        "second": second_officer().pk,
        "act": "店内 30 种商品未标价",
        "act_to": today,
        "place": "淮城镇工业路 8 号店内",
        "certificates_shown": "on",
        "facts_clear": "on",
        "rights_told": "on",
        "said_nothing": "on",
        "sanctions": ["罚款"],
        "rule": "0",
        "tier": "light",
        "factor_note": "初次违法",
        "fine": "500",
        "do": "decide",
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def new(client, **changes):
    """Send the screen."""
    code = scenes.small_item().item.code
    return client.post(reverse("licensing:spot-new", args=[code]), typed(**changes))


def test_only_items_that_can_end_on_the_spot_are_offered(client):
    scenes.reference()
    scenes.small_item()
    scenes.small_item(
        "CF-952",
        name="对未明码标价情节严重的处罚",
        sanctions=["罚款"],
        fines=[{"type": "amount", "min": 10000, "max": 50000, "when": "", "may": False}],
    )
    page = signed_in(client, officer()).get(reverse("licensing:spot-choose"), {"q": "明码标价", "party": "unit"}).content.decode()
    assert "CF-951" in page
    assert "CF-952" not in page


def test_from_the_screen_to_the_signature(client):
    scenes.reference()
    signed_in(client, officer())
    shown = client.get(reverse("licensing:spot-new", args=[scenes.small_item().item.code]))
    assert shown.status_code == 200
    answer = new(client)
    case = PenaltyCase.objects.get(kind="spot-penalty")
    assert answer.status_code == 302
    page = client.get(reverse("licensing:spot-case", args=[case.number])).content.decode()
    assert case.decision_document.number in page
    handed = client.post(
        reverse("licensing:spot-hand-over", args=[case.number]),
        {"receiver": "李建国", "relation": "法定代表人", "signature": scenes.picture()},
    )
    assert handed.status_code == 302
    attempt = ServiceAttempt.objects.get(case_id=case.pk)
    assert (attempt.refused_to_sign, attempt.proof.content_type) == (False, "image/png")
    case.refresh_from_db()
    assert case.state == "executing"
    assert client.get(reverse("bureau:case", args=[case.number])).status_code == 200


def test_a_refusal_is_shown_with_its_article_and_keeps_what_was_typed(client):
    signed_in(client, officer())
    answer = new(client, fine="3500", tier="ordinary")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "第五十一条" in page
    assert "店内 30 种商品未标价" in page
    assert not PenaltyCase.objects.exists()


def test_kept_and_decided_on_the_same_screen(client):
    signed_in(client, officer())
    new(client, do="keep")
    case = PenaltyCase.objects.get()
    where = reverse("licensing:spot-case", args=[case.number])
    assert "店内 30 种商品未标价" in client.get(where).content.decode()
    assert client.post(where, typed(certificates_shown=None)).status_code == 409
    assert client.post(where, typed()).status_code == 302
    case.refresh_from_db()
    assert case.state == "decided"


def test_a_unit_without_code_is_asked_for_it(client):
    signed_in(client, officer())
    assert new(client, enterprise_code="").status_code == 422


def test_heads_see_what_waits_for_the_file(client, django_assert_max_num_queries):
    waiting = scenes.handed_over(scenes.decided())
    signed_in(client, approver())
    where = reverse("licensing:spot-list")
    with django_assert_max_num_queries(14):
        page = client.get(where).content.decode()
    assert waiting.number in page
    scenes.PenaltyCase.objects.filter(pk=waiting.pk).update(filed_on=scenes.TODAY)
    assert waiting.number not in client.get(where).content.decode()
    assert waiting.number in client.get(where, {"tab": "all"}).content.decode()


def test_who_is_not_of_the_team_sees_nothing(client):
    case = scenes.decided()
    where = [reverse("licensing:spot-case", args=[case.number]), reverse("bureau:case", args=[case.number])]
    signed_in(client, reviewer())
    assert [client.get(one).status_code for one in where] == [404, 404]
    CaseMember.objects.create(case=case, user=reviewer(), part="granted", since=case.opened_at)
    assert client.get(where[0]).status_code == 200
    signed_in(client, clerk())
    assert client.get(where[0]).status_code == 403
