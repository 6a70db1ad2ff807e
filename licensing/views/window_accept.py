"""One screen to take an application in at the window, and what came of it."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau import drafts
from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from bureau.models import Document, User
from bureau.roles import Role
from bureau.views.case import visible_case
from licensing.applications import offers, slips
from licensing.applications.place import NothingToApplyFor, Place, own_certificates, read_item
from licensing.models import Application, MaterialCheck
from licensing.processes import processes
from licensing.views.apply_pages import private, wants_json
from licensing.window import accepting, place, screen
from licensing.window.accepting import Action
from licensing.window.place import Visitor

# After a decision or a refusal its own letter says everything; before that the slip says what was received.
WITH_SLIP = frozenset({Action.RECEIVE, Action.ACCEPT, Action.CORRECTION})


def _user(request: HttpRequest) -> User:
    return cast(StaffRequest, request).user


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@staff(Role.CLERK)
def accept(request: HttpRequest, code: str) -> HttpResponseBase:
    """The screen of one item: `?enterprise=`, `?certificate=` or `?ticket=` say for whom, `?draft=` opens what was begun."""
    now, user = timezone.now(), _user(request)
    today = timezone.localdate(now)
    data: QueryDict = request.POST if request.method == "POST" else request.GET
    opened = place.open_draft(request.GET.get("draft", ""), clerk=user, code=code, at=now) if "draft" in request.GET else None
    typed = QueryDict(opened.fields.get("typed", "")) if opened else data
    visitor = place.visitor_of(typed, today=today)
    try:
        wanted = _wanted(code, typed, today)
        where = place.window_place(code, wanted, visitor, clerk=user, today=today)
    except NothingToApplyFor as error:
        raise Http404 from error
    if where is None:
        return _choose(request, code, wanted, visitor)
    if request.method != "POST":
        start = typed if opened else QueryDict()
        found = screen.show(where, start, at=now, basket=opened.basket if opened else None)
        return _page(request, found, visitor)
    found = screen.show(where, request.POST, request.FILES, at=now)
    return _posted(request, found, visitor, now)


def _wanted(code: str, data: QueryDict, today: Any) -> str:
    """How it is asked for; the only way where there is but one. Raises NothingToApplyFor."""
    requests = read_item(code, today=today)[2].requests
    return data.get("request", "") or (requests[0].request if len(requests) == 1 else "")


def _choose(request: HttpRequest, code: str, wanted: str, visitor: Visitor) -> HttpResponse:
    """How to ask, and about which certificate."""
    version, _guide, content = read_item(code, today=timezone.localdate())
    spec = content.request_spec(wanted)
    held = own_certificates(visitor.enterprise, code) if spec and visitor.enterprise else []
    context = {"version": version, "content": content, "wanted": spec, "visitor": visitor, "certificates": held}
    return render(request, "licensing/staff_window_choose.html", context)


def _posted(request: HttpRequest, found: screen.Screen, visitor: Visitor, now: datetime) -> HttpResponseBase:
    step = request.POST.get("step", "")
    if step == "save":
        return _save(request, found, visitor, now)
    if step not in set(Action):
        return _json(request, found) if wants_json(request) else _page(request, found, visitor)
    action = Action(step)
    if action not in _actions(found.place):
        found.problems, found.status = [_("This item has no such step at the window.")], 422
        return _page(request, found, visitor)
    handed = screen.check(found, action, at=now)
    if handed is None:
        return _page(request, found, visitor)
    try:
        opened = accepting.take_in(handed, clerk=_user(request), key=found.answer.key, language=get_language() or "zh-hans", at=now)
    except BureauError as refusal:
        found.problems, found.status = accepting.reasons(refusal), 422
        return _page(request, found, visitor)
    if opened.created and action in WITH_SLIP:
        slips.issue_slip(opened.case_id, by=_user(request), at=now)
    return redirect("licensing:window-taken", number=opened.number)


def _save(request: HttpRequest, found: screen.Screen, visitor: Visitor, now: datetime) -> HttpResponseBase:
    try:
        found.answer.basket = place.save_draft(found.place, request.POST, found.answer.basket, clerk=_user(request), at=now)
    except drafts.DraftGone:
        found.problems, found.status = [_("This form was sent already. Look under your matters.")], 409
    saved = "" if found.problems else _("Saved as a draft at %(time)s.") % {"time": date_format(timezone.localtime(now), "H:i")}
    if wants_json(request):
        return _json(request, found, saved=saved)
    if saved:
        messages.success(request, saved)
    return _page(request, found, visitor)


def _json(request: HttpRequest, found: screen.Screen, *, saved: str = "") -> HttpResponse:
    """For application.js: token, and the papers anew after a file, or that the draft was saved."""
    body = {"token": found.token, "error": " ".join(found.problems)}
    if saved:
        body["saved"] = saved
    else:
        body["papers"] = render_to_string("licensing/staff_window_papers.html", _papers(found), request=request)
    return private(JsonResponse(body, status=found.status if found.problems else 200))


def _papers(found: screen.Screen) -> dict[str, Any]:
    return {"lines": found.lines, "findings": MaterialCheck.Finding.choices}


def _actions(where: Place) -> list[Action]:
    spec = where.content.request_spec(where.request)
    return accepting.actions(where.code, on_the_spot=bool(spec and spec.on_the_spot))


def _page(request: HttpRequest, found: screen.Screen, visitor: Visitor) -> HttpResponse:
    context = {
        "screen": found,
        "place": found.place,
        "visitor": visitor,
        "actions": [str(one) for one in _actions(found.place)],
        "action_url": reverse("licensing:window-accept", args=[found.place.code]),
        "is_person_possible": "person" in found.place.content.applicants,
        **_papers(found),
    }
    return private(render(request, "licensing/staff_window_accept.html", context, status=found.status))


@staff(Role.CLERK, Role.SUPERVISOR)
@never_cache
@require_safe
def taken(request: HttpRequest, number: str) -> HttpResponse:
    """What came of it: number, who acts by when, the papers to print and sign."""
    case = visible_case(request, number)
    if case.kind not in {one.kind for one in processes()}:
        raise Http404
    application = Application.objects.select_related("item_version", "visit", "taken_by").defer("search").get(pk=case.pk)
    context = {
        "case": case,
        "application": application,
        "certificate": accepting.certificate_from(case.pk),
        "documents": list(Document.objects.filter(case_id=case.pk).defer("source").order_by("pk")),
        "clock": offers.first_clock(case),
    }
    return render(request, "licensing/staff_window_taken.html", context)


@staff(Role.CLERK)
@require_POST
def discard(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Delete one's own half-written form with its scans."""
    rows = drafts.drafts_of(_user(request), at=timezone.now(), purpose=place.PURPOSE)
    if any(one.pk == draft for one in rows):
        drafts.discard(draft)
        messages.success(request, _("The draft is deleted."))
    return redirect("licensing:window")
