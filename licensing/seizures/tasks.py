"""The task of this room; it finds its work in the database and may run twice."""

from celery import shared_task
from django.utils import timezone

from licensing.seizures.expiry import keep_dates


@shared_task(name="licensing.keep_measure_dates")
def keep_measure_dates() -> int:
    """Measures and holdings whose last day is past, and reminders of what must be released; scheduled every hour."""
    return keep_dates(timezone.now())
