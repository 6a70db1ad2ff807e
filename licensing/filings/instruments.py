"""The filing of instruments under compulsory verification as a table (强制检定的工作计量器具检定管理办法 5).

The list is looked through, filed, and stands in the register of the enterprise, from which the days of verification follow.
"""

from dataclasses import replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.workflow import Transition, Workflow
from licensing.filings import forms, instrument_effects
from licensing.filings.letters import instrument_letter
from licensing.filings.shared_steps import asking_once, correcting, not_taking
from licensing.models import Application
from licensing.steps import forms as shared_forms
from licensing.steps import gates, roles
from licensing.steps import transitions as shared
from licensing.steps.telling import telling_filer

CLOCK = "instrument-filing"
BASIS = "《中华人民共和国强制检定的工作计量器具检定管理办法》第五条"


class FilingState(models.TextChoices):
    """States of a filing of instruments."""

    SUBMITTED = "submitted", _("List to be looked through")
    CORRECTION = "correction", _("To be completed by the applicant")
    CHECKED = "checked", _("Looked through, to be filed")
    FILED = "filed", _("Filed")
    REFUSED = "refused", _("Not filed")
    WITHDRAWN = "withdrawn", _("Withdrawn by the applicant")


S = FilingState


def _filing(name: str, sources: tuple[str, ...], label: object) -> Transition:
    """The filing itself, after the check or in one go at the window."""
    return Transition(
        name,
        sources,
        S.FILED,
        label,  # type: ignore[arg-type]
        roles.WINDOW,
        gates=(gates.materials_in_order, instrument_effects.enterprise_is_known),
        stops=(CLOCK,),
        letters=("instrument-filing-receipt",),
        form=forms.FileForm,
        effect=telling_filer(instrument_effects.file_list, "instruments-filed-inbox"),
        tells=(("applicant", "instruments-filed"),),
        outcome="filed",
        basis=BASIS,
    )


INSTRUMENT_FILING = Workflow(
    kind="instrument-filing",
    label=_("Filing of instruments"),
    model=Application,
    states=FilingState,
    initial=S.SUBMITTED,
    closed=frozenset({S.FILED, S.REFUSED, S.WITHDRAWN}),
    letter_source=instrument_letter,
    icon="speedometer2",
    transitions=(
        Transition(
            "check",
            (S.SUBMITTED,),
            S.CHECKED,
            _("Look through the list"),
            roles.REVIEWERS,
            gates=(gates.materials_in_order, instrument_effects.enterprise_is_known),
            form=forms.CheckForm,
            effect=instrument_effects.check,
            public=False,
            basis=BASIS,
        ),
        _filing("file", (S.CHECKED,), _("File the instruments")),
        _filing("file-at-once", (S.SUBMITTED,), _("File on the spot")),
        Transition(
            "reopen",
            (S.CHECKED,),
            S.SUBMITTED,
            _("Look through it again"),
            roles.REVIEWERS,
            form=shared_forms.ReasonForm,
            effect=shared.effects.give_reason,
            public=False,
        ),
        asking_once((S.SUBMITTED,), S.CORRECTION, stops=(CLOCK,), letter="instrument-filing-return", basis=BASIS),
        # The same notice, written from the rows that cannot be taken: each with its line and its reason.
        replace(
            asking_once((S.SUBMITTED,), S.CORRECTION, stops=(CLOCK,), letter="instrument-filing-return", basis=BASIS),
            name="return-list",
            label=_("Return the rows that cannot be taken"),
            form=shared_forms.NoteForm,
            effect=telling_filer(instrument_effects.return_list, "application-correction-asked-inbox"),
        ),
        correcting((S.CORRECTION,), S.SUBMITTED, starts=(CLOCK,), basis=BASIS),
        not_taking((S.SUBMITTED, S.CORRECTION, S.CHECKED), S.REFUSED, stops=(CLOCK,), letter="instrument-filing-refusal", basis=BASIS),
        shared.withdraw((S.SUBMITTED, S.CORRECTION, S.CHECKED), S.WITHDRAWN, stops=(CLOCK,)),
        shared.note((S.SUBMITTED, S.CORRECTION, S.CHECKED)),
    ),
)
