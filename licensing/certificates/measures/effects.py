"""What the steps of a measure change. Run by `bureau.workflow.perform` inside its transaction; nothing here assigns a state."""

from django.utils import timezone

from bureau.workflow import Act
from licensing.certificates.measures.gates import TARGETS
from licensing.certificates.measures.grounds import GROUNDS
from licensing.certificates.services import change_status
from licensing.models import CertificateMeasure

Measure = CertificateMeasure.Measure


def tell(act: Act) -> None:
    """The holder is told what is meant to be done and why, and asked to speak."""
    _name_certificate(act)
    act.note = act.data.get("note", "")


def hear(act: Act) -> None:
    """What the holder says, added to what was said before."""
    said = act.data["statement"].strip()
    act.case.statement = "\n\n".join(filter(None, [act.case.statement, said]))
    act.note = said


def decide(act: Act) -> None:
    """The measure takes effect today: the certificate stands otherwise, and what stood on it ends with it."""
    case = act.case
    ground = GROUNDS[case.ground]
    change_status(
        case.certificate, TARGETS[Measure(case.measure)], reason=ground.label, on=timezone.localdate(act.at), by=act.actor.user, at=act.at
    )
    act.note = act.data.get("reasons", "")
    _name_certificate(act)
    if case.measure == Measure.LIFT:
        # Nothing to appeal against: the holder gets the message and the register says the rest.
        act.letters.clear()


def drop(act: Act) -> None:
    """Nothing is done; the reason stays on file."""
    act.note = act.data["reason"]
    _name_certificate(act)


def note(act: Act) -> None:
    """For the file alone."""
    act.note = act.data["note"]


def _name_certificate(act: Act) -> None:
    act.record = {
        "certificate": act.case.certificate.number,
        "certificate_title": act.case.certificate.title,
        "measure": MEASURE_WORDS[act.case.measure],
    }


# Messages and letters are Chinese, whatever language the screen shows.
MEASURE_WORDS = {
    Measure.SUSPEND: "暂停",
    Measure.LIFT: "恢复",
    Measure.REVOKE: "撤销",
    Measure.WITHDRAW: "撤回",
    Measure.CANCEL: "注销",
}
