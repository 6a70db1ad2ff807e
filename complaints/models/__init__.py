"""The tables of the 12365 desk."""

from complaints.models.rating import Rating
from complaints.models.submission import (
    Complaint,
    Consultation,
    MediationResult,
    RefusalGround,
    Report,
    ReportOutcome,
    Submission,
    TerminationGround,
)

__all__ = [
    "Complaint",
    "Consultation",
    "MediationResult",
    "Rating",
    "RefusalGround",
    "Report",
    "ReportOutcome",
    "Submission",
    "TerminationGround",
]
