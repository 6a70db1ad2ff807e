"""Every form is set from a full case, says what the law wants of it, and is shown before it is issued."""

import io
from decimal import Decimal

import pypdf
import pytest
from django.urls import reverse

from bureau import documents, eseal
from bureau.letters import letter_kind
from bureau.models import Document, NumberCounter
from licensing.papers import kinds, words
from licensing.papers.facts import discretion_of
from licensing.papers.labels import LABELS
from licensing.papers.sources import source_of
from tests.factories.penalties import NOON, charge, penalty_case
from tests.licensing.papers.whole_case import issue, measure_case, record, whole_case
from tests.pdf_text import pdf_text
from tests.people import officer, signed_in

pytestmark = pytest.mark.django_db


# What only the step or its own table knows: the preview of a case as it stands lacks it.
NOT_IN_THE_TABLES = {
    "penalty-extension": ["reason"],
    "interview-notice": ["when", "place"],
    "measure-decision": ["until"],
    "measure-extension": ["until"],
    "spot-decision": ["place"],
    "service-announcement": ["where"],
}


def own_case(case, code):
    return case.measures.first() if kinds.ALL[code].measure else case


def test_every_form_is_set_from_a_full_case():
    case = whole_case()
    faults = []
    for code, form in kinds.ALL.items():
        own = own_case(case, code)
        source = source_of(code, own)
        if empty := [name for name in (*form.requires, *form.wanted) if not source.get(name)]:
            faults.append((code, empty))
        pdf = documents.preview_document(own, code, source, at=NOON)
        text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
        assert form.title in text.replace("\n", ""), code
    lacking = [(code, names) for code, names in faults if names != NOT_IN_THE_TABLES.get(code)]
    assert lacking == []


def test_every_form_has_a_template_of_its_own_and_a_number(settings):
    folder = settings.BASE_DIR / "templates" / "documents"
    assert len(kinds.ALL) == 45
    for code, form in kinds.ALL.items():
        letter = letter_kind(code)
        assert (letter.template, letter.number_kind, letter.title) == (code, code, form.title)
        assert (folder / f"{code}.typ").read_text().startswith("//"), code
        assert letter.for_citizen is not form.inside


def printed(code, case, subject=None):
    return "".join(text_of(documents.preview_document(case, code, source_of(code, case, subject), at=NOON)).split())


def text_of(pdf):
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_the_decision_states_what_article_59_lists():
    text = printed("penalty-decision", whole_case())
    for wanted in (
        "淮安市鑫源机械有限公司",
        "淮城镇工业路8号",
        "抽查发现该批次产品强度不合格",
        "书证：证据材料1",
        "《中华人民共和国产品质量法》第四十九条",
        "人民币壹万元整（¥10,000.00）",
        "人民币壹仟贰佰零伍元陆角整",
        "十五日内",
        "六十日内",
        "淮安市楚州区人民政府",
        "六个月内",
        "淮安市楚州区质量和市场监督管理局",
        "2026年11月23日",
        "已召回全部产品",
        "予以采纳",
        "一般行政处罚",
        "国家企业信用信息公示系统",
    ):
        assert wanted in text, wanted


def test_a_warning_alone_is_not_announced_as_public():
    case = whole_case(sanctions=["警告"], fine=0, confiscation=0)
    assert "国家企业信用信息公示系统" not in printed("penalty-decision", case)


def test_the_notice_tells_the_hearing_only_where_there_is_one():
    case = whole_case()
    assert "要求举行听证" in printed("penalty-notice", case)
    small = penalty_case("reviewing")
    assert "要求举行听证" not in printed("penalty-notice", small)
    assert "不因陈述、申辩而给予更重的处罚" in printed("penalty-notice", small)


def test_against_a_spot_decision_review_comes_first():
    text = printed("spot-decision", whole_case(), {"place": "农贸市场", "cash": True})
    assert "对当场作出的行政处罚决定不服的" in text
    assert "应当先申请行政复议" in text
    assert "农贸市场" in text
    assert "专用票据" in text


def test_the_measure_decision_has_its_inventory():
    text = printed("measure-decision", measure_case())
    for wanted in ("钢瓶", "阀门", "10只", "库房", "六十日内", "由当事人和本局分别保存"):
        assert wanted in text, wanted


def test_a_record_carries_the_signatures_drawn():
    case = penalty_case()
    source = source_of("interview-record", case, record(case, "interview"))
    drawings = [row[2] for row in source["signatures"]]
    assert drawings[0] == ""
    assert drawings[1].startswith("<svg")
    pdf = pypdf.PdfReader(io.BytesIO(documents.preview_document(case, "interview-record", source, at=NOON)))
    assert any(page.images for page in pdf.pages)


def test_a_preview_takes_no_number_and_says_what_it_is():
    case = penalty_case()
    before = list(NumberCounter.objects.values_list("kind", "last"))
    text = printed("penalty-notice", case)
    assert "预览" in text
    assert list(NumberCounter.objects.values_list("kind", "last")) == before
    assert not Document.objects.exists()


def test_a_form_is_issued_numbered_sealed_and_genuine():
    paper = issue(penalty_case(), "penalty-notice")
    documents.render(paper.pk)
    paper.refresh_from_db()
    with paper.file.open("rb") as stored:
        pdf = stored.read()
    assert paper.number == "淮楚市监罚告〔2026〕1号"
    assert eseal.check(pdf).is_genuine
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert "预览" not in pdf_text(pdf)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "零元整"),
        ("10000", "壹万元整"),
        ("10005", "壹万零伍元整"),
        ("100000000", "壹亿元整"),
        ("1205.60", "壹仟贰佰零伍元陆角整"),
        ("20.05", "贰拾元零伍分"),
        ("0.35", "叁角伍分"),
        ("10010010", "壹仟零壹万零壹拾元整"),
        ("100000305.07", "壹亿零叁佰零伍元零柒分"),
    ],
)
def test_sums_in_capitals(amount, text):
    assert words.capitals(Decimal(amount)) == text


def test_the_preview_page_says_in_words_what_is_missing(client):
    case = penalty_case("deciding")
    signed_in(client, officer())
    page = client.get(reverse("licensing:paper-form", args=[case.number, "penalty-decision"])).content.decode()
    assert str(LABELS["penalties"]) in page
    preview = client.get(reverse("licensing:paper-preview", args=[case.number, "penalty-decision"]))
    assert preview["Content-Type"] == "application/pdf"
    assert preview.content.startswith(b"%PDF")
    assert client.get(reverse("licensing:paper-form", args=[case.number, "measure-decision"])).status_code == 404


def test_a_reason_typed_as_a_sentence_ends_in_one_full_stop():
    line = charge(penalty_case(), tier="light", factor_note="主动减轻违法行为危害后果。")
    assert discretion_of([line])[0].endswith("；主动减轻违法行为危害后果。")
