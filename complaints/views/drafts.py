"""Saving a half-written form, its files, and coming back to it. Every page answers scripts with JSON and people with HTML."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from bureau import drafts, throttle
from bureau.access import public
from bureau.baskets import Basket, described, files_in, new_basket, remove_file, take_in
from bureau.spam import address_digest
from bureau.throttle import client_address
from bureau.views.genuine import is_genuine
from complaints.intake import Answer, Page
from complaints.public_forms import SubmissionForm, typed
from complaints.views.public import DRAFT_COOKIE, DRAFT_SALT, draft_of, posted_basket, show

HOUR = 3600
# One saving every ten seconds for an hour; a household writing several complaints at once stays below.
SAVES_PER_HOUR = 360
FILES_PER_HOUR = 100


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _may(request: HttpRequest, what: str, limit: int) -> bool:
    return throttle.hit(f"{what}:{address_digest(client_address(request))}", limit=limit, seconds=HOUR)


@public
@csrf_exempt  # checked by is_genuine, so that an expired token costs nobody a long text
@require_POST
def save(request: HttpRequest) -> HttpResponseBase:
    """Save the form as a draft and tell its resume code; also “save and continue later” without a script."""
    now = timezone.now()
    if not is_genuine(request):
        return _not_saved(request, _("The page had been open for too long. Nothing is lost: please press the button again."), 403)
    if not _may(request, "draft", SAVES_PER_HOUR):
        return _not_saved(request, _("Too many savings in a short time. Go on writing; it will be saved again in a few minutes."), 429)
    basket = posted_basket(request)
    refusals: list[str] = []
    if request.FILES:
        basket = basket or new_basket()
        refusals = take_in(request.FILES.getlist("files"), basket, at=now)
    try:
        saved = drafts.save(typed(request.POST), basket, at=now)
    except drafts.DraftGone:
        return _not_saved(request, _("This form was sent already. Look it up with its number and query code."), 409)
    response = _saved(request, saved, refusals)
    if saved.draft:
        _remember(request, response, saved.draft)
    return response


def _saved(request: HttpRequest, saved: Basket, refusals: list[str]) -> HttpResponse:
    code = drafts.resume_code(saved.draft) if saved.draft else ""
    link = reverse("complaints:resume-code", args=[code])
    if _wants_json(request):
        at = date_format(timezone.localtime(), "H:i")
        return JsonResponse({"code": code, "url": link, "token": saved.token, "saved": _("Draft saved at %(time)s.") % {"time": at}})
    context = {
        "code": code,
        "link": f"{settings.SITE_URL}{link}",
        "days": drafts.DRAFT_DAYS,
        "refusals": refusals,
        "files": [described(file) for file in files_in(saved)],
    }
    return _private(render(request, "complaints/public_draft_saved.html", context))


def _not_saved(request: HttpRequest, words: str, status: int) -> HttpResponse:
    """Say why, and keep the text on the page."""
    if _wants_json(request):
        return JsonResponse({"error": words}, status=status)
    form = SubmissionForm(initial=typed(request.POST)).offer()
    return show(request, Answer(Page.FORM, form, posted_basket(request), status=status, notice=words), timezone.now())


def _remember(request: HttpRequest, response: HttpResponse, draft_id: UUID) -> None:
    response.set_signed_cookie(
        DRAFT_COOKIE,
        draft_id.hex,
        salt=DRAFT_SALT,
        max_age=drafts.DRAFT_DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    return response


@public
@require_POST
def add_file(request: HttpRequest) -> HttpResponseBase:
    """One file from the script: taken at once, or refused at once with the reason."""
    basket = posted_basket(request) or new_basket()
    if not _may(request, "draft-file", FILES_PER_HOUR):
        return JsonResponse({"error": _("Too many files in a short time. Please try again in an hour.")}, status=429)
    uploads = request.FILES.getlist("files")[:1]
    if not uploads:
        return JsonResponse({"error": _("No file arrived. Choose it again.")}, status=422)
    refusals = take_in(uploads, basket, at=timezone.now())
    status = 422 if refusals else 200
    return JsonResponse({"token": basket.token, "error": refusals[0] if refusals else "", "files": _list(basket)}, status=status)


@public
@require_POST
def drop_file(request: HttpRequest) -> HttpResponseBase:
    """Take one file out again."""
    basket = posted_basket(request)
    raw = request.POST.get("file", "")[:18]
    if basket is None or not raw.isdecimal() or not remove_file(basket, int(raw)):
        return JsonResponse({"error": _("This file is not there any more.")}, status=404)
    return JsonResponse({"token": basket.token, "error": "", "files": _list(basket)})


def _list(basket: Basket) -> list[dict[str, Any]]:
    return [described(file) for file in files_in(basket)]


@public
@require_POST
def discard(request: HttpRequest) -> HttpResponseBase:
    """Delete the draft of this browser with its files."""
    draft_id = draft_of(request)
    if draft_id:
        drafts.discard(draft_id)
    response = redirect("complaints:new")
    response.delete_cookie(DRAFT_COOKIE, samesite="Lax")
    return response


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """Ask for the resume code and open the draft; say clearly when it was sent or has expired."""
    if request.method != "POST":
        return render(request, "complaints/public_resume.html", {"code": code, "days": drafts.DRAFT_DAYS})
    key = f"resume:{address_digest(client_address(request))}"
    code = request.POST.get("code", "")[:40]
    if throttle.is_over(key, limit=settings.LOOKUPS_PER_HOUR):
        words = _("Too many wrong codes. Please try again in an hour, or call 12365.")
        return render(request, "complaints/public_resume.html", {"code": code, "error": words}, status=429)
    found = drafts.find(code, at=timezone.now())
    if found is None:
        throttle.hit(key, limit=settings.LOOKUPS_PER_HOUR, seconds=HOUR)
        words = _("No draft has this code. Check the 12 characters; capital and small letters do not matter.")
        return render(request, "complaints/public_resume.html", {"code": code, "error": words}, status=404)
    if isinstance(found, drafts.Ended):
        context = {"ended": found, "days": drafts.DRAFT_DAYS}
        return render(request, "complaints/public_draft_ended.html", context, status=200 if found.number else 410)
    response = redirect(f"{reverse('complaints:new')}?resume=1")
    if found.basket.draft:
        _remember(request, response, found.basket.draft)
    return response
