"""The workbench: lists of matters, search, export, and assigning several at once."""

import logging
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bureau import selectors
from bureau.access import StaffRequest, staff
from bureau.calendar import current_calendar
from bureau.choices import controls
from bureau.filters import ALL, LATE, MINE, OFFICE, DocketFilter, read_filter
from bureau.handover import MAX_BULK, assign_ticked
from bureau.keyset import Page, read_cursor
from bureau.models import SavedView, User
from bureau.roles import Role
from bureau.staff_forms import BulkAssignForm, SaveViewForm, read_ticked
from bureau.tables import csv_lines, rows_of

log = logging.getLogger(__name__)

# Who may assign: the roles that some kind's step "assign" allows anyway; the engine checks each matter again.
ASSIGNERS = (Role.CLERK, Role.SEAT, Role.OFFICER, Role.APPROVER, Role.SUPERVISOR)


@require_GET
@never_cache
@staff()
def workbench(request: HttpRequest) -> HttpResponse:
    """One list: a tab, filters, a page."""
    user = cast(StaffRequest, request).user
    wanted = read_filter(request.GET)
    today = timezone.localdate()
    back = "before" in request.GET
    cursor = read_cursor(request.GET.get("before" if back else "after", ""), order=wanted.order, back=back)
    page, taken_for = selectors.matter_page(wanted, user, today, cursor=cursor)
    context = {
        **_list_context(wanted, page, taken_for),
        "rows": rows_of(page.rows, today=today, calendar=current_calendar()),
        "controls": controls(wanted),
        "saved_views": list(SavedView.objects.filter(user=user)),
        "save_form": SaveViewForm(auto_id="save-%s"),
        "bulk_form": BulkAssignForm() if user.has_role(*ASSIGNERS) and page.rows else None,
        "max_bulk": MAX_BULK,
    }
    return render(request, "bureau/staff_workbench.html", context)


def _list_context(wanted: DocketFilter, page: Page, taken_for: str) -> dict[str, Any]:
    here = reverse("bureau:workbench")
    tabs = [(MINE, _("My queue")), (OFFICE, _("My office")), (LATE, _("Late or nearly late")), (ALL, _("All I may see"))]
    return {
        "wanted": wanted,
        "taken_for": taken_for,
        "tabs": [
            # A tab keeps the words and filters, but not how the list of another tab was sorted.
            {"name": name, "label": label, "url": f"{here}?{wanted.query(tab=name, sort='')}", "current": wanted.tab == name}
            for name, label in tabs
        ],
        "here": here,
        "query": wanted.query(),
        "previous_url": f"{here}?{wanted.query(before=page.before)}" if page.before else "",
        "next_url": f"{here}?{wanted.query(after=page.after)}" if page.after else "",
        "clear_url": f"{here}?{DocketFilter(tab=wanted.tab).query()}",
    }


@require_GET
@staff()
def search(request: HttpRequest) -> HttpResponse:
    """The search field of the bar above every page: all I may see."""
    wanted = DocketFilter(tab=ALL, q=request.GET.get("q", "").strip()[:100])
    return redirect(f"{reverse('bureau:workbench')}?{wanted.query()}")


@require_GET
@never_cache
@staff()
def export(request: HttpRequest) -> HttpResponseBase:
    """The list on screen as CSV: the same rows in the same order, masks only."""
    user = cast(StaffRequest, request).user
    wanted = read_filter(request.GET)
    today = timezone.localdate()
    rows = selectors.matching_rows(wanted, user, today)
    log.info("docket exported: user=%s filter=%s", user.pk, wanted.query(q=None))
    response = StreamingHttpResponse(csv_lines(rows, today=today, calendar=current_calendar()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="docket-{today.isoformat()}.csv"'
    return response


@require_POST
@staff(*ASSIGNERS)
def bulk_assign(request: HttpRequest) -> HttpResponse:
    """Give the ticked matters to somebody; the answer says for each what became of it."""
    user = cast(StaffRequest, request).user
    ticked = read_ticked(request.POST.getlist("case"))
    back = f"{reverse('bureau:workbench')}?{read_filter(_parameters(request)).query()}"
    form = BulkAssignForm(request.POST)
    if not ticked or not form.is_valid():
        context = {"form": form, "ticked": ticked, "back": back, "query": request.POST.get("back", "")}
        return render(request, "bureau/staff_bulk_assign.html", context, status=422)
    handler: User = form.cleaned_data["handler"]
    results = assign_ticked(ticked, handler=handler, reason=form.cleaned_data["reason"], by=user, at=timezone.now())
    done = sum(1 for result in results if not result.problem)
    if done == len(results):
        messages.success(request, _("%(count)d matters were given to %(person)s.") % {"count": done, "person": handler})
        return redirect(back)
    context = {"results": results, "done": done, "handler": handler, "back": back}
    return render(request, "bureau/staff_bulk_result.html", context, status=409)


def _parameters(request: HttpRequest) -> QueryDict:
    """The list one came from, sent along as its query string."""
    return QueryDict(request.POST.get("back", "")[:1000])
