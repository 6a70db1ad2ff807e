"""Which matters of penalty and measure the party may see: from the first paper of the matter itself served on it, never before.

While a lead is verified and a case investigated nobody outside learns of it, whatever was served meanwhile. A measure is seen from the
moment it was carried out before the party's eyes (行政强制法 24: decision and inventory are handed over on the spot).
"""

from datetime import datetime

from django.db.models import Exists, Min, OuterRef, Q

from bureau.models import Case, Document
from bureau.models.case import CaseQuerySet
from enterprises.desk.matters import visible_matters
from enterprises.models import Membership
from licensing.models import MeasureCase, PenaltyCase, ServiceAttempt
from licensing.penalties.states import PenaltyState
from licensing.procedure.serving import MUST_BE_SERVED
from licensing.seizures.states import HOLDING, MeasureState

PENALTY_KINDS = ("penalty", "spot-penalty")
MEASURE_KINDS = ("compulsory-measure", "evidence-hold")
KINDS = (*PENALTY_KINDS, *MEASURE_KINDS)
# The papers with which a matter becomes known to its party.
TELLING = ("penalty-notice", "penalty-decision", "no-penalty-decision", "spot-decision", "case-ended")
HIDDEN = (
    PenaltyState.VERIFYING,
    PenaltyState.INVESTIGATING,
    PenaltyState.SUSPENDED,
    PenaltyState.REVIEWING,
    PenaltyState.NOT_FILED,
    PenaltyState.TRANSFERRED,
    PenaltyState.JOINED,
)
CARRIED_OUT = (*HOLDING, MeasureState.ENDED)
# As a condition on `Document`: what has reached the party. A paper that must be served is shown from its service on.
_WAS_SERVED = Exists(ServiceAttempt.objects.filter(document_id=OuterRef("pk"), outcome=ServiceAttempt.Outcome.SERVED))
REACHED = Q(voided__isnull=True) & (Q(_WAS_SERVED) | ~Q(template__in=MUST_BE_SERVED))


def _served(*codes: str) -> Exists:
    rows = ServiceAttempt.objects.filter(case_id=OuterRef("pk"), outcome=ServiceAttempt.Outcome.SERVED, document__template__in=codes)
    return Exists(rows)


def told_penalties(_membership: Membership | None = None) -> Q:
    """Penalty cases the party was told of."""
    return Q(_served(*TELLING)) & ~Q(state__in=HIDDEN)


def carried_out_measures(_membership: Membership | None = None) -> Q:
    """Measures that were carried out."""
    done = Exists(MeasureCase.objects.filter(pk=OuterRef("pk"), carried_out_at__isnull=False))
    return Q(done) & Q(state__in=CARRIED_OUT)


def is_told(case: Case) -> bool:
    """Whether the party of this matter may see it now: for whoever comes by number and query code. One query."""
    shown = told_penalties() if case.kind in PENALTY_KINDS else carried_out_measures()
    return Case.objects.filter(shown, pk=case.pk, kind__in=KINDS).exists()


def own_matters(membership: Membership) -> CaseQuerySet:
    """Penalties and measures on this enterprise's desk."""
    return visible_matters(membership).filter(kind__in=KINDS)


def papers_of(case: Case) -> "list[Document]":
    """What was written for the party and has reached it. One query."""
    rows = Document.objects.filter(REACHED, case_id=case.pk, for_citizen=True)
    return list(rows.defer("source").order_by("issued_at", "pk"))


def told_since(case: Case) -> datetime | None:
    """The moment from which the party is told what happened: the paper that made the matter known was issued, the measure carried out.

    What the bureau did inside before stays inside. One query.
    """
    if case.kind in MEASURE_KINDS:
        return MeasureCase.objects.filter(pk=case.pk).values_list("carried_out_at", flat=True).first()
    first = Document.objects.filter(_WAS_SERVED, case_id=case.pk, template__in=TELLING).aggregate(first=Min("issued_at"))
    found: datetime | None = first["first"]
    return found


def penalty_of(case: Case) -> PenaltyCase | None:
    """The penalty case itself; None for a measure. One query."""
    return PenaltyCase.objects.select_related("levy").defer("search").filter(pk=case.pk).first()
