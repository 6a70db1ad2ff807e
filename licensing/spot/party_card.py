"""What the party sees of its own matter beside state and papers: what is owed and how to pay it, remedies and their last days, the things.

行政复议法 20 (sixty days), 23 (review first against a penalty on the spot), 24; six months for the suit come from 行政诉讼法 46, which
the corpus lacks (unconfirmed).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import segno
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.counting import add_months
from enterprises.access import ACTING
from enterprises.models import Membership
from licensing.execution.accounts import Account, Row, account
from licensing.execution.references import grouped
from licensing.models import MeasureCase, PenaltyCase
from licensing.papers.remedies import REVIEW_BODY
from licensing.spot.party_papers import has_consented
from licensing.spot.party_visible import is_told

REVIEW_DAYS, SUIT_MONTHS = 60, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One sum asked for: yuan, what of it is open, and the QR of its reference."""

    what: str
    amount: Decimal
    open: Decimal
    due_on: date
    is_late: bool
    reference: str
    qr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """Something the party may do, until when, and where it is written."""

    what: str
    until: date
    basis: str
    is_over: bool


def payments_of(account: Account, *, today: date) -> list[Payment]:
    """The sums asked for that stand, the first to be paid first."""
    return [_payment(row, today=today) for row in account.standing]


def _payment(row: Row, *, today: date) -> Payment:
    asked = row.instalment
    return Payment(
        what=str(asked.get_of_display()),
        amount=asked.amount,
        open=row.open,
        due_on=asked.due_on,
        is_late=row.open > 0 and asked.due_on < today,
        reference=grouped(asked.reference),
        qr=segno.make(f"{asked.reference} {row.open:.2f}", error="m").svg_data_uri(scale=3, border=2) if row.open > 0 else "",
    )


def remedies_of(case: PenaltyCase, *, today: date) -> list[LastDay]:
    """How long the decision can be fought, from the day it was served."""
    if case.served_on is None:
        return []
    is_spot = case.procedure == PenaltyCase.Procedure.SIMPLE
    review, suit = case.served_on + timedelta(days=REVIEW_DAYS), add_months(case.served_on, SUIT_MONTHS)
    words = _("Ask %(body)s for reconsideration") % {"body": REVIEW_BODY}
    found = [LastDay(what=words, until=review, basis="《中华人民共和国行政复议法》第二十条、第二十四条", is_over=review < today)]
    if is_spot:
        # 行政复议法 23 para. 1 item 1: no suit before the review; its own time runs from the answer.
        return found
    return [
        *found,
        LastDay(what=_("Go to court"), until=suit, basis="《中华人民共和国行政诉讼法》第四十六条（待核对）", is_over=suit < today),
    ]


def penalty_card(case: PenaltyCase, membership: Membership | None = None) -> Mapping[str, Any]:
    """Everything the card of a penalty case shows; nothing while the party has not been told of it."""
    if not is_told(case):
        return {"shown": False}
    today = timezone.localdate()
    owed = account(case.pk)
    late_fee = owed.late_fee(today) if owed is not None else None
    return {
        "shown": True,
        "case": case,
        "payments": payments_of(owed, today=today) if owed is not None else [],
        "late_fee": late_fee if late_fee is not None and late_fee.amount > 0 else None,
        "remedies": remedies_of(case, today=today),
        "review_first": case.procedure == PenaltyCase.Procedure.SIMPLE and case.served_on is not None,
        "consented": has_consented(case),
        "papers_url": papers_url(case.number, membership) if may_hand_in(case, membership) else "",
    }


def measure_card(case: MeasureCase, membership: Membership | None = None) -> Mapping[str, Any]:
    """The inventory as it stands, line by line."""
    if not is_told(case):
        return {"shown": False}
    return {
        "shown": True,
        "case": case,
        "things": list(case.things.order_by("number")),
        "papers_url": papers_url(case.number, membership) if may_hand_in(case, membership) else "",
    }


def may_hand_in(case: Any, membership: Membership | None) -> bool:
    """Whether this reader may hand something in: an open matter, and no mere reader of the desk."""
    return case.closed_at is None and (membership is None or membership.part in ACTING)


def papers_url(number: str, membership: Membership | None) -> str:
    """The page of papers and consent, on the desk or for whoever came by number and query code."""
    if membership is None:
        return reverse("licensing:party-penalty", args=[number])
    return reverse("licensing:desk-penalty", kwargs={"code": membership.enterprise.code, "number": number})
