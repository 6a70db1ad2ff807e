"""Proposing a measure against a certificate, and lifting suspensions whose last day has passed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bureau import docket
from bureau.errors import BureauError
from bureau.models import Party, User
from licensing.certificates.measures.effects import MEASURE_WORDS
from licensing.certificates.measures.gates import TARGETS
from licensing.certificates.measures.grounds import measure_words
from licensing.certificates.measures.workflow import CERTIFICATE_MEASURE, PROPOSERS, MeasureState
from licensing.certificates.services import change_status
from licensing.certificates.statuses import is_allowed, words_of
from licensing.models import CertificateMeasure, IssuedCertificate

PREFIX = "ZH"
TITLE_LENGTH = 200
TIME_IS_OVER = "暂停期限届满"
Measure, Status = CertificateMeasure.Measure, IssuedCertificate.Status


class MeasureRefused(BureauError):
    """The measure cannot be proposed: it is pointless, or another is under way."""


def possible_measures(certificate: IssuedCertificate) -> list[str]:
    """What could be proposed, as the certificate stands."""
    return [measure for measure, target in TARGETS.items() if is_allowed(certificate.status, target)]


@transaction.atomic
def propose(certificate: IssuedCertificate, *, data: Mapping[str, Any], by: User, submission_key: UUID, at: datetime) -> docket.Opened:
    """Open the matter. `data`: measure, ground, facts, citation, until. Sent twice, it is one matter. Raises MeasureRefused."""
    # Two proposals for one certificate wait for each other here.
    locked = IssuedCertificate.objects.select_for_update().get(pk=certificate.pk)
    earlier = CertificateMeasure.objects.filter(submission_key=submission_key, certificate=locked).first()
    if earlier is not None:
        return docket.Opened(earlier.pk, earlier.number, created=False)
    _refuse_pointless(locked, data["measure"])
    measure = _measure(locked, data, by=by, submission_key=submission_key)
    return docket.open_case(
        measure,
        prefix=PREFIX,
        search=(locked.number, locked.holder_name, locked.enterprise_code, measure.facts),
        at=at,
        parties=_holder(locked),
        actor=by,
        actor_role=min(role for role in PROPOSERS if by.has_role(role)),
        without_gaps=True,
    )


def _refuse_pointless(certificate: IssuedCertificate, measure: str) -> None:
    if measure not in possible_measures(certificate):
        words = _("The certificate is “%(status)s”: “%(measure)s” is not possible.")
        raise MeasureRefused(words % {"status": words_of(certificate.status), "measure": measure_words(measure)})
    running = CertificateMeasure.objects.filter(certificate=certificate, closed_at__isnull=True).values_list("number", flat=True).first()
    if running:
        raise MeasureRefused(_("Another measure against this certificate is under way: %(number)s.") % {"number": running})


def _measure(certificate: IssuedCertificate, data: Mapping[str, Any], *, by: User, submission_key: UUID) -> CertificateMeasure:
    """The unsaved matter. The special law named for it opens the facts, so that every letter prints it."""
    citation = data.get("citation") or ""
    title = f"{certificate.holder_name}：{MEASURE_WORDS[data['measure']]}{certificate.title}{certificate.number}"
    return CertificateMeasure(
        kind=CERTIFICATE_MEASURE.kind,
        title=title[:TITLE_LENGTH],
        category=certificate.item.code,
        enterprise_code=certificate.enterprise_code,
        office_id=by.office_id,
        handler=by,
        certificate=certificate,
        measure=data["measure"],
        ground=data["ground"],
        facts=f"法律依据：{citation}\n{data['facts']}" if citation else data["facts"],
        until=data.get("until"),
        proposed_by=by,
        submission_key=submission_key,
    )


def _holder(certificate: IssuedCertificate) -> list[Party]:
    """The applicant of the certificate, taken over sealed as it lies."""
    party = Party.objects.filter(case_id=certificate.case_id, part=Party.Part.APPLICANT).first()
    if party is None:
        return []
    party.pk, party.case_id = None, None  # type: ignore[assignment]
    party._state.adding = True
    return [party]


def lift_ended_suspensions(today: date, *, at: datetime) -> int:
    """Suspensions whose last day has passed end by themselves; the number. Called once a day, safe twice."""
    ended = CertificateMeasure.objects.filter(
        measure=Measure.SUSPEND,
        state=MeasureState.DECIDED,
        until__lt=today,
        certificate__status=Status.SUSPENDED,
    ).select_related("certificate")
    lifted = 0
    for measure in ended.order_by("pk").iterator(chunk_size=200):
        # A later suspension of the same certificate may still last.
        later = CertificateMeasure.objects.filter(
            certificate=measure.certificate, measure=Measure.SUSPEND, state=MeasureState.DECIDED, pk__gt=measure.pk
        )
        if not later.exists():
            change_status(measure.certificate, Status.VALID, reason=TIME_IS_OVER, on=today, by=None, at=at)
            lifted += 1
    return lifted
