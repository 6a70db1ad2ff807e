"""What the tests of this room share: a case at a fixed noon, a piece of evidence, a record, a test."""

from datetime import datetime, timedelta
from typing import Any

from bureau.models import Clock
from bureau.workflow import Actor, perform
from licensing.evidence import ledger, records, signing
from licensing.models import Evidence, Examination, FieldRecord, PenaltyCase
from tests.factories.papers import photo, upload
from tests.factories.penalties import NOON, penalty_case
from tests.people import officer, second_officer

__all__ = ["NOON", "Clock", "case", "evidence", "examination", "jpeg", "record", "signed", "written"]


def case(state: str = "investigating", **fields: Any) -> PenaltyCase:
    return penalty_case(state, **fields)


def jpeg(name: str = "现场照片.jpg", **options: Any) -> Any:
    return upload(name, photo(**options))


def piece(**changes: Any) -> ledger.Piece:
    values: dict[str, Any] = {
        "kind": Evidence.Kind.MEDIA,
        "title": "生产车间照片",
        "proves": "涉案批次产品存放于成品库",
        "origin": "现场拍摄",
        "holder": "稽查大队",
        "obtained_at": NOON - timedelta(hours=1),
        "collected_by": officer(),
        "witnessed_by": second_officer(),
        "place": "成品库",
    }
    return ledger.Piece(**{**values, **changes})


def evidence(own: PenaltyCase, *files: Any, **changes: Any) -> Evidence:
    return ledger.add_evidence(own.pk, piece(**changes), files, by=officer(), at=NOON)


def record(own: PenaltyCase, kind: str = "interview", **changes: Any) -> FieldRecord:
    values: dict[str, Any] = {
        "place": "淮城镇工业路 8 号",
        "began_at": NOON - timedelta(hours=1),
        "officer": officer(),
        "second": second_officer(),
        "by": officer(),
        "at": NOON,
    }
    return records.start_record(own.pk, kind=kind, **{**values, **changes})


def draft(**changes: Any) -> records.Draft:
    values: dict[str, Any] = {
        "place": "淮城镇工业路 8 号",
        "began_at": NOON - timedelta(hours=1),
        "person": "李建国",
        "person_part": "法定代表人",
        "identity_number": "320803197001011234",
        "rights_told": True,
        "lines": [("请介绍你的基本情况。", "我是李建国，本公司法定代表人。"), ("该批产品生产数量是多少？", "100 件。")],
    }
    return records.Draft(**{**values, **changes})


def written(own: PenaltyCase, kind: str = "interview", **changes: Any) -> FieldRecord:
    row = record(own, kind)
    return records.write_record(row, draft(**changes), by=officer(), at=NOON, version=row.version)


def sign(row: FieldRecord, part: str = "officer", *, by: Any = None, at: datetime = NOON, **changes: Any) -> FieldRecord:
    fresh = FieldRecord.objects.get(pk=row.pk)
    values: dict[str, Any] = {"digest": signing.text_digest(fresh), "read_back": True}
    return signing.sign(fresh, part, jpeg("签名.jpg"), by=by or officer(), at=at, **{**values, **changes})


def signed(own: PenaltyCase, kind: str = "interview") -> FieldRecord:
    row = written(own, kind)
    sign(row, "party")
    sign(row, by=officer())
    return sign(row, by=second_officer())


def examination(own: PenaltyCase, *, at: datetime = NOON, **changes: Any) -> Examination:
    data: dict[str, Any] = {
        "kind": "testing",
        "subject": "钢筋 HRB400 20mm",
        "question": "力学性能是否符合 GB/T 1499.2",
        "laboratory": "淮安市产品质量监督检验所",
        "expected_on": (at + timedelta(days=15)).date(),
        **changes,
    }
    perform(own.pk, "begin-examination", actor=Actor.of(officer()), at=at, data=data)
    return Examination.objects.filter(case_id=own.pk).order_by("-pk")[0]


def end(own: PenaltyCase, *, at: datetime, **changes: Any) -> None:
    data = {"ended_on": at.date(), "report_number": "检2026-118", "conclusion": "不合格", **changes}
    perform(own.pk, "end-examination", actor=Actor.of(officer()), at=at, data=data)
