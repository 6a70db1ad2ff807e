"""How a certificate stands, as the public reads it when a document is checked: state, since when, why, and the days it is good."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bureau import verification
from bureau.verification import Standing
from licensing.certificates.papers import TITLES
from licensing.certificates.statuses import tone_of, words_of
from licensing.models import IssuedCertificate


def standing_of(document_id: int) -> Standing | None:
    """The standing of the certificate a document is; None for a document that is none. One query."""
    certificate = IssuedCertificate.objects.filter(document_id=document_id).first()
    return standing_words(certificate) if certificate else None


def standing_words(certificate: IssuedCertificate) -> Standing:
    """The same of a certificate at hand. Nothing personal: neither holder nor facts."""
    is_good = certificate.status == IssuedCertificate.Status.VALID
    until = date_format(certificate.valid_to) if certificate.valid_to else _("Without end, while its conditions are met")
    rows = [(_("Certificate number"), certificate.number)]
    if not is_good:
        rows += [(_("Since"), date_format(certificate.status_since)), (_("Reason"), certificate.status_reason)]
    rows += [(_("Valid from"), date_format(certificate.valid_from)), (_("Valid until"), until)]
    return Standing(
        words=words_of(certificate.status),
        tone=tone_of(certificate.status),
        is_good=is_good,
        rows=tuple((label, value) for label, value in rows if value),
    )


def register_standings() -> None:
    """Called once when Django is ready."""
    for template in TITLES:
        verification.register(template, standing_of)
