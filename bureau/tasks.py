"""Tasks of the ground floor. Each calls one service, may run twice, and finds its work in the database, not in its arguments."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from bureau import aftermath, attachments, documents, drafts, tallies


@shared_task(name=documents.RENDER_TASK)
def render_documents() -> int:
    """Make the PDFs of what was issued; woken after commit and scheduled besides."""
    return documents.render_pending()


@shared_task(name="bureau.discard_expired_baskets")
def discard_expired_baskets() -> int:
    """Delete files of drafts nobody came back to; scheduled once a day."""
    return attachments.discard_expired_baskets(timezone.now())


@shared_task(name="bureau.discard_drafts")
def discard_drafts() -> int:
    """Delete what expired drafts held; safe to run twice."""
    return drafts.discard_expired(timezone.now())


@shared_task(name="bureau.clear_sessions")
def clear_sessions() -> None:
    """Delete sessions that have ended, and with them what waited for a code that never came; scheduled once a day."""
    call_command("clearsessions")


@shared_task(name="bureau.fold_tallies")
def fold_tallies() -> int:
    """Fold counted facts into the dashboard's figures."""
    return tallies.fold_tallies()


@shared_task(name=aftermath.RECOUNT_TASK)
def recount_clocks() -> int:
    """Bring running clocks after a changed calendar; woken by the change and scheduled once a day, for a wake-up that was lost."""
    return aftermath.recount_clocks(timezone.localdate())
