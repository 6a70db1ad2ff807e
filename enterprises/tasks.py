"""Tasks of the enterprise floor. Each calls one service, may run twice, and finds its work in the database, not in its arguments."""

from celery import shared_task
from django.utils import timezone

from enterprises.imports.tasks import apply_import, check_import, clear_old_imports, fail_stuck_imports
from enterprises.obligations import ledger_upkeep

# Workers look for tasks in this module of an app only.
__all__ = ["apply_import", "check_import", "clear_old_imports", "fail_stuck_imports", "keep_ledger"]


@shared_task(name=ledger_upkeep.KEEP_TASK)
def keep_ledger() -> int:
    """Bring the obligation ledger in line with every source; woken by a changed kind and scheduled once a day for the yearly ones."""
    return ledger_upkeep.keep_all(at=timezone.now())
