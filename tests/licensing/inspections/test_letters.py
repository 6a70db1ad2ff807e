"""The letters of inspections: set as PDF with Chinese text one can select, saying what the law wants said."""

import pytest

from bureau import documents
from bureau.letters import letter_kind
from bureau.models import Document
from licensing.inspections.letters import KINDS
from tests.licensing.inspections import scenes
from tests.licensing.inspections.scenes import take
from tests.pdf_text import pdf_text

pytestmark = pytest.mark.django_db


def text_of(case, template):
    paper = Document.objects.get(case_id=case.pk, template=template)
    documents.render(paper.pk, wait=True)
    paper.refresh_from_db()
    with paper.file.open() as stored:
        pdf = stored.read()
    assert pdf.startswith(b"%PDF")
    return paper, "".join(pdf_text(pdf).split())


def test_all_letters_of_a_sampling_that_failed_twice():
    case = scenes.told(scenes.FAILED)
    case = take(case, "ask-retest", {"reason": "对净含量有异议"})
    case = take(case, "record-retest", scenes.RETEST_FAILED)
    case = take(case, "order-rectification", scenes.ORDER)
    lead = scenes.team_of(case)[0]
    paper, notice = text_of(case, "inspection-notice")
    assert paper.number.startswith("淮楚市监检通〔2026〕")
    assert case.enterprise_name in notice
    assert lead.certificate_number in notice
    assert "被检查人不得拒绝" in notice
    _paper, record = text_of(case, "sampling-record")
    for words in ("抽样基数：300袋", "FY-2026-0001", "不向被检查人收取检验费用", "第十五条", "已抽取样品"):
        assert words in record, words
    _paper, result = text_of(case, "sampling-result")
    for words in ("不合格", "净含量：标准值500g，实测值452g，不合格。", "十五日内", "申请复检", "WT-2"):
        assert words in result, words
    _paper, retest = text_of(case, "retest-result")
    for words in ("复检", "江苏省产品质量监督检验研究院", "FJ-2", "于2026年11月23日对速冻水饺"):
        assert words in retest, words
    _paper, order = text_of(case, "rectification-order")
    for words in ("第十七条", "2027年1月22日前改正", "停止销售该批次产品", "行政复议", "行政诉讼"):
        assert words in order, words


@pytest.mark.parametrize(("step", "words"), [("record-no-product", "现场无可抽样品"), ("record-refusal", "被检查人拒绝抽样")])
def test_the_record_of_a_visit_without_a_sample(step, words):
    case = take(take(scenes.inspection(), "print-notice"), step, {"finding": "厂区大门紧闭。"})
    _paper, record = text_of(case, "sampling-record")
    assert words in record
    assert "厂区大门紧闭" in record
    assert "被检查人未签字" in record


def test_letters_of_a_check_of_standards():
    case = take(take(scenes.inspection(scenes.STANDARDS), "print-notice"), "find-defects", scenes.DEFECT)
    case = take(case, "order-rectification", scenes.ORDER)
    number = "".join(case.standard.number.split())
    for template, words in (
        ("inspection-notice", "第三十二条"),
        ("standard-check-result", "是否公开所执行标准的编号和名称（第二十七条第一款）：否"),
        ("rectification-order", "第三十八条"),
    ):
        _paper, text = text_of(case, template)
        assert words in text, template
        assert number in text, template


def test_every_kind_is_registered_with_a_number_of_its_own():
    assert len({letter_kind(kind.code).number_kind for kind in KINDS}) == len(KINDS) == 6
