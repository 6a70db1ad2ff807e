"""Evidence enters the ledger by two certified officers, keeps its digest, moves by links without a gap, and is struck out, not deleted."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from bureau.attachments import AttachmentRefused
from bureau.models import CaseMember, Document
from licensing.evidence import digests, ledger
from licensing.evidence.admission import EvidenceRefused
from licensing.models import Evidence, EvidenceFile, EvidenceMove
from tests import people
from tests.factories.papers import upload, video
from tests.factories.penalties import NOON, penalty_case
from tests.licensing.evidence import pieces

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return pieces.case()


def test_pieces_are_numbered_by_case_and_files_keep_their_digest(case):
    first = pieces.evidence(case, pieces.jpeg(), upload("录像.mp4", video()))
    second = pieces.evidence(case, title="销售台账", kind="document", is_copy=True, pages=12)
    elsewhere = pieces.evidence(pieces.case())
    assert (first.number, second.number, elsewhere.number) == (1, 2, 1)
    files = list(first.files.select_related("attachment").order_by("pk"))
    assert [one.attachment.content_type for one in files] == ["image/jpeg", "video/mp4"]
    assert [one.sha256 for one in files] == [digests.digest_of(one) for one in files]


def refusal(case, *, by=None, at=NOON, **changes):
    with pytest.raises(EvidenceRefused) as refused:
        ledger.add_evidence(case.pk, pieces.piece(**changes), by=by or people.officer(), at=at)
    assert not Evidence.objects.exists()
    return str(refused.value)


def test_one_officer_is_not_enough(case):
    assert "第四十二条" in refusal(case, witnessed_by=people.officer())


def test_an_officer_outside_the_team_does_not_count(case):
    outsider = people.officer_with_expired_certificate()
    assert "第四十二条" in refusal(case, witnessed_by=outsider)


def test_a_certificate_that_lapsed_before_the_day_does_not_count():
    lapsed = people.officer_with_expired_certificate()
    case = penalty_case(officers=[people.officer(), lapsed])
    words = refusal(case, witnessed_by=lapsed)
    assert str(lapsed) in words and "第四十二条" in words


def test_who_does_not_investigate_enters_nothing(case):
    for person in (people.reviewer(), people.approver(), people.supervisor()):
        assert "第四十二条" in refusal(case, by=person)


def test_who_left_the_team_enters_nothing(case):
    CaseMember.objects.filter(case_id=case.pk, user=people.second_officer()).update(until=NOON - timedelta(days=1))
    assert "第四十二条" in refusal(case, by=people.second_officer())


@pytest.mark.parametrize("state", ["decided", "executing", "closed"])
def test_after_the_decision_nothing_is_added(state):
    case = pieces.case(state, closed_at=NOON if state == "closed" else None)
    assert "第五十四条" in refusal(case)


def test_evidence_of_tomorrow_is_refused(case):
    assert "第四十六条" in refusal(case, obtained_at=NOON + timedelta(days=1))


def test_a_file_the_house_does_not_take_enters_nothing(case):
    with pytest.raises(AttachmentRefused):
        pieces.evidence(case, pieces.jpeg(), upload("证据.exe", b"MZ" + b"\0" * 200))
    assert not Evidence.objects.exists() and not EvidenceFile.objects.exists()


def test_files_and_moves_are_never_changed(case):
    row = pieces.evidence(case, pieces.jpeg())
    move = ledger.move_evidence(
        row, giver="稽查大队", taker="检验所", place="检验所", reason="送检", moved_at=NOON, by=people.officer(), at=NOON
    )
    for table, pk, change in ((EvidenceFile, row.files.get().pk, {"sha256": "0" * 64}), (EvidenceMove, move.pk, {"taker": "别人"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.filter(pk=pk).update(**change)


# --- digests ----------------------------------------------------------------------------------------------------------------
def test_the_digests_tell_same_changed_and_missing(case):
    row = pieces.evidence(case, pieces.jpeg(), pieces.jpeg(size=(61, 40)), pieces.jpeg(size=(62, 40)))
    same, changed, missing = row.files.select_related("attachment").order_by("pk")
    storage = changed.attachment.file.storage
    with storage.open(changed.attachment.file.name, "ab") as stored:
        stored.write(b"tampered")
    storage.delete(missing.attachment.file.name)
    verdicts = digests.verify_files(case.pk)
    assert [one.verdict for one in verdicts] == [digests.SAME, digests.CHANGED, digests.MISSING]
    assert [one.file for one in digests.faulty(verdicts)] == [changed, missing]
    assert verdicts[1].found != changed.sha256 and same.sha256 == verdicts[0].found


# --- custody ------------------------------------------------------------------------------------------------------------------
def move(row, *, taker="检验所", moved_at=NOON, by=None):
    return ledger.move_evidence(
        row, giver=row.holder, taker=taker, place="检验所", reason="送检", moved_at=moved_at, by=by or people.officer(), at=NOON
    )


def test_the_taker_holds_it_from_then_on(case):
    row = pieces.evidence(case)
    move(row)
    row.refresh_from_db()
    assert row.holder == "检验所"


def test_the_chain_runs_forward_only(case):
    row = pieces.evidence(case)
    move(row, moved_at=NOON - timedelta(minutes=10))
    for wrong in (NOON - timedelta(minutes=20), NOON + timedelta(minutes=1), NOON - timedelta(days=3)):
        with pytest.raises(EvidenceRefused, match="第四十六条"):
            move(row, moved_at=wrong)
    assert row.moves.count() == 1


def test_only_the_team_moves_evidence(case):
    row = pieces.evidence(case)
    with pytest.raises(EvidenceRefused, match="第四十二条"):
        move(row, by=people.officer_with_expired_certificate())


# --- exclusion ----------------------------------------------------------------------------------------------------------------
def test_what_was_got_unlawfully_is_struck_out_with_its_reason(case):
    row = ledger.exclude_evidence(pieces.evidence(case), reason="未出示证件取得", by=people.officer(), at=NOON)
    assert (row.excluded_by, row.excluded_reason, row.excluded_at) == (people.officer(), "未出示证件取得", NOON)
    with pytest.raises(EvidenceRefused, match="第四十六条"):
        ledger.exclude_evidence(row, reason="再次排除", by=people.officer(), at=NOON)
    with pytest.raises(EvidenceRefused, match="第四十六条"):
        ledger.add_files(row, [pieces.jpeg()], by=people.officer(), at=NOON)


def test_no_exclusion_without_a_reason(case):
    row = pieces.evidence(case)
    with pytest.raises(EvidenceRefused, match="第四十六条"):
        ledger.exclude_evidence(row, reason="  ", by=people.officer(), at=NOON)


# --- the list -----------------------------------------------------------------------------------------------------------------
def test_the_list_is_issued_once_something_stands(case):
    with pytest.raises(EvidenceRefused, match="第四十六条"):
        ledger.issue_list(case.pk, by=people.officer(), at=NOON)
    pieces.evidence(case)
    issued = ledger.issue_list(case.pk, by=people.officer(), at=NOON)
    assert Document.objects.get(case_id=case.pk) == issued and issued.number
