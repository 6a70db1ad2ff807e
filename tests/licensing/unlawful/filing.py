"""Team, filing, joining and transfer: what may not be done with a case before it is decided."""

from typing import Any

from bureau.errors import GateClosed, TransitionRefused
from bureau.models import CaseMember, User
from bureau.roles import Role
from licensing.evidence import records
from licensing.evidence.admission import EvidenceRefused
from licensing.models import PenaltyCase, Recusal
from tests import people
from tests.factories.bureau import OfficerFactory, UserFactory
from tests.factories.penalties import NOON, penalty_case
from tests.licensing.penalties import steps
from tests.licensing.procedure import scenes
from tests.licensing.procedure.scenes import AT, do
from tests.licensing.unlawful.row import Row

REASONS = {"reasons": "有违法线索，应予立案。"}


def third_officer() -> User:
    user = UserFactory(username="third-officer", display_name="高洁", roles=[Role.OFFICER.value], at_inspection=True)
    return OfficerFactory(user=user, certificate_number="苏08040003").user


def one_officer() -> PenaltyCase:
    return steps.lead(officers=[])


def lapsed_colleague() -> PenaltyCase:
    case = steps.lead(officers=[])
    CaseMember.objects.create(case=case, user=people.officer_with_expired_certificate(), part="officer", since=case.opened_at)
    return case


def lapsed_at_a_record() -> PenaltyCase:
    return penalty_case(officers=[people.officer(), people.officer_with_expired_certificate()])


def make_record(case: PenaltyCase) -> None:
    second = people.officer_with_expired_certificate()
    records.start_record(
        case.pk, kind="interview", place="厂区", began_at=NOON, officer=people.officer(), second=second, by=people.officer(), at=NOON
    )


def record_alone(case: PenaltyCase) -> None:
    one = people.officer()
    records.start_record(case.pk, kind="site", place="厂区", began_at=NOON, officer=one, second=one, by=one, at=NOON)


def recused() -> PenaltyCase:
    case = penalty_case(officers=[people.officer(), people.second_officer(), third_officer()])
    do(case, "ask-recusal", people.supervisor(), NOON, of=people.second_officer(), asked_by="bureau", ground="与当事人有利害关系")
    do(case, "decide-recusal", people.approver(), NOON, of=people.second_officer(), granted=True, answer="应当回避", replacement=None)
    return case


def head_asked_to_step_aside(*, granted: bool | None) -> PenaltyCase:
    case = scenes.case()
    scenes.finish(case)
    scenes.review(case)
    values: dict[str, Any] = {"of": people.approver(), "asked_by": "party", "ground": "系当事人近亲属", "asked_at": AT}
    if granted is not None:
        values |= {"granted": granted, "decided_at": AT, "decided_by": people.approver()}
    Recusal.objects.create(case=case, **values)
    return case


def finish(case: PenaltyCase, user: User, **changes: Any) -> None:
    do(case, "finish-investigation", user, AT, **{"text": "x", "proposal": "penalty", "reviewer": people.reviewer(), **changes})


def investigating_reviewer() -> PenaltyCase:
    """The reviewer once took part in the investigation."""
    case = scenes.case()
    CaseMember.objects.create(case=case, user=people.reviewer(), part="officer", since=case.opened_at, until=AT)
    return case


def late_found() -> PenaltyCase:
    day = steps.AT.date()
    return steps.lead(act_from=day.replace(year=2024, month=1), act_to=day.replace(year=2024, month=10))


def other_party() -> tuple[PenaltyCase, PenaltyCase]:
    return penalty_case(), penalty_case(party_name="淮安市另一家公司", enterprise_code="91320803MA1N12345X")


def join(cases: tuple[PenaltyCase, PenaltyCase]) -> None:
    case, main = cases
    do(case, "join", people.approver(), AT, main=main.number, ground="same-party", reason="并案处理")


def transfer_without_list(case: PenaltyCase) -> None:
    do(case, "transfer", people.approver(), AT, to="police", body="淮安区公安局", reason="涉嫌犯罪", papers=[])


def extended() -> PenaltyCase:
    case = scenes.case()
    do(case, "extend-decision", people.approver(), AT, reason="案情复杂")
    return case


ROWS = [
    Row(
        "filed with one officer",
        one_officer,
        lambda case: do(case, "file", people.approver(), steps.AT, **REASONS),
        GateClosed,
        "at least two enforcement officers",
        "第四十二条",
    ),
    Row(
        "filed with a lapsed certificate",
        lapsed_colleague,
        lambda case: do(case, "file", people.approver(), steps.AT, **REASONS),
        GateClosed,
        "with a valid certificate",
        "第四十二条",
    ),
    Row(
        "filed by an officer",
        steps.lead,
        lambda case: do(case, "file", people.officer(), steps.AT, **REASONS),
        TransitionRefused,
        "may not take the step “File the case”",
        "第五十四条",
    ),
    Row(
        "filed without an item",
        lambda: steps.lead(item_code=""),
        lambda case: do(case, "file", people.approver(), steps.AT, **REASONS),
        GateClosed,
        "no penalty without a basis",
        "第三十八条",
    ),
    Row(
        "filed beyond the limitation",
        late_found,
        lambda case: do(case, "file", people.approver(), steps.AT, **REASONS),
        GateClosed,
        "limitation is over",
        "第三十六条",
    ),
    Row(
        "record with a lapsed certificate",
        lapsed_at_a_record,
        make_record,
        EvidenceRefused,
        "No enforcement certificate valid",
        "第四十二条",
    ),
    Row("record by one officer", penalty_case, record_alone, EvidenceRefused, "two different officers", "第四十二条"),
    Row(
        "recused officer acts",
        recused,
        lambda case: finish(case, people.second_officer()),
        TransitionRefused,
        "may not take the step",
        "第五十四条",
    ),
    Row(
        "recused officer comes back",
        recused,
        lambda case: do(case, "add-officer", people.supervisor(), NOON, officer=people.second_officer(), reason="人手不足"),
        GateClosed,
        "was recused",
        "第四十三条",
    ),
    Row(
        "head whose recusal waits approves the notice",
        lambda: head_asked_to_step_aside(granted=None),
        lambda case: do(case, "notify", people.approver(), AT),
        GateClosed,
        "Your own recusal",
        "第四十三条",
    ),
    Row(
        "head who was recused approves the notice",
        lambda: head_asked_to_step_aside(granted=True),
        lambda case: do(case, "notify", people.approver(), AT),
        GateClosed,
        "recused from this case",
        "第四十三条",
    ),
    Row(
        "officer outside the team",
        scenes.case,
        lambda case: finish(case, third_officer()),
        TransitionRefused,
        "may not take the step “Finish the investigation”",
        "第五十四条",
    ),
    Row(
        "reviewer who investigated",
        investigating_reviewer,
        lambda case: finish(case, people.officer()),
        GateClosed,
        "cannot review it",
        "第五十八条",
    ),
    Row("cases of different parties joined", other_party, join, GateClosed, "different parties", "第五十四条"),
    Row("transferred without a list", penalty_case, transfer_without_list, GateClosed, "list of papers", "第二十七条"),
    Row(
        "ninety days extended twice",
        extended,
        lambda case: do(case, "extend-decision", people.approver(), AT, reason="再延"),
        GateClosed,
        "extended once already",
        "第六十条",
    ),
]
