"""Every letter of a filing, issued by its step: complete, PDF/A, its Chinese text to be copied."""

import pytest

from bureau.letters import ADMINISTRATIVE_REMEDIES
from bureau.workflow import Actor
from licensing.filings.letter_kinds import FILING_LETTERS
from tests.factories.enterprises import EnterpriseFactory, SpecialEquipmentFactory
from tests.licensing.filings import scenes
from tests.licensing.filings.scenes import SCALE, do, head, window
from tests.licensing.permit.test_letters import text_of

pytestmark = pytest.mark.django_db

ASKED = {"remarks": {("material", "paper"): "缺盖章页"}, "text": "请用原件扫描。"}
NUMBER = "梯11苏H00001(20)"


def works_receipt():
    SpecialEquipmentFactory(enterprise=EnterpriseFactory(), registration_number=NUMBER)
    case = scenes.works(registration_number=NUMBER)
    do(case, "receive", window(), case.opened_at)
    words = ["2026年11月23日接收该告知", "施工类别改造", "2026年11月25日至2026年12月20日", NUMBER, "第二十五条", "第二十四条", "第四十七条"]
    return case, [*words, "本凭证不是行政许可", "更换曳引机"]


def works_return():
    case = scenes.works()
    do(case, "ask-correction", window(), case.opened_at, **ASKED)
    return case, ["1.证明材料：缺盖章页", "请用原件扫描", "现一次告知", "第二十三条"]


def works_refusal():
    case = scenes.works()
    do(case, "refuse", window(), case.opened_at, ground="not-ours", explanation="工地起重机械。", authority="区住房和城乡建设局")
    return case, ["不属于本局职权范围", "工地起重机械", "区住房和城乡建设局", "不予办理", ADMINISTRATIVE_REMEDIES]


def change_decision():
    old = scenes.registered()
    case = scenes.change(certificate=old, change_kind="move", equipment_name="桥式起重机", location="三号车间")
    scenes.grant(case, decision_text="检验合格。")
    return case, ["决定变更使用登记", old.number, f"{old.number}变1", "移装", "检验合格", "第四十七条", "2026年12月7日前"]


def cancellation():
    old = scenes.registered()
    case = scenes.change("cancellation", certificate=old, cancel_reason="scrap-rule")
    do(case, "decide-at-once", window(), case.opened_at)
    return case, ["决定注销使用登记", old.number, "达到报废条件", "不得继续使用", "第四十八条"]


def change_refusal():
    case = scenes.change(certificate=scenes.registered(), change_kind="alteration")
    at = scenes.reviewed(case, opinion="refuse")
    do(case, "refuse", head(), at, decision_text="未经监督检验。", found_false=True)
    return case, ["不予变更使用登记", "未经监督检验", "2027年11月23日前不得再次申请", ADMINISTRATIVE_REMEDIES]


def filing_receipt():
    case = scenes.filing(**SCALE)
    do(case, "file-at-once", window(), case.opened_at, body="淮安市计量测试所", note="请于三月前送检。")
    return case, ["予以备案", "1台（件）", "1.电子秤ACS-30S-1001一号柜台", "淮安市计量测试所", "请于三月前送检", "第五条", "首次备案"]


def filing_return():
    case = scenes.filing(listed_count="file")
    scenes.with_table(case, "器具名称,出厂编号,用途\n神秘仪器,X-1,贸易结算".encode())
    do(case, "return-list", window(), case.opened_at)
    return case, ["1.计量器具清单：", "器具种类", "第五条"]


def filing_refusal():
    case = scenes.filing(**SCALE)
    do(case, "refuse", window(), case.opened_at, ground="not-needed", explanation="不在目录内。")
    return case, ["依法不需要办理", "不在目录内", ADMINISTRATIVE_REMEDIES]


LETTERS = {
    "works-notice-receipt": [works_receipt],
    "works-notice-return": [works_return],
    "works-notice-refusal": [works_refusal],
    "registration-change-decision": [change_decision, cancellation],
    "registration-change-refusal": [change_refusal],
    "instrument-filing-receipt": [filing_receipt],
    "instrument-filing-return": [filing_return],
    "instrument-filing-refusal": [filing_refusal],
}
TEMPLATES = {kind.code: kind.template for kind in FILING_LETTERS}


def test_no_letter_is_left_out():
    assert set(LETTERS) == set(TEMPLATES)


@pytest.mark.parametrize(("code", "scene"), [(code, scene) for code, scenes_ in LETTERS.items() for scene in scenes_])
def test_every_letter_says_what_it_must(code, scene):
    case, words = scene()
    text = text_of(case, TEMPLATES[code])
    for expected in words:
        assert "".join(expected.split()) in text, expected


def test_a_notice_returned_is_followed_by_a_receipt_of_another_number():
    case, _words = works_return()
    do(case, "correct", Actor.citizen(), case.opened_at, plain={}, personal={}, basket=None)
    do(case, "receive", window(), case.opened_at)
    assert case.documents.count() == 2
