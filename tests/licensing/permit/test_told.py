"""Who is told at the steps of a permit, and the words shipped for it."""

import pytest

from bureau.message_templates import load_templates, render, shipped_wordings
from bureau.models import Message, MessageTemplate
from licensing.permit.workflow import PERMIT
from licensing.reference_data import DATA
from tests import people
from tests.licensing.permit import story

pytestmark = pytest.mark.django_db

WORDINGS = DATA / "messages_permit.json"
# Messages to interested parties: the matter is not theirs to follow.
OTHERS = "-others"


def test_the_applicant_is_told_at_each_step(reference, caplog):
    load_templates(WORDINGS)
    people.approver()
    case = story.application()
    caplog.clear()
    story.tell(case, [*story.TO_DECISION, ("grant", {}, "granted"), ("deliver", {"mode": "download"}, "delivered")], case.opened_at)
    told = set(Message.objects.filter(case_id=case.pk, party__isnull=False).values_list("code", flat=True))
    assert told == {"application-accepted", "permit-granted", "application-delivered"}
    inside = set(Message.objects.filter(case_id=case.pk, user__isnull=False).values_list("code", flat=True))
    assert inside == {"staff-assigned", "staff-permit-reviewed"}
    assert "No wording" not in caplog.text


@pytest.mark.parametrize("shipped", shipped_wordings(WORDINGS), ids=lambda one: f"{one.code}-{one.channel}-{one.language}")
def test_every_shipped_text_can_be_written(shipped):
    values = {**VALUES, "asked": 3, "title": "淮安市鑫源机械有限公司：特种设备使用登记"}
    subject, body = render(MessageTemplate(**shipped._asdict()), values)
    assert subject and len(subject) <= 80 and "{{" not in body
    if shipped.channel == "sms":
        assert body.endswith(values["hotline"] if shipped.code.endswith(OTHERS) else values["tracking_url"])
        assert len(body) <= (140 if shipped.language == "zh-hans" else 300)


@pytest.mark.parametrize("shipped", [one for one in shipped_wordings(WORDINGS) if one.code.endswith(OTHERS)], ids=str)
def test_nobody_but_the_applicant_gets_what_opens_the_matter(shipped):
    _subject, body = render(MessageTemplate(**shipped._asdict()), VALUES)
    assert VALUES["query_code"] not in body and VALUES["tracking_url"] not in body


def test_every_message_of_the_table_has_its_words():
    known = {one.code for one in (*shipped_wordings(), *shipped_wordings(WORDINGS))}
    assert {code for step in PERMIT.transitions for _whom, code in step.tells} <= known


VALUES = {
    "name": "欧阳震华",
    "number": "XK20261123000123",
    "query_code": "K7QF-2M4P-XTDA",
    "due_on": "2026-12-15",
    **dict.fromkeys(("accepted_on", "accept_on", "expected_on", "decide_on", "ask_by"), "2026-12-15"),
    **dict.fromkeys(("planned_at", "held_at"), "2026-12-15T09:30:00+08:00"),
    "place": "淮安市楚州区经济开发区一号车间",
    "tracking_url": "https://zj.chuzhou.example/follow/?number=XK20261123000123",
    "workbench_url": "https://zj.chuzhou.example/staff/",
    "desk_url": "https://zj.chuzhou.example/enterprises/desk/",
    "bureau_name": "淮安市楚州区质量和市场监督管理局",
    "hotline": "12365",
}
