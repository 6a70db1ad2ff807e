"""Tasks of the licensing floor. Each calls one service, may run twice, and finds its work in the database, not in its arguments."""

from celery import shared_task
from django.utils import timezone

from licensing.certificates.expiry import expire_past
from licensing.permit import silence


@shared_task(name="licensing.apply_silence")
def apply_silence() -> int:
    """Accepted, lapsed and renewed by the silence of the bureau; scheduled every ten minutes."""
    return silence.apply_silence(timezone.now())


@shared_task(name="licensing.expire_certificates")
def expire_certificates() -> int:
    """End certificates whose last good day is past; scheduled every hour.

    What the law renews by silence comes first: such a certificate does not expire (行政许可法 50 para. 2).
    """
    now = timezone.now()
    silence.apply_silence(now)
    return expire_past(timezone.localdate(now), at=now)
