"""The volume: everything of a case in one PDF with running page numbers, made once, for those who see the case."""

import hashlib
import io

import pypdf
import pytest
from django.urls import reverse

from bureau.attachments import accept_file
from licensing.models import CaseVolume, EvidenceFile
from licensing.papers import volume
from licensing.tasks import make_volumes
from tests.factories.papers import photo, upload, video
from tests.factories.penalties import NOON, penalty_case
from tests.licensing.papers.whole_case import issue, measure_case, whole_case
from tests.people import officer, second_officer, signed_in, stranger

pytestmark = pytest.mark.django_db


def attach(case, name, content):
    return accept_file(upload(name, content), case=case, by=officer(), from_citizen=False, at=NOON)


def blank_pdf(pages):
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(400, 600)
    writer.write(out)
    return out.getvalue()


def made(case):
    row = volume.ask(case, by=officer(), at=NOON)
    assert volume.make(row.pk, at=NOON)
    row.refresh_from_db()
    with row.file.open("rb") as stored:
        return row, stored.read()


def test_it_holds_papers_pictures_and_files_with_running_numbers():
    case = whole_case()
    piece = case.evidence.first()
    picture = attach(case, "现场.jpg", photo(size=(300, 200)))
    EvidenceFile.objects.create(evidence=piece, attachment=picture, sha256=picture.sha256)
    attach(case, "账册.pdf", blank_pdf(3))
    attach(case, "录像.mp4", video())
    measure_paper = issue(case.measures.first(), "measure-inventory")
    row, pdf = made(case)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    titles = {entry[0]: entry for entry in row.entries}
    assert titles["账册.pdf"][4] == 3
    assert f"证据1：{piece.title}（现场.jpg）" in titles
    assert titles[volume.LOOSE_TITLE]
    assert "录像.mp4" not in titles
    assert measure_paper.number in [entry[1] for entry in row.entries]
    assert [entry[3] for entry in row.entries] == [1 + sum(one[4] for one in row.entries[:place]) for place in range(len(row.entries))]
    before = len(reader.pages) - row.pages
    assert before >= 2
    for number in (1, 2, row.pages):
        assert str(number) in reader.pages[before + number - 1].extract_text().split()
    index = "".join("".join(page.extract_text().split()) for page in reader.pages[:before])
    assert case.number in index
    assert measure_paper.number in index
    assert row.sha256 == hashlib.sha256(pdf).hexdigest()
    assert volume.progress(row)[0] == volume.progress(row)[1] > 0


def test_a_locked_pdf_is_listed_not_lost():
    case = penalty_case()
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(400, 600)
    writer.encrypt("secret")
    writer.write(out)
    attach(case, "加密.pdf", out.getvalue())
    row, pdf = made(case)
    assert [entry[0] for entry in row.entries] == [volume.LOOSE_TITLE]
    assert "加密.pdf" in pypdf.PdfReader(io.BytesIO(pdf)).pages[-1].extract_text()


def test_an_empty_case_has_a_cover():
    row, pdf = made(penalty_case())
    assert (row.entries, row.pages) == ([], 0)
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 2


def test_asked_twice_made_once():
    case = penalty_case()
    first = volume.ask(case, by=officer(), at=NOON)
    assert volume.ask(case, by=second_officer(), at=NOON) == first
    assert [make_volumes(), make_volumes()] == [1, 0]
    assert volume.ask(case, by=officer(), at=NOON) != first


def test_a_paper_that_cannot_be_read_is_said_and_others_go_on():
    broken, whole = penalty_case(), penalty_case()
    paper = issue(broken, "filing-approval")
    type(paper).objects.filter(pk=paper.pk).update(source={"sealed": "AAAA"})
    row = volume.ask(broken, by=officer(), at=NOON)
    volume.ask(whole, by=officer(), at=NOON)
    assert volume.make_pending(NOON) == 1
    row.refresh_from_db()
    assert paper.number in row.fault
    assert CaseVolume.objects.get(case=whole).made_at == NOON


def test_only_who_sees_the_case_gets_it(client):
    case = penalty_case()
    row, pdf = made(case)
    address = reverse("licensing:volume-file", args=[case.number, row.pk])
    signed_in(client, officer())
    assert b"".join(client.get(address)) == pdf
    assert client.get(reverse("licensing:volume-file", args=[penalty_case().number, row.pk])).status_code == 404
    outsider = penalty_case(officers=[second_officer()])
    assert client.get(reverse("licensing:papers", args=[outsider.number])).status_code == 404
    signed_in(client, stranger())
    assert client.get(address).status_code == 403


def test_asked_for_on_the_page(client, django_assert_max_num_queries):
    case = whole_case()
    measure_case(case)
    signed_in(client, officer())
    page = reverse("licensing:papers", args=[case.number])
    client.post(reverse("licensing:volume-ask", args=[case.number]))
    assert CaseVolume.objects.filter(case=case, made_at__isnull=True).count() == 1
    with django_assert_max_num_queries(25):
        assert client.get(page).status_code == 200
    make_volumes()
    assert CaseVolume.objects.get(case=case).sha256 in client.get(page).content.decode()
