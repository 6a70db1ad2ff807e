"""The register's list: search, filters, pages; the list as a file; what may be meant by what somebody types."""

from typing import Any, cast

import structlog
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bureau.access import StaffRequest, staff
from bureau.choices import Control
from bureau.models import User
from enterprises.models import Enterprise
from enterprises.register import selectors
from enterprises.register.filter import CHANGED, ME, NEWEST, RegisterFilter, read_filter
from enterprises.register.labels import CHINESE, Labels, load_labels
from enterprises.register.services import WRITERS
from enterprises.register.tables import csv_lines, rows_of, xlsx_file

log = structlog.get_logger("enterprises.register")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@never_cache
@staff()
def register(request: HttpRequest) -> HttpResponse:
    """One page of the register."""
    user = cast(StaffRequest, request).user
    wanted = read_filter(request.GET)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    page, taken_for = selectors.enterprise_page(wanted, user, before=before, after=after)
    labels = load_labels()
    here = reverse("enterprises:register")
    context = {
        "wanted": wanted,
        "taken_for": taken_for,
        "rows": rows_of(page.rows, labels, typed=wanted.q if taken_for == "text" else ""),
        "controls": _controls(wanted, labels),
        "here": here,
        "query": wanted.query(),
        "clear_url": here,
        "previous_url": f"{here}?{wanted.query(before=page.before)}" if page.before else "",
        "next_url": f"{here}?{wanted.query(after=page.after)}" if page.after else "",
        "can_write": user.has_role(*WRITERS),
    }
    return render(request, "enterprises/staff_register.html", context)


def _controls(wanted: RegisterFilter, labels: Labels) -> list[Control]:
    """The filter bar with what is set. No query."""
    given = wanted.given()

    def choose(name: str, label: str, choices: Any) -> Control:
        return Control(name, label, given.get(name, ""), [(value, str(words)) for value, words in choices])

    return [
        choose("township", _("Township"), labels.townships.items()),
        choose("section", _("Industry section"), labels.sections.items()),
        choose("division", _("Industry division"), labels.divisions.items()),
        choose("status", _("Status"), Enterprise.Status.choices),
        choose("tag", _("Tag"), labels.tags.items()),
        choose("officer", _("Officer in charge"), [(ME, _("Me"))]),
        choose("sort", _("Sort by"), [(NEWEST, _("Newest first")), (CHANGED, _("Last changed first"))]),
    ]


@require_GET
@never_cache
@staff()
def export_csv(request: HttpRequest) -> HttpResponseBase:
    """The list on screen as CSV."""
    lines = csv_lines(_listed(request, "csv"), load_labels(CHINESE))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="enterprises-{timezone.localdate().isoformat()}.csv"'
    return response


@require_GET
@never_cache
@staff()
def export_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The list on screen as a workbook."""
    file = xlsx_file(_listed(request, "xlsx"), load_labels(CHINESE))
    name = f"enterprises-{timezone.localdate().isoformat()}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _listed(request: HttpRequest, kind: str) -> "QuerySet[Enterprise]":
    """All rows of the list on screen in its order; that they leave the house is logged."""
    user: User = cast(StaffRequest, request).user
    wanted = read_filter(request.GET)
    found = selectors.find_enterprises(wanted, user)
    # What was searched for may be somebody's phone number: only what it was taken for is kept.
    log.warning("register_exported", user=user.pk, kind=kind, filter=wanted.query(q=None), taken_for=found.taken_for)
    return found.matching.order_by(*wanted.order.columns())


@require_GET
@never_cache
@staff()
def suggest(request: HttpRequest) -> JsonResponse:
    """At most ten enterprises for a field that completes what is typed: {"results": [{code, name, township, status}]}."""
    labels = load_labels()
    found = selectors.suggestions(read_filter(request.GET).q)
    results = [
        {
            "code": row.code,
            "name": row.name,
            "township": labels.townships.get(row.township, row.township),
            "status": row.get_status_display(),
        }
        for row in found
    ]
    return JsonResponse({"results": results})
