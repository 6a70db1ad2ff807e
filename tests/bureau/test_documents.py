"""Letters: issued once, rendered once, unchangeable, and readable by machines and people."""

import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from celery import Celery
from django.db import InternalError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.db.utils import DatabaseError
from django.http import Http404
from django.test import Client
from django.urls import reverse

from bureau import documents, letters, numbering, tasks, typesetting, waking
from bureau.models import Case, Document, NumberCounter, private_storage
from tests import people
from tests.factories.papers import AT, make_case
from tests.pdf_text import pdf_text

FACTS = {
    "addressee": "张三丰",
    "respondent": "楚州某某超市",
    "received_on": date(2026, 5, 6),
    "subject": "电热水壶漏电",
    "statement": "五月一日购买的电热水壶，三天后漏电。",
    "wish": "退货并赔偿",
    "ground_text": "自知道或者应当知道权益受到侵害之日起超过三年",
    "explanation": "商品购买于2021年。",
    "agreement": "一、被投诉人退货退款。\n二、被投诉人赔偿三百元。",
    "recovered": Decimal("300"),
    "paragraphs": ["您的咨询已经收悉。", "现答复如下。"],
    "materials": ["检验报告", "营业执照"],
}

KNOWN = {kind.code for kind in letters.letter_kinds()}


def issue(case: Case, kind: str = "complaint-acceptance", **changes) -> Document:
    # Letters of the floors above have facts of their own: any words will do for those.
    others = dict.fromkeys(letters.letter_kind(kind).requires - FACTS.keys() if kind in KNOWN else (), "某项事实")
    return documents.issue_document(case, kind, others | FACTS | changes, by=people.clerk(), at=AT)


def pdf_of(document: Document) -> bytes:
    documents.render(document.pk)
    document.refresh_from_db()
    with document.file.open("rb") as file:
        return file.read()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind.code for kind in letters.letter_kinds()])
def test_every_letter_is_pdf_a_with_its_text_extractable(kind, settings):
    settings.SITE_URL = "https://portal.example"
    document = issue(make_case(), kind)
    pdf = pdf_of(document)
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert b"/GTS_PDFA1" in pdf
    text = pdf_text(pdf)
    letter = letters.letter_kind(kind)
    address = f"https://portal.example/verify/{document.check_code}/"
    common = (letter.title, document.number, "2026年5月8日", documents.BUREAU_NAME, document.check_code, address, "印章")
    for expected in (*common, *letter.remedies):
        assert re.sub(r"\s", "", expected) in text
    if "addressee" in letter.requires:
        assert "张三丰" in text
    assert document.sha256 == hashlib.sha256(pdf).hexdigest()


@pytest.mark.django_db
def test_same_text_gives_the_same_bytes():
    document = issue(make_case())
    text = documents.letter_text(document)
    first, second = (typesetting.typeset(document.template, text, at=AT) for _turn in range(2))
    assert first == second
    other = typesetting.typeset(document.template, text | {"title": "别的"}, at=AT)
    assert other != first


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "opened_on", "basis"),
    [
        ("complaint-refusal", date(2026, 4, 15), "总局令第121号）第十六条"),
        ("complaint-refusal", date(2026, 4, 14), "总局令第20号）第十五条"),
        ("termination-notice", date(2026, 4, 15), "总局令第121号）第二十三条"),
        ("termination-notice", date(2026, 4, 14), "总局令第20号）第二十一条"),
    ],
)
def test_a_case_keeps_the_rule_of_the_day_it_was_received(kind, opened_on, basis):
    case = make_case(opened_at=AT.replace(month=opened_on.month, day=opened_on.day))
    assert basis in pdf_text(pdf_of(issue(case, kind)))


@pytest.mark.django_db
def test_what_a_citizen_wrote_is_printed_not_run():
    hostile = '#read("/etc/passwd") #image("x") $x$ *b* @ref <label> \\ "quoted" `raw` // comment'
    text = pdf_text(pdf_of(issue(make_case(), "complaint-refusal", explanation=hostile)))
    # Typst sets straight quotes of a text as they are; spaces are only positions in a PDF.
    assert hostile.replace(" ", "") in text


@pytest.mark.django_db
def test_a_character_without_glyph_never_stops_a_letter():
    text = pdf_text(pdf_of(issue(make_case(), addressee="李𠮷😀\u202e明\x07")))
    assert "李〓〓明：" in text
    assert "字库暂缺的字" in text


def test_glyph_table_knows_common_and_rare_characters():
    known = typesetting.drawable()
    assert {ord(c) for c in "汉字〔〕〓㐀A9℃"} <= known
    assert ord("😀") not in known


@pytest.mark.django_db
def test_issuing_fixes_number_code_and_sealed_text(django_assert_num_queries):
    case, clerk = make_case(), people.clerk()
    # Number and row; the savepoint of Document.save is not opened.
    with django_assert_num_queries(2):
        document = documents.issue_document(case, "complaint-acceptance", FACTS, by=clerk, at=AT)
    assert document.number == "淮楚市监投受〔2026〕1号"
    assert re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){2}[2-9A-HJKMNP-Z]{4}", document.check_code)
    assert (document.title, document.for_citizen, document.is_rendered) == ("投诉受理告知书", True, False)
    document.refresh_from_db()
    assert "张三丰" not in json.dumps(document.source, ensure_ascii=False)
    facts = documents.letter_text(document)["facts"]
    assert (facts["addressee"], facts["received_on"], facts["recovered"], facts["handler"]) == ("张三丰", "2026年5月6日", "300.00", "")


@pytest.mark.django_db
def test_later_changes_of_office_do_not_reach_an_issued_letter():
    case = make_case()
    document = issue(case)
    case.office.name = "改名的科室"
    case.office.save()
    text = pdf_text(pdf_of(document))
    assert "12365举报投诉中心" in text
    assert "改名的科室" not in text


@pytest.mark.django_db
def test_year_of_the_number_is_that_of_shanghai():
    late = AT.replace(month=12, day=31, hour=17)
    document = documents.issue_document(make_case(), "letter", FACTS, by=None, at=late)
    assert document.number == "淮楚市监函〔2027〕1号"


@pytest.mark.django_db
@pytest.mark.parametrize("gone", [{"ground_text": ""}, {"addressee": None}])
def test_letter_without_its_facts_takes_no_number(gone):
    with pytest.raises(documents.IncompleteLetter, match=next(iter(gone))):
        issue(make_case(), "complaint-refusal", **gone)
    assert not NumberCounter.objects.exists()
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_unknown_letter_is_an_error_of_code():
    with pytest.raises(LookupError):
        issue(make_case(), "no-such-letter")


@pytest.mark.django_db(transaction=True)
def test_issuing_needs_the_callers_transaction():
    with pytest.raises(TransactionManagementError):
        issue(make_case())
    assert not Document.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_rolled_back_letter_gives_its_number_back(monkeypatch):
    monkeypatch.setattr(documents, "wake", lambda task: None)
    case = make_case()
    with pytest.raises(DatabaseError), transaction.atomic():
        issue(case)
        raise DatabaseError
    with transaction.atomic():
        assert issue(case).number == "淮楚市监投受〔2026〕1号"


@pytest.mark.django_db(transaction=True)
def test_losing_redis_loses_no_letter(monkeypatch, caplog):
    # Nothing listens on port 1: it refuses at once, as a stopped Redis does.
    monkeypatch.setattr(waking, "current_app", Celery("test", broker="redis://127.0.0.1:1/0", set_as_current=False))
    with transaction.atomic():
        document = issue(make_case())
    assert "task queue is away" in caplog.text
    assert tasks.render_documents() == 1
    document.refresh_from_db()
    assert document.is_rendered


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_woken_after_commit_and_not_before(monkeypatch):
    woken: list[str] = []
    monkeypatch.setattr(documents, "wake", woken.append)
    with transaction.atomic():
        issue(make_case())
        assert woken == []
    assert woken == [tasks.render_documents.name] == ["bureau.render_documents"]


@pytest.mark.django_db
def test_rendering_twice_changes_nothing():
    document = issue(make_case())
    assert documents.render(document.pk) is True
    document.refresh_from_db()
    frozen = (document.file.name, document.sha256)
    assert documents.render(document.pk) is False
    assert tasks.render_documents() == 0
    document.refresh_from_db()
    assert (document.file.name, document.sha256) == frozen


@pytest.mark.django_db(transaction=True)
def test_many_workers_render_each_document_once(monkeypatch):
    monkeypatch.setattr(documents, "wake", lambda task: None)
    with transaction.atomic():
        case = make_case()
        expected = {issue(case).pk for _turn in range(6)}
    done: list[str] = []
    real = documents.typeset

    def counting(template, text, *, at):
        done.append(text["check_code"])
        return real(template, text, at=at)

    monkeypatch.setattr(documents, "typeset", counting)

    def work(_turn: int) -> int:
        try:
            return documents.render_pending()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        total = sum(pool.map(work, range(4)))
    assert total == len(done) == len(set(done)) == 6
    assert set(Document.objects.exclude(sha256="").values_list("pk", flat=True)) == expected


@pytest.mark.django_db
def test_one_bad_letter_does_not_hold_up_the_rest(caplog):
    case = make_case()
    bad, good = issue(case), issue(case)
    Document.objects.filter(pk=bad.pk).update(template="no-such-template")
    assert documents.render_pending() == 1
    assert f"Document {bad.pk} cannot be rendered" in caplog.text
    good.refresh_from_db()
    assert good.is_rendered


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"number": "另一号"}, {"sha256": "0" * 64}, {"source": {}}, {"check_code": "AAAA-AAAA-AAAA"}])
def test_database_refuses_to_change_a_rendered_document(change):
    document = issue(make_case())
    documents.render(document.pk)
    with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**change)
    with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic():
        document.delete()


@pytest.mark.django_db
def test_file_left_by_a_dead_run_is_replaced():
    document = issue(make_case())
    path = documents._storage_path(document)
    with private_storage().open(path, "wb") as file:
        file.write(b"half a file")
    assert pdf_of(document).startswith(b"%PDF-")
    assert document.file.name == path


@pytest.mark.django_db
def test_staff_download_renders_at_once_and_others_find_nothing():
    case = make_case()
    document = issue(case)
    url = reverse("bureau:document", args=[case.number, document.pk])
    assert Client().get(url).status_code == 302
    assert people.signed_in(Client(), people.clerk_elsewhere()).get(url).status_code == 404
    assert people.signed_in(Client(), people.stranger()).get(url).status_code == 403
    response = people.signed_in(Client(), people.clerk()).get(url)
    document.refresh_from_db()
    assert hashlib.sha256(b"".join(response.streaming_content)).hexdigest() == document.sha256
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''")
    other = reverse("bureau:document", args=[make_case("TS20260506000099").number, document.pk])
    assert people.signed_in(Client(), people.clerk()).get(other).status_code == 404


@pytest.mark.django_db
def test_changed_or_lost_file_is_not_handed_out(caplog):
    case = make_case()
    document = issue(case)
    documents.render(document.pk)
    document.refresh_from_db()
    path = private_storage().path(document.file.name)
    with Path(path).open("ab") as file:
        file.write(b"forged")
    with pytest.raises(documents.DocumentNotReady):
        documents.open_document(document)
    url = reverse("bureau:document", args=[case.number, document.pk])
    assert people.signed_in(Client(), people.clerk()).get(url).status_code == 503
    assert "is not the one that was issued" in caplog.text
    private_storage().delete(document.file.name)
    with pytest.raises(Http404):
        documents.open_document(document)


def test_every_letter_has_a_number_and_a_template():
    for kind in letters.letter_kinds():
        assert kind.number_kind in numbering.PREFIXES
        assert (typesetting.template_root() / f"{kind.template}.typ").is_file()


def test_letter_kinds_are_registered_once():
    kind = letters.letter_kind("letter")
    letters.register(kind)
    with pytest.raises(ValueError, match="twice"):
        letters.register(letters.LetterKind("letter", "别的", "letter", "letter", requires=frozenset()))
    assert letters.letter_kind("letter") is kind
