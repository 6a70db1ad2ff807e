"""Reads of certificates, and how often they were checked."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from enterprises.codes import clean_text
from enterprises.models import ObligationSource
from licensing.certificates.facts import opened
from licensing.guides.content import GuideContent
from licensing.guides.selectors import content_of
from licensing.models import Application, IssuedCertificate


def certificate_by_number(number: str) -> IssuedCertificate:
    """The certificate with this number, read as people type it (full-width signs count as plain). Raises IssuedCertificate.DoesNotExist."""
    return IssuedCertificate.objects.select_related("item", "case", "document__issued_by", "replaces").get(number=clean_text(number))


def certificates_of_enterprise(codes: Collection[str]) -> "QuerySet[IssuedCertificate]":
    """Certificates held under any of these codes (see `family_codes`), newest first."""
    found = IssuedCertificate.objects.filter(enterprise_code__in=[code for code in codes if code])
    return found.select_related("item", "document").order_by("-issued_on", "-id")


def standing_certificate_for(source_type: str, source_id: int) -> IssuedCertificate | None:
    """The certificate that stands behind a row of the enterprise register, newest first; None if none stands."""
    found = IssuedCertificate.objects.standing().filter(source_type=source_type, source_id=source_id).exclude(source_type="")
    return found.order_by("-issued_on", "-id").first()


def source_certificates(row: ObligationSource, source_type: str) -> "QuerySet[IssuedCertificate]":
    """Every certificate a row of the register ever stood behind."""
    return IssuedCertificate.objects.filter(source_type=source_type, source_id=row.pk).order_by("-issued_on", "-id")


def guide_behind(certificate: IssuedCertificate) -> GuideContent | None:
    """The guide that says what the facts mean; None for a certificate no application led to. One query."""
    found = Application.objects.select_related("guide").only("guide").filter(pk=certificate.case_id).first()
    return content_of(found.guide) if found else None


def is_held_by(certificate: IssuedCertificate, name: str) -> bool:
    """Whether this is the full name of the holder, width and blanks aside."""
    wanted = clean_text(name)
    known = opened(certificate.person_name) or certificate.holder_name
    return bool(wanted) and clean_text(known) == wanted


def days_left(certificate: IssuedCertificate, today: date) -> int | None:
    """Days until the last good day, None without end."""
    return (certificate.valid_to - today).days if certificate.valid_to else None
