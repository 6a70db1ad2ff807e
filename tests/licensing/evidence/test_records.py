"""A record: rights first, written by its two officers, frozen by the first signature, closed by the last, then unchangeable."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from bureau.errors import StaleCase
from bureau.models import CaseMember, Document, Reveal
from bureau.reveals import RevealRefused
from licensing.evidence import gates, questions, records, reveals, signing
from licensing.evidence.admission import EvidenceRefused
from licensing.models import FieldRecord
from tests import people
from tests.factories.papers import photo, upload
from tests.factories.penalties import NOON, penalty_case
from tests.licensing.evidence import pieces

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return pieces.case()


def write(row, *, by=None, version=None, **changes):
    return records.write_record(row, pieces.draft(**changes), by=by or people.officer(), at=NOON, version=version or row.version)


# --- beginning ----------------------------------------------------------------------------------------------------------------
def test_a_record_begins_with_the_standard_questions_and_both_certificates(case):
    row = pieces.record(case, questions="interview-product")
    assert [line["ask"] for line in row.lines] == list(questions.questions_of("interview-product"))
    assert (row.officer_certificate, row.second_certificate) == ("苏08040001", "苏08040002")


def test_every_set_belongs_to_a_kind_and_every_kind_has_its_rights():
    sets = questions.question_sets()
    assert {one.kind for one in sets} <= set(FieldRecord.Kind.values)
    assert len({one.code for one in sets}) == len(sets)
    assert all("《行政处罚法》第" in questions.rights_of(kind) for kind in FieldRecord.Kind.values)


def test_two_officers_with_a_certificate_of_the_day(case):
    lapsed = people.officer_with_expired_certificate()
    with pytest.raises(EvidenceRefused, match="第四十二条"):
        pieces.record(case, second=people.officer())
    with pytest.raises(EvidenceRefused, match="第四十二条"):
        pieces.record(case, second=lapsed)
    with pytest.raises(EvidenceRefused, match="第四十二条"):
        pieces.record(penalty_case(officers=[people.officer(), lapsed]), second=lapsed)
    with pytest.raises(EvidenceRefused, match="第四十二条"):
        pieces.record(case, by=people.supervisor())
    with pytest.raises(EvidenceRefused, match="第五十四条"):
        pieces.record(pieces.case("executing"))


def test_the_record_of_a_hearing_is_made_by_chair_and_recorder():
    case = pieces.case("hearing")
    chair, recorder = people.reviewer(), people.supervisor()
    with pytest.raises(EvidenceRefused, match="第六十四条"):
        pieces.record(case, "hearing")
    CaseMember.objects.create(case=case, user=chair, part=CaseMember.Part.CHAIR, since=NOON)
    CaseMember.objects.create(case=case, user=recorder, part=CaseMember.Part.RECORDER, since=NOON)
    row = pieces.record(case, "hearing", officer=chair, second=recorder, by=recorder)
    row = write(row, by=recorder)
    pieces.sign(row, "party", by=recorder)
    pieces.sign(row, by=chair)
    assert pieces.sign(row, by=recorder).closed_at == NOON
    assert Document.objects.get(case_id=case.pk).title == "听证笔录"


# --- writing ------------------------------------------------------------------------------------------------------------------
def test_nothing_is_written_before_the_rights_are_told(case):
    row = pieces.record(case)
    with pytest.raises(EvidenceRefused, match="第五十五条"):
        write(row, rights_told=False)
    with pytest.raises(EvidenceRefused, match="第五十五条"):
        records.add_photo(row, pieces.jpeg(), caption="现场", by=people.officer(), at=NOON)
    row.refresh_from_db()
    assert row.lines == []


def test_the_person_is_sealed_and_kept_when_left_empty(case):
    row = pieces.written(case)
    row.refresh_from_db()
    assert row.person_mask == "李**"
    assert (row.person.open(), row.identity_number.open()) == ("李建国", "320803197001011234")
    row = write(row, person="", identity_number="")
    row.refresh_from_db()
    assert (row.person.open(), row.identity_number.open()) == ("李建国", "320803197001011234")


def test_only_its_two_officers_write_it_and_nobody_over_another(case):
    row = pieces.written(case)
    with pytest.raises(EvidenceRefused, match="第四十二条"):
        write(row, by=people.supervisor())
    with pytest.raises(StaleCase):
        write(row, by=people.second_officer(), version=row.version - 1)
    assert write(row, by=people.second_officer()).version == row.version + 1


def test_a_photo_is_a_line_and_goes_out_again(case):
    row = records.add_photo(pieces.written(case, "site"), pieces.jpeg(), caption="成品库", by=people.officer(), at=NOON)
    assert [(line["ask"], len(line["sha256"])) for line in records.photos_of(row)] == [("成品库", 64)]
    kept = write(row)
    assert len(records.photos_of(kept)) == 1 and len(records.texts_of(kept)) == 2
    assert records.photos_of(write(kept, removed=frozenset({0}))) == []


# --- signing ------------------------------------------------------------------------------------------------------------------
def test_the_last_of_three_signatures_closes_it_and_issues_its_paper(case):
    row = pieces.written(case)
    assert pieces.sign(row, "party").closed_at is None
    assert pieces.sign(row, by=people.second_officer()).closed_at is None
    assert not Document.objects.filter(case_id=case.pk).exists()
    closed = pieces.sign(row, by=people.officer())
    assert (closed.closed_at, closed.ended_at) == (NOON, NOON)
    assert Document.objects.get(case_id=case.pk).title == "询问笔录"
    found = signing.signatures_of(closed)
    assert [(one.part, one.name) for one in found] == [("party", "李建国"), ("officer", "孙立平"), ("officer", "赵建军")]
    assert all(one.image and one.content_type == "image/jpeg" for one in found)


@pytest.mark.parametrize(("kind", "title"), [("site", "现场笔录"), ("statement", "陈述申辩笔录")])
def test_each_kind_has_its_paper(case, kind, title):
    pieces.signed(case, kind)
    assert Document.objects.get(case_id=case.pk).title == title


def test_the_first_signature_freezes_the_text(case):
    row = pieces.written(case)
    pieces.sign(row, "party")
    with pytest.raises(EvidenceRefused):
        write(row, lines=[("问", "改口了")])
    with pytest.raises(EvidenceRefused):
        records.add_photo(row, pieces.jpeg(), caption="后补", by=people.officer(), at=NOON)


def test_a_change_behind_the_back_of_the_first_signature_is_seen(case):
    row = pieces.written(case)
    pieces.sign(row, "party")
    FieldRecord.objects.filter(pk=row.pk).update(lines=[{"ask": "问", "answer": "改写"}])
    with pytest.raises(StaleCase):
        pieces.sign(row, by=people.officer())


def test_one_signs_what_was_on_the_screen(case):
    row = pieces.written(case)
    seen = signing.text_digest(row)
    write(row, lines=[("问", "另一回答")])
    with pytest.raises(StaleCase):
        pieces.sign(row, "party", digest=seen)


def test_a_closed_record_is_not_changed_even_in_the_database(case):
    row = pieces.signed(case)
    with pytest.raises(EvidenceRefused, match="第五十五条"):
        write(row)
    with pytest.raises(DatabaseError), transaction.atomic():
        FieldRecord.objects.filter(pk=row.pk).update(place="别处")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.signatures.update(name_mask="某")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"read_back": False}, "第五十五条"),
        ({"part": "witness", "name": ""}, "witness|见证人"),
        ({"by": people.supervisor}, "第四十二条"),
        ({"by": people.officer_with_expired_certificate}, "第四十二条"),
    ],
)
def test_a_signature_is_refused(case, changes, words):
    row, values = pieces.written(case), {"part": "party", **changes}
    if "by" in values:
        values["by"] = values["by"]()
    with pytest.raises(EvidenceRefused, match=words):
        pieces.sign(row, values.pop("part"), **values)
    assert not row.signatures.exists()


def test_nobody_signs_twice_or_an_empty_record(case):
    row = pieces.written(case)
    pieces.sign(row, by=people.officer())
    with pytest.raises(EvidenceRefused):
        pieces.sign(row, by=people.officer())
    with pytest.raises(EvidenceRefused):
        pieces.sign(pieces.record(case), by=people.officer())


def test_an_unanswered_question_is_not_signed(case):
    row = pieces.written(case, lines=[("问一", "答"), ("问二", "")])
    with pytest.raises(EvidenceRefused, match="问二"):
        pieces.sign(row, "party")


def test_a_signature_is_a_picture(case):
    row = pieces.written(case)
    with pytest.raises(EvidenceRefused):
        signing.sign(
            row,
            "officer",
            upload("签名.pdf", b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF"),
            by=people.officer(),
            at=NOON,
            digest=signing.text_digest(FieldRecord.objects.get(pk=row.pk)),
        )
    assert photo()


# --- refusal and absence --------------------------------------------------------------------------------------------------------
def refuse(row, **changes):
    values = {"reason": "认为记录与事实不符", "witness": "王大明", **changes}
    return signing.refuse(row, **values, by=people.officer(), at=NOON, digest=signing.text_digest(FieldRecord.objects.get(pk=row.pk)))


def test_a_refusal_with_its_reason_stands_for_the_signature(case):
    row = pieces.written(case)
    pieces.sign(row, by=people.officer())
    pieces.sign(row, by=people.second_officer())
    assert refuse(row).closed_at == NOON
    found = [(one.part, one.refused, one.reason, one.name) for one in signing.signatures_of(row)][2:]
    assert found == [("party", True, "认为记录与事实不符", "李建国"), ("witness", False, "", "王**")]


def test_a_refusal_needs_its_reason_and_comes_once(case):
    row = pieces.written(case)
    with pytest.raises(EvidenceRefused, match="第十八条"):
        refuse(row, reason=" ")
    refuse(row, witness="")
    with pytest.raises(EvidenceRefused):
        refuse(row)
    with pytest.raises(EvidenceRefused):
        pieces.sign(row, "party")


def test_where_the_party_is_absent_a_witness_signs(case):
    row = records.write_record(
        pieces.record(case, "site"), pieces.draft(person="", person_part="", identity_number=""), by=people.officer(), at=NOON, version=1
    )
    pieces.sign(row, by=people.officer())
    assert pieces.sign(row, by=people.second_officer()).closed_at is None
    with pytest.raises(EvidenceRefused, match="第十八条"):
        pieces.sign(row, "party")
    assert pieces.sign(row, "witness", name="王大明").closed_at == NOON


# --- what is sealed -----------------------------------------------------------------------------------------------------------
def test_the_person_opens_with_a_logged_reason(case):
    row = FieldRecord.objects.get(pk=pieces.written(case).pk)
    with pytest.raises(RevealRefused):
        reveals.reveal_person(row, user=people.approver(), reason="看", at=NOON)
    assert not Reveal.objects.exists()
    shown = reveals.reveal_person(row, user=people.approver(), reason="核对当事人身份", at=NOON)
    assert [value for _label, value in shown] == ["李建国", "320803197001011234"]
    logged = Reveal.objects.get()
    assert (logged.user, logged.fields, logged.reason) == (people.approver(), f"record:{row.pk}", "核对当事人身份")


# --- the gate for others --------------------------------------------------------------------------------------------------------
class _Act:
    def __init__(self, case):
        self.case = case


def test_a_half_signed_record_holds_up_the_case(case):
    row = pieces.written(case)
    assert gates.records_are_signed(_Act(case)) is None
    pieces.sign(row, "party")
    assert "第五十五条" in gates.records_are_signed(_Act(case))
    pieces.sign(row, by=people.officer())
    pieces.sign(row, by=people.second_officer(), at=NOON + timedelta(minutes=5))
    assert gates.records_are_signed(_Act(case)) is None
