"""The task of this room; loaded by its registry, so that workers know it. Scheduled every hour, which is more than daily."""

from celery import shared_task
from django.utils import timezone

from licensing.publicity import services


@shared_task(name="licensing.keep_publicity")
def keep_publicity() -> int:
    """Prepare what a lost process left, end what was published long enough. May run twice."""
    now = timezone.now()
    return services.prepare_missing(now) + services.end_past(timezone.localdate(now), at=now)
