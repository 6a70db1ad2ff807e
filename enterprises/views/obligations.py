"""Staff: what falls due in the district, as a list, as a file and by the month."""

import logging
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from bureau.access import StaffRequest, staff
from bureau.calendar import current_calendar
from enterprises.models import Obligation, ObligationKind
from enterprises.obligations.done_form import DoneForm
from enterprises.obligations.filter import READERS, read_filter
from enterprises.obligations.ledger import settle
from enterprises.obligations.rows import csv_lines, row_of, township_labels
from enterprises.obligations.selectors import sorted_obligations
from enterprises.register.services import WRITERS
from enterprises.views.obligation_pages import list_context, month_context

log = logging.getLogger(__name__)
EVERY = frozenset(READERS)


@require_GET
@never_cache
@staff()
def obligation_list(request: HttpRequest) -> HttpResponse:
    """One of the four lists: a tab, filters, a page."""
    here = reverse("enterprises:obligations")
    context = list_context(request, here=here, today=timezone.localdate(), names=EVERY)
    return render(request, "enterprises/staff_obligations.html", {**context, "month_url": reverse("enterprises:obligations-month")})


@require_GET
@never_cache
@staff()
def export(request: HttpRequest) -> HttpResponseBase:
    """The list on screen as CSV: the same rows in the same order."""
    wanted, today = read_filter(request.GET), timezone.localdate()
    log.info("obligations exported: user=%s filter=%s", cast(StaffRequest, request).user.pk, wanted.query())
    lines = csv_lines(sorted_obligations(wanted, today=today), today=today, calendar=current_calendar())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="obligations-{today.isoformat()}.csv"'
    return response


@require_GET
@never_cache
@staff()
def month(request: HttpRequest) -> HttpResponse:
    """What is to be done, on the page of a calendar."""
    here, list_url = reverse("enterprises:obligations-month"), reverse("enterprises:obligations")
    context = month_context(request, here=here, list_url=list_url, today=timezone.localdate(), names=EVERY)
    return render(request, "enterprises/staff_obligations_month.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*WRITERS)
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a yearly duty was done, on which day and how that is known; nothing else of the portal could tell."""
    rows = Obligation.objects.select_related("kind", "enterprise").filter(state=Obligation.State.OPEN)
    obligation = get_object_or_404(rows, pk=pk, kind__trigger=ObligationKind.Trigger.YEARLY)
    today = timezone.localdate()
    form = DoneForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        found = settle(
            source_type=obligation.source_type,
            source_id=obligation.source_id,
            kind_code=obligation.kind.code,
            cycle=obligation.cycle,
            on=form.cleaned_data["on"],
            at=timezone.now(),
            note=form.cleaned_data["note"],
        )
        log.info("obligation noted as done: user=%s obligation=%s", cast(StaffRequest, request).user.pk, obligation.pk)
        if found:
            messages.success(request, _("Noted as done."))
        else:
            messages.warning(request, _("Somebody has noted it in the meantime."))
        return redirect(f"{reverse('enterprises:obligations')}?enterprise={obligation.enterprise.code}")
    row = row_of(obligation, today=today, calendar=current_calendar(), townships=township_labels())
    context = {"row": row, "form": form, "back_url": f"{reverse('enterprises:obligations')}?enterprise={row.code}"}
    return render(request, "enterprises/staff_obligation_done.html", context, status=422 if form.errors else 200)
