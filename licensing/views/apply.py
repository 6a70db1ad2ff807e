"""Applying in a browser without an account: the form, drafts with a resume code, the way to the receipt."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from bureau import drafts, throttle
from bureau.access import public
from bureau.baskets import basket_from
from bureau.following.receipts import receipt_token
from bureau.spam import address_digest
from bureau.throttle import client_address
from bureau.views.genuine import is_genuine
from licensing.applications import intake, slips, typed
from licensing.applications.intake import Answer, Page, Sender
from licensing.applications.place import PURPOSE, NothingToApplyFor, Place, public_place, read_item
from licensing.views import apply_pages
from licensing.views.apply_pages import Frame

COOKIE = "application-draft"
SALT = "licensing.application-draft"
BASE = "licensing/apply_base.html"
HOUR = 3600
# One saving every ten seconds for an hour; files one by one.
SAVES_PER_HOUR, FILES_PER_HOUR = 360, 100


@public
@never_cache
@csrf_exempt  # checked by is_genuine, so that an expired token costs nobody a long form
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponseBase:
    """The form of one item, from the choice of what to ask for to the receipt."""
    now = timezone.now()
    try:
        found = read_item(code, today=timezone.localdate(now))
    except NothingToApplyFor as error:
        raise Http404 from error
    frame = _frame(code)
    if request.method != "POST":
        return _first_page(request, found, frame, now)
    data = request.POST
    if found[2].request_spec(data.get("request", "")) is None:
        return redirect(frame.action)
    place = public_place(found, data["request"], certificate_number=data.get("certificate", ""))
    held = _held_back(request)
    if held:
        answer = intake.show_form(place, data, basket=basket_from(data.get("draft")), status=429, problems=[held])
        return apply_pages.show(request, answer, frame)
    sender = Sender(language=get_language() or "zh-hans", address=client_address(request))
    answer = intake.receive(place, data, request.FILES, sender=sender, genuine=is_genuine(request), at=now)
    return _after(request, answer, frame, now)


def _frame(code: str) -> Frame:
    return Frame(base=BASE, action=reverse("licensing:apply", args=[code]), back=reverse("bureau:home"))


def _held_back(request: HttpRequest) -> str:
    """The sentence for too many savings or files from one network; empty if it may go on. Sending has its own limit."""
    what, limit = ("draft-file", FILES_PER_HOUR) if request.FILES else ("draft", SAVES_PER_HOUR)
    counted = bool(request.FILES) or request.POST.get("step") == "save"
    if not counted or throttle.hit(f"{what}:{address_digest(client_address(request))}", limit=limit, seconds=HOUR):
        return ""
    return _("Too many savings or files in a short time. Nothing is lost: go on in a few minutes.")


def _after(request: HttpRequest, answer: Answer, frame: Frame, now: datetime) -> HttpResponseBase:
    if answer.page is Page.SENT:
        if not answer.again:
            slips.issue_slip(answer.case_id, by=None, at=now)
        response: HttpResponseBase = redirect("bureau:receipt", token=receipt_token(answer.number, again=answer.again, at=now))
        response.delete_cookie(COOKIE, samesite="Lax")
        return response
    if answer.page is not Page.SAVED or answer.basket is None or answer.basket.draft is None:
        return apply_pages.show(request, answer, frame)
    resume = resume_url(answer.basket.draft)
    if apply_pages.wants_json(request):
        shown = apply_pages.show(request, answer, Frame(base=frame.base, action=frame.action, back=frame.back, draft_url=resume))
    else:
        shown = apply_pages.private(_saved_page(request, answer, frame, resume))
    _remember(request, shown, answer.basket.draft)
    return shown


def resume_url(draft: UUID) -> str:
    """The address that opens a draft on any device."""
    return reverse("licensing:apply-resume-code", args=[drafts.resume_code(draft)])


def _saved_page(request: HttpRequest, answer: Answer, frame: Frame, resume: str) -> HttpResponse:
    draft = answer.basket.draft if answer.basket else None
    context = {
        "frame": frame,
        "place": answer.place,
        "code": drafts.resume_code(draft) if draft else "",
        "link": f"{settings.SITE_URL}{resume}",
        "days": drafts.DRAFT_DAYS,
        "refusals": [words for several in answer.refusals.values() for words in several],
    }
    return render(request, "licensing/apply_saved.html", context)


def _remember(request: HttpRequest, response: HttpResponseBase, draft: UUID) -> None:
    response.set_signed_cookie(
        COOKIE,
        draft.hex,
        salt=SALT,
        max_age=drafts.DRAFT_DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def _draft_of(request: HttpRequest, now: datetime) -> drafts.Opened | None:
    """The draft this browser last saved."""
    try:
        raw = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=drafts.DRAFT_DAYS * 86400)
    except BadSignature:
        return None
    opened = drafts.opened(UUID(raw), at=now, purpose=PURPOSE) if raw else None
    return opened if isinstance(opened, drafts.Opened) else None


def _first_page(request: HttpRequest, found: Any, frame: Frame, now: datetime) -> HttpResponseBase:
    """The draft of this browser if it asks for it, the choice of how to ask, or an empty form that offers the draft."""
    version, _guide, content = found
    draft = _draft_of(request, now)
    waiting = draft if draft and draft.subject.startswith(f":{version.item.code}:") else None
    if waiting and "resume" in request.GET:
        data = typed.from_fields(waiting.fields)
        if content.request_spec(data.get("request", "")) is not None:
            place = _from(found, data)
            return apply_pages.show(request, intake.show_form(place, data, basket=waiting.basket), frame, lost=waiting.lost)
    wanted = request.GET.get("request", "") or (content.requests[0].request if len(content.requests) == 1 else "")
    if content.request_spec(wanted) is None:
        return apply_pages.choose_page(request, found, frame, waiting=waiting)
    place = public_place(found, wanted, certificate_number=request.GET.get("certificate", ""))
    return apply_pages.show(request, intake.show_form(place, QueryDict()), frame, waiting=waiting)


def _from(found: Any, data: QueryDict) -> Place:
    return public_place(found, data.get("request", ""), certificate_number=data.get("certificate", ""))


@public
@require_POST
def discard(request: HttpRequest, code: str) -> HttpResponseBase:
    """Delete the draft of this browser with its files."""
    draft = _draft_of(request, timezone.now())
    if draft is not None and draft.basket.draft:
        drafts.discard(draft.basket.draft)
    response = redirect("licensing:apply", code=code)
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, resume_code: str = "") -> HttpResponseBase:
    """Ask for the resume code and open the draft; say clearly when it was sent or has expired."""
    page = "licensing/apply_resume.html"
    if request.method != "POST":
        return render(request, page, {"code": resume_code, "days": drafts.DRAFT_DAYS})
    key = f"resume:{address_digest(client_address(request))}"
    typed_code = request.POST.get("code", "")[:40]
    if throttle.is_over(key, limit=settings.LOOKUPS_PER_HOUR):
        words = _("Too many wrong codes. Please try again in an hour, or call 12365.")
        return render(request, page, {"code": typed_code, "error": words}, status=429)
    found = drafts.find(typed_code, at=timezone.now(), purpose=PURPOSE)
    if found is None:
        throttle.hit(key, limit=settings.LOOKUPS_PER_HOUR, seconds=HOUR)
        words = _("No draft has this code. Check the 12 characters; capital and small letters do not matter.")
        return render(request, page, {"code": typed_code, "error": words}, status=404)
    if isinstance(found, drafts.Ended):
        return render(request, page, {"ended": found, "days": drafts.DRAFT_DAYS}, status=200 if found.number else 410)
    item = found.subject.split(":")[1]
    response = redirect(f"{reverse('licensing:apply', args=[item])}?resume=1")
    if found.basket.draft:
        _remember(request, response, found.basket.draft)
    return response
