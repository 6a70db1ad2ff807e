"""The receipt: a sealed, expiring link to the page that shows number and query code once more, and what that page says."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bureau import clocks
from bureau.calendar import current_calendar
from bureau.following.kinds import ReceiptWords, follow_kind
from bureau.models import Case, Clock
from bureau.query_codes import query_code
from bureau.sealing import UnsealError, seal, unseal

RECEIPT_HOURS = 24
PURPOSE = "receipt"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the link says: which matter, and whether it had been received before this sending."""

    number: str
    again: bool


def receipt_token(number: str, *, again: bool, at: datetime) -> str:
    """An opaque token for the address of the receipt page: sealed, so neither readable nor forgeable."""
    plain = json.dumps({"for": PURPOSE, "n": number, "again": again, "at": int(at.timestamp())})
    return base64.urlsafe_b64encode(seal(plain)).decode().rstrip("=")


def read_token(token: str, *, at: datetime) -> Ticket | None:
    """The ticket; None if the token is forged or older than `RECEIPT_HOURS`."""
    try:
        content = json.loads(unseal(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))) or "{}")
    except (UnsealError, binascii.Error, ValueError):
        return None
    if content.get("for") != PURPOSE or at - datetime.fromtimestamp(content["at"], tz=at.tzinfo) > timedelta(hours=RECEIPT_HOURS):
        return None
    return Ticket(content["n"], content["again"])


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the page shows. `due_on` and `why` are None and empty when no clock runs; `by_law` is False for a limit of our own."""

    number: str
    code: str
    title: str
    words: ReceiptWords
    received_at: datetime
    due_on: date | None
    by_law: bool
    why: list[str]
    link: str
    qr: str


def tracking_link(number: str) -> str:
    """The full address printed as QR: it holds the number, never the code."""
    return f"{settings.SITE_URL}{reverse('bureau:track-number', args=[number])}"


def receipt_for(number: str, *, today: date, language: str) -> Receipt | None:
    """The receipt of a matter; None if there is no such matter, or none its person may learn of."""
    case = Case.objects.filter(number=number).only("pk", "number", "kind", "title", "opened_at").first()
    if case is None or not follow_kind(case.kind).is_visible(case):
        return None
    clock = Clock.objects.of_cases([case.pk]).order_by("started_on", "pk").first()
    link = tracking_link(number)
    return Receipt(
        number=number,
        code=query_code(number),
        title=case.title,
        words=follow_kind(case.kind).receipt,
        received_at=timezone.localtime(case.opened_at),
        due_on=clock.due_on if clock else None,
        by_law=bool(clock and not clock.rule.internal),
        why=clocks.explain(clock, calendar=current_calendar(), today=today, language=language) if clock else [],
        link=link,
        qr=segno.make(link, error="m").svg_data_uri(scale=4, border=2),
    )
