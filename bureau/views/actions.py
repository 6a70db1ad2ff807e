"""Taking a step of a workflow: its form on a page of its own, and every refusal said in words with nothing typed lost."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bureau import case_page as parts
from bureau.access import StaffRequest, staff
from bureau.calendar import current_calendar
from bureau.errors import BureauError, GateClosed, StaleCase, TransitionRefused, UnknownTransition
from bureau.models import Case, User
from bureau.tables import flow_of, row_of
from bureau.views.case import visible_case
from bureau.workflow import Actor, Offer, Transition, is_allowed, offers, perform, workflow_for


@dataclass(frozen=True, slots=True)
class Desk:
    """One step of one case on somebody's screen."""

    request: HttpRequest
    user: User
    case: Case
    own: Any
    step: Transition
    version: int
    seen: int


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff()
def take_step(request: HttpRequest, number: str, transition: str) -> HttpResponse:
    """Show the form of a step; a POST takes it."""
    case = visible_case(request, number)
    flow, own = flow_of(case), parts.own_of(case)
    try:
        if flow is None or own is None:
            raise UnknownTransition(transition)
        step = flow.transition(transition)
    except UnknownTransition as error:
        return render(request, "bureau/staff_no_step.html", {"case": case, "reason": str(error)}, status=404)
    user = cast(StaffRequest, request).user
    version = _sent_number(request, "version", case.version)
    desk = Desk(request, user, case, own, step, version, _sent_number(request, "seen", 0))
    if request.method == "POST":
        return _take(desk)
    offer = _offer(desk)
    return _page(desk, _form_of(step)(initial=_initial(desk)), offer=offer)


def _take(desk: Desk) -> HttpResponse:
    """Check what was typed and run the step."""
    form = _form_of(desk.step)(desk.request.POST)
    if not form.is_valid():
        return _page(desk, form, offer=_offer(desk, may_be_stale=True), status=422)
    try:
        perform(desk.case.pk, desk.step.name, actor=Actor.of(desk.user), at=timezone.now(), data=form.cleaned_data, version=desk.version)
    except TransitionRefused as error:
        raise PermissionDenied(str(error)) from error
    except StaleCase as error:
        if not is_allowed(Actor.of(desk.user), desk.case, desk.step):
            raise PermissionDenied(_refusal(desk)) from error
        offered = any(offer.transition is desk.step for offer in offers(desk.own, Actor.of(desk.user), timezone.now()))
        problems = [str(error)] if offered else [str(error), _refusal(desk)]
        return _page(desk, form, status=409, problems=problems, is_stale=True, is_shut=not offered)
    except GateClosed as error:
        return _page(desk, form, status=409, problems=error.missing)
    except BureauError as error:
        return _page(desk, form, status=409, problems=[str(error)])
    messages.success(desk.request, _("“%(step)s” is done.") % {"step": desk.step.label})
    if Case.objects.visible_to(desk.user).filter(pk=desk.case.pk).exists():
        return redirect("bureau:case", desk.case.number)
    messages.info(desk.request, _("The matter is in other hands now; you no longer see it."))
    return redirect("bureau:workbench")


def _page(
    desk: Desk,
    form: forms.Form,
    *,
    offer: Offer | None = None,
    status: int = 200,
    problems: list[str] | None = None,
    is_stale: bool = False,
    is_shut: bool = False,
) -> HttpResponse:
    """The form with what stands against the step. After a refusal as stale it carries the new version, so that sending again counts."""
    keeps_version = desk.request.method == "POST" and not is_stale
    context = {
        "case": desk.case,
        "row": row_of(desk.case, today=timezone.localdate(), calendar=current_calendar()),
        "step": desk.step,
        "form": form,
        "problems": problems if problems is not None else list(offer.missing) if offer else [],
        "is_shut": is_shut or (offer is not None and not offer.is_open),
        "is_stale": is_stale,
        "changes": parts.events_since(desk.case, desk.seen) if is_stale else [],
        "version": desk.version if keeps_version else desk.case.version,
        "seen": desk.seen if keeps_version else parts.last_event(desk.case),
    }
    return render(desk.request, "bureau/staff_action.html", context, status=status)


def _offer(desk: Desk, *, may_be_stale: bool = False) -> Offer | None:
    """The step as it is offered now. Raises PermissionDenied with the reason if it is not, unless the page may merely be old."""
    actor = Actor.of(desk.user)
    found = next((offer for offer in offers(desk.own, actor, timezone.now()) if offer.transition is desk.step), None)
    is_old = may_be_stale and desk.version != desk.case.version and is_allowed(actor, desk.case, desk.step)
    if found is None and not is_old:
        raise PermissionDenied(_refusal(desk))
    return found


def _refusal(desk: Desk) -> str:
    """Why the step is not offered, in the engine's words."""
    if not is_allowed(Actor.of(desk.user), desk.case, desk.step):
        return _("Your role may not take the step “%(step)s” on this matter.") % {"step": desk.step.label}
    state = workflow_for(desk.case.kind).state_label(desk.case.state)
    return _("“%(step)s” is not possible while the matter is “%(state)s”.") % {"step": desk.step.label, "state": state}


def _form_of(step: Transition) -> type[forms.Form]:
    return step.form or forms.Form


def _initial(desk: Desk) -> dict[str, Any]:
    """What the case already says under the same name: a draft sent back is not typed again."""
    values = {}
    for name in _form_of(desk.step).base_fields:
        value = getattr(desk.own, name, None)
        if value not in (None, "") and not isinstance(value, models.Manager):
            values[name] = value
    return values


def _sent_number(request: HttpRequest, name: str, default: int) -> int:
    """A number the form carries along; a missing or forged one is no number and counts as the default."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else default
