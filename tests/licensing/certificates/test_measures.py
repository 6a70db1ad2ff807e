"""Measures against a certificate: every arrow, who may take it, what it does to the certificate, and whom it is told."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from bureau import documents
from bureau.errors import ConflictOfInterest, GateClosed, TransitionRefused
from bureau.models import Clock, Document, Message
from bureau.roles import Role
from bureau.workflow import Actor, offers, perform, workflow_for
from licensing.applications.bars import bars_against
from licensing.certificates.measures import services
from licensing.certificates.measures.forms import ProposeForm
from licensing.certificates.measures.grounds import GROUNDS, claim_of
from licensing.certificates.services import change_status
from licensing.models import CertificateMeasure, IssuedCertificate
from tests import people
from tests.factories import licensing as make
from tests.pdf_text import pdf_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

AT = make.RECEIVED_AT
TODAY = date(2026, 11, 23)
LATER = AT + timedelta(days=14)
Measure, Status = CertificateMeasure.Measure, IssuedCertificate.Status
FACTS = "经查，申请时提交的检验报告系伪造。"
REVOKE = {"measure": Measure.REVOKE, "ground": "fraud", "facts": FACTS}
SUSPEND = {"measure": Measure.SUSPEND, "ground": "special-law", "facts": FACTS, "citation": "《特种设备安全法》第六十一条"}
TARGETS = {
    Measure.REVOKE: ("fraud", Status.REVOKED),
    Measure.WITHDRAW: ("8-facts", Status.WITHDRAWN),
    Measure.CANCEL: ("70-3", Status.CANCELLED),
    Measure.SUSPEND: ("special-law", Status.SUSPENDED),
}


@pytest.fixture
def certificate() -> IssuedCertificate:
    return make.certificate()


def proposed(certificate, by=None, *, key: UUID | None = None, **data) -> CertificateMeasure:
    values = {**REVOKE, **data}
    opened = services.propose(certificate, data=values, by=by or people.clerk(), submission_key=key or uuid4(), at=AT)
    return CertificateMeasure.objects.get(pk=opened.case_id)


def take(measure, name, user=None, *, at=AT, **data):
    actor = Actor.of(user) if user is not None else Actor.citizen()
    event = perform(measure.pk, name, actor=actor, at=at, data=data)
    measure.refresh_from_db()
    return event


def told(certificate, **data) -> CertificateMeasure:
    measure = proposed(certificate, **data)
    take(measure, "tell", people.clerk())
    return measure


# --- proposing --------------------------------------------------------------------------------------------------------
def test_a_proposal_is_a_matter_with_a_number_without_gaps(certificate):
    clerk = people.clerk()
    measure = proposed(certificate, clerk)
    assert measure.number == "ZH20261123000001"
    assert (measure.state, measure.category, measure.enterprise_code) == ("proposed", "XK-01", certificate.enterprise_code)
    assert (measure.proposed_by, measure.handler) == (clerk, clerk)
    assert measure.parties.get().phone.open() == "13812341234"
    certificate.refresh_from_db()
    assert certificate.status == Status.VALID
    assert not Message.objects.filter(case=measure).exists(), "nobody outside hears of a proposal"


def test_sent_twice_it_is_one_matter(certificate):
    key = uuid4()
    assert proposed(certificate, key=key) == proposed(certificate, key=key)


def test_a_second_one_waits_for_the_first(certificate):
    first = proposed(certificate)
    with pytest.raises(services.MeasureRefused, match=first.number):
        proposed(certificate)


@pytest.mark.parametrize(
    ("status", "possible"),
    [
        (Status.VALID, {Measure.SUSPEND, Measure.REVOKE, Measure.WITHDRAW, Measure.CANCEL}),
        (Status.SUSPENDED, {Measure.LIFT, Measure.REVOKE, Measure.WITHDRAW, Measure.CANCEL}),
        *((status, set()) for status in (Status.EXPIRED, Status.CANCELLED, Status.REVOKED, Status.WITHDRAWN, Status.REPLACED)),
    ],
)
def test_only_what_is_possible_can_be_proposed(status, possible):
    certificate = make.certificate(status=status)
    assert set(services.possible_measures(certificate)) == possible
    for measure in set(Measure) - possible:
        with pytest.raises(services.MeasureRefused):
            proposed(certificate, measure=measure)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, set()),
        ({"ground": "70-3"}, {"ground"}),
        ({"facts": ""}, {"facts"}),
        ({"until": "2026-12-31"}, {"until"}),
        ({"measure": "suspend", "ground": "special-law"}, {"citation"}),
        ({"measure": "suspend", "ground": "special-law", "citation": "某法第一条", "until": "2026-11-22"}, {"until"}),
        ({"measure": "suspend", "ground": "special-law", "citation": "某法第一条", "until": "2026-12-31"}, set()),
        ({"measure": "lift", "ground": "lift"}, {"measure", "ground"}),
        ({"ground": "69-1-5"}, {"citation"}),
    ],
)
def test_the_form_says_what_is_wrong(changes, wrong):
    data = {"measure": "revoke", "ground": "fraud", "facts": FACTS, **changes}
    form = ProposeForm(data, possible=[Measure.SUSPEND, Measure.REVOKE], today=TODAY)
    assert set(form.errors) == wrong


def test_every_ground_belongs_to_a_measure_and_fits_its_column():
    assert {one.measure for one in GROUNDS.values()} == set(Measure)
    assert all(len(code) <= 24 for code in GROUNDS)
    assert claim_of(Measure.WITHDRAW, "8-law") != claim_of(Measure.REVOKE, "69-1-3") != claim_of(Measure.REVOKE, "fraud")
    assert claim_of(Measure.SUSPEND, "special-law") == ""


# --- the way through --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("measure", TARGETS)
def test_told_heard_and_decided(certificate, measure):
    ground, target = TARGETS[measure]
    case = told(certificate, measure=measure, ground=ground, citation="某法第一条")
    clock = Clock.objects.get(case=case)
    assert (clock.code, clock.due_on) == ("certificate-statement", date(2026, 11, 30))
    take(case, "hear", statement="报告由检验机构出具，我单位不知情。")
    assert case.state == "told"
    take(case, "decide", people.approver(), at=LATER, reasons="陈述理由不成立。")
    certificate.refresh_from_db()
    assert (case.state, case.outcome) == ("decided", "decided")
    assert (certificate.status, certificate.status_since) == (target, date(2026, 12, 7))
    assert certificate.status_reason == GROUNDS[ground].label
    assert [paper.template for paper in Document.objects.filter(case=case).order_by("pk")] == [
        "certificate-measure-notice",
        "certificate-measure-decision",
    ]
    codes = set(Message.objects.filter(case=case).values_list("code", flat=True))
    assert codes == {"certificate-measure-told", "certificate-measure-decided", "staff-certificate-statement"}


def test_the_letters_say_facts_ground_rights_and_remedies(certificate):
    case = told(certificate)
    take(case, "hear", statement="我单位不知情。")
    take(case, "decide", people.approver(), at=LATER, reasons="不予采纳。")
    notice, decision = (text_of(paper) for paper in Document.objects.filter(case=case).order_by("pk"))
    for shown in (certificate.number, FACTS, "第六十九条第二款", "撤销", "2026年11月30日", "陈述权、申辩权"):
        assert shown in notice
    for shown in (certificate.number, FACTS, "我单位不知情。", "不予采纳。", "2026年12月7日", "行政复议", "行政诉讼", "不受保护"):
        assert shown in decision


def text_of(paper: Document) -> str:
    documents.render(paper.pk)
    paper.refresh_from_db()
    with paper.file.open("rb") as file:
        return pdf_text(file.read())


def test_the_special_law_of_a_suspension_is_printed(certificate):
    case = told(certificate, **SUSPEND, until=date(2026, 12, 31))
    notice = text_of(Document.objects.get(case=case))
    assert "《特种设备安全法》第六十一条" in notice
    assert "2026年12月31日" in notice


def test_a_revocation_for_fraud_bars_the_holder_for_three_years(certificate):
    case = told(certificate)
    take(case, "decide", people.approver(), at=LATER)
    [bar] = bars_against(item_code="XK-01", enterprise_code=certificate.enterprise_code, person_index=None, today=date(2026, 12, 8))
    assert (bar.code, bar.since, bar.until) == ("permit-bar-fraud", date(2026, 12, 7), date(2029, 12, 7))


def test_a_suspension_is_lifted_at_once_and_without_a_letter(certificate):
    change_status(certificate, Status.SUSPENDED, reason="停", on=TODAY, by=people.approver(), at=AT)
    case = proposed(certificate, measure=Measure.LIFT, ground="lift")
    take(case, "decide", people.approver())
    certificate.refresh_from_db()
    assert certificate.status == Status.VALID
    assert not Document.objects.filter(case=case).exists()


# --- gates ------------------------------------------------------------------------------------------------------------------
def test_nothing_is_decided_unheard(certificate):
    case = proposed(certificate)
    with pytest.raises(GateClosed, match="尚未告知"):
        take(case, "decide", people.approver())
    take(case, "tell", people.clerk())
    with pytest.raises(GateClosed, match="2026年11月30日"):
        take(case, "decide", people.approver(), at=AT + timedelta(days=7))
    take(case, "decide", people.approver(), at=AT + timedelta(days=8))
    assert case.state == "decided"


def test_lifting_is_not_told_beforehand(certificate):
    change_status(certificate, Status.SUSPENDED, reason="停", on=TODAY, by=None, at=AT)
    case = proposed(certificate, measure=Measure.LIFT, ground="lift")
    with pytest.raises(GateClosed):
        take(case, "tell", people.clerk())


def test_who_proposed_or_told_does_not_decide(certificate):
    both = people.clerk()
    both.roles = [Role.CLERK.value, Role.APPROVER.value]
    both.save()
    case = proposed(certificate, both)
    take(case, "tell", people.supervisor())
    with pytest.raises(GateClosed, match="本人"):
        take(case, "decide", both, at=LATER)
    certificate_two = make.certificate()
    other = proposed(certificate_two, people.second_clerk())
    take(other, "tell", both)
    with pytest.raises(ConflictOfInterest):
        take(other, "decide", both, at=LATER)


def test_a_certificate_that_ended_meanwhile_makes_it_pointless(certificate):
    case = told(certificate)
    change_status(certificate, Status.CANCELLED, reason="持证人申请注销", on=TODAY, by=None, at=AT)
    with pytest.raises(GateClosed, match=r"已无|终止|失去"):
        take(case, "decide", people.approver(), at=LATER)
    take(case, "drop", people.approver(), reason="证书已注销")
    assert (case.state, case.outcome) == ("dropped", "dropped")


def test_a_proposal_taken_back_is_never_told(certificate):
    case = proposed(certificate)
    take(case, "take-back", people.clerk(), reason="证据不足")
    assert (case.state, case.outcome) == ("dropped", "taken-back")
    assert not Message.objects.filter(case=case).exists()


def test_a_dropped_one_is_told(certificate):
    case = told(certificate)
    take(case, "drop", people.approver(), reason="采纳申辩")
    certificate.refresh_from_db()
    assert certificate.status == Status.VALID
    assert "certificate-measure-dropped" in set(Message.objects.filter(case=case).values_list("code", flat=True))


# --- every arrow that is not drawn ----------------------------------------------------------------------------------------------
ALLOWED = {
    "proposed": {"tell", "decide", "take-back", "note"},
    "told": {"hear", "decide", "drop", "note"},
    "decided": set(),
    "dropped": set(),
}


@pytest.mark.parametrize("state", ALLOWED)
def test_every_other_arrow_is_refused(certificate, state):
    case = proposed(certificate)
    if state in ("told", "decided"):
        take(case, "tell", people.clerk())
    if state == "decided":
        take(case, "decide", people.approver(), at=LATER)
    if state == "dropped":
        take(case, "take-back", people.clerk(), reason="不当")
    assert case.state == state
    flow = workflow_for("certificate-measure")
    drawn = {step.name for step in flow.transitions if state in step.sources}
    assert drawn == ALLOWED[state]
    for step in flow.transitions:
        if step.name not in drawn:
            with pytest.raises(TransitionRefused):
                perform(case.pk, step.name, actor=Actor(frozenset(Role), None), at=LATER, data={})


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("tell", {Role.CLERK, Role.OFFICER, Role.SUPERVISOR}),
        ("hear", {Role.CLERK, Role.OFFICER, Role.SUPERVISOR, Role.CITIZEN, Role.ENTERPRISE}),
        ("decide", {Role.APPROVER}),
        ("take-back", {Role.CLERK, Role.OFFICER, Role.SUPERVISOR, Role.APPROVER}),
        ("drop", {Role.APPROVER}),
        ("note", {Role.CLERK, Role.OFFICER, Role.SUPERVISOR, Role.APPROVER}),
    ],
)
def test_each_step_is_for_its_roles_alone(certificate, name, roles):
    case = proposed(certificate)
    if name in ("hear", "drop"):
        take(case, "tell", people.clerk())
    for role in Role:
        shown = {offer.transition.name for offer in offers(case, Actor(frozenset({role})), AT)}
        assert (name in shown) == (role in roles), role


# --- time ---------------------------------------------------------------------------------------------------------------------
def test_a_suspension_with_a_last_day_ends_by_itself_once(certificate):
    case = told(certificate, **SUSPEND, until=date(2026, 12, 31))
    take(case, "decide", people.approver(), at=LATER)
    assert services.lift_ended_suspensions(date(2026, 12, 31), at=AT + timedelta(days=38)) == 0
    assert services.lift_ended_suspensions(date(2027, 1, 1), at=AT + timedelta(days=39)) == 1
    certificate.refresh_from_db()
    assert (certificate.status, certificate.status_since) == (Status.VALID, date(2027, 1, 1))
    assert services.lift_ended_suspensions(date(2027, 1, 2), at=AT + timedelta(days=40)) == 0
