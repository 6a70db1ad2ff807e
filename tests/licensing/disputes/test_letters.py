"""Every letter of a dispute or petition, issued by its step: complete, PDF/A, its Chinese text to be copied."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bureau.letters import ADMINISTRATIVE_REMEDIES, CONSUMER_REMEDIES
from licensing.disputes.letter_kinds import APPEAL, CIVIL_REMEDIES, DISPUTE_LETTERS
from tests.licensing.disputes import quarrels
from tests.licensing.disputes.quarrels import do, head, officer, window
from tests.licensing.permit.test_letters import text_of

pytestmark = pytest.mark.django_db

ASKED = {"remarks": {("material", "paper"): "缺盖章页"}, "text": ""}
REFUSED = {"ground": "not-ours", "explanation": "器具不在本区。", "authority": "淮安市市场监督管理局"}


def dispute_acceptance():
    case = quarrels.dispute()
    quarrels.accepted(case)
    return case, ["2026年11月23日予以受理", "淮安市公平粮站", "电子汽车衡", "不得改变", "2027年1月5日前处理完毕", "按准确重量结算"]


def dispute_return():
    case = quarrels.dispute()
    do(case, "ask-correction", window(), case.opened_at, **ASKED)
    return case, ["1.证明材料：缺盖章页", "第三十四条"]


def dispute_refusal():
    case = quarrels.dispute()
    do(case, "refuse", window(), case.opened_at, **REFUSED)
    return case, ["不属于本局职权范围", "器具不在本区", "淮安市市场监督管理局", ADMINISTRATIVE_REMEDIES]


def order():
    case = quarrels.dispute()
    at = quarrels.sealed(case)
    do(case, "order-verification", officer(), at, body="淮安市计量测试所", verify_by=at.date() + timedelta(days=20))
    return case, ["淮安市计量测试所：", "社会公用计量标准", "SCS-100-77", "封条001号", "2026年12月13日前", "相差1.2吨", "粮站东门"]


def award():
    case = quarrels.dispute(private=True)
    at = quarrels.verified(case)
    do(case, "award", head(), at, award="以检定数据为准，按98.9%折算。")
    words = ["、欧阳震华：", "数据为准", "示值误差+1.1%", "按98.9%折算", "2026年12月3日", APPEAL]
    return case, words


def record():
    case = quarrels.dispute()
    at = quarrels.mediating(case)
    do(case, "agree", officer(), at, agreement="对方补付货款3600元。")
    return case, ["淮安市公平粮站", "对方补付货款3600元", "沈建平", "过磅重量与复磅重量不符", "一式三份"]


def petition_acceptance():
    case = quarrels.petition()
    quarrels.accepted(case)
    return case, ["电热水器", "淮安市安居电器商行", "第二十二条", "2027年1月22日前处理完毕"]


def petition_return():
    case = quarrels.petition()
    do(case, "ask-correction", window(), case.opened_at, **ASKED)
    return case, ["1.证明材料：缺盖章页", "第二十二条"]


def petition_refusal():
    case = quarrels.petition()
    do(case, "refuse", window(), case.opened_at, **REFUSED)
    return case, ["不属于本局职权范围", CONSUMER_REMEDIES, ADMINISTRATIVE_REMEDIES]


def after_test(case):
    at = quarrels.accepted(case)
    do(case, "send-to-test", officer(), at, test_body="省质检院", expected_until=at.date())
    do(case, "record-test", officer(), at, test_result="接地不良，不合格。")
    return at


def petition_settled():
    case = quarrels.petition()
    at = after_test(case)
    do(case, "settle", officer(), at, agreement="退货并退还货款。", recovered=Decimal("1880.00"))
    return case, ["退货并退还货款", "1880.00元"]


def petition_reply():
    case, words = petition_settled()
    return case, [*words, "接地不良，不合格", "省质检院", "挽回经济损失"]


def petition_record():
    case, words = petition_settled()
    return case, [*words, "使用三天漏电保护反复动作", "第四十七条"]


def termination():
    case = quarrels.petition()
    at = after_test(case)
    do(case, "terminate", officer(), at, ground="no-agreement", explanation="双方对责任分歧大。")
    return case, ["未能达成协议", "双方对责任分歧大", "接地不良", CIVIL_REMEDIES, CONSUMER_REMEDIES]


LETTERS = {
    "dispute-acceptance": dispute_acceptance,
    "dispute-return": dispute_return,
    "dispute-refusal": dispute_refusal,
    "arbitration-order": order,
    "arbitration-award": award,
    "mediation-record": record,
    "petition-acceptance": petition_acceptance,
    "petition-return": petition_return,
    "petition-refusal": petition_refusal,
    "petition-mediation-record": petition_record,
    "petition-reply": petition_reply,
    "petition-termination": termination,
}
TEMPLATES = {kind.code: kind.template for kind in DISPUTE_LETTERS}


def test_no_letter_is_left_out():
    assert set(LETTERS) == set(TEMPLATES)


@pytest.mark.parametrize("code", LETTERS)
def test_every_letter_says_what_it_must(code):
    case, words = LETTERS[code]()
    text = text_of(case, TEMPLATES[code])
    for expected in words:
        assert "".join(expected.split()) in text, expected
