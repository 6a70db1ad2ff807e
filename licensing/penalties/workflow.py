"""The process of a penalty case as a table, put together from the rooms that own its stretches. Basis: 行政处罚法 (2021)."""

from django.utils.translation import gettext_lazy as _

from bureau.workflow import Workflow
from licensing.evidence.transitions import EVIDENCE
from licensing.execution.transitions import EXECUTION
from licensing.models import PenaltyCase
from licensing.papers.sources import letter_source
from licensing.penalties.filing import FILING
from licensing.penalties.states import CLOSED, PenaltyState
from licensing.procedure.transitions import PROCEDURE

PENALTY = Workflow(
    kind="penalty",
    label=_("Penalty case"),
    model=PenaltyCase,
    states=PenaltyState,
    initial=PenaltyState.VERIFYING,
    closed=CLOSED,
    letter_source=letter_source,
    icon="hammer",
    transitions=(*FILING, *EVIDENCE, *PROCEDURE, *EXECUTION),
)
