"""Thin tasks of the complaint desk; the work is in the modules they call."""

from celery import shared_task
from django.utils import timezone

from complaints import drafts


@shared_task(name="complaints.discard_drafts")
def discard_drafts() -> int:
    """Delete what expired drafts held; safe to run twice."""
    return drafts.discard_expired(timezone.now())
