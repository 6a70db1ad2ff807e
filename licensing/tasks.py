"""Tasks of the licensing floor. Each calls one service, may run twice, and finds its work in the database, not in its arguments."""

from celery import shared_task
from django.utils import timezone

from licensing.certificates.expiry import expire_past
from licensing.certificates.measures.services import lift_ended_suspensions
from licensing.disputes.finality import finalise_awards
from licensing.papers import volume
from licensing.penalties.access_ends import end_past
from licensing.permit import silence


@shared_task(name="licensing.apply_silence")
def apply_silence() -> int:
    """Accepted, lapsed and renewed by the silence of the bureau, and awards nobody appealed against; scheduled every ten minutes."""
    now = timezone.now()
    return silence.apply_silence(now) + finalise_awards(now)


@shared_task(name="licensing.expire_certificates")
def expire_certificates() -> int:
    """End certificates whose last good day is past, and suspensions whose time is over; scheduled every hour.

    What the law renews by silence comes first: such a certificate does not expire (行政许可法 50 para. 2).
    """
    now = timezone.now()
    today = timezone.localdate(now)
    silence.apply_silence(now)
    return lift_ended_suspensions(today, at=now) + expire_past(today, at=now)


@shared_task(name=volume.TASK)
def make_volumes() -> int:
    """Bind the volumes of cases that wait; woken when one is asked for and scheduled every minute, for a wake-up that was lost."""
    return volume.make_pending(timezone.now())


@shared_task(name="licensing.end_granted_access")
def end_granted_access() -> int:
    """End access to penalty cases that was granted up to a day now past; scheduled every hour."""
    now = timezone.now()
    return end_past(timezone.localdate(now), at=now)
