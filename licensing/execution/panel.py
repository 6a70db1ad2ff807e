"""The card "execution" on the case page: what is owed, paid and late, what the party asked, remedies, the court."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from bureau.models import User
from bureau.panels import Panel
from bureau.roles import Role
from licensing.execution.accounts import account
from licensing.execution.court_window import window_of
from licensing.models import PenaltyCase

READERS = (Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)
# Who keeps the account of payments: never an officer who investigates (行政处罚法 67 para. 1: who fines does not collect).
KEEPERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)


def card(case: PenaltyCase, _reader: User) -> Mapping[str, Any]:
    """Eight queries at most; one while nothing was served."""
    found, today = account(case.pk), timezone.localdate()
    if found is None and case.served_on is None:
        return {"account": None, "is_shown": False}
    return {
        "is_shown": True,
        "account": found,
        "late": found.late_fee(today) if found else None,
        "reliefs": list(case.reliefs.all()),
        "remedies": list(case.remedies.all()),
        "applications": list(case.court_applications.all()),
        "window": window_of(case) if found and found.open_of() > 0 else None,
        "today": today,
        "url": reverse("licensing:penalty-payments", args=[case.number]),
    }


PANELS = tuple(Panel(kind, "licensing/case/penalty_execution.html", card, 70) for kind in ("penalty", "spot-penalty"))
