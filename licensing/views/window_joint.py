"""Joint handling at the window: several items in one visit, chosen, filled in on one page, opened together; and the slip of the visit."""

from datetime import datetime
from typing import Any, cast

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from bureau.models import Clock, User
from bureau.roles import Role
from licensing.applications import slips
from licensing.models import Application, JointVisit, MaterialCheck
from licensing.processes import processes
from licensing.window import accepting, joint_page
from licensing.window import joint as handling


def _user(request: HttpRequest) -> User:
    return cast(StaffRequest, request).user


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@staff(Role.CLERK)
def joint(request: HttpRequest) -> HttpResponse:
    """Choose the items (`?item=XK-01:new`, several), then fill everything in once; a POST opens one case for each."""
    now, user = timezone.now(), _user(request)
    data = request.POST if request.method == "POST" else request.GET
    page = joint_page.read(data, clerk=user, at=now)
    if len(page.parts) < 2:
        context = {"page": page, "choices": joint_page.choices(page.visitor, today=timezone.localdate(now))}
        return render(request, "licensing/staff_window_joint_choose.html", context)
    if request.method != "POST":
        return _page(request, page)
    joint_page.take_files(page, request.FILES, at=now)
    if request.POST.get("step") != "open":
        return _page(request, page)
    return _open(request, page, now)


def _open(request: HttpRequest, page: joint_page.JointPage, now: datetime) -> HttpResponse:
    parts = joint_page.check(page, at=now)
    if parts is None:
        return _page(request, page)
    user = _user(request)
    try:
        visit, opened = handling.open_visit(
            parts,
            shared=page.basket.key if page.basket else None,
            findings=joint_page.findings_of(page),
            leave_out_faulty=bool(request.POST.get("leave_out")),
            clerk=user,
            key=page.key,
            language=get_language() or "zh-hans",
            at=now,
        )
    except BureauError as refusal:
        page.refused = {one.wanted.item_code: one.reasons for one in parts if one.reasons}
        page.problems, page.status = ([] if page.refused else accepting.reasons(refusal)), 422
        return _page(request, page)
    for one in opened:
        if one.created:
            slips.issue_slip(one.case_id, by=user, at=now)
    return redirect("licensing:window-joint-slip", number=visit.number)


def _page(request: HttpRequest, page: joint_page.JointPage) -> HttpResponse:
    context: dict[str, Any] = {"page": page, "lines": joint_page.lines(page), "findings": MaterialCheck.Finding.choices}
    return render(request, "licensing/staff_window_joint.html", context, status=page.status)


@staff(Role.CLERK, Role.SUPERVISOR)
@never_cache
@require_safe
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """The visit with every matter and its clocks, to be printed and signed. Four queries at most."""
    visit = get_object_or_404(JointVisit.objects.select_related("taken_by"), number=number)
    running = Prefetch("clocks", queryset=Clock.objects.running().select_related("rule").order_by("due_on"), to_attr="running")
    rows = Application.objects.visible_to(_user(request)).filter(visit=visit).select_related("item_version", "office").defer("search")
    matters = list(rows.prefetch_related(running).order_by("number"))
    if not matters:
        raise Http404
    kinds = {one.kind: one.workflow for one in processes()}
    shown = [(one, kinds[one.kind].state_label(one.state), one.running) for one in matters]
    return render(request, "licensing/staff_window_joint_slip.html", {"visit": visit, "matters": shown})
