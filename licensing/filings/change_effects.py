"""What the steps of a change of registration check and change, over those of a permit. Run by `bureau.workflow.perform`."""

from django.utils.translation import gettext as _

from bureau.errors import GateClosed
from bureau.workflow import Act
from licensing.certificates.selectors import certificate_by_number
from licensing.filings import change_settling, machines
from licensing.models import IssuedCertificate
from licensing.permit import effects as permit


def registration_is_known(act: Act) -> str | None:
    """What is to be changed must be known: a certificate of this bureau, or a registered machine of the register."""
    case = act.case
    if case.certificate_id is not None or machines.machine_of(case) is not None:
        return None
    return _("Neither a certificate nor a registered machine of the applicant is known: name the certificate first.")


def link_certificate(act: Act) -> None:
    """The certificate the application is about, by its number. Raises GateClosed for one it cannot be about."""
    try:
        certificate = certificate_by_number(act.data["number"])
    except IssuedCertificate.DoesNotExist:
        raise GateClosed([_("There is no certificate of this number.")]) from None
    found = change_settling.objections(act.case, certificate)
    if found:
        raise GateClosed(found)
    act.case.certificate = certificate
    act.record = {"certificate": certificate.number}


def grant(act: Act) -> None:
    """The decision, and what follows from it for certificate and register."""
    permit.decide_to_grant(act)
    _settle(act)


def decide_at_once(act: Act) -> None:
    """The same at the window in one go: what the guide allows there."""
    permit.decide_on_the_spot(act)
    _settle(act)


def refuse(act: Act) -> None:
    """The refusal and its reasons (行政许可法 38, 78)."""
    permit.refuse(act)


def _settle(act: Act) -> None:
    certificate = change_settling.settle(act.case, by=act.actor.user, at=act.at)
    if certificate is not None:
        act.record["certificate"] = certificate.number
