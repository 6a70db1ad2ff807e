"""What must be true before an application is taken: all reasons against it at once, each a sentence for the applicant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from bureau.sealing import blind_index
from enterprises.models import Enterprise
from licensing.applications import bars, materials
from licensing.applications.sealed import identity_field
from licensing.applications.wanted import Wanted, certificate_item
from licensing.guides.content import GuideContent, MaterialSpec
from licensing.models import Application, Delivery, IssuedCertificate, MaterialFile, Request
from licensing.processes import Process


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the check looked up on the way, for whoever opens the case. `reasons` empty: it may be taken."""

    reasons: list[str]
    person_index: bytes | None
    files: list[MaterialFile]


def check(wanted: Wanted, content: GuideContent, process: Process, *, today: date) -> Checked:
    """Everything that stands against the application. At most four queries; the answers themselves were checked by the guide's form."""
    index = person_index(wanted, content)
    files = materials.files_of(wanted.basket)
    reasons = [*_form(wanted, content), *_papers(wanted, content, files), *_certificate(wanted, content, process, index)]
    if content.safety:
        reasons += _bars(wanted, index, today)
    return Checked(reasons=reasons, person_index=index, files=files)


def person_index(wanted: Wanted, content: GuideContent) -> bytes | None:
    """The blind index by which a person is found again; None for an enterprise and where no identity number was asked for."""
    if not wanted.applicant.is_person:
        return None
    return blind_index(identity_number(wanted, content))


def identity_number(wanted: Wanted, content: GuideContent) -> str:
    """As given with the applicant, else as answered in the guide's form."""
    asked = identity_field(content, wanted.request)
    return wanted.applicant.identity_number or str(wanted.personal.get(asked) or wanted.plain.get(asked) or "")


def _form(wanted: Wanted, content: GuideContent) -> Iterator[str]:
    applicant = wanted.applicant
    if content.request_spec(wanted.request) is None:
        label = dict(Request.choices).get(wanted.request, wanted.request)
        yield _("This item cannot be asked for in this way: %(request)s.") % {"request": label}
    if applicant.type not in content.applicants:
        yield _("Persons cannot apply for this item.") if applicant.is_person else _("Enterprises cannot apply for this item.")
    if not applicant.name:
        yield _("The name of the applicant is missing.")
    if not applicant.phone:
        yield _("Give a phone number at which we reach you.")
    if not applicant.is_person and not applicant.enterprise_code:
        yield _("The unified social credit code of the enterprise is missing.")
    if wanted.delivery == Delivery.POST and not wanted.delivery_address:
        yield _("Give the address to which the result is to be posted.")


def _papers(wanted: Wanted, content: GuideContent, files: list[MaterialFile]) -> Iterator[str]:
    asked = content.materials_for(wanted.request, wanted.answers)
    # Whether the register really has the enterprise is for the window to see; a stranger must not learn it from a refusal.
    on_file = materials.on_file(asked, is_known=not wanted.applicant.is_person)
    for spec in materials.missing(content, wanted.request, wanted.answers, {row.code for row in files} | wanted.seen, on_file):
        yield missing_paper(spec)


def missing_paper(spec: MaterialSpec) -> str:
    """The sentence about a paper that is needed and not there."""
    return _("This paper is missing: %(paper)s.") % {"paper": spec.name}


def _certificate(wanted: Wanted, content: GuideContent, process: Process, index: bytes | None) -> Iterator[str]:
    """A renewal, change, replacement or cancellation is about a certificate that stands and is the applicant's own."""
    certificate = wanted.certificate
    if certificate is None:
        if wanted.certificate_number:
            yield no_such_certificate()
        elif wanted.request != Request.NEW and content.result.kind:
            yield _("Name the certificate this is about.")
        return
    if not is_own(certificate, enterprise_code=wanted.applicant.enterprise_code, person_index=index):
        yield no_such_certificate()
        return
    if certificate.item.code != certificate_item(wanted.item_code):
        yield _("Certificate %(number)s belongs to another item.") % {"number": certificate.number}
    if certificate.status not in {IssuedCertificate.Status.VALID, IssuedCertificate.Status.SUSPENDED}:
        values = {"number": certificate.number, "status": certificate.get_status_display()}
        yield _("Certificate %(number)s does not stand any more: %(status)s.") % values
    open_number = _open_about(wanted, certificate, process)
    if open_number:
        yield _("The same has been applied for already: %(number)s is still open.") % {"number": open_number}


def is_own(certificate: IssuedCertificate, *, enterprise_code: str, person_index: bytes | None) -> bool:
    """Whether the certificate is that enterprise's or that person's."""
    if certificate.enterprise_code:
        return certificate.enterprise_code == enterprise_code or _was_merged(certificate.enterprise_code, into=enterprise_code)
    return bool(person_index) and bytes(certificate.person_index or b"") == person_index


def _was_merged(code: str, *, into: str) -> bool:
    """Whether the holder's entry in the register was merged into the applicant's."""
    return Enterprise.objects.filter(code=code, merged_into__code=into).exists()


def no_such_certificate() -> str:
    """The same words whether there is none or it is somebody else's: nobody learns of other people's certificates here."""
    return _("We have no certificate of this number in your name.")


def _open_about(wanted: Wanted, certificate: IssuedCertificate, process: Process) -> str:
    found = Application.objects.filter(
        Q(certificate=certificate), kind=process.kind, request=wanted.request, category=wanted.item_code, closed_at__isnull=True
    )
    return found.values_list("number", flat=True).first() or ""


def _bars(wanted: Wanted, index: bytes | None, today: date) -> list[str]:
    code = "" if wanted.applicant.is_person else wanted.applicant.enterprise_code
    return [str(bar) for bar in bars.bars_against(item_code=wanted.item_code, enterprise_code=code, person_index=index, today=today)]
