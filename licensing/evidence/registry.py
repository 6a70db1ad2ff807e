"""What the room "evidence" makes known to the floors below and to the other rooms."""

from datetime import datetime

from bureau import panels
from licensing.evidence import examinations
from licensing.evidence.panels import PANELS
from licensing.models import ServiceAttempt
from licensing.procedure import serving


def register_all() -> None:
    """Called once when Django is ready."""
    for panel in PANELS:
        panels.register(panel)
    for code in (examinations.NOTICE, examinations.RESULT_NOTICE):
        serving.on_served(code, notice_served)


def notice_served(attempt: ServiceAttempt, at: datetime) -> None:
    """Callback of `licensing.procedure.serving`: the party has the notice of a test, or of its result."""
    if attempt.served_on is not None:
        examinations.served(attempt.document, attempt.served_on)
