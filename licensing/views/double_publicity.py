"""The national field set (双公示) by days: what is wrong with which line, then the file."""

from datetime import date, timedelta
from typing import Any

import structlog
from django import forms
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bureau.access import StaffRequest, staff
from bureau.roles import Role
from licensing.publicity.exports import fields, files
from licensing.steps.forms import DayInput

log = structlog.get_logger("licensing.publicity")
EXPORTERS = (Role.SUPERVISOR, Role.APPROVER, Role.ADMINISTRATOR)
LONGEST_DAYS, USUAL_DAYS = 366, 7
CSV, XLSX = "csv", "xlsx"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RangeForm(forms.Form):
    """What, and which days of decision."""

    kind = forms.ChoiceField(label=_("What"), choices=fields.KINDS)
    first = forms.DateField(label=_("Decided from"), widget=DayInput())
    last = forms.DateField(label=_("Decided until"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        """The days in order, and no more than a year of them."""
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and not timedelta(0) <= last - first <= timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(_("Choose days in order, at most one year of them."))
        return data


class FileForm(RangeForm):
    """The file asked for; lines with faults are left out only when somebody says so."""

    format = forms.ChoiceField(label=_("Format"), choices=[(XLSX, "XLSX"), (CSV, "CSV")])
    skip = forms.BooleanField(label=_("Leave out the lines with faults"), required=False)


def _usual(today: date) -> dict[str, Any]:
    return {"kind": fields.PENALTIES, "first": today - timedelta(days=USUAL_DAYS), "last": today}


@staff(*EXPORTERS)
@never_cache
@require_safe
def check(request: StaffRequest) -> HttpResponse:
    """How many lines the days give, and what is wrong with them."""
    form = RangeForm(request.GET or None, initial=_usual(timezone.localdate()))
    return _page(request, form)


@staff(*EXPORTERS)
@require_POST
def export(request: StaffRequest) -> HttpResponseBase:
    """The file. Who exported what and when is logged; with faults it is refused until somebody leaves them out."""
    form = FileForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    kind, first, last = (form.cleaned_data[name] for name in ("kind", "first", "last"))
    found = files.report(kind, first, last)
    if found.faulty and not form.cleaned_data["skip"]:
        return _page(request, form, report=found, status=422)
    log.warning(
        "double_publicity_exported",
        user=request.user.pk,
        kind=kind,
        first=first.isoformat(),
        last=last.isoformat(),
        lines=found.total - found.faulty,
        left_out=found.faulty,
    )
    name = f"{kind}-{first:%Y%m%d}-{last:%Y%m%d}.{form.cleaned_data['format']}"
    if form.cleaned_data["format"] == XLSX:
        return FileResponse(files.workbook(kind, first, last), as_attachment=True, filename=name, content_type=WORKBOOK)
    answer = StreamingHttpResponse(files.csv_lines(kind, first, last), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(request: StaffRequest, form: RangeForm, *, report: files.Report | None = None, status: int = 200) -> HttpResponse:
    asked = {}
    if form.is_bound and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("kind", "first", "last")}
        report = report or files.report(**asked)
    context = {"form": form, "report": report, "asked": asked, "has_code": bool(fields.agency()[1]), "limit": files.MOST_SHOWN}
    return render(request, "licensing/staff_double_publicity.html", context, status=status)
