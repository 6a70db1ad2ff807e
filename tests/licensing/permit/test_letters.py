"""Every letter of a permit, issued by its step: complete, PDF/A, its Chinese text to be copied."""

import re
from datetime import timedelta

import pytest

from bureau import documents
from bureau.letters import ADMINISTRATIVE_REMEDIES
from bureau.models import Document
from bureau.workflow import Actor
from licensing.permit.letter_kinds import LETTER_KINDS
from tests import people
from tests.factories import licensing
from tests.licensing.permit import story
from tests.licensing.permit.story import on
from tests.pdf_text import pdf_text

pytestmark = pytest.mark.django_db

NAME = "淮安市鑫源机械有限公司"
WHEN = on("2026-09-21")


def text_of(case, template):
    """The text of the newest letter of that kind, and its row. Asserts what every letter has."""
    document = Document.objects.filter(case_id=case.pk, template=template).latest("pk")
    documents.render(document.pk)
    document.refresh_from_db()
    with document.file.open("rb") as file:
        pdf = file.read()
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in pdf
    text = pdf_text(pdf)
    for expected in (document.title, document.number, documents.BUREAU_NAME, case.number, document.check_code):
        assert re.sub(r"\s", "", expected) in text
    assert NAME in text
    assert "〓" not in text.replace("“〓”", "")
    return text


def correction():
    case = story.application(at=WHEN)
    asked = {("material", "inspection-report"): "缺盖章页", ("field", "equipment_name"): "与检验报告不一致"}
    story.do(case, "ask-correction", Actor.of(story.clerk()), on("2026-09-22"), remarks=asked, text="请使用原件扫描。")
    return case, ["1.检验报告：缺盖章页", "2.设备名称：与检验报告不一致", "请使用原件扫描", "一次告知", "第三十二条"]


def acceptance():
    case = story.application(at=WHEN)
    story.do(case, "accept", Actor.of(story.clerk()), WHEN)
    return case, ["2026年9月21日予以受理", "2026年10月26日前作出行政许可决定", "检验报告"]


def non_acceptance():
    case = story.application(at=WHEN)
    data = {"ground": "32-1-2", "explanation": "该设备应当由市局登记。", "authority": "淮安市市场监督管理局"}
    story.do(case, "refuse-acceptance", Actor.of(story.clerk()), WHEN, **data)
    return case, ["不属于本行政机关职权范围", "该设备应当由市局登记", "淮安市市场监督管理局", ADMINISTRATIVE_REMEDIES]


def excluded_time():
    case = story.application(at=WHEN)
    story.reviewing(case)
    data = {"reason": "expert-review", "expected_until": on("2026-10-30").date(), "note": "省特检院专家评审"}
    story.do(case, "exclude-time", Actor.of(story.reviewer()), on("2026-09-23"), **data)
    return case, ["依法需要进行专家评审", "2026年10月30日", "不计算在作出行政许可决定的期限内", "省特检院专家评审"]


def extension():
    case = story.application(at=WHEN)
    story.reviewing(case)
    story.do(case, "extend", story.head(), on("2026-09-23"), reason="需要向制造单位核实。")
    # 26 Oct + 10 wd: 27-30 Oct 1-4, 2-6 Nov 5-9, 9 Nov 10.
    return case, ["延长10个工作日", "2026年11月9日", "需要向制造单位核实"]


def hearing_right():
    case = story.application(at=WHEN)
    story.reviewing(case)
    data = {"reason": "相邻企业用地受影响", "third_parties": "邻居工贸有限公司"}
    story.do(case, "offer-hearing", Actor.of(story.reviewer()), on("2026-09-22"), **data)
    # 23, 24, 28, 29, 30 Sep (25-27 Mid-Autumn).
    return case, ["2026年9月30日前", "邻居工贸有限公司", "不承担本局组织听证的费用"]


def hearing_notice():
    case, _words = hearing_right()
    story.do(case, "ask-hearing", Actor.citizen(), on("2026-09-23"))
    data = {"held_for": on("2026-10-15"), "place": "三楼会议室", "chair": people.reviewer()}
    story.do(case, "notify-hearing", Actor.of(story.reviewer()), on("2026-09-24"), **data)
    return case, ["2026年10月15日09:30", "三楼会议室", "周文静", "申请回避"]


def decision():
    case = story.application(at=WHEN)
    story.reviewed(case)
    story.do(case, "grant", story.head(), on("2026-09-28"), decision_text="")
    return case, ["决定准予行政许可", "特种设备使用登记证", "2026年10月16日前"]


def refusal():
    case = story.application(at=WHEN, content={**story.CONTENT, "safety": True})
    story.reviewed(case, opinion="refuse")
    story.do(case, "refuse", story.head(), on("2026-09-28"), decision_text="检验报告系伪造。", found_false=True)
    return case, ["检验报告系伪造", "第七十八条", "2027年9月28日前不得再次申请", ADMINISTRATIVE_REMEDIES]


def delegated_refusal():
    bodies = {"delegated_by": "淮安市市场监督管理局", "review_body": "淮安市人民政府"}
    case = story.application(at=WHEN, content={**story.CONTENT, **bodies})
    story.reviewed(case, opinion="refuse")
    story.do(case, "refuse", story.head(), on("2026-09-28"), decision_text="检验报告系伪造。")
    return case, ["受淮安市市场监督管理局委托作出", "以淮安市市场监督管理局为被申请人", "向淮安市人民政府申请行政复议", "行政诉讼法"]


def deemed():
    first = story.application(at=on("2022-10-01"))
    old = licensing.certificate(first, valid_from=on("2022-10-31").date(), valid_to=on("2026-10-30").date())
    case = story.application(at=WHEN, request="renewal", certificate=old)
    story.reviewing(case)
    story.do(case, "deem-renewed", Actor.system(), on("2026-10-31"))
    return case, ["2026年10月30日届满", old.number, "视为准予延续"]


def cancellation():
    first = story.application(at=on("2025-10-09"))
    old = licensing.certificate(first)
    case = story.application(at=WHEN, request="cancellation", certificate=old)
    story.reviewed(case)
    story.do(case, "grant", story.head(), on("2026-09-28"))
    return case, ["决定准予注销", old.number, "2026年9月28日"]


def delivery():
    case, _words = decision()
    story.do(case, "deliver", Actor.of(story.clerk()), on("2026-09-29"), mode="collect", receiver="李建国")
    return case, ["窗口领取", "李建国", "2026年9月29日", "收件人（签字）"]


def site_check():
    case = story.application("XK-01", at=WHEN, content=story.EQUIPMENT)
    at = story.reviewing(case)
    story.plan(case, at)
    story.sign(case, at + timedelta(days=1))
    story.do(case, "record-check", Actor.of(story.reviewer()), at + timedelta(days=1))
    return case, ["登记标志置于显著位置：符合", "核查结论：符合要求", "一号车间", "苏08040002", "李建国厂长"]


MAKERS = {
    "correction-notice": correction,
    "acceptance-notice": acceptance,
    "non-acceptance-notice": non_acceptance,
    "excluded-time-notice": excluded_time,
    "extension-notice": extension,
    "hearing-right-notice": hearing_right,
    "hearing-notice": hearing_notice,
    "permit-decision": decision,
    "permit-refusal": refusal,
    "deemed-decision": deemed,
    "cancellation-decision": cancellation,
    "delivery-receipt": delivery,
    "site-check-record": site_check,
}


def test_no_letter_is_left_out():
    assert set(MAKERS) == {kind.code for kind in LETTER_KINDS}


@pytest.mark.parametrize("template", MAKERS)
def test_every_letter_says_what_it_must(template):
    case, words = MAKERS[template]()
    text = text_of(case, template)
    for expected in words:
        assert re.sub(r"\s", "", expected) in text


def test_a_person_is_addressed_by_the_full_name():
    case = story.application(at=WHEN, applicant_type="person", applicant_name="李*国", enterprise_code="")
    story.do(case, "accept", Actor.of(story.clerk()), WHEN)
    document = Document.objects.get(case_id=case.pk)
    assert documents.letter_text(document)["facts"]["addressee"] == "李建国"


def test_a_decision_by_delegation_names_the_government_that_reviews_it_and_no_other():
    case, words = delegated_refusal()
    text = re.sub(r"\s", "", text_of(case, "permit-refusal"))
    assert all(re.sub(r"\s", "", one) in text for one in words)
    assert "本级人民政府" not in text
