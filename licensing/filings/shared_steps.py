"""Steps of `licensing.steps` in the words of notices and filings: asked once for what is missing, corrected, or not taken with its reason.

Their clock is the room's own, no permit's; there is no silence of the law and no second notice by order.
"""

from dataclasses import replace

from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.workflow import Act, Transition
from licensing.filings.forms import NotTakenForm
from licensing.steps import roles
from licensing.steps import transitions as shared
from licensing.steps.telling import telling_filer

Sources = tuple[str, ...]


def asking_once(sources: Sources, target: str, *, stops: tuple[str, ...], letter: str, basis: str) -> Transition:
    """Returned for completion, once, with everything that is missing."""
    step = shared.ask_correction(sources, target, basis=basis)
    return replace(step, label=_("Return for completion"), stops=stops, letters=(letter,))


def correcting(sources: Sources, target: str, *, starts: tuple[str, ...], basis: str) -> Transition:
    """Completed by the applicant; the bureau's own time is counted anew."""
    return replace(shared.correct(sources, target, basis=basis), starts=starts)


def not_taking(
    sources: Sources,
    target: str,
    *,
    stops: tuple[str, ...],
    letter: str,
    basis: str,
    message: str = "filing-not-taken",
    form: type[Form] = NotTakenForm,
) -> Transition:
    """Not needed, not ours, or no licence: with the reason and where to go."""
    return Transition(
        "refuse",
        sources,
        target,
        _("Do not take it"),
        roles.WINDOW,
        stops=stops,
        letters=(letter,),
        form=form,
        effect=telling_filer(not_taken, f"{message}-inbox"),
        tells=(("applicant", message),),
        danger=True,
        basis=basis,
    )


def not_taken(act: Act) -> None:
    """The ground and its explanation."""
    data, case = act.data, act.case
    case.decided_on, case.decision_text = timezone.localdate(act.at), data["explanation"]
    act.note = data["explanation"]
    act.record = {"ground": data["ground"], "authority": data.get("authority", "")}
