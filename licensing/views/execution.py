"""The page "Payments" of one penalty case: what is asked for, what was paid, how the late fee came about."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bureau.access import StaffRequest, staff
from licensing.execution.accounts import account
from licensing.execution.panel import KEEPERS, READERS
from licensing.models import BankPayment
from licensing.penalties.access import visible_penalty


@staff(*READERS)
@never_cache
@require_safe
def case_payments(request: StaffRequest, number: str) -> HttpResponse:
    """Everything about the money of one case, for its team and those who answer for it."""
    case, today = visible_penalty(request.user, number), timezone.localdate()
    found = account(case.pk)
    context = {
        "case": case,
        "account": found,
        "late": found.late_fee(today) if found else None,
        "payments": BankPayment.objects.filter(instalment__levy__case_id=case.pk).select_related("instalment").order_by("paid_on", "id"),
        "reliefs": case.reliefs.select_related("decided_by"),
        "may_undo": request.user.has_role(*KEEPERS),
        "today": today,
    }
    return render(request, "licensing/staff_penalty_payments.html", context)
