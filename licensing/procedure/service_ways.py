"""What each way of service needs before it counts (行政处罚法 61).

The ways are those of 民事诉讼法, which the corpus lacks: they are marked as unconfirmed.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypedDict

from django.utils.translation import gettext as _

from bureau.models import Attachment, Case, Document, User
from licensing.models import PartyStatement, ServiceAttempt
from licensing.penalties import team

Way = ServiceAttempt.Way
# Forms of a consent that bears a signature; a spoken one is none (61 para. 2).
SIGNED = (PartyStatement.Form.WRITTEN, PartyStatement.Form.ONLINE)


class Details(TypedDict, total=False):
    """What may be known of an attempt when it is made; `attempted_at` is the moment of recording where it is left out."""

    attempted_at: datetime
    place: str
    receiver: str
    relation: str
    refused_to_sign: bool
    witness: str
    tracking_number: str
    consent: PartyStatement | None
    entrusted_to: str
    announced_where: str
    announced_why: str
    proof: Attachment | None
    second: User | None


def consent_of(case: Case) -> PartyStatement | None:
    """The latest signed consent of the party to electronic service. One query."""
    rows = PartyStatement.objects.filter(case_id=case.pk, kind=PartyStatement.Kind.ELECTRONIC_CONSENT, form__in=SIGNED)
    return rows.order_by("-pk").first()


def faults_of(document: Document, way: str, details: Details, *, by: User | None) -> list[str]:
    """Everything that speaks against this attempt, in the reader's language, with the article."""
    check = CHECKS.get(way)
    return check(document, details, by) if check else []


def _left(document: Document, details: Details, by: User | None) -> list[str]:
    faults = []
    if not details.get("place"):
        faults.append(_("Write down where the paper was left (民事诉讼法，待核对)."))
    if not details.get("witness") and details.get("proof") is None:
        faults.append(_("Leaving a paper needs a witness, or photos or a recording of it (民事诉讼法，待核对)."))
    second = details.get("second")
    if second is None or (by is not None and second.pk == by.pk) or not team.is_investigator(document.case, second):
        faults.append(_("Two officers of the case leave the paper together (行政处罚法第四十二条)."))
    return faults


def _post(_document: Document, details: Details, _by: User | None) -> list[str]:
    return [] if details.get("tracking_number") else [_("Service by post needs the postal number (民事诉讼法，待核对).")]


def _electronic(document: Document, details: Details, _by: User | None) -> list[str]:
    consent = details.get("consent") or consent_of(document.case)
    if consent is not None and consent.case_id == document.case_id and _is_signed(consent):
        return []
    return [_("Electronic service needs the signed consent of the party (行政处罚法第六十一条第二款).")]


def _is_signed(consent: PartyStatement) -> bool:
    return consent.kind == PartyStatement.Kind.ELECTRONIC_CONSENT and str(consent.form) in [str(form) for form in SIGNED]


def _entrusted(_document: Document, details: Details, _by: User | None) -> list[str]:
    return [] if details.get("entrusted_to") else [_("Name the authority that is asked to serve the paper (民事诉讼法，待核对).")]


def _announcement(document: Document, details: Details, _by: User | None) -> list[str]:
    faults = []
    if not details.get("announced_where") or not details.get("announced_why"):
        faults.append(_("Say where it is announced and why other ways failed (民事诉讼法，待核对)."))
    failed = ServiceAttempt.objects.filter(document=document, outcome=ServiceAttempt.Outcome.FAILED).exclude(way=Way.ANNOUNCEMENT)
    if not failed.exists():
        faults.append(_("A paper is announced only after another way of service has failed (行政处罚法第六十一条，民事诉讼法，待核对)."))
    return faults


CHECKS: Mapping[str, Callable[[Document, Details, User | None], list[str]]] = {
    Way.LEFT: _left,
    Way.POST: _post,
    Way.ELECTRONIC: _electronic,
    Way.ENTRUSTED: _entrusted,
    Way.ANNOUNCEMENT: _announcement,
}


def day_faults(attempt: ServiceAttempt, on: date, *, today: date, began: date, issued: date) -> list[str]:
    """What speaks against that day of service: not yet come, or before the attempt or the paper."""
    if on > today:
        return [_("The day of service lies in the future.")]
    if on < max(began, issued):
        return [_("The day of service lies before the paper was issued or the attempt was made.")]
    return []
