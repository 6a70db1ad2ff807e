"""What the workers run. Beat starts these by the schedules in the database; `bureau.outbox` knocks in between."""

from celery import shared_task
from django.utils import timezone

from outreach import delivery, reminders

DELIVERY_SECONDS = 50.0


@shared_task(name="outreach.deliver_messages")
def deliver_messages() -> None:
    """Deliver what is due."""
    delivery.deliver_until_empty(now=timezone.now, seconds=DELIVERY_SECONDS)


@shared_task(name="outreach.warn_deadlines")
def warn_deadlines() -> None:
    """Warn of clocks that turned yellow or red."""
    reminders.warn_clocks(timezone.now())
