"""What is said by itself about payments: to the party before a last day, to the officer in charge when it passed; and the court's period.

Each is said once for each instalment, because its message carries the reference as its occasion.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from bureau import clocks, outbox
from bureau.models import Case, Clock, Party
from licensing.execution.accounts import account_of
from licensing.execution.court_window import COURT, window_of
from licensing.execution.levies import keep_due
from licensing.models import Instalment, Levy, PenaltyCase

BEFORE = timedelta(days=3)
# Hours of the day, in Shanghai, in which people are reminded; the task runs every hour and says each thing once.
WAKING = range(8, 18)
SOON, PASSED = "penalty-payment-soon", "staff-penalty-payment-late"


def remind(at: datetime) -> int:
    """Everything that is to be said or begun today; how many cases were looked at. Nothing at night: nobody is woken by a message."""
    if timezone.localtime(at).hour not in WAKING:
        return 0
    today = timezone.localdate(at)
    levies = Levy.objects.filter(settled_on__isnull=True, due_on__lte=today + BEFORE, case__closed_at__isnull=True)
    seen = 0
    for levy in levies.order_by("pk").iterator(chunk_size=200):
        with transaction.atomic():
            case = PenaltyCase.objects.defer("search").select_related("handler").get(pk=levy.case_id)
            for row in account_of(levy).standing:
                if row.open:
                    _tell(case, row.instalment, f"{row.open:.2f}", at=at)
            _begin_court_period(case, at=at)
        seen += 1
    if seen:
        outbox.wake_delivery()
    return seen


def _tell(case: PenaltyCase, instalment: Instalment, amount: str, *, at: datetime) -> None:
    today = timezone.localdate(at)
    told = {"number": case.number, "title": case.title, "amount": amount, "due_on": instalment.due_on.isoformat()}
    told["reference"] = instalment.reference
    if today <= instalment.due_on <= today + BEFORE:
        for party in Party.objects.filter(case_id=case.pk, part=Party.Part.RESPONDENT):
            key = f"{SOON}:{instalment.reference}:{party.pk}"
            outbox.queue(code=SOON, to=party, channels=None, context=told, case_id=case.pk, at=at, dedupe_key=key)
    if instalment.due_on < today and case.handler is not None:
        key = f"{PASSED}:{instalment.reference}:{case.handler.pk}"
        outbox.queue(code=PASSED, to=case.handler, channels=None, context=told, case_id=case.pk, at=at, dedupe_key=key)


def _begin_court_period(case: PenaltyCase, *, at: datetime) -> None:
    """The three months for the court start with the end of the periods for remedies (行政强制法 53)."""
    window = window_of(case)
    today = timezone.localdate(at)
    if window is None or not window.opens_after < today <= window.closes_on:
        return
    if Clock.objects.filter(case_id=case.pk, code=COURT, started_on=window.opens_after).exists():
        return
    Case.objects.select_for_update().get(pk=case.pk)
    if Clock.objects.running().filter(case_id=case.pk, code=COURT).exists():
        clocks.stop_clock(case_id=case.pk, code=COURT, at=at, met=None)
    clocks.start_clock(case_id=case.pk, code=COURT, on=window.opens_after, rules_as_of=timezone.localdate(case.opened_at))
    keep_due(case.pk)
