"""The notice before works on special equipment as a table (特种设备安全法 23, 24).

A notice, no permit: works may begin once it was received.
"""

from dataclasses import replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.workflow import Transition, Workflow
from licensing.filings import forms, works_effects
from licensing.filings.letters import works_letter
from licensing.filings.shared_steps import asking_once, correcting, not_taking
from licensing.models import Application
from licensing.steps import forms as shared_forms
from licensing.steps import gates, roles
from licensing.steps import transitions as shared
from licensing.steps.telling import telling_filer

RECEIPT, HANDOVER = "works-notice-receipt", "works-file-handover"
NOTICE = "《中华人民共和国特种设备安全法》第二十三条"
FILES = "《中华人民共和国特种设备安全法》第二十四条"
PENALTY = "《中华人民共和国特种设备安全法》第七十八条"


class WorksState(models.TextChoices):
    """States of a notice before works."""

    SUBMITTED = "submitted", _("Notice to be looked through")
    CORRECTION = "correction", _("To be completed by the works unit")
    RECEIVED = "received", _("Notice received, works may begin")
    FINISHED = "finished", _("Works accepted, files to be handed over")
    CLOSED = "closed", _("Files handed over")
    REFUSED = "refused", _("Notice not taken")
    WITHDRAWN = "withdrawn", _("Withdrawn, no works")


S = WorksState
BEFORE = (S.SUBMITTED, S.CORRECTION)

WORKS_NOTICE = Workflow(
    kind="works-notice",
    label=_("Notice before works"),
    model=Application,
    states=WorksState,
    initial=S.SUBMITTED,
    closed=frozenset({S.CLOSED, S.REFUSED, S.WITHDRAWN}),
    letter_source=works_letter,
    icon="tools",
    transitions=(
        Transition(
            "receive",
            (S.SUBMITTED,),
            S.RECEIVED,
            _("Receive the notice"),
            roles.WINDOW,
            gates=(gates.materials_in_order, works_effects.is_no_building_site, works_effects.licence_runs),
            stops=(RECEIPT,),
            letters=("works-notice-receipt",),
            form=forms.ReceiveNoticeForm,
            effect=telling_filer(works_effects.receive, "works-notice-received-inbox"),
            tells=(("applicant", "works-notice-received"),),
            basis=NOTICE,
        ),
        asking_once((S.SUBMITTED,), S.CORRECTION, stops=(RECEIPT,), letter="works-notice-return", basis=NOTICE),
        correcting((S.CORRECTION,), S.SUBMITTED, starts=(RECEIPT,), basis=NOTICE),
        not_taking(BEFORE, S.REFUSED, stops=(RECEIPT,), letter="works-notice-refusal", basis=NOTICE),
        # The flag stays on the matter whatever becomes of the notice: enforcement takes it up.
        Transition(
            "order-stop",
            (S.SUBMITTED, S.CORRECTION, S.RECEIVED, S.FINISHED),
            None,
            _("Works began before the notice"),
            roles.REVIEWERS,
            gates=(works_effects.is_not_flagged_yet,),
            form=forms.StopOrderForm,
            effect=telling_filer(works_effects.order_stop, "works-notice-stopped-inbox"),
            tells=(("applicant", "works-notice-stopped"),),
            outcome=works_effects.TO_PENALTY,
            danger=True,
            basis=PENALTY,
        ),
        Transition(
            "report-finished",
            (S.RECEIVED,),
            S.FINISHED,
            _("Report the acceptance of the works"),
            roles.APPLICANT | roles.WINDOW,
            starts=(HANDOVER,),
            form=forms.WorksFinishedForm,
            effect=telling_filer(works_effects.finish, "works-notice-finished-inbox"),
            tells=(("applicant", "works-notice-finished"),),
            basis=FILES,
        ),
        Transition(
            "hand-over",
            (S.FINISHED,),
            S.CLOSED,
            _("Record that the files were handed over"),
            roles.APPLICANT | roles.WINDOW,
            stops=(HANDOVER,),
            form=forms.HandedOverForm,
            effect=works_effects.hand_over,
            basis=FILES,
        ),
        replace(shared.withdraw(BEFORE, S.WITHDRAWN, stops=(RECEIPT,)), label=_("Withdraw the notice"), outcome=""),
        Transition(
            "call-off",
            (S.RECEIVED,),
            S.WITHDRAWN,
            _("The works are not carried out"),
            roles.APPLICANT | roles.WINDOW,
            form=shared_forms.ReasonForm,
            effect=works_effects.call_off,
            danger=True,
        ),
        shared.note((S.SUBMITTED, S.CORRECTION, S.RECEIVED, S.FINISHED)),
    ),
)
