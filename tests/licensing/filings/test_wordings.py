"""The shipped texts of filings and disputes: every message has its words, every text can be written, none gives a key away."""

import pytest

from bureau.message_templates import render, shipped_wordings
from bureau.models import MessageTemplate
from licensing.disputes.metrology import METROLOGY_DISPUTE
from licensing.disputes.petition import QUALITY_PETITION
from licensing.filings.change import REGISTRATION_CHANGE
from licensing.filings.instruments import INSTRUMENT_FILING
from licensing.filings.works import WORKS_NOTICE
from licensing.reference_data import DATA

pytestmark = pytest.mark.django_db

OWN = [*shipped_wordings(DATA / "messages_filings.json"), *shipped_wordings(DATA / "messages_disputes.json")]
FLOWS = (WORKS_NOTICE, REGISTRATION_CHANGE, INSTRUMENT_FILING, METROLOGY_DISPUTE, QUALITY_PETITION)
VALUES = {
    "name": "欧阳震华",
    "number": "SG20261123000123",
    "query_code": "K7QF-2M4P-XTDA",
    **dict.fromkeys(("accepted_on", "began_on", "mend_on", "finished_on", "sealed_on", "answer_on", "expected_on"), "2026-12-15"),
    "held_at": "2026-12-15T09:30:00+08:00",
    "place": "淮安市楚州区行政服务中心二楼调解室",
    "body": "淮安市计量测试所",
    "recovered": "1880.00",
    "tracking_url": "https://zj.chuzhou.example/follow/?number=SG20261123000123",
    "workbench_url": "https://zj.chuzhou.example/staff/",
    "desk_url": "https://zj.chuzhou.example/enterprises/desk/",
    "bureau_name": "淮安市楚州区质量和市场监督管理局",
    "hotline": "12365",
}


def test_every_message_of_the_tables_has_its_words():
    known = {one.code for path in DATA.glob("messages_*.json") for one in shipped_wordings(path)} | {one.code for one in shipped_wordings()}
    told = {code for flow in FLOWS for step in flow.transitions for _whom, code in step.tells}
    assert told <= known


@pytest.mark.parametrize("shipped", OWN, ids=lambda one: f"{one.code}-{one.channel}-{one.language}")
def test_every_text_can_be_written(shipped):
    subject, body = render(MessageTemplate(**shipped._asdict()), VALUES)
    assert subject and len(subject) <= 80 and "{{" not in body
    assert "2026-12-15" not in body or shipped.language == "en"
    if shipped.channel == "sms":
        assert len(body) <= (140 if shipped.language == "zh-hans" else 300)


def test_the_other_side_gets_no_key_to_the_matter():
    to_others = {code for flow in FLOWS for step in flow.transitions for whom, code in step.tells if whom == "respondent"}
    texts = [one for one in OWN if one.code in to_others]
    assert {one.code for one in texts} == to_others
    assert not [one.code for one in texts if "query_code" in one.body or "tracking_url" in one.body]
