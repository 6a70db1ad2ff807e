"""Goes through the whole register piece by piece, so that the ledger follows the turn of the year and changed kinds while people work."""

from datetime import datetime

from django.db import transaction

from enterprises.models import Enterprise
from enterprises.obligations.ledger import sync_enterprises

KEEP_TASK = "enterprises.keep_ledger"
PIECE = 2000


def keep_all(*, at: datetime, piece: int = PIECE) -> int:
    """Bring the ledger in line with every enterprise, a transaction for each `piece` of them; returns how many were looked at.

    What is in line is only read. Sources that were deleted without a word are found too: their obligations bear the enterprise.
    """
    seen, last = 0, 0
    while ids := list(Enterprise.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:piece]):
        with transaction.atomic():
            sync_enterprises(ids, at=at)
        seen, last = seen + len(ids), ids[-1]
    return seen
