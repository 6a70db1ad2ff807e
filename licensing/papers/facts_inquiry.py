"""Facts of the forms of investigation: records with their signatures, the list of evidence, sampling and testing."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from bureau.letters import chinese_date
from bureau.models import Case
from licensing.evidence.records import opened
from licensing.models import Evidence, Examination, FieldRecord, Hearing, RecordSignature
from licensing.papers import words
from licensing.papers.facts import Ask, Build, Facts
from licensing.papers.pictures import drawing_svg

KINDS: Mapping[str, str] = {
    "interview-record": FieldRecord.Kind.INTERVIEW,
    "site-record": FieldRecord.Kind.SITE,
    "statement-record": FieldRecord.Kind.STATEMENT,
    "hearing-record": FieldRecord.Kind.HEARING,
}
SIGNERS: Mapping[str, str] = {
    RecordSignature.Part.OFFICER: "执法人员",
    RecordSignature.Part.PARTY: "当事人（被询问人）",
    RecordSignature.Part.WITNESS: "见证人",
}
# Keys of `Examination.sample`, as the room "evidence" writes them.
SAMPLE: Mapping[str, str] = {
    "place": "抽样地点",
    "batch": "批号（编号）",
    "base_quantity": "抽样基数",
    "quantity": "抽样数量",
    "reserve": "备样",
    "seal_number": "封条编号",
    "present": "在场人员",
}


def record(kind: str) -> Build:
    """The facts of a record of that kind: the row given, else the last one of the case."""

    def build(ask: Ask) -> Facts:
        row = ask.subject if isinstance(ask.subject, FieldRecord) else _last(ask.case, kind)
        return record_facts(row) if row is not None else hearing_text(ask.case) if kind == FieldRecord.Kind.HEARING else oral(ask)

    return build


def _last(case: Case, kind: str) -> FieldRecord | None:
    rows = FieldRecord.objects.filter(case_id=case.pk, kind=kind).select_related("officer", "second_officer")
    return rows.order_by("pk").last()


def record_facts(row: FieldRecord) -> Facts:
    """When, where, who was heard, question by question, and who signed. One query and one per drawing."""
    texts = [[line.get("ask", ""), line.get("answer", "")] for line in row.lines if not line.get("file")]
    photos = [f"{line.get('ask', '') or '现场照片'}（SHA-256：{line.get('sha256', '')}）" for line in row.lines if line.get("file")]
    return {
        "began": words.moment(row.began_at),
        "ended": words.moment(row.ended_at),
        "place": row.place,
        "person": opened(row.person),
        "person_part": row.person_part,
        "identity_number": opened(row.identity_number),
        "rights_told": "是" if row.rights_told else "",
        "record_officers": [[str(row.officer), row.officer_certificate], [str(row.second_officer), row.second_certificate]],
        "lines": texts,
        "photos": photos,
        "signatures": signature_rows(row),
    }


def signature_rows(row: FieldRecord) -> list[list[str]]:
    """[part, name, drawing as SVG, note, moment] of each signature in the order given."""
    signed = row.signatures.select_related("drawing", "user").order_by("at", "pk")
    return [_signature(row, one) for one in signed]


def _signature(row: FieldRecord, one: RecordSignature) -> list[str]:
    name = str(one.user) if one.user else one.name_mask
    if one.part == RecordSignature.Part.PARTY and row.person:
        name = opened(row.person)
    note = f"拒绝签字：{one.refusal_reason}" if one.refused else ""
    return [SIGNERS[one.part], name, drawing_svg(one.drawing), note, words.moment(one.at)]


def hearing_text(case: Case) -> Facts:
    """The hearing as its chair had it written down, where no signed record exists."""
    hearing = Hearing.objects.filter(case_id=case.pk).select_related("chair").last()
    if hearing is None:
        return {}
    return {
        "began": words.moment(hearing.held_at),
        "place": hearing.place,
        "chair": str(hearing.chair or ""),
        "lines": [["", line] for line in hearing.record.splitlines() if line.strip()],
    }


def oral(ask: Ask) -> Facts:
    """An oral statement taken down by an officer, where no signed record exists."""
    from_party = getattr(ask.case, "statements", None)
    row = from_party.filter(form="oral").last() if from_party is not None else None
    if row is None:
        return {}
    return {"began": chinese_date(row.received_on), "lines": [["陈述、申辩内容", row.text]], "person": ""}


def interview_notice(ask: Ask) -> Facts:
    """When and where somebody is asked to come, and what to bring; from the step, else from the record planned."""
    data = ask.data
    when = data.get("when") or data.get("asked_for")
    row = ask.subject if isinstance(ask.subject, FieldRecord) else None
    return {
        "when": words.moment(when or (row.began_at if row else None)) if not isinstance(when, str) else when,
        "place": data.get("place", "") or (row.place if row else ""),
        "bring": data.get("bring", ""),
        "reason": ask.note,
    }


def evidence_list(ask: Ask) -> Facts:
    """The ledger: number, kind, title, what it proves, pages, when, by whom; excluded pieces with the reason."""
    rows = Evidence.objects.filter(case_id=ask.case.pk).select_related("collected_by", "witnessed_by")
    return {"evidence_rows": [_ledger_row(one) for one in rows], "evidence_pages": sum(one.pages for one in rows if not one.excluded_at)}


def _ledger_row(one: Evidence) -> list[str]:
    title = f"{one.title}（复印件与原件核对无误）" if one.is_copy else one.title
    proves = f"{one.proves}（已排除：{one.excluded_reason}）" if one.excluded_at else one.proves
    taken = f"{chinese_date(timezone.localdate(one.obtained_at))}\n{one.collected_by}、{one.witnessed_by}"
    return [str(one.number), words.EVIDENCE[one.kind], title, proves, one.origin, str(one.pages), taken]


def examination(ask: Ask) -> Facts:
    """What is sampled or tested, by whom, from when to when, with what result."""
    row = ask.subject if isinstance(ask.subject, Examination) else Examination.objects.filter(case_id=ask.case.pk).order_by("pk").last()
    if row is None:
        return {}
    return {
        "kind": words.EXAMINATIONS[row.kind],
        "subject": row.subject,
        "question": row.question,
        "laboratory": row.laboratory,
        "sample_rows": sample_rows(row.sample),
        "began_on": row.began_on,
        "expected_on": row.expected_on or "",
        "ended_on": row.ended_on or "",
        "report_number": row.report_number,
        "conclusion": row.conclusion,
    }


def sample_rows(sample: Mapping[str, Any]) -> list[list[str]]:
    """[label, value] of what is known of the sample."""
    return [[SAMPLE.get(name, name), str(value)] for name, value in sample.items() if value and not name.startswith("retest")]


FORMS: Mapping[str, Build] = {
    "interview-notice": interview_notice,
    **{code: record(kind) for code, kind in KINDS.items()},
    "evidence-list": evidence_list,
    "sampling-evidence-record": examination,
    "testing-notice": examination,
    "testing-result-notice": examination,
}
