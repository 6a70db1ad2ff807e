"""Interested parties of a hearing: told by text message where a number was given, else named to staff as to be served by hand."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bureau.models import Message, Party
from bureau.workflow import Actor
from licensing.models import Hearing
from licensing.permit import interested
from licensing.permit.interested import Interested
from tests.licensing.permit import story
from tests.people import signed_in

LINES = "邻居工贸有限公司 139 0000 0001\n王大爷，二号楼\n运河物业（13900000002）\n"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("邻居工贸 13900000001", Interested("邻居工贸", "13900000001")),
        ("邻居工贸，电话：+86 139-0000-0001", Interested("邻居工贸，电话", "13900000001")),
        ("13900000001", Interested("13900000001", "13900000001")),
        ("居委会 0517-80000008", Interested("居委会", "0517-8000-0008")),
        ("二号楼王大爷", Interested("二号楼王大爷")),
        ("320803号房 99999999999999", Interested("320803号房 99999999999999")),
    ],
)
def test_a_line_is_a_name_and_perhaps_a_number(line, read):
    assert interested.read_lines(line) == [read]


@pytest.fixture
def case(db):
    own = story.application()
    at = story.reviewing(own)
    story.do(own, "offer-hearing", Actor.of(story.reviewer()), at, reason="噪声", third_parties=LINES)
    return own


def test_whoever_gave_a_number_is_told_by_text_message_of_right_and_day(case):
    others = list(Party.objects.filter(case_id=case.pk, part="third-party").order_by("pk"))
    assert [(one.name.open(), one.phone.open()) for one in others] == [
        ("邻居工贸有限公司", "13900000001"),
        ("运河物业", "13900000002"),
    ]
    at = case.opened_at + timedelta(days=1)
    story.do(case, "ask-hearing", Actor.citizen(), at)
    held = {"held_for": at + timedelta(days=20), "place": "二楼会议室", "chair": story.clerk()}
    story.do(case, "notify-hearing", Actor.of(story.reviewer()), at, **held)
    told = Message.objects.filter(case_id=case.pk, party__in=others, channel="sms").order_by("pk").values_list("code", "party")
    codes = ("permit-hearing-offered-others", "permit-hearing-notified-others")
    assert set(told) == {(code, one.pk) for code in codes for one in others}


def test_letters_and_hearing_hold_names_and_no_numbers(case):
    hearing = Hearing.objects.get(case_id=case.pk)
    assert hearing.third_parties == "邻居工贸有限公司\n王大爷，二号楼\n运河物业"


def test_staff_read_whom_no_message_reaches(client, case):
    assert interested.by_hand(case.pk, Hearing.objects.get(case_id=case.pk).third_parties) == ["王大爷，二号楼"]
    page = signed_in(client, story.reviewer()).get(reverse("bureau:case", args=[case.number]))
    rows = next(card for card in page.context["cards"] if card.template == "licensing/permit_hearing_panel.html").context["rows"]
    assert "王大爷，二号楼" in dict((str(label), words) for label, words in rows[0]["facts"]).values()


def test_a_number_is_entered_once_however_often_a_hearing_is_offered(case):
    interested.join(case.pk, interested.read_lines(LINES))
    assert Party.objects.filter(case_id=case.pk, part="third-party").count() == 2
