"""Certificates that ran out: set-based, with history, the register and word to their holders. Called once a day; safe twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import pghistory
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from bureau import outbox
from bureau.models import MessageChannel, Party
from bureau.outbox import Note
from enterprises.holdings.services import end_holdings
from enterprises.models import Membership
from licensing.certificates import statuses
from licensing.models import Application, IssuedCertificate, Request

BATCH = 500
MESSAGE = "certificate-expired"


def past_their_day(today: date) -> "QuerySet[IssuedCertificate]":
    """Standing though the last good day is past, without those whose renewal the bureau still owes a decision.

    Who applied for renewal in time and got no answer is renewed by law (行政许可法 50 para. 2): such a one must not run out meanwhile.
    """
    asked = Application.objects.filter(certificate=OuterRef("pk"), request=Request.RENEWAL, closed_at__isnull=True)
    return IssuedCertificate.objects.past_their_day(today).exclude(Exists(asked))


def expire_past(today: date, *, at: datetime) -> int:
    """Let everything that ran out before today stand as expired (行政许可法 70 item 1); the number. Batches of 500, each a transaction."""
    expired = 0
    while batch := _expire_batch(today, at=at):
        expired += batch
    return expired


@transaction.atomic
def _expire_batch(today: date, *, at: datetime) -> int:
    rows = list(past_their_day(today).order_by("valid_to", "id").select_for_update(of=("self",), skip_locked=True)[:BATCH])
    if not rows:
        return 0
    with pghistory.context(user=None, transition="certificate-expired"):
        IssuedCertificate.objects.filter(pk__in=[row.pk for row in rows]).update(
            status=IssuedCertificate.Status.EXPIRED,
            # The day after the last good one, whenever this runs.
            status_since=F("valid_to") + 1,
            status_reason=statuses.RAN_OUT,
            version=F("version") + 1,
            updated_at=at,
        )
        _end_in_register(rows, at=at)
    outbox.queue_many(_notes(rows, at=at))
    outbox.wake_delivery()
    return len(rows)


def _end_in_register(rows: Sequence[IssuedCertificate], *, at: datetime) -> None:
    """Machines have registrations without end; papers and people end with their certificate."""
    ended: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.source_type in ("certificate", "person") and row.source_id:
            ended[row.source_type].append(row.source_id)
    for source_type, ids in sorted(ended.items()):
        end_holdings(source_type, ids, by=None, at=at)


def _notes(rows: Sequence[IssuedCertificate], *, at: datetime) -> Iterable[Note]:
    """To the applicant of each by SMS and e-mail, and to those who act for an enterprise in their inbox. Two queries."""
    applicants = {
        party.case_id: party for party in Party.objects.filter(case_id__in={row.case_id for row in rows}, part=Party.Part.APPLICANT)
    }
    acting: dict[str, list[Membership]] = defaultdict(list)
    standing = Membership.objects.filter(
        enterprise__code__in={row.enterprise_code for row in rows if row.enterprise_code}, ended_at__isnull=True, user__is_active=True
    )
    for membership in standing.select_related("user", "enterprise"):
        acting[membership.enterprise.code].append(membership)
    for row in rows:
        context = {"title": row.title, "certificate": row.number, "valid_to": row.valid_to, "portal_url": f"{settings.SITE_URL}/"}
        key = f"{MESSAGE}:{row.pk}"
        if party := applicants.get(row.case_id):
            yield Note(code=MESSAGE, to=party, context=context, case_id=row.case_id, dedupe_key=f"{key}:party{party.pk}", at=at)
        for membership in acting[row.enterprise_code] if row.enterprise_code else ():
            yield Note(
                code=MESSAGE,
                to=membership.user,
                context=context,
                case_id=row.case_id,
                dedupe_key=f"{key}:user{membership.user_id}",
                at=at,
                channels=[MessageChannel.INBOX],
            )
