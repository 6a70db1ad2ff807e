"""Penalty cases for staff: the list, the list as a file, a new lead, the facts of a case."""

from typing import Any
from uuid import uuid4

import structlog
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bureau.access import StaffRequest, staff
from bureau.calendar import current_calendar
from bureau.choices import Control
from bureau.errors import BureauError
from bureau.models import Case, User
from enterprises.register.selectors import find_by_code, suggestions
from licensing.models import PenaltyCase
from licensing.penalties import lists
from licensing.penalties.access import READERS, change_refusal, visible_penalty
from licensing.penalties.facts import FIELDS, change_facts
from licensing.penalties.filter import CLOSED, LATE, OPEN, SOON, PenaltyFilter, read_filter
from licensing.penalties.forms import FactsForm, LeadForm
from licensing.penalties.opening import OPENERS, WantedPenalty, open_penalty
from licensing.penalties.sources import prefilled

log = structlog.get_logger("licensing.penalties")
SEARCHED = 60


@staff(*READERS)
@never_cache
@require_safe
def penalty_list(request: StaffRequest) -> HttpResponse:
    """One page of the cases this person may see, newest first."""
    wanted, today = read_filter(request.GET), timezone.localdate()
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    page = lists.penalty_page(wanted, request.user, today=today, calendar=current_calendar(), before=before, after=after)
    here = reverse("licensing:penalties")
    context = {
        "wanted": wanted,
        "rows": page.rows,
        "controls": _controls(wanted, request.user),
        "here": here,
        "query": wanted.query(),
        "clear_url": here,
        "previous_url": f"{here}?{wanted.query(before=page.before)}" if page.before else "",
        "next_url": f"{here}?{wanted.query(after=page.after)}" if page.after else "",
        "can_open": request.user.has_role(*OPENERS),
    }
    return render(request, "licensing/staff_penalties.html", context)


def _controls(wanted: PenaltyFilter, user: User) -> list[Control]:
    """The filter bar with what is set. Two queries."""
    given = wanted.given()
    offered: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("status", _("Open or closed"), [(OPEN, _("Open")), (CLOSED, _("Closed"))]),
        ("due", _("Time limit"), [(LATE, _("Overdue")), (SOON, _("Due soon"))]),
        ("state", _("State"), lists.state_choices()),
        ("source", _("Source"), [(value, str(label)) for value, label in PenaltyCase.Source.choices]),
        ("procedure", _("Procedure"), [(value, str(label)) for value, label in PenaltyCase.Procedure.choices]),
        ("item", _("Power item"), lists.item_choices(user)),
        ("officer", _("Officer"), lists.officer_choices()),
    ]
    return [Control(name, label, given.get(name, ""), choices) for name, label, choices in offered]


@staff(*READERS)
@never_cache
@require_safe
def export_csv(request: StaffRequest) -> HttpResponseBase:
    """The list on screen as CSV without personal data; that it leaves the house is logged, without the words searched for."""
    wanted, today = read_filter(request.GET), timezone.localdate()
    log.warning("penalties_exported", user=request.user.pk, filter=wanted.query(q=None))
    response = StreamingHttpResponse(lists.csv_lines(wanted, request.user, today=today), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="penalties-{today.isoformat()}.csv"'
    return response


# --- a new lead ---------------------------------------------------------------------------------------------------------
@staff(*OPENERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def penalty_new(request: StaffRequest) -> HttpResponse:
    """Open a lead: of nothing, of an enterprise found by name or code (`?q=`, `?code=`), or from another matter (`?from=`)."""
    source = _source(request)
    if request.method == "POST":
        form = LeadForm(request.POST, by=request.user)
        if form.is_valid():
            try:
                opened = open_penalty(_wanted(form, source), by=request.user, at=timezone.now())
            except BureauError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The lead %(number)s is open; its verification runs.") % {"number": opened.number})
                if Case.objects.visible_to(request.user).filter(pk=opened.case_id).exists():
                    return redirect("bureau:case", opened.number)
                return redirect("licensing:penalties")
    else:
        form = LeadForm(initial=_initial(request, source), by=request.user)
    words = request.GET.get("q", "").replace("\0", "").strip()[:SEARCHED]
    context = {
        "form": form,
        "source": source,
        "words": words,
        "found": suggestions(words) if words else [],
    }
    return render(request, "licensing/staff_penalty_new.html", context, status=422 if form.is_bound else 200)


def _source(request: StaffRequest) -> Case | None:
    """The matter it comes from, within what this person may see."""
    number = request.GET.get("from", "")
    if not number:
        return None
    case = Case.objects.visible_to(request.user).defer("search").filter(number=number.replace("\0", "")).first()
    if case is None:
        raise Http404
    return case


def _initial(request: StaffRequest, source: Case | None) -> dict[str, Any]:
    taken: dict[str, Any] = {"submission_key": uuid4(), "discovered_on": timezone.localdate(), "party_type": "unit"}
    taken |= prefilled(source) if source is not None else {"source": PenaltyCase.Source.OWN}
    code = request.GET.get("code", "") or taken.get("enterprise_code", "")
    known = find_by_code(code.replace("\0", "")) if code else None
    if known is not None:
        taken |= {"enterprise_code": known.code, "party_name": known.name}
    return taken


def _wanted(form: LeadForm, source: Case | None) -> WantedPenalty:
    taken_over = {name: value for name, value in form.cleaned_data.items() if name not in ("version", "officers")}
    return WantedPenalty(**taken_over, officers=list(form.cleaned_data["officers"]), source_case=source)


# --- facts --------------------------------------------------------------------------------------------------------------
@staff(*READERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def penalty_facts(request: StaffRequest, number: str) -> HttpResponse:
    """The facts put down anew by an investigating officer."""
    case = visible_penalty(request.user, number)
    refusal = change_refusal(case, request.user, timezone.localdate())
    initial = {name: getattr(case, name) for name in FIELDS} | {"version": case.version}
    form = FactsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"] or 0
            change_facts(case, form.cleaned_data, version=seen, by=request.user, at=timezone.now())
        except BureauError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The facts are written down."))
            return redirect("bureau:case", case.number)
    status = 422 if form.is_bound else 200
    return render(request, "licensing/staff_penalty_facts.html", {"form": form, "case": case, "refusal": refusal}, status=status)
