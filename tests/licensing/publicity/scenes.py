"""Decided, served and published cases for the tests of this folder."""

from licensing.models import PenaltyCase, Publication
from licensing.publicity import services
from tests import people
from tests.licensing.procedure import scenes as procedure

DAY = 12


def decided(**fields):
    """The fine is decided on 6 December 2026 and not served yet; prepared as the signal after the decision does it."""
    case = procedure.deciding(**fields)
    procedure.do(case, "decide", people.approver(), procedure.days(DAY), **procedure.DECIDED)
    services.prepare(case, procedure.days(DAY))
    return case


def prepared(**fields):
    """Served the same day, waiting for approval."""
    case = decided(**fields)
    procedure.serve(case, "penalty-decision", procedure.days(DAY, 1))
    return Publication.objects.get(case_id=case.pk)


def published(at=None, **fields):
    row = prepared(**fields)
    return services.publish(row, by=people.approver(), at=at or procedure.days(DAY + 1), version=row.version)


def lone_decision(**fields):
    """The row of a decided case as the rules of scope read it, not saved."""
    values = {"decision": "penalty", "procedure": "ordinary", "party_type": "unit", "sanctions": ["罚款"], "fine": 0, "confiscation": 0}
    return PenaltyCase(**{**values, **fields})
