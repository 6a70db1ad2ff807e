"""What the staff's page of one certificate shows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bureau.models import Case, User
from bureau.verification import count_checks
from enterprises.models import SOURCES
from enterprises.register.selectors import find_by_code
from licensing.certificates.facts import fact_rows
from licensing.certificates.measures.grounds import measure_words
from licensing.certificates.measures.services import possible_measures
from licensing.certificates.selectors import days_left, guide_behind
from licensing.certificates.statuses import tone_of, words_of
from licensing.models import CertificateMeasure, IssuedCertificate, ItemVersion
from licensing.models.catalogue import PowerKind

Status = IssuedCertificate.Status


@dataclass(frozen=True, slots=True)
class Turn:
    """One status it had: since when, why, who changed it and when."""

    status: str
    tone: str
    since: date
    reason: str
    changed_at: datetime
    who: str


def certificate_context(certificate: IssuedCertificate, reader: User, *, today: date) -> dict[str, Any]:
    """Everything on the page. Twelve queries at most, whatever its history."""
    content = guide_behind(certificate)
    case = certificate.case
    measures = CertificateMeasure.objects.filter(certificate=certificate).defer("search").order_by("-pk")[:20]
    return {
        "certificate": certificate,
        "tone": tone_of(certificate.status),
        "status_words": words_of(certificate.status),
        "stands": certificate.status in (Status.VALID, Status.SUSPENDED),
        "days": days_left(certificate, today),
        "facts": fact_rows(content, certificate.facts) if content else list(certificate.facts.items()),
        "has_sealed_facts": bool(certificate.sealed_facts),
        "replaced_by": IssuedCertificate.objects.filter(replaces=certificate).first(),
        "turns": turns_of(certificate),
        "measures": [(one, measure_words(one.measure)) for one in measures],
        "possible": possible_measures(certificate),
        "checks": count_checks(certificate.document_id) if certificate.document_id else 0,
        "may_open_case": Case.objects.visible_to(reader).filter(pk=case.pk).exists(),
        "enterprise": find_by_code(certificate.enterprise_code) if certificate.enterprise_code else None,
        "source": source_of(certificate),
    }


def turns_of(certificate: IssuedCertificate) -> list[Turn]:
    """How it stood, the newest first: what is now, then the former versions that stood otherwise. Two queries."""
    # A former version carries the change that ended it: who changed to the next one.
    known: Any = certificate
    former = list(known.history.select_related("pgh_context").order_by("-pgh_id"))
    rows: list[Any] = [certificate, *former]
    enders: list[Any] = former
    people = User.objects.in_bulk({one for row in former if (one := _user_id(row))})
    turns = []
    for position, row in enumerate(rows):
        earlier = rows[position + 1] if position + 1 < len(rows) else None
        if earlier is not None and earlier.status == row.status:
            continue
        maker = enders[position] if position < len(enders) else None
        who = people.get(_user_id(maker) or 0) if maker is not None else _issuer(certificate)
        turns.append(
            Turn(str(words_of(row.status)), tone_of(row.status), row.status_since, row.status_reason, row.updated_at, str(who or ""))
        )
    return turns


def _issuer(certificate: IssuedCertificate) -> User | None:
    """The first version has no maker in the history: its paper says who issued it."""
    return certificate.document.issued_by if certificate.document else None


def _user_id(row: Any) -> int | None:
    context = getattr(row, "pgh_context", None)
    found = context.metadata.get("user") if context else None
    return int(found) if found else None


def source_of(certificate: IssuedCertificate) -> Any:
    """The row of the enterprise register it stands behind; None if there is none."""
    model = SOURCES.get(certificate.source_type)
    return model._default_manager.filter(pk=certificate.source_id).select_related("enterprise").first() if model else None


def item_choices(today: date) -> list[tuple[str, str]]:
    """The permits in force, to filter by."""
    found = ItemVersion.objects.in_force(today).filter(kind=PowerKind.PERMIT).order_by("item__code")
    return [(code, f"{code} {name}") for code, name in found.values_list("item__code", "name")]
