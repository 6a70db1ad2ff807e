"""Staff: plans of random inspection from the first draft to the draw, and a check that a report leads to."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from bureau.models import Case
from enterprises.models import Enterprise
from licensing.inspections import drawing, plans, pools, selectors
from licensing.inspections.forms import DrawForm, ListForm, PlanForm, VersionForm, filter_words
from licensing.inspections.plans import HEADS, PLANNERS, READERS, State
from licensing.models import InspectionPlan
from licensing.standards import reports
from licensing.standards.forms import ReportedForm


def _plan(number: str) -> InspectionPlan:
    return get_object_or_404(selectors.plans().select_related("created_by", "drawn_by"), number=number)


@staff(*READERS)
@never_cache
@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """All plans, newest first."""
    form = ListForm(request.GET)
    wanted = form.wanted()
    page = selectors.plan_page(**wanted, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    user = cast(StaffRequest, request).user
    context = {
        "form": form,
        "active": len(wanted),
        "page": page,
        "may_plan": user.has_role(*PLANNERS),
        "may_open": user.has_role(*reports.OPENERS),
    }
    return render(request, "licensing/staff_plans.html", context)


@staff(*PLANNERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """Enter a plan."""
    form = PlanForm(request.POST) if request.method == "POST" else PlanForm()
    if form.is_bound and form.is_valid():
        try:
            made = plans.create_plan(form.wanted(), by=cast(StaffRequest, request).user, at=timezone.now())
        except BureauError as error:
            form.add_error(None, str(error))
        else:
            return redirect("licensing:plan", made.number)
    return render(request, "licensing/staff_plan_form.html", {"form": form, "plan": None}, status=422 if form.is_bound else 200)


@staff(*PLANNERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a plan that is not published yet."""
    found = _plan(number)
    if found.state != State.DRAFT:
        messages.warning(request, _("A published plan is not changed any more."))
        return redirect("licensing:plan", found.number)
    form = PlanForm(request.POST, plan=found) if request.method == "POST" else PlanForm(initial=PlanForm.initial_of(found), plan=found)
    if form.is_bound and form.is_valid():
        try:
            plans.change_plan(found, form.wanted(), version=form.cleaned_data["version"] or 0, at=timezone.now())
        except BureauError as error:
            form.add_error(None, str(error))
        else:
            return redirect("licensing:plan", found.number)
    return render(request, "licensing/staff_plan_form.html", {"form": form, "plan": found}, status=422 if form.is_bound else 200)


@staff(*READERS)
@never_cache
@require_safe
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """One plan: what it wants, what its pools hold, what may be done with it, and how far its inspections are."""
    return _show(request, _plan(number))


def _show(request: HttpRequest, found: InspectionPlan, *, draw_form: DrawForm | None = None, status: int = 200) -> HttpResponse:
    user, today = cast(StaffRequest, request).user, timezone.localdate()
    context: dict[str, Any] = {
        "plan": found,
        "conditions": filter_words(found),
        "is_draft": found.state == State.DRAFT,
        "is_published": found.state == State.PUBLISHED,
        "is_drawn": found.state == State.DRAWN,
        "may_plan": user.has_role(*PLANNERS),
        "may_cancel": user.has_role(*HEADS) and found.state in {State.DRAFT, State.PUBLISHED},
        "is_head": user.has_role(*HEADS),
        "is_own": found.created_by_id == user.pk,
        "draw_form": draw_form or DrawForm(initial={"version": found.version}),
        "versions": {"version": found.version},
    }
    if found.state == State.DRAFT:
        context["preview"] = pools.preview(found, today=today)
    elif found.published_at is not None:
        context["sizes"] = selectors.pool_sizes(found)
    if found.state == State.DRAWN:
        rows = list(selectors.inspections_of(found))
        visible = set(Case.objects.visible_to(user).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
        context |= {
            "drawn": [(row, row.pk in visible) for row in rows],
            "progress": selectors.progress_of(found),
            "is_disclosed": selectors.is_disclosed(found, today),
        }
    return render(request, "licensing/staff_plan.html", context, status=status)


def _step(request: HttpRequest, number: str, take: Callable[[InspectionPlan, dict[str, Any]], Any], done: str, form: Form) -> HttpResponse:
    """One step on a plan; a refusal is said on its page."""
    found = _plan(number)
    if not form.is_valid():
        return _show(request, found, draw_form=form if isinstance(form, DrawForm) else None, status=422)
    try:
        take(found, form.cleaned_data)
    except BureauError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("licensing:plan", found.number)


@staff(*PLANNERS)
@require_POST
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Freeze the pools and show them to everybody."""
    now = timezone.now()
    return _step(
        request,
        number,
        lambda found, data: plans.publish_plan(found, version=data["version"], at=now),
        _("The pools are frozen and public."),
        VersionForm(request.POST),
    )


@staff(*HEADS)
@require_POST
def draw(request: HttpRequest, number: str) -> HttpResponse:
    """Draw, before a witness."""
    user, now = cast(StaffRequest, request).user, timezone.now()
    return _step(
        request,
        number,
        lambda found, data: drawing.draw_plan(found, by=user, witness=data["witness"], version=data["version"], at=now),
        _("Drawn. One matter was opened for each enterprise, and the officers have been told."),
        DrawForm(request.POST),
    )


@staff(*HEADS)
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Give a plan up."""
    user = cast(StaffRequest, request).user
    return _step(
        request,
        number,
        lambda found, data: plans.cancel_plan(found, by=user, version=data["version"]),
        _("The plan is cancelled. It stays on the public page."),
        VersionForm(request.POST),
    )


@staff(*reports.OPENERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reported_check(request: HttpRequest) -> HttpResponse:
    """Open a check of declared standards that a report leads to."""
    user = cast(StaffRequest, request).user
    form = ReportedForm(request.POST) if request.method == "POST" else ReportedForm(initial={"code": request.GET.get("code", "")})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            opened = reports.open_reported_check(
                Enterprise.objects.get(code=data["code"]),
                standard=data["standard"],
                officers=(data["lead"], data["second"]),
                subject=data["finding"],
                source=data["source"],
                by=user,
                at=timezone.now(),
            )
        except BureauError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The check %(number)s was opened.") % {"number": opened.number})
            is_visible = Case.objects.visible_to(user).filter(pk=opened.case_id).exists()
            return redirect(reverse("bureau:case", args=[opened.number]) if is_visible else reverse("bureau:workbench"))
    return render(request, "licensing/staff_inspection_reported.html", {"form": form}, status=422 if form.is_bound else 200)
