"""The card of a decision on the spot on the case page: what, by whom, what was said, whether it was handed over and is on file."""

from collections.abc import Mapping
from typing import Any

from bureau.models import User
from bureau.panels import Panel
from licensing.fines.charges import charges_of
from licensing.models import PenaltyCase, ServiceAttempt
from licensing.penalties import team
from licensing.procedure.periods import statements
from licensing.spot.items import KIND


def spot_card(case: PenaltyCase, _reader: User) -> Mapping[str, Any]:
    """Four queries."""
    return {
        "case": case,
        "charges": charges_of(case),
        "officers": [row for row in team.team_of(case) if row.part in team.INVESTIGATING_PARTS],
        "statements": list(statements(case.pk)),
        "service": ServiceAttempt.objects.filter(case_id=case.pk, outcome=ServiceAttempt.Outcome.SERVED).select_related("document").last(),
    }


PANELS = (Panel(KIND, "licensing/panel_spot.html", spot_card, order=10),)
