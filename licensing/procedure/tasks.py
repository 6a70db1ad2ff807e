"""The task of this room; loaded by its registry, so that workers know it. Scheduled every ten minutes."""

from celery import shared_task
from django.utils import timezone

from licensing.procedure.announcements import pass_time


@shared_task(name="licensing.pass_penalty_time")
def pass_penalty_time() -> int:
    """Announced papers count as served, notices nobody answered lapse. May run twice."""
    return pass_time(timezone.now())
