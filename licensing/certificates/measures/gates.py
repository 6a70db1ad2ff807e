"""What must be there before a step of a measure: each predicate returns the missing thing in the reader's language, or None."""

from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.models import Clock
from bureau.workflow import Act
from licensing.certificates.statuses import is_allowed, words_of
from licensing.models import CertificateMeasure, IssuedCertificate

CLOCK = "certificate-statement"
Measure, Status = CertificateMeasure.Measure, IssuedCertificate.Status
TARGETS = {
    Measure.SUSPEND: Status.SUSPENDED,
    Measure.LIFT: Status.VALID,
    Measure.REVOKE: Status.REVOKED,
    Measure.WITHDRAW: Status.WITHDRAWN,
    Measure.CANCEL: Status.CANCELLED,
}


def burdens_the_holder(act: Act) -> str | None:
    """Only what burdens the holder is told beforehand."""
    if act.case.measure == Measure.LIFT:
        return _("Lifting a suspension burdens nobody: it is decided at once.")
    return None


def holder_was_told(act: Act) -> str | None:
    """Nothing that burdens the holder is decided unheard (行政许可法 7). The state after the notice is another one."""
    if act.case.measure == Measure.LIFT or act.case.state != "proposed":
        return None
    return _("The holder has not been told yet and could not make a statement.")


def holder_was_heard(act: Act) -> str | None:
    """A statement was made, or the time for it is over."""
    if act.case.state == "proposed" or act.case.statement:
        return None
    clock = Clock.objects.running().filter(case_id=act.case.pk, code=CLOCK).first()
    if clock is None or act.now.date() > clock.due_on:
        return None
    return _("The holder may make a statement until %(day)s; decide after that day, or once the statement is on file.") % {
        "day": day_words(clock.due_on)
    }


def decider_did_not_propose(act: Act) -> str | None:
    """Who proposed it does not decide it."""
    if act.actor.user is not None and act.actor.user.pk == act.case.proposed_by_id:
        return _("You proposed this measure yourself; somebody else must decide.")
    return None


def certificate_stands_so(act: Act) -> str | None:
    """The certificate can still come to stand as proposed."""
    certificate = act.case.certificate
    if is_allowed(certificate.status, TARGETS[Measure(act.case.measure)]):
        return None
    return _("The certificate is “%(status)s” by now: this measure has become pointless; drop it.") % {
        "status": words_of(certificate.status)
    }
