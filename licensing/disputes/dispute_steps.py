"""The steps disputes and petitions begin and may end with, built for the clocks, letters and words of each."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bureau.workflow import Act, Transition
from licensing.disputes import forms, shared_effects
from licensing.filings.shared_steps import asking_once, correcting
from licensing.steps import forms as shared_forms
from licensing.steps import gates, roles
from licensing.steps import transitions as shared
from licensing.steps.telling import telling_filer


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What differs between the kinds: clocks, basis, the prefix of letters and messages ("dispute", "petition"), and who takes it on."""

    name: str
    acceptance: str
    settlement: str
    basis: str
    label: str | Promise
    accept: Callable[[Act], None]


def opening_steps(kind: Opening, *, submitted: str, correction: str, accepted: str, refused: str) -> tuple[Transition, ...]:
    """Accepted with both sides told, returned once for completion, or refused with the right place."""
    return (
        Transition(
            "accept",
            (submitted,),
            accepted,
            kind.label,
            roles.WINDOW,
            gates=(gates.materials_in_order,),
            starts=(kind.settlement,),
            stops=(kind.acceptance,),
            letters=(f"{kind.name}-acceptance",),
            form=shared_forms.NoteForm,
            effect=telling_filer(kind.accept, f"{kind.name}-accepted-inbox"),
            tells=(("applicant", f"{kind.name}-accepted"), ("respondent", f"{kind.name}-respondent-told")),
            basis=kind.basis,
        ),
        asking_once((submitted,), correction, stops=(kind.acceptance,), letter=f"{kind.name}-return", basis=kind.basis),
        correcting((correction,), submitted, starts=(kind.acceptance,), basis=kind.basis),
        Transition(
            "refuse",
            (submitted, correction),
            refused,
            _("Do not take it on"),
            roles.WINDOW,
            stops=(kind.acceptance,),
            letters=(f"{kind.name}-refusal",),
            form=forms.RefuseForm,
            effect=telling_filer(shared_effects.refuse, f"{kind.name}-refused-inbox"),
            tells=(("applicant", f"{kind.name}-refused"),),
            outcome="refused",
            danger=True,
            basis=kind.basis,
        ),
    )


def mediating(kind: Opening, sources: tuple[str, ...], target: str) -> Transition:
    """Both sides are heard."""
    return Transition(
        "mediate",
        sources,
        target,
        _("Invite both sides to mediation"),
        roles.REVIEWERS,
        form=forms.MeetingForm,
        effect=telling_filer(shared_effects.meet, f"{kind.name}-mediation-inbox"),
        tells=(("applicant", f"{kind.name}-mediation"), ("respondent", f"{kind.name}-mediation-respondent")),
        basis=kind.basis,
    )


def giving(sources: tuple[str, ...]) -> Transition:
    """Into somebody's hands, whatever stage it has reached."""
    return replace(shared.assign(sources, None), label=_("Assign to somebody"))
