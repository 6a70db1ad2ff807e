"""Service of papers: every attempt is a row, the one that succeeded sets the party's clocks running (行政处罚法 61).

Rooms whose periods start at service join with `on_served`. Steps of a penalty case that happen by service (`STEPS`) are taken here.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import clocks, documents
from bureau.aftermath import refresh_due
from bureau.clocks import is_switched_on
from bureau.day_words import day_words
from bureau.errors import BureauError
from bureau.models import Attachment, Case, Clock, Document, DocumentVoid, User
from bureau.sealing import mask_name
from bureau.workflow import Actor, perform, specific
from licensing.models import ServiceAttempt
from licensing.papers.sources import source_of
from licensing.penalties import team
from licensing.procedure import decision_clock
from licensing.procedure.service_ways import Details, consent_of, day_faults, faults_of

Way, Outcome = ServiceAttempt.Way, ServiceAttempt.Outcome
ANNOUNCEMENT_CLOCK = "penalty-service-announcement"
# Letters for the party that do nothing until they are served; whatever else is issued needs no service of its own.
MUST_BE_SERVED = frozenset(
    {
        *("recusal-decision", "interview-notice", "testing-notice", "testing-result-notice", "hold-notice", "hold-disposal"),
        *("measure-decision", "measure-inventory", "measure-extension", "measure-release", "correction-order", "penalty-notice"),
        *("penalty-hearing-notice", "penalty-decision", "no-penalty-decision", "spot-decision", "case-ended", "payment-notice"),
        *("relief-decision", "late-fee-decision", "payment-demand"),
    }
)
# Which step of a penalty case its service is.
STEPS = {"penalty-notice": "serve-notice", "penalty-decision": "serve-decision", "no-penalty-decision": "serve-decision"}
# The party signs for these; the others have a proof of their own.
WITH_RECEIPT = frozenset({Way.DIRECT, Way.LEFT, Way.ENTRUSTED})
Callback = Callable[[ServiceAttempt, datetime], None]

_listeners: dict[str, list[Callback]] = {}


class ServiceRefused(BureauError):
    """The attempt cannot be recorded or settled so. `missing` lists everything that stands against it."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = list(missing)
        super().__init__(" ".join(self.missing))


def on_served(letter_code: str, callback: Callback) -> None:
    """Call `callback(attempt, at)` in the transaction in which a letter of that kind is served; for `registry.register_all`."""
    known = _listeners.setdefault(letter_code, [])
    if callback not in known:
        known.append(callback)


@transaction.atomic
def record_attempt(document: Document, *, way: str, by: User, at: datetime, **details: Unpack[Details]) -> ServiceAttempt:
    """One attempt to serve a paper, under way until `succeed` or `fail`. Raises ServiceRefused.

    An announcement issues its own letter, starts its thirty days and stops the ninety days of the decision.
    """
    case = _locked(document.case_id)
    document.case = case
    began = details.get("attempted_at", at)
    faults = _standing_faults(document, by=by) + faults_of(document, way, details, by=by)
    if began > at or began < document.issued_at.replace(second=0, microsecond=0):
        faults.append(_("The attempt lies in the future, or before the paper was issued."))
    if faults:
        raise ServiceRefused(faults)
    receiver = details.get("receiver", "")
    values: dict[str, Any] = {**details, "attempted_at": began, "receiver": receiver, "receiver_mask": mask_name(receiver)}
    if way == Way.ELECTRONIC:
        values["consent"] = details.get("consent") or consent_of(case)
    if way == Way.LEFT:
        values["refused_to_sign"] = True
    attempt = ServiceAttempt.objects.create(case=case, document=document, way=way, by=by, **values)
    if way == Way.ANNOUNCEMENT:
        _announce(attempt, case, by=by, at=at)
    return attempt


@transaction.atomic
def succeed(
    attempt: ServiceAttempt,
    *,
    on: date,
    by: User | None,
    at: datetime,
    receiver: str = "",
    relation: str = "",
    refused_to_sign: bool | None = None,
    proof: Attachment | None = None,
) -> ServiceAttempt:
    """The paper was served on that day. The party's periods run from it, whenever it is entered. Raises ServiceRefused.

    `by` is None for what the law counts as served by itself (announcement). The step of the case that the service is, is taken with it.
    """
    case = _locked(attempt.case_id)
    row = _pending(attempt)
    if receiver:
        row.receiver, row.receiver_mask = receiver, mask_name(receiver)
    row.relation = relation or row.relation
    row.refused_to_sign = row.refused_to_sign if refused_to_sign is None else refused_to_sign
    row.proof = proof or row.proof
    faults = _standing_faults(row.document, by=by) if by is not None else []
    faults += _success_faults(row, on, today=timezone.localdate(at))
    if faults:
        raise ServiceRefused(faults)
    row.outcome, row.served_on = Outcome.SERVED, on
    row.save()
    if row.way == Way.ANNOUNCEMENT:
        _end_announcement(case, on=on, at=at, by=by)
    if row.way in WITH_RECEIPT:
        documents.issue_document(case, "service-receipt", source_of("service-receipt", specific(case), row), by=by, at=at)
    _tell_rooms(row, case, by=by, at=at)
    return row


@transaction.atomic
def fail(attempt: ServiceAttempt, *, reason: str, by: User, at: datetime) -> ServiceAttempt:
    """The attempt came to nothing, with its reason. Raises ServiceRefused without one, or when it is settled already."""
    case = _locked(attempt.case_id)
    row = _pending(attempt)
    faults = [] if team.is_investigator(case, by) else [_not_yours()]
    if not reason.strip():
        faults.append(_("Say why the paper could not be served."))
    if faults:
        raise ServiceRefused(faults)
    row.outcome, row.failed_reason = Outcome.FAILED, reason.strip()[:300]
    row.save(update_fields=["outcome", "failed_reason"])
    if row.way == Way.ANNOUNCEMENT:
        _end_announcement(case, on=timezone.localdate(at), at=at, by=by)
    return row


def announced_until(attempt: ServiceAttempt) -> date:
    """The day on which the thirty days of an announcement are over (民事诉讼法 95, unconfirmed)."""
    began = timezone.localdate(attempt.attempted_at)
    due: date = clocks.clock_values(ANNOUNCEMENT_CLOCK, on=began, rules_as_of=began)["due_on"]
    return due


# --- parts ---------------------------------------------------------------------------------------------------------------
def _locked(case_id: int) -> Case:
    """The case's row, locked as every step locks it, so that service and steps never pass each other."""
    return Case.objects.select_for_update(of=("self",)).select_related("office").defer("search").get(pk=case_id)


def _not_yours() -> str:
    return _("Only an investigating officer of this case serves its papers (行政处罚法第四十二条).")


def _standing_faults(document: Document, *, by: User) -> list[str]:
    """What speaks against serving this paper at all."""
    faults = [] if team.is_investigator(document.case, by) else [_not_yours()]
    if document.template not in MUST_BE_SERVED:
        faults.append(_("This paper is not one that is served on the party."))
    if DocumentVoid.objects.filter(document=document).exists():
        faults.append(_("This paper was voided; serve the one that replaces it."))
    if ServiceAttempt.objects.filter(document=document, outcome=Outcome.SERVED).exists():
        faults.append(_("This paper has been served already."))
    return faults


def _pending(attempt: ServiceAttempt) -> ServiceAttempt:
    row = ServiceAttempt.objects.select_related("document__case").get(pk=attempt.pk)
    if row.outcome != Outcome.PENDING:
        raise ServiceRefused([_("This attempt is settled already.")])
    return row


def _success_faults(row: ServiceAttempt, on: date, *, today: date) -> list[str]:
    began, issued = timezone.localdate(row.attempted_at), timezone.localdate(row.document.issued_at)
    faults = day_faults(row, on, today=today, began=began, issued=issued)
    if row.way == Way.DIRECT and not (row.receiver_mask and row.relation):
        faults.append(_("Write down who took the paper and what they are to the party (行政处罚法第六十一条)."))
    if row.way == Way.ANNOUNCEMENT and on < announced_until(row):
        words = _("The announcement has to stand until %(day)s (民事诉讼法第九十五条，待核对).")
        faults.append(words % {"day": day_words(announced_until(row))})
    return faults


def _announce(attempt: ServiceAttempt, case: Case, *, by: User, at: datetime) -> None:
    began = timezone.localdate(attempt.attempted_at)
    documents.issue_document(case, "service-announcement", source_of("service-announcement", specific(case), attempt), by=by, at=at)
    running = Clock.objects.running().filter(case_id=case.pk, code=ANNOUNCEMENT_CLOCK)
    if is_switched_on(ANNOUNCEMENT_CLOCK, began) and not running.exists():
        clocks.start_clock(case_id=case.pk, code=ANNOUNCEMENT_CLOCK, on=began, rules_as_of=began)
    decision_clock.pause_decision(case, why=decision_clock.ANNOUNCEMENT, on=began, by=by)
    _keep_due(case)


def _end_announcement(case: Case, *, on: date, at: datetime, by: User | None) -> None:
    """The thirty days and the pause end with the last announcement that is under way."""
    if ServiceAttempt.objects.filter(case_id=case.pk, way=Way.ANNOUNCEMENT, outcome=Outcome.PENDING).exists():
        return
    if Clock.objects.running().filter(case_id=case.pk, code=ANNOUNCEMENT_CLOCK).exists():
        # The announcement stands for its days; nobody could do it sooner, so it counts neither way.
        clocks.stop_clock(case_id=case.pk, code=ANNOUNCEMENT_CLOCK, at=at, met=None)
    decision_clock.resume_decision(case, why=decision_clock.ANNOUNCEMENT, on=on, by=by)
    _keep_due(case)


def _keep_due(case: Case) -> None:
    refresh_due(case)
    case.save(update_fields=["due_on", "yellow_on"])


def _tell_rooms(row: ServiceAttempt, case: Case, *, by: User | None, at: datetime) -> None:
    code = row.document.template
    if case.kind == "penalty" and (step := STEPS.get(code)):
        actor = Actor.of(by) if by is not None else Actor.system()
        perform(case.pk, step, actor=actor, at=at, data={"attempt": row})
        row.case.refresh_from_db()
    for listener in _listeners.get(code, ()):
        listener(row, at)
