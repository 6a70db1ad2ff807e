"""From the review to the service: what neither the head nor anybody else may do out of turn."""

from decimal import Decimal
from typing import Any

from bureau.errors import ConflictOfInterest, GateClosed, TransitionRefused
from bureau.models import CaseMember, Document
from bureau.workflow import Actor
from licensing.evidence import ledger
from licensing.models import Charge, Evidence, ItemBasis, PenaltyCase
from licensing.procedure import serving, statements
from tests import people
from tests.factories.penalties import penalty_item
from tests.licensing.procedure import scenes
from tests.licensing.procedure.scenes import AT, DECIDED, days, do
from tests.licensing.unlawful.row import Row


def decide(case: PenaltyCase, at: Any = None, user: Any = None) -> None:
    do(case, "decide", user or people.approver(), at or days(9, 2), **DECIDED)


def reviewed() -> PenaltyCase:
    case = scenes.case()
    scenes.finish(case)
    scenes.review(case)
    return case


def told_unserved() -> PenaltyCase:
    case = reviewed()
    scenes.notify(case)
    return case


def unreviewed() -> PenaltyCase:
    case = scenes.case()
    scenes.finish(case)
    return case


def not_agreed() -> PenaltyCase:
    case = unreviewed()
    scenes.review(case, verdict="refuse")
    return case


def never_told() -> PenaltyCase:
    """At the head's desk without any notice, as no step could bring it there."""
    return scenes.case("deciding")


def defending() -> PenaltyCase:
    """Notice served, the five working days run; brought before the head at once, as no step could."""
    case = scenes.noticed()
    PenaltyCase.objects.filter(pk=case.pk).update(state="deciding")
    case.refresh_from_db()
    return case


def heavier() -> PenaltyCase:
    """The party defended itself, and then the fine grew."""
    case = scenes.noticed()
    do(case, "state-defence", Actor.citizen(), days(1), text="系初次违法，请求从轻。")
    do(case, "find-defence", people.officer(), days(9), adopted="no", text="不予采纳。")
    Charge.objects.filter(case=case).update(fine=Decimal("12000.00"))
    return case


def beyond_the_notice() -> PenaltyCase:
    case = scenes.deciding()
    Charge.objects.filter(case=case).update(sanctions=["罚款", "警告"])
    return case


def unanswered() -> PenaltyCase:
    case = scenes.deciding()
    do(case, "state-defence", Actor.citizen(), days(9, 1), text="产品并非本公司生产。")
    return case


def with_right() -> PenaltyCase:
    """Told of the right to a hearing and served."""
    case = told_unserved()
    PenaltyCase.objects.filter(pk=case.pk).update(hearing_offered=True)
    scenes.serve(case, "penalty-notice", AT)
    return case


def asked() -> PenaltyCase:
    case = with_right()
    statements.ask_hearing(case, actor=Actor.citizen(), at=days(1))
    return case


def asked_and_forgotten() -> PenaltyCase:
    case = asked()
    PenaltyCase.objects.filter(pk=case.pk).update(state="deciding")
    return case


def plan(case: PenaltyCase, **changes: Any) -> None:
    data = {"held_for": days(20), "place": "三楼会议室", "chair": people.reviewer(), "recorder": people.supervisor(), **changes}
    do(case, "notify-hearing", people.approver(), days(2), **data)


def announced_hearing() -> PenaltyCase:
    """Its notice was issued in time and never served."""
    case = asked()
    plan(case)
    return case


def hold(case: PenaltyCase) -> None:
    held = {"outcome": "held", "held_at": days(20), "record": "各方到场。", "signed": True, "report": "事实清楚。"}
    do(case, "hold-hearing", people.reviewer(), days(20, 3), **held)


def refused_in_law() -> PenaltyCase:
    case = scenes.deciding()
    do(case, "legal-review", people.reviewer(), days(9, 1), verdict="refuse", text="定性不准。")
    return case


def head_who_investigated() -> PenaltyCase:
    case = scenes.deciding()
    CaseMember.objects.create(case=case, user=people.approver(), part="officer", since=case.opened_at, until=AT)
    return case


def decided() -> PenaltyCase:
    case = scenes.deciding()
    decide(case)
    return case


def before_prefecture() -> PenaltyCase:
    """A fine of 300,000 yuan under the food law, told and not contested."""
    item = penalty_item("CF-902", fines=[{"type": "amount", "min": 50000, "max": 500000, "when": "", "may": False}])
    return _under("中华人民共和国食品安全法", item, fine="300000.00")


def before_province() -> PenaltyCase:
    """A fine of 10,000 yuan under the rules of the metrology law."""
    return _under("中华人民共和国计量法实施细则", penalty_item("CF-903"), fine="10000.00")


def _under(law: str, item: Any, *, fine: str) -> PenaltyCase:
    ItemBasis.objects.filter(version=item).update(law=law, citation=f"《{law}》第一条")
    case = scenes.deciding()
    Charge.objects.filter(case=case).update(item_version=item, fine=Decimal(fine))
    return case


def without_evidence() -> PenaltyCase:
    """Its only piece of evidence was got unlawfully and struck out."""
    case = scenes.case()
    for piece in Evidence.objects.filter(case_id=case.pk):
        ledger.exclude_evidence(piece, reason="以非法手段取得", by=people.officer(), at=AT)
    return case


def excluded_before_decision() -> PenaltyCase:
    """The evidence was struck out after the notice."""
    case = scenes.deciding()
    Evidence.objects.filter(case_id=case.pk).update(excluded_at=days(9), excluded_by=people.officer(), excluded_reason="以非法手段取得")
    return case


def notice_of(case: PenaltyCase) -> Document:
    return Document.objects.get(case_id=case.pk, template="penalty-notice")


def attempt(case: PenaltyCase, way: str, **details: Any) -> None:
    serving.record_attempt(notice_of(case), way=way, by=people.officer(), at=AT, **details)


def left_alone(case: PenaltyCase) -> None:
    attempt(case, "left", place="厂区门卫", witness="居委会 王某")


ROWS = [
    Row("notice without review", unreviewed, scenes.notify, GateClosed, "has not been reviewed", "第五十七条"),
    Row("notice after a review that refuses", not_agreed, scenes.notify, GateClosed, "review does not agree", "第五十七条"),
    Row("decision without notice", never_told, decide, GateClosed, "prior notice has not been served", "第四十四条、第六十二条"),
    Row("decision with a notice nobody received", told_unserved, decide, TransitionRefused, "is not possible while", "第五十七条"),
    Row(
        "notice lapses unserved",
        told_unserved,
        lambda case: do(case, "lapse-notice", Actor.system(), days(30)),
        GateClosed,
        "prior notice has not been served",
        "第四十四条",
    ),
    Row(
        "decision while the defence runs",
        defending,
        lambda case: decide(case, days(1)),
        GateClosed,
        "may state and defend itself until",
        "第四十五条",
    ),
    Row(
        "waiver by word of mouth",
        scenes.noticed,
        lambda case: do(case, "waive-defence", people.officer(), days(1), form="oral", confirmed=True, text="放弃"),
        GateClosed,
        "only expressly and in writing",
        "第六十二条",
    ),
    Row(
        "heavier after the defence",
        heavier,
        lambda case: decide(case, days(9, 3)),
        GateClosed,
        "a defence must never make it so",
        "第四十五条第二款",
    ),
    Row("sanction nobody was told of", beyond_the_notice, decide, GateClosed, "goes beyond the prior notice", "第四十四条"),
    Row("defence nobody looked into", unanswered, decide, GateClosed, "defence has not been looked into", "第四十五条第一款"),
    Row(
        "hearing asked for and not held",
        asked_and_forgotten,
        lambda case: decide(case, days(12)),
        GateClosed,
        "was asked for and has not been held",
        "第六十三条",
    ),
    Row(
        "hearing asked for too late",
        with_right,
        lambda case: do(case, "ask-hearing", Actor.citizen(), days(10)),
        GateClosed,
        "time for asking for a hearing is over",
        "第六十四条第一项",
    ),
    Row(
        "hearing at five days' notice",
        asked,
        lambda case: plan(case, held_for=days(7)),
        GateClosed,
        "seven working days before",
        "第六十四条第二项",
    ),
    Row("hearing whose notice was not served", announced_hearing, hold, GateClosed, "was not served by", "第六十四条第二项"),
    Row("chair who investigated", asked, lambda case: plan(case, chair=people.officer()), GateClosed, "may not chair", "第六十四条第四项"),
    Row(
        "decision without the legal review it needs",
        lambda: scenes.deciding(needs_legal_review=True),
        decide,
        GateClosed,
        "legal review must come first",
        "第五十八条第一款",
    ),
    Row(
        "decision after a legal review that refuses", refused_in_law, decide, GateClosed, "legal review was not passed", "第五十八条第一款"
    ),
    Row(
        "decision without the discussion it needs",
        lambda: scenes.deciding(needs_discussion=True),
        decide,
        GateClosed,
        "heads must discuss",
        "第五十七条第二款",
    ),
    Row("decision by who investigated", head_who_investigated, decide, GateClosed, "You investigated this case", "第五十七条"),
    Row(
        "decision by an officer",
        scenes.deciding,
        lambda case: decide(case, user=people.officer()),
        TransitionRefused,
        "may not take the step “Impose the penalty”",
        "第五十七条",
    ),
    Row(
        "second decision on one case",
        decided,
        lambda case: decide(case, days(10)),
        TransitionRefused,
        "is not possible while",
        "第五十七条",
    ),
    Row(
        "decision after the ninety days without a reason",
        scenes.deciding,
        lambda case: decide(case, days(120)),
        GateClosed,
        "days late",
        "第六十条",
    ),
    Row("fine of metrology above the district", before_province, decide, GateClosed, "beyond the district's power", "第五十五条"),
    Row("fine of food above the district", before_prefecture, decide, GateClosed, "beyond the district's power", "第八十一条"),
    Row("report on evidence that was struck out", without_evidence, scenes.finish, GateClosed, "No evidence stands", "第四十六条"),
    Row("decision on evidence that was struck out", excluded_before_decision, decide, GateClosed, "No evidence stands", "第四十六条"),
    Row(
        "electronic service without consent",
        told_unserved,
        lambda case: attempt(case, "electronic"),
        serving.ServiceRefused,
        "signed consent of the party",
        "第六十一条第二款",
    ),
    Row(
        "announced before anything was tried",
        told_unserved,
        lambda case: attempt(case, "announcement", announced_where="本局公告栏", announced_why="下落不明"),
        serving.ServiceRefused,
        "only after another way of service has failed",
        "第六十一条",
    ),
    Row("left by one officer", told_unserved, left_alone, serving.ServiceRefused, "Two officers", "第四十二条"),
    Row(
        "served by typing the step",
        told_unserved,
        lambda case: do(case, "serve-notice", people.officer(), AT),
        GateClosed,
        "page “Service”",
        "第六十一条",
    ),
    Row(
        "return by who reported",
        lambda: reporting_head(),
        scenes.notify,
        ConflictOfInterest,
        "must be taken by somebody else",
        "第四十四条",
    ),
]


def reporting_head() -> PenaltyCase:
    """The head of the bureau reviewed the case in the reviewer's absence."""
    case = reviewed()
    head = people.approver()
    head.roles = ["approver", "reviewer"]
    head.save(update_fields=["roles"])
    CaseMember.objects.create(case=case, user=head, part="reviewer", since=case.opened_at)
    do(case, "review", head, AT, verdict="agree", text="同意。")
    return case
