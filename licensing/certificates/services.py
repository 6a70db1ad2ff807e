"""Writes of certificates: issued, renewed, changed, replaced, cancelled, and every change of how one stands.

Everything happens in the transaction of the step that decides: number, paper, register and history together or not at all. `by` is who
decided, None for what happens by law or time alone.
"""

from dataclasses import dataclass
from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.errors import GateClosed
from bureau.models import User
from bureau.sealing import blind_index
from licensing.certificates import register_link, statuses
from licensing.certificates.facts import Statement, certified_by, issued_by, same_statement, statement_of
from licensing.certificates.papers import issue_paper
from licensing.certificates.periods import Period, first_period, next_period
from licensing.certificates.register_link import Link, answers_over_facts
from licensing.certificates.series import CHANGED, REISSUED, again_number, base_number, new_number
from licensing.guides.content import GuideContent
from licensing.guides.selectors import content_of
from licensing.models import ApplicantType, Application, IssuedCertificate, Request

Status = IssuedCertificate.Status


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """One certificate about to be made. `content`: the guide that says what it states.

    `replaces`: the same holder's, which it takes the place of. `taken_over`: another holder's, which ended so that this one could begin.
    """

    content: GuideContent
    statement: Statement
    period: Period
    issued_on: date
    replaces: IssuedCertificate | None = None
    taken_over: IssuedCertificate | None = None
    # "变" or "补": keeps the number of the one replaced and adds this mark.
    mark: str = ""


@transaction.atomic
def settle_request(application: Application, *, by: User | None, at: datetime, deemed: bool = False) -> IssuedCertificate | None:
    """Do what was granted; the new certificate, None where the item gives none or the request ends one.

    `deemed`: renewed by silence of the law (行政许可法 50 para. 2). Raises GateClosed when the certificate the request is about is missing
    or cannot be replaced any more or belongs to another item (whose process settles it, e.g. QT-02 in `filings.change_settling`),
    StatusRefused when its status moved meanwhile, IncompleteLetter.
    """
    if application.certificate is not None and application.certificate.item_id != application.item_version.item_id:
        raise GateClosed([_("Certificate %(number)s belongs to another item.") % {"number": application.certificate.number}])
    if not content_of(application.guide).result.kind:
        return None
    request = Request(application.request)
    if request == Request.NEW:
        return issue(application, by=by, at=at)
    if request == Request.CANCELLATION:
        cancel(_old(application), reason=statuses.ASKED, on=timezone.localdate(at), by=by, at=at)
        return None
    if request == Request.REISSUE:
        return reissue(application, by=by, at=at)
    return replace(application, by=None if deemed else by, at=at)


def issue(application: Application, *, by: User | None, at: datetime) -> IssuedCertificate:
    """A first certificate. Raises what `settle_request` raises."""
    return _first(application, content_of(application.guide), None, by=by, at=at)


def issue_to_successor(application: Application, *, taken_over: IssuedCertificate, by: User | None, at: datetime) -> IssuedCertificate:
    """A first certificate for the applicant, who takes over what another holds `taken_over` for; the caller ends that one.

    By the guide of that certificate, with its readable facts where the application asked nothing anew. Raises what `settle_request` raises.
    """
    return _first(application, issued_by(taken_over), taken_over, by=by, at=at)


def replace(application: Application, *, by: User | None, at: datetime) -> IssuedCertificate:
    """A renewal (from the last good day on) or a change (same last day): a new certificate takes the place of the old one."""
    old, issued_on, content = _old(application), timezone.localdate(at), certified_by(application)
    renewed = application.request == Request.RENEWAL
    months = content.result.validity_months
    making = _Making(
        content=content,
        statement=statement_of(application, content, before=old),
        period=next_period(issued_on, months, ended_on=old.valid_to) if renewed else _rest(old, issued_on),
        issued_on=issued_on,
        replaces=old,
        mark="" if renewed else CHANGED,
    )
    return _make(application, making, by=by, at=at, reason=statuses.RENEWED if renewed else statuses.CHANGED)


def reissue(application: Application, *, by: User | None, at: datetime) -> IssuedCertificate:
    """For a lost or damaged one: the same facts and the same last day under the same number with a mark."""
    old, issued_on = _old(application), timezone.localdate(at)
    making = _Making(
        content=certified_by(application),
        statement=same_statement(old),
        period=_rest(old, issued_on),
        issued_on=issued_on,
        replaces=old,
        mark=REISSUED,
    )
    return _make(application, making, by=by, at=at, reason=statuses.REISSUED)


@transaction.atomic
def cancel(
    certificate: IssuedCertificate, *, reason: str, on: date, by: User | None, at: datetime, is_scrapped: bool = False
) -> IssuedCertificate:
    """Cancelled (行政许可法 70). `is_scrapped`: the registered machine is gone for good (特种设备安全法 48). Raises StatusRefused."""
    return change_status(certificate, Status.CANCELLED, reason=reason, on=on, by=by, at=at, is_scrapped=is_scrapped)


@transaction.atomic
def change_status(
    certificate: IssuedCertificate, status: str, *, reason: str, on: date, by: User | None, at: datetime, is_scrapped: bool = False
) -> IssuedCertificate:
    """Let a certificate stand otherwise from a day on; `reason` is read by the public. What stood on it in the register ends with it.

    Returns the row as it is now. Raises StatusRefused for an arrow the table does not have.
    """
    row = _locked(certificate)
    statuses.check_arrow(row, status)
    row.status, row.status_since, row.status_reason = status, on, reason[:300]
    row.version += 1
    row.updated_at = at
    with pghistory.context(user=by.pk if by else None, transition=f"certificate-{status}"):
        row.save(update_fields=["status", "status_since", "status_reason", "version", "updated_at"])
        if status in statuses.ENDED and status != Status.REPLACED:
            register_link.let_go(row, is_scrapped=is_scrapped, by=by, at=at)
    return row


# --- making one -------------------------------------------------------------------------------------------------------
def _first(
    application: Application, content: GuideContent, taken_over: IssuedCertificate | None, *, by: User | None, at: datetime
) -> IssuedCertificate:
    issued_on = timezone.localdate(at)
    making = _Making(
        content=content,
        statement=statement_of(application, content, before=taken_over, same_holder=False),
        period=first_period(issued_on, content.result.validity_months),
        issued_on=issued_on,
        taken_over=taken_over,
    )
    return _make(application, making, by=by, at=at)


def _old(application: Application) -> IssuedCertificate:
    """The certificate the request is about, locked. Raises GateClosed when there is none, or it has ended."""
    if application.certificate is None:
        raise GateClosed([_("This application names no certificate.")])
    old = _locked(application.certificate)
    if old.status in statuses.ENDED:
        words = _("The certificate %(number)s is “%(now)s”: nothing more can be done about it.")
        raise GateClosed([words % {"number": old.number, "now": statuses.words_of(old.status)}])
    return old


def _locked(certificate: IssuedCertificate) -> IssuedCertificate:
    return IssuedCertificate.objects.select_for_update().get(pk=certificate.pk)


def _rest(old: IssuedCertificate, issued_on: date) -> Period:
    """What is left of the old one's time. An issue after its last day (decided late) begins where it began."""
    return Period(old.valid_from if old.valid_to and old.valid_to < issued_on else issued_on, old.valid_to)


@transaction.atomic
def _make(application: Application, making: _Making, *, by: User | None, at: datetime, reason: str = "") -> IssuedCertificate:
    old, content = making.replaces, making.content
    row = _filled(application, making, at=at)
    with pghistory.context(user=by.pk if by else None, transition="certificate-issued"):
        if old is not None:
            change_status(old, Status.REPLACED, reason=reason, on=making.issued_on, by=by, at=at)
        # The register may refuse; the paper, whose number others wait for, comes last.
        row.save(force_insert=True)
        begins = old is None or application.request == Request.RENEWAL
        answers = answers_over_facts(application if begins else None, row.facts)
        register_link.follow(Link(certificate=row, result=content.result, answers=answers, before=old, begins=begins, by=by, at=at))
        row.document = issue_paper(row, application, making.statement, content, by=by, at=at)
        row.save(update_fields=["document", "source_type", "source_id"])
    return row


def _filled(application: Application, making: _Making, *, at: datetime) -> IssuedCertificate:
    """The unsaved row with its number."""
    old, statement, result = making.replaces, making.statement, making.content.result
    before = old or making.taken_over
    row = IssuedCertificate(
        item_id=before.item_id if before else application.item_version.item_id,
        kind=result.kind,
        title=result.name,
        enterprise_code=old.enterprise_code if old else application.enterprise_code,
        holder_name=statement.holder,
        facts=dict(statement.plain),
        sealed_facts=statement.sealed_text,
        issued_on=making.issued_on,
        valid_from=making.period.first,
        valid_to=making.period.last,
        status_since=making.period.first,
        case=application,
        replaces=old,
        updated_at=at,
    )
    if application.applicant_type == ApplicantType.PERSON:
        row.enterprise_code = ""
        _name_person(row, application, statement, old)
    row.number = _number(making, row)
    return row


def _name_person(row: IssuedCertificate, application: Application, statement: Statement, old: IssuedCertificate | None) -> None:
    """Mask and blind index of the holder. Who gave no identity number is known by the matter alone."""
    row.name_person(name=statement.holder, identity_number=statement.identity_number)
    known = application.person_index or (old.person_index if old else None) or blind_index(f"matter {application.number}")
    row.person_index = row.person_index or known


def _number(making: _Making, row: IssuedCertificate) -> str:
    old = making.replaces
    if old is None or not making.mark:
        return new_number(making.content.result.series, row.facts, making.issued_on)
    earlier = IssuedCertificate.objects.filter(number__startswith=f"{base_number(old.number)}{making.mark}").count()
    return again_number(old.number, making.mark, earlier)
