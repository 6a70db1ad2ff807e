"""A penalty case with everything in it: what a file holds at its end. Made directly; the steps are tested where they belong."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bureau import documents
from bureau.attachments import accept_file
from bureau.models import Document
from licensing.models import (
    BankPayment,
    CaseOpinion,
    CaseTransfer,
    CollectiveDiscussion,
    CourtApplication,
    Evidence,
    Examination,
    FieldRecord,
    Hearing,
    HeldThing,
    Instalment,
    Levy,
    MeasureCase,
    PartyStatement,
    PaymentRelief,
    PenaltyCase,
    RecordSignature,
    Recusal,
    Remedy,
    ServiceAttempt,
)
from licensing.papers.sources import source_of
from tests.factories.papers import photo, upload
from tests.factories.penalties import NOON, PARTY_NAME, penalty_case, penalty_item
from tests.people import approver, officer, reviewer, second_officer

TODAY = NOON.date()
STAGES = CaseOpinion.Stage


def whole_case(**fields: Any) -> PenaltyCase:
    """Decided, served, paid in part, with a measure, a hearing, a review and an application to the court."""
    case = penalty_case(
        "executing",
        item=penalty_item(),
        **{
            "decided_on": TODAY,
            "decision": "penalty",
            "decision_text": "当事人的行为违反产品质量法，应予处罚。",
            "fine": Decimal("10000.00"),
            "confiscation": Decimal("1205.60"),
            "sanctions": ["警告", "罚款", "没收违法所得"],
            "noticed_on": TODAY - timedelta(days=20),
            "hearing_offered": True,
            "served_on": TODAY,
            "correction": "停止生产不合格产品",
            "correct_by": TODAY + timedelta(days=15),
            "closing_text": "罚没款已缴清。",
            **fields,
        },
    )
    _opinions(case)
    _inquiry(case)
    _hearing(case)
    _measure(case)
    case.decision_document = issue(case, "penalty-decision")
    case.save(update_fields=["decision_document"])
    _execution(case)
    return case


def issue(case: Any, code: str, subject: Any = None) -> Document:
    """A form issued outside a step."""
    return documents.issue_document(case, code, source_of(code, case, subject), by=officer(), at=NOON)


def _opinions(case: PenaltyCase) -> None:
    authors = {STAGES.LEGAL: reviewer(), STAGES.REVIEW: reviewer(), STAGES.INVESTIGATION: officer()}
    for stage in STAGES:
        CaseOpinion.objects.create(
            case=case, stage=stage, text=f"{stage.value}：事实清楚。", author=authors.get(stage, approver()), at=NOON
        )
    Recusal.objects.create(
        case=case,
        of=officer(),
        asked_by="party",
        ground="与投诉人相识",
        asked_at=NOON,
        decided_at=NOON,
        decided_by=approver(),
        granted=False,
    )
    papers = [{"name": "立案审批表", "pages": 1}, {"name": "现场笔录", "pages": 2}]
    CaseTransfer.objects.create(
        case=case, to="police", body="淮安市公安局楚州分局", reason="涉嫌犯罪", papers=papers, sent_on=TODAY, sent_by=approver()
    )
    CollectiveDiscussion.objects.create(
        case=case,
        held_at=NOON,
        place="三楼会议室",
        chair="王局长",
        attended=[["王局长", "局长"], ["李副局长", "副局长"], ["陈副局长", "副局长"]],
        recorder="周记录",
        opinions="一致认为事实清楚。",
        conclusion="同意处罚意见。",
        recorded_by=approver(),
    )


def _inquiry(case: PenaltyCase) -> None:
    for number, kind in enumerate(Evidence.Kind, start=1):
        Evidence.objects.create(
            case=case,
            number=number,
            kind=kind,
            title=f"证据材料{number}",
            proves="涉案产品的数量和金额",
            origin="当事人提供",
            holder="稽查大队",
            obtained_at=NOON,
            collected_by=officer(),
            witnessed_by=second_officer(),
            entered_at=NOON,
        )
    for kind in FieldRecord.Kind:
        record(case, kind)
    Examination.objects.create(
        case=case,
        kind="testing",
        subject="钢瓶 3 只",
        question="强度是否合格",
        laboratory="江苏省质检院",
        sample={"quantity": "3只", "seal_number": "F-001"},
        began_on=TODAY,
        expected_on=TODAY + timedelta(days=10),
        ended_on=TODAY + timedelta(days=8),
        report_number="W2026-1",
        conclusion="不合格",
        ordered_by=officer(),
    )


def record(case: Any, kind: str, **fields: Any) -> FieldRecord:
    """A closed record with two lines and the signatures of an officer and of the person, who drew theirs."""
    row = FieldRecord.objects.create(
        case=case,
        kind=kind,
        place="成品库",
        began_at=NOON,
        ended_at=NOON + timedelta(hours=1),
        person="赵小明",
        person_mask="赵**",
        person_part="生产厂长",
        rights_told=True,
        lines=[{"ask": "这批产品何时生产？", "answer": "十月上旬。"}, {"ask": "现场情况", "answer": "堆放 100 件。"}],
        officer=officer(),
        officer_certificate="10080001",
        second_officer=second_officer(),
        second_certificate="10080002",
        **fields,
    )
    drawing = drawn(case)
    RecordSignature.objects.create(record=row, part="officer", user=officer(), name_mask=str(officer()), text_sha256="0" * 64, at=NOON)
    RecordSignature.objects.create(record=row, part="party", name_mask="赵**", drawing=drawing, text_sha256="0" * 64, at=NOON)
    return row


def drawn(case: Any) -> Any:
    """A signature drawn on screen, as an attachment of the case."""
    return accept_file(upload("签名.jpg", photo()), case=case, by=officer(), from_citizen=False, at=NOON)


def _hearing(case: PenaltyCase) -> None:
    Hearing.objects.create(
        case=case,
        reason="较大数额罚款",
        offered_on=TODAY,
        asked_on=TODAY,
        asked_by=PARTY_NAME,
        held_for=NOON,
        held_at=NOON,
        place="听证室",
        chair=reviewer(),
        record="调查人员陈述。\n当事人申辩。",
    )
    PartyStatement.objects.create(
        case=case, kind="defence", form="oral", text="已召回全部产品，请求从轻。", received_on=TODAY, adopted=True, finding="情况属实"
    )
    PartyStatement.objects.create(case=case, kind="e-consent", form="written", address="party@example.com", received_on=TODAY)


def measure_case(case: PenaltyCase | None = None, kind: str = "compulsory-measure", **fields: Any) -> MeasureCase:
    """A seizure with two lines, of a case or on its own."""
    row = MeasureCase.objects.create(
        kind=kind,
        number=f"QZ20261123{MeasureCase.objects.count():06d}",
        title="扣押涉嫌不合格产品",
        state="in-force",
        team_only=True,
        penalty=case,
        act="seize",
        party_type="unit",
        party_name=PARTY_NAME,
        place="成品库",
        reason="产品涉嫌不符合国家标准。",
        carried_out_at=NOON,
        opened_at=NOON,
        updated_at=NOON,
        office=officer().office,
        handler=officer(),
        **fields,
    )
    for number, name in enumerate(("钢瓶", "阀门"), start=1):
        HeldThing.objects.create(
            measure=row,
            number=number,
            name=name,
            mark=f"B{number}",
            quantity=Decimal(10),
            unit="只",
            storage="bureau",
            place="库房",
            custodian="孙保管",
        )
    return row


def _measure(case: PenaltyCase) -> None:
    row = measure_case(case, extension_reason="检验尚未结束", end_reason="检验合格")
    CaseOpinion.objects.create(case=row, stage=STAGES.MEASURE, text="同意扣押。", author=approver(), at=NOON)


def _execution(case: PenaltyCase) -> None:
    levy = Levy.objects.create(case=case, fine=case.fine, confiscation=case.confiscation, due_on=TODAY + timedelta(days=15))
    sums = (("fine", "10000.00"), ("confiscation", "1205.60"), ("late-fee", "300.00"))
    for place, (of, amount) in enumerate(sums, start=1):
        reference = f"3208032026{place:08d}"
        part = Instalment.objects.create(levy=levy, of=of, number=1, amount=Decimal(amount), due_on=levy.due_on, reference=reference)
    BankPayment.objects.create(serial="B1", reference=part.reference, amount=Decimal("300.00"), paid_on=TODAY, instalment=part)
    plan = [{"due_on": "2026-12-31", "amount": "5000.00"}, {"due_on": "2027-01-31", "amount": "5000.00"}]
    PaymentRelief.objects.create(
        case=case, kind="instalments", asked_on=TODAY, reason="资金困难", plan=plan, granted=True, decided_on=TODAY
    )
    Remedy.objects.create(case=case, kind="reconsideration", body="淮安市楚州区人民政府", began_on=TODAY, entered_by=officer())
    demand = issue(case, "payment-demand")
    served(case, demand)
    CourtApplication.objects.create(
        case=case, demand=demand, court="淮安市楚州区人民法院", amount=Decimal("11205.60"), applied_on=date(2027, 6, 1)
    )


def served(case: Any, document: Document) -> ServiceAttempt:
    """A paper handed over."""
    return ServiceAttempt.objects.create(
        case=case,
        document=document,
        way="direct",
        attempted_at=NOON,
        place="当事人住所",
        receiver="赵小明",
        receiver_mask="赵**",
        relation="员工",
        outcome="served",
        served_on=TODAY,
        by=officer(),
        second=second_officer(),
    )
