"""Anybody checks a document: by code, by QR address, by the file itself. Nothing about people is shown."""

import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bureau import documents, verification
from bureau.models import Document, DocumentCheck
from bureau.views import papers
from tests import people
from tests.factories.papers import AT, make_case

FACTS = {"addressee": "张三丰", "respondent": "楚州某某超市", "received_on": "2026-05-06"}
UNKNOWN = "2222-3333-4444"


@pytest.fixture
def document(db) -> Document:
    issued = documents.issue_document(make_case(), "complaint-acceptance", FACTS, by=people.clerk(), at=AT)
    documents.render(issued.pk)
    issued.refresh_from_db()
    return issued


def page(code: str, **options):
    return Client().get(reverse("bureau:verify-code", args=[code]), **options)


def test_form_leads_to_the_address_of_the_code(document):
    assert Client().get(reverse("bureau:verify")).status_code == 200
    typed = document.check_code.replace("-", " ").lower()
    response = Client().get(reverse("bureau:verify"), {"code": typed})
    assert response.status_code == 302
    assert response["Location"] == f"/verify/{document.check_code}/"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "K7QF", "K7QF-9M2P-4TX0", "K7QF-9M2P-4TXDD", "张三张三张三张三张三张三"])
def test_impossible_code_is_explained_without_a_lookup(typed, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = Client().get(reverse("bureau:verify"), {"code": typed})
    assert response.status_code == 200
    assert response.context["form"].errors["code"]


def test_valid_document_is_shown_without_people(document):
    response = page(document.check_code)
    text = response.content.decode()
    assert response.status_code == 200
    for shown in (document.number, "投诉受理告知书", "2026年5月8日", documents.BUREAU_NAME, "12365举报投诉中心", document.sha256, "有效"):
        assert shown in text
    for hidden in ("张三丰", "楚州某某超市", document.case.number, document.case.title):
        assert hidden not in text
    assert "no-store" in response["Cache-Control"]


def test_code_is_read_as_people_type_it(document):
    assert page(document.check_code.lower().replace("-", "")).status_code == 200


@pytest.mark.django_db
def test_unknown_code_is_not_found_and_says_what_to_do():
    response = page(UNKNOWN)
    assert response.status_code == 404
    assert "没有这份文书" in response.content.decode()


@pytest.mark.django_db
def test_document_not_yet_rendered_is_valid_without_a_hash():
    issued = documents.issue_document(make_case(), "complaint-acceptance", FACTS, by=people.clerk(), at=AT)
    response = page(issued.check_code)
    assert response.status_code == 200
    assert "compare-form" not in response.content.decode()
    assert "正在生成" in response.content.decode()


def compare(document: Document, content: bytes):
    url = reverse("bureau:verify-code", args=[document.check_code])
    return Client().post(url, {"file": SimpleUploadedFile("a.pdf", content, content_type="application/pdf")})


def test_genuine_and_changed_files(document):
    with document.file.open("rb") as file:
        pdf = file.read()
    same = compare(document, pdf)
    assert same.context["same"] is True
    assert "文件属实" in same.content.decode()
    changed = compare(document, pdf.replace(b"%%EOF", b"%%EOE"))
    assert changed.context["same"] is False
    assert "不是本局出具的文件" in changed.content.decode()


def test_missing_and_huge_files_are_explained(document, monkeypatch):
    monkeypatch.setattr(papers, "MAX_COMPARED_BYTES", 1000)
    for response in (Client().post(reverse("bureau:verify-code", args=[document.check_code])), compare(document, b"x" * 1001)):
        assert response.status_code == 200
        assert response.context["same"] is None
        assert response.context["compare"].errors["file"]


@pytest.mark.django_db
def test_thirty_checks_a_minute_then_a_pause(document):
    client = Client()
    url = reverse("bureau:verify-code", args=[UNKNOWN])
    assert {client.get(url).status_code for _turn in range(papers.CHECKS_PER_MINUTE)} == {404}
    refused = client.get(reverse("bureau:verify-code", args=[document.check_code]))
    assert refused.status_code == 429
    assert document.number not in refused.content.decode()
    assert client.get(url, REMOTE_ADDR="198.51.100.7").status_code == 404


def test_checks_are_logged(document, caplog):
    with caplog.at_level(logging.INFO, logger="bureau.views.papers"):
        page(document.check_code)
        page(UNKNOWN)
    assert f"code={document.check_code} known=True" in caplog.text
    assert f"code={UNKNOWN} known=False" in caplog.text


def test_bounded_queries(document, django_assert_num_queries):
    page(document.check_code)
    # The document, and the line of the log.
    with django_assert_num_queries(2):
        page(document.check_code)


def test_each_check_of_a_known_document_is_kept_without_the_address(document):
    page(document.check_code, REMOTE_ADDR="198.51.100.7")
    page(document.check_code, REMOTE_ADDR="198.51.100.7")
    page(document.check_code, REMOTE_ADDR="198.51.100.8")
    Client().head(reverse("bureau:verify-code", args=[document.check_code]))
    page(UNKNOWN)
    kept = list(DocumentCheck.objects.values_list("document_id", "address_digest"))
    assert [document_id for document_id, _digest in kept] == [document.pk] * 3
    digests = [digest for _document_id, digest in kept]
    assert len(set(digests)) == 2
    assert not any("198.51" in digest for digest in digests)
    assert verification.count_checks(document.pk) == 3


@pytest.fixture
def standing(document, monkeypatch):
    """An app that knows how documents of this template stand."""
    monkeypatch.setattr(verification, "_standings", {})

    def stands(**values):
        verification.register(document.template, lambda pk: verification.Standing(**values) if pk == document.pk else None)

    return stands


def test_a_certificate_that_no_longer_holds_is_not_called_valid(document, standing):
    standing(words="已暂停", tone="waiting", is_good=False, rows=(("自", "2026年6月1日"),))
    text = page(document.check_code).content.decode()
    for shown in ("已暂停", "2026年6月1日", "目前不具有效力"):
        assert shown in text
    assert ">有效<" not in text


def test_one_that_holds_says_so(document, standing):
    standing(words="现行有效", tone="success", is_good=True)
    text = page(document.check_code).content.decode()
    assert "现行有效" in text
    assert "目前不具有效力" not in text


def test_two_apps_cannot_both_say_how_a_document_stands(document, standing):
    standing(words="一", tone="success", is_good=True)
    with pytest.raises(ValueError, match="Two apps"):
        standing(words="二", tone="success", is_good=True)


def test_the_seal_of_an_uploaded_file_is_told(document):
    with document.file.open("rb") as file:
        pdf = file.read()
    whole = compare(document, pdf)
    assert whole.context["seal"].is_genuine
    assert "电子印章完整有效" in whole.content.decode()
    assert document.sealed_as in whole.content.decode()
    broken = compare(document, pdf.replace(b"/Type", b"/Tyqe", 1))
    assert "电子印章已被破坏" in broken.content.decode()
    added = compare(document, pdf + b"\n% more\n")
    assert "加盖印章之后" in added.content.decode()
    none = compare(document, b"no PDF at all")
    assert "没有电子印章" in none.content.decode()


def test_code_alphabet_has_no_look_alikes():
    codes = {documents.new_check_code() for _turn in range(500)}
    assert len(codes) == 500
    assert not set("".join(codes)) & set("01OIL")
    assert all(documents.normal_check_code(code) == code for code in codes)
