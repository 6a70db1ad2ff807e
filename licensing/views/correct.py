"""Handing in what a correction notice asked for: on the enterprise's desk, by number and query code, and at the window."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bureau.access import StaffRequest, public, staff
from bureau.clocks import ClockError
from bureau.errors import BureauError
from bureau.following.grants import is_granted
from bureau.following.page import case_of
from bureau.following.steps import take_step as take_own_step
from bureau.models import Case
from bureau.roles import Role
from bureau.views.case import visible_case
from bureau.workflow import Actor, Offer, offers, perform
from enterprises.access import MemberRequest, member
from enterprises.desk.matter_page import matters_of
from enterprises.desk.steps import take_step
from enterprises.models import Membership
from licensing.applications import correcting
from licensing.applications.correcting import Correcting
from licensing.models import Application
from licensing.processes import processes
from licensing.views import apply_pages
from licensing.views.apply_pages import Frame

ACTING = (Membership.Part.OWNER, Membership.Part.AGENT)
NOTHING_OPEN = gettext_lazy("Nothing is to be corrected in this matter at the moment.")


@member(*ACTING)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_correct(request: MemberRequest, number: str) -> HttpResponseBase:
    """The enterprise corrects its application: only what was asked for is open."""
    case = get_object_or_404(matters_of(request.membership), number=number)
    code = request.enterprise.code
    back = reverse("enterprises:desk-matter", args=[code, number])
    frame = Frame(base="enterprise_base.html", action=reverse("licensing:desk-correct", args=[code, number]), back=back)

    def take(data: dict[str, Any], version: int | None) -> None:
        take_step(case.pk, correcting.STEP, membership=request.membership, data=data, version=version, at=timezone.now())

    return _correct(request, case, frame, take=take, user=request.user)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, number: str) -> HttpResponseBase:
    """The same for whoever proved number and query code in this browser."""
    case = case_of(number) if is_granted(request, number, at=timezone.now()) else None
    if case is None:
        return redirect(f"{reverse('bureau:track')}?number={number}")
    frame = Frame(
        base="licensing/apply_base.html",
        action=reverse("licensing:correct", args=[number]),
        back=reverse("bureau:matter", args=[number]),
    )

    def take(data: dict[str, Any], version: int | None) -> None:
        take_own_step(case.pk, correcting.STEP, data=data, version=version, basket=None, at=timezone.now())

    return _correct(request, case, frame, take=take, user=None)


@staff(Role.CLERK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def staff_correct(request: HttpRequest, number: str) -> HttpResponseBase:
    """The same at the window, for an applicant who brings the corrections: the clerk takes the step and is named with it."""
    case = visible_case(request, number)
    back = reverse("bureau:case", args=[number])
    clerk = Actor.of(cast(StaffRequest, request).user)
    if correcting.STEP not in {offer.transition.name for offer in _offers(case, clerk)}:
        messages.info(request, NOTHING_OPEN)
        return redirect(back)
    frame = Frame(base="staff_base.html", action=reverse("licensing:staff-correct", args=[number]), back=back)

    def take(data: dict[str, Any], version: int | None) -> None:
        perform(case.pk, correcting.STEP, actor=clerk, at=timezone.now(), data=data, version=version)

    thanks = _("The corrections were handed in on the applicant's behalf.")
    return _correct(request, case, frame, take=take, user=None, thanks=thanks)


def _offers(case: Case, actor: Actor) -> list[Offer]:
    """What this member of staff may do now. Raises Http404 for a matter that is no application."""
    if case.kind not in {one.kind for one in processes()}:
        raise Http404
    return offers(correcting.application_of(case.pk), actor, timezone.now())


def _correct(request: HttpRequest, case: Case, frame: Frame, *, take: Any, user: Any, thanks: str = "") -> HttpResponseBase:
    """Show the open points, or take the step with them."""
    application = _open_application(case)
    if application is None:
        messages.info(request, NOTHING_OPEN)
        return redirect(frame.back)
    if request.method != "POST":
        return _show(request, correcting.show(application, user=user), frame)
    page = correcting.receive(application, request.POST, request.FILES, user=user, at=timezone.now())
    if page.done is None:
        return _show(request, page, frame)
    raw = request.POST.get("version", "")[:9]
    try:
        take(page.done, int(raw) if raw.isascii() and raw.isdigit() else None)
    except (BureauError, ClockError) as refusal:
        page.problems.append(str(refusal))
        return _show(request, page, frame, status=409)
    messages.success(request, thanks or _("Your corrections have arrived. We look at the application again."))
    return redirect(frame.back)


def _open_application(case: Case) -> Application | None:
    """The application if a notice waits for its answer. Raises Http404 for a matter that is no application."""
    if case.kind not in {one.kind for one in processes()}:
        raise Http404
    application = correcting.application_of(case.pk)
    return application if correcting.is_open_to_correction(application) else None


def _show(request: HttpRequest, page: Correcting, frame: Frame, *, status: int = 0) -> HttpResponse:
    if apply_pages.wants_json(request):
        return apply_pages.papers_json(request, page.papers, page.basket, problems=page.problems)
    context = {
        "frame": frame,
        "page": page,
        "place": page.place,
        "papers": page.papers,
        "sections": page.guide.sections,
        "remarks": page.remarks,
        "token": page.basket.token if page.basket else "",
        "problems": page.problems,
    }
    return apply_pages.private(render(request, "licensing/apply_correct.html", context, status=status or page.status))
