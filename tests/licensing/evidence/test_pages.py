"""The pages: a ledger and records on a phone, files that open with a logged reason, nothing for whoever is outside the team."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.models import CaseMember, Reveal
from licensing.models import Evidence, Examination, FieldRecord
from tests import people
from tests.access import licensing_evidence
from tests.factories.papers import photo, upload
from tests.factories.penalties import penalty_case
from tests.licensing.evidence import pieces
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return pieces.case()


def url(case, name, *more):
    return reverse(f"licensing:{name}", args=[case.number, *more])


def desk(user=None):
    return signed_in(Client(), user or people.officer())


def local(moment=None):
    return timezone.localtime(moment or timezone.now()).strftime("%Y-%m-%dT%H:%M")


def entered(**changes):
    return {
        "kind": "media",
        "title": "生产车间照片",
        "proves": "涉案批次存放于成品库",
        "origin": "现场拍摄",
        "holder": "稽查大队",
        "obtained_at": local(),
        "pages": "1",
        "collected_by": people.officer().pk,
        "witnessed_by": people.second_officer().pk,
        **changes,
    }


# --- the ledger ---------------------------------------------------------------------------------------------------------------
def test_a_piece_is_entered_with_a_photo_from_the_camera_and_files(case):
    page = desk().get(url(case, "evidence-add")).content.decode()
    assert 'capture="environment"' in page and "multiple" in page
    files = {"photo": upload("拍照.jpg", photo()), "uploaded": [upload("a.png", photo(kind="PNG")), upload("b.jpg", photo(size=(70, 40)))]}
    answer = desk().post(url(case, "evidence-add"), {**entered(), **files})
    row = Evidence.objects.get(case=case)
    assert answer.url == url(case, "evidence-piece", row.number) and row.files.count() == 3
    shown = desk().get(answer.url).content.decode()
    assert all(one.sha256 in shown for one in row.files.all())


def test_a_refused_piece_says_the_article_and_keeps_the_text(case):
    answer = desk().post(url(case, "evidence-add"), entered(witnessed_by=people.officer().pk))
    page = answer.content.decode()
    assert answer.status_code == 422 and "第四十二条" in page and "生产车间照片" in page
    assert not Evidence.objects.exists()


def test_the_ledger_shows_asks_few_questions_and_prints_as_csv(case, django_assert_max_num_queries):
    for number in range(6):
        pieces.evidence(case, pieces.jpeg(size=(60 + number, 40)), title=f"照片{number}", holder="李建国")
    client = desk(people.supervisor())
    client.get(url(case, "evidence"))
    with django_assert_max_num_queries(12):
        page = client.get(url(case, "evidence")).content.decode()
    assert "照片5" in page
    text = "".join(part.decode() for part in client.get(url(case, "evidence-csv")).streaming_content)
    rows = list(csv.reader(StringIO(text)))
    assert len(rows) == 7 and rows[1][2] == "照片0" and len(rows[1][10]) == 64
    assert "李建国" not in text


def test_the_button_verifies_the_digests(case):
    row = pieces.evidence(case, pieces.jpeg())
    fine = desk().post(url(case, "evidence-verify")).content.decode()
    assert "没有变化" in fine or "unchanged" in fine
    stored = row.files.get().attachment.file
    with stored.storage.open(stored.name, "ab") as file:
        file.write(b"x")
    bad = desk().post(url(case, "evidence-verify")).content.decode()
    assert "alert-danger" in bad or 'role="alert"' in bad


def test_a_move_and_an_exclusion_from_the_page(case):
    row = pieces.evidence(case, obtained_at=pieces.NOON)
    move = {"giver": "稽查大队", "taker": "检验所", "place": "检验所", "reason": "送检", "moved_at": local()}
    assert desk().post(url(case, "evidence-move", 1), move).status_code == 302
    row.refresh_from_db()
    assert row.holder == "检验所"
    assert desk().post(url(case, "evidence-exclude", 1), {"reason": "未出示证件取得"}).status_code == 302
    assert "未出示证件取得" in desk().get(url(case, "evidence")).content.decode()
    again = desk().post(url(case, "evidence-exclude", 1), {"reason": "再次排除此件"})
    assert again.status_code == 422 and "第四十六条" in again.content.decode()


def test_what_a_person_said_opens_with_a_logged_reason(case):
    plain, sealed = pieces.evidence(case, pieces.jpeg()), pieces.evidence(case, pieces.jpeg(), kind="witness", title="证人证言")
    client = desk(people.approver())
    assert client.get(url(case, "evidence-file", 1, plain.files.get().pk))["Content-Type"] == "image/jpeg"
    address = url(case, "evidence-file", 2, sealed.files.get().pk)
    assert client.get(address)["Content-Type"].startswith("text/html")
    assert client.post(address, {"reason": "看"}).status_code == 422 and not Reveal.objects.exists()
    assert client.post(address, {"reason": "审核案件证据"})["Content-Type"] == "image/jpeg"
    assert Reveal.objects.get().user == people.approver()
    assert client.get(url(case, "evidence-file", 1, sealed.files.get().pk)).status_code == 404


# --- a record from the first question to the last signature -----------------------------------------------------------------------
def test_an_interview_on_a_phone(case):
    first, second = desk(), desk(people.second_officer())
    begun = {
        "kind": "interview",
        "place": "厂区办公室",
        "began_at": local(),
        "second": people.second_officer().pk,
        "questions": "interview-basic",
    }
    answer = first.post(url(case, "record-new"), begun)
    row = FieldRecord.objects.get(case=case)
    assert answer.url == url(case, "record", 1)
    page = first.get(answer.url).content.decode()
    assert "执法人员不出示执法证件的" in page and page.count("data-record-line") == len(row.lines) + 3
    typed = {"place": "厂区办公室", "began_at": local(row.began_at), "version": row.version, "rows": 2}
    lines = {"ask-0": "生产数量？", "answer-0": "100 件。", "ask-1": "", "answer-1": ""}
    early = first.post(answer.url, {**typed, **lines})
    assert early.status_code == 409 and "第五十五条" in early.content.decode() and "100 件。" in early.content.decode()
    saved = first.post(
        answer.url,
        {**typed, **lines, "rights_told": "on", "person": "李建国", "identity_number": "320803197001011234"},
        headers={"Accept": "application/json"},
    )
    assert saved.json() == {"version": row.version + 1}
    page = first.get(answer.url).content.decode()
    assert "李建国" not in page and "320803197001011234" not in page and "李**" in page
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]

    def sign(client, part):
        data = {"part": part, "digest": digest, "read_back": "on", "file": upload("签名.png", photo(kind="PNG"))}
        return client.post(url(case, "record-sign", 1), data)

    assert sign(first, "party").status_code == 302
    assert first.post(answer.url, {**typed, **lines, "rights_told": "on", "version": row.version + 1}).status_code == 409
    assert sign(first, "party").status_code == 422
    assert sign(first, "officer").status_code == 302
    assert sign(second, "officer").status_code == 302
    row.refresh_from_db()
    assert row.closed_at is not None
    closed = first.get(answer.url).content.decode()
    drawing = row.signatures.first().drawing_id
    assert "data-signature-pad" not in closed
    assert first.get(url(case, "record-picture", 1, drawing))["Content-Type"] == "image/png"
    assert first.get(url(case, "record-picture", 1, drawing + 999)).status_code == 404


def test_a_stale_text_comes_back_with_the_version_of_now(case):
    row = pieces.written(case)
    data = {"place": "别处", "began_at": local(row.began_at), "version": 1, "rows": 1, "rights_told": "on", "ask-0": "问", "answer-0": "答"}
    answer = desk().post(url(case, "record", 1), data)
    page = answer.content.decode()
    assert answer.status_code == 409 and "别处" in page and f'name="version" value="{row.version}"' in page


def test_a_refusal_from_the_page(case):
    pieces.written(case)
    page = desk().get(url(case, "record", 1)).content.decode()
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]
    assert desk().post(url(case, "record-refuse", 1), {"reason": "", "digest": digest}).status_code == 422
    assert desk().post(url(case, "record-refuse", 1), {"reason": "拒绝签名", "digest": "0" * 64}).status_code == 409
    assert desk().post(url(case, "record-refuse", 1), {"reason": "拒绝签名", "digest": digest}).status_code == 302
    assert "拒绝签名" in desk().get(url(case, "record", 1)).content.decode()


def test_the_person_is_shown_once_and_logged(case):
    pieces.written(case)
    client = desk(people.supervisor())
    assert "李建国" not in client.get(url(case, "record-person", 1)).content.decode()
    assert "李建国" in client.post(url(case, "record-person", 1), {"reason": "核对当事人身份"}).content.decode()
    assert Reveal.objects.get().user == people.supervisor()


# --- examinations -----------------------------------------------------------------------------------------------------------
def test_a_test_from_order_to_result(case):
    order = {
        "kind": "testing",
        "subject": "钢筋",
        "question": "力学性能",
        "laboratory": "检验所",
        "expected_on": (timezone.localdate() + timedelta(days=9)).isoformat(),
    }
    step = reverse("bureau:case-action", args=[case.number, "begin-examination"])
    assert "laboratory" in desk().get(step).content.decode()
    assert desk().post(step, {**order, "version": case.version}).status_code == 302
    assert "钢筋" in desk().get(url(case, "examinations")).content.decode()
    today = timezone.localdate().isoformat()
    assert desk().post(url(case, "examination-told", 1), {"on": today}).status_code == 302
    result = {"ended_on": today, "report_number": "检1", "conclusion": "不合格", "report": upload("报告.jpg", photo())}
    assert desk().post(url(case, "examination-end", 1), result).status_code == 302
    row = Examination.objects.get()
    assert (row.told_on, row.ended_on) == (timezone.localdate(), timezone.localdate())
    assert desk().get(url(case, "examination-report", 1))["Content-Type"] == "image/jpeg"
    assert desk().post(url(case, "examination-told", 1), {"on": today, "result": "on"}).status_code == 302
    assert desk().post(url(case, "examination-retest", 1), {"on": today, "note": "申请复检"}).status_code == 302
    page = desk().get(url(case, "examinations")).content.decode()
    assert "申请复检" in page and "检1" in page
    again = desk().post(url(case, "examination-end", 1), {**result, "report": upload("报告.jpg", photo())})
    assert again.status_code == 422 and Examination.objects.get().report_number == "检1"


# --- who sees it --------------------------------------------------------------------------------------------------------------
def test_the_cards_stand_on_the_case_page(case):
    pieces.evidence(case)
    pieces.signed(case)
    pieces.examination(case)
    page = desk().get(reverse("bureau:case", args=[case.number])).content.decode()
    assert "evidence-title" in page and "examinations-title" in page and url(case, "record", 1) in page


def addresses(case):
    file = pieces.evidence(case, pieces.jpeg()).files.get()
    pieces.written(case)
    pieces.examination(case)
    numbers = {"piece": 1, "turn": 1, "pk": file.pk}
    more = {
        "evidence-file": ("piece", "pk"),
        "record-picture": ("turn", "pk"),
        **dict.fromkeys(("evidence-piece", "evidence-files", "evidence-move", "evidence-exclude"), ("piece",)),
        **dict.fromkeys(("record", "record-photo", "record-sign", "record-refuse", "record-person"), ("turn",)),
        **dict.fromkeys(("examination-end", "examination-told", "examination-retest", "examination-report"), ("turn",)),
    }
    names = [name.removeprefix("licensing:") for name in licensing_evidence.ACCESS]
    return [url(case, name, *(numbers[part] for part in more.get(name, ()))) for name in names]


def test_an_officer_outside_the_team_finds_nothing_anywhere(case):
    found = addresses(case)
    outsider = people.officer_with_expired_certificate()
    CaseMember.objects.create(case=penalty_case(), user=outsider, part=CaseMember.Part.OFFICER, since=pieces.NOON)
    client = desk(outsider)
    for address in found:
        for answer in (client.get(address), client.post(address, {})):
            assert answer.status_code in (404, 405), address
    assert len(found) == len(licensing_evidence.ACCESS)


def test_a_granted_reader_reads_and_writes_nothing(case):
    pieces.evidence(case)
    reader = people.officer_with_expired_certificate()
    CaseMember.objects.create(case=case, user=reader, part=CaseMember.Part.GRANTED, since=pieces.NOON)
    client = desk(reader)
    assert "生产车间照片" in client.get(url(case, "evidence")).content.decode()
    refused = client.post(url(case, "evidence-exclude", 1), {"reason": "未出示证件取得"})
    assert refused.status_code == 422 and "第四十二条" in refused.content.decode()
    assert Evidence.objects.get().excluded_at is None
