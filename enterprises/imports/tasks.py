"""What the workers run for imports. Each may come twice: the work itself looks where the run stands and does nothing a second time."""

from celery import shared_task
from django.utils import timezone

from bureau.models import User
from enterprises.imports import runs


@shared_task(name=runs.CHECK_TASK)
def check_import(run_id: int) -> None:
    """Check one file."""
    runs.check(run_id, at=timezone.now())


@shared_task(name=runs.APPLY_TASK)
def apply_import(run_id: int, by_id: int, without_refused: bool = False) -> None:
    """Take one checked file over, as the person who confirmed it."""
    runs.apply(run_id, by=User.objects.get(pk=by_id), at=timezone.now(), without_refused=without_refused)


@shared_task(name="enterprises.fail_stuck_imports")
def fail_stuck_imports() -> int:
    """Give up imports whose worker is gone; scheduled every minute."""
    return runs.fail_stuck(timezone.now())


@shared_task(name="enterprises.clear_old_imports")
def clear_old_imports() -> int:
    """Delete files and rows of old imports; scheduled once a day."""
    return runs.clear_old(timezone.now())
