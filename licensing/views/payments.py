"""Payments for staff: what is owed and when, bank files, payments that wait for their case."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from bureau.seek import Slice
from licensing.execution import bank, lists
from licensing.execution.bank_forms import BankFileForm
from licensing.execution.panel import KEEPERS, READERS
from licensing.models import BankFile


def _page(request: StaffRequest, found: Slice, here: str, extra: str = "") -> dict[str, Any]:
    """Rows and the addresses of the neighbouring pages."""
    return {
        "rows": found.rows,
        "previous_url": f"{here}?{extra}before={found.before}" if found.before else "",
        "next_url": f"{here}?{extra}after={found.after}" if found.after else "",
        "is_keeper": request.user.has_role(*KEEPERS),
        "today": timezone.localdate(),
    }


def _marks(request: StaffRequest) -> Mapping[str, str]:
    return {"before": request.GET.get("before", ""), "after": request.GET.get("after", "")}


@staff(*READERS)
@never_cache
@require_safe
def levy_list(request: StaffRequest) -> HttpResponse:
    """What is not paid in full, the oldest last day first."""
    due = request.GET.get("due", "") if request.GET.get("due") in (lists.LATE, lists.RUNNING) else ""
    found = lists.levy_page(request.user, due=due, today=timezone.localdate(), **_marks(request))
    context = _page(request, found, reverse("licensing:payments"), f"due={due}&" if due else "")
    return render(request, "licensing/staff_payments.html", {**context, "due": due})


@staff(*KEEPERS)
@never_cache
@require_safe
def unmatched(request: StaffRequest) -> HttpResponse:
    """Payments the bank reported whose case nobody knows yet."""
    found = lists.unmatched_page(**_marks(request))
    context = _page(request, found, reverse("licensing:payments-unmatched"))
    return render(request, "licensing/staff_payments_unmatched.html", {**context, "sum": bank.unmatched_sum()})


@staff(*KEEPERS)
@never_cache
@require_POST
def match(request: StaffRequest) -> HttpResponse:
    """Put a payment to the reference typed."""
    serial, reference = request.POST.get("serial", "").replace("\0", ""), request.POST.get("reference", "").replace("\0", "")
    try:
        payment = bank.match(serial, reference, by=request.user, at=timezone.now())
    except BureauError as error:
        messages.error(request, str(error))
    else:
        told = {"serial": payment.serial, "reference": reference}
        messages.success(request, _("The payment %(serial)s now belongs to %(reference)s.") % told)
    return redirect("licensing:payments-unmatched")


@staff(*KEEPERS)
@never_cache
@require_POST
def undo(request: StaffRequest) -> HttpResponse:
    """Take a payment back from its case, with the reason."""
    serial, reason = request.POST.get("serial", "").replace("\0", ""), request.POST.get("reason", "").replace("\0", "")
    try:
        bank.undo(serial, reason=reason, by=request.user, at=timezone.now())
    except BureauError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The payment waits for its case again."))
    return redirect("licensing:payments-unmatched")


@staff(*KEEPERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bank_files(request: StaffRequest) -> HttpResponse:
    """Bank files taken so far, and the form for the next."""
    form = BankFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = bank.take_file(form.cleaned_data["file"], by=request.user, at=timezone.now())
        except BureauError as error:
            form.add_error("file", str(error))
        else:
            told = {"matched": file.matched, "lines": file.lines}
            messages.success(request, _("%(matched)d of %(lines)d lines found their case.") % told)
            return redirect("licensing:bank-file", file.sha256)
    found = lists.file_page(**_marks(request))
    context = _page(request, found, reverse("licensing:bank-files"))
    return render(request, "licensing/staff_bank_files.html", {**context, "form": form}, status=422 if form.is_bound else 200)


@staff(*KEEPERS)
@never_cache
@require_safe
def bank_file(request: StaffRequest, digest: str) -> HttpResponse:
    """What became of one file."""
    file = get_object_or_404(BankFile.objects.select_related("imported_by"), sha256=digest.replace("\0", ""))
    waiting = bank.UNMATCHED.filter(file=file).order_by("line")[: lists.PAGE_SIZE]
    return render(request, "licensing/staff_bank_file.html", {"file": file, "waiting": waiting})


@staff(*KEEPERS)
@never_cache
@require_safe
def bank_report(_request: StaffRequest, digest: str) -> HttpResponseBase:
    """The report of a file as CSV, line by line, without names of payers."""
    file = get_object_or_404(BankFile, sha256=digest.replace("\0", ""))
    response = StreamingHttpResponse(bank.report_lines(file), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bank-{file.imported_at:%Y-%m-%d}-{file.sha256[:8]}.csv"'
    return response
