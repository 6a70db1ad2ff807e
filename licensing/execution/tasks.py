"""The task of this room; it finds its work in the database and may run twice."""

from celery import shared_task
from django.utils import timezone

from licensing.execution.reminders import remind


@shared_task(name="licensing.remind_of_payments")
def remind_of_payments() -> int:
    """Reminders before a last day, notes when it passed, the court's three months begun; scheduled every hour, silent at night."""
    return remind(timezone.now())
