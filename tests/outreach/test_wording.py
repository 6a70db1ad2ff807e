"""Wordings: loaded once, versioned, complete, and never sent with a hole."""

import json
from datetime import date

import pytest

from bureau import message_templates
from bureau.message_templates import MissingVariable, load_templates, render, shipped_wordings
from bureau.models import Message, MessageTemplate
from bureau.query_codes import query_code
from outreach.envelopes import CannotWrite, envelope_for, wording
from tests import people
from tests.factories.outreach import CaseFactory, MessageFactory, PartyFactory

pytestmark = pytest.mark.django_db

# As long as these get in life.
VALUES = {
    "name": "欧阳震华",
    "number": "TS20260506000123",
    "query_code": "K7QF-2M4P-XTDA",
    "due_on": "2026-05-15",
    "kind": "投诉",
    "state": "鉴定检测中",
    "office": "特种设备安全监察科",
    "office_phone": "0517-85912365",
    "asked": "购物小票的照片",
    "reason": "不属于本局管辖",
    "tracking_url": "https://zj.chuzhou.example/follow/?number=TS20260506000123",
    "workbench_url": "https://zj.chuzhou.example/staff/",
    "desk_url": "https://zj.chuzhou.example/enterprises/desk/",
    "bureau_name": "淮安市楚州区质量和市场监督管理局",
    "hotline": "12365",
    "red": 1,
    "yellow": 2,
    "more": 3,
    "cases": [{"number": "TS1", "clock": "投诉受理", "clock_en": "Acceptance", "due_on": "2026-05-05", "light": "red"}],
}
SECRET = ("K7QF", "欧阳")


@pytest.mark.parametrize("shipped", shipped_wordings(), ids=lambda one: f"{one.code}-{one.channel}-{one.language}")
def test_every_shipped_text_can_be_written(shipped):
    subject, body = render(MessageTemplate(**shipped._asdict()), VALUES)
    assert body and "{{" not in body and "\n\n\n" not in body
    assert subject and len(subject) <= 80
    # Subjects lie unsealed in the database and show on lock screens.
    assert not any(secret in subject for secret in SECRET)
    if shipped.channel == "sms":
        assert "\n" not in body
        # Phones take Chinese characters that touch a link for a part of it.
        assert body.endswith((VALUES["tracking_url"], VALUES["desk_url"]))
        assert len(body) <= (140 if shipped.language == "zh-hans" else 300)


def test_every_code_is_written_in_both_languages_and_by_its_channels():
    found = {}
    for one in shipped_wordings():
        found.setdefault(one.code, set()).add((one.channel, one.language))
    for code, ways in found.items():
        channels = ("inbox", "email") if code.startswith("staff-") else ("sms", "email")
        assert ways == {(channel, language) for channel in channels for language in ("zh-hans", "en")}, code


def test_loading_twice_adds_nothing():
    assert load_templates() == len(shipped_wordings())
    assert load_templates() == 0
    assert MessageTemplate.objects.filter(active=True).count() == len(shipped_wordings())


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(tmp_path, monkeypatch):
    load_templates()
    data = json.loads(message_templates.DATA.read_text())
    data["report-closed"]["zh-hans"]["sms"] = "请评价：{{ tracking_url }}"
    changed = tmp_path / "texts.json"
    changed.write_text(json.dumps(data))
    monkeypatch.setattr(message_templates, "DATA", changed)
    assert load_templates() == 1
    versions = MessageTemplate.objects.filter(code="report-closed", channel="sms", language="zh-hans").order_by("version")
    assert [(one.version, one.active) for one in versions] == [(1, False), (2, True)]
    assert message_templates.template_id("report-closed", "sms", "zh-hans") == versions[1].pk


def test_an_administrators_wording_is_not_overwritten(wordings):
    shipped = MessageTemplate.objects.get(code="report-closed", channel="sms", language="zh-hans")
    MessageTemplate.objects.filter(pk=shipped.pk).update(active=False)
    own = MessageTemplate.objects.create(code="report-closed", channel="sms", version=2, body="自拟")
    assert load_templates() == 0
    assert message_templates.template_id("report-closed", "sms", "zh-hans") == own.pk


def test_a_missing_value_is_refused_but_may_be_asked_for():
    with pytest.raises(MissingVariable, match="number"):
        render(MessageTemplate(body="编号{{ number }}", language="zh-hans"), {})
    assert render(MessageTemplate(body="{% if number %}编号{% endif %}好", language="zh-hans"), {}) == ("", "好")


def test_plain_text_is_not_escaped():
    assert render(MessageTemplate(body="{{ title }}", language="en"), {"title": "A & <B>"})[1] == "A & <B>"


@pytest.mark.parametrize(("language", "shown"), [("zh-hans", "2026年5月15日"), ("en", "15 May 2026")])
def test_dates_are_written_for_the_reader(language, shown):
    assert render(MessageTemplate(body="{{ due_on }}", language=language), {"due_on": "2026-05-15"})[1] == shown


def test_name_and_query_code_are_looked_up_at_sending(wordings):
    case = CaseFactory(due_on=date(2026, 5, 15), yellow_on=date(2026, 5, 12))
    message = MessageFactory(party=PartyFactory(case=case))
    envelope = envelope_for(message)
    assert (envelope.to, envelope.reference) == ("13812345678", f"m{message.pk}")
    assert envelope.body.startswith(f"张三丰，您的投诉已收到，编号{case.number}，查询码{query_code(case.number)}。2026年5月15日前")
    assert f"number={case.number}" in envelope.body


def test_somebody_without_a_name_is_greeted(wordings):
    assert wording(MessageFactory(party=PartyFactory(name="")))[1].startswith("您好，您的投诉")
    assert wording(MessageFactory(party=PartyFactory(name="", language="en"), language="en"))[1].startswith("Hello, your complaint")


def test_lists_show_neither_name_nor_code(wordings):
    message = MessageFactory()
    body = wording(message, masked=True)[1]
    assert "张三丰" not in body and query_code(message.case.number) not in body
    assert "张**" in body


def test_staff_are_named(wordings):
    message = MessageFactory(inbox=True, channel="email", user=people.clerk(), case=CaseFactory())
    assert envelope_for(message).body.startswith("王秀兰：")


def test_no_wording_and_no_address_cannot_be_written(wordings):
    with pytest.raises(CannotWrite, match="no wording for nothing-known"):
        envelope_for(MessageFactory(code="nothing-known"))
    with pytest.raises(CannotWrite, match="no address"):
        envelope_for(MessageFactory(party=PartyFactory(phone="0517-85912365")))


def test_a_sealed_address_serves_whoever_is_no_party(wordings):
    message = MessageFactory(party=None, case=CaseFactory(), address="13900001111")
    assert envelope_for(Message.objects.get(pk=message.pk)).to == "13900001111"
