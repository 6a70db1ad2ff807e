"""The public form from the first page to the receipt."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bureau import drafts, spam
from bureau.access import public
from bureau.baskets import Basket, basket_from, described, files_in
from bureau.following.receipts import receipt_token
from bureau.throttle import client_address
from bureau.views.genuine import is_genuine
from complaints.authorities import described_authorities, hints_for
from complaints.intake import Answer, Page, receive, review_rows
from complaints.public_forms import KINDS, SubmissionForm, typed

DRAFT_COOKIE = "draft"
DRAFT_SALT = "complaints.draft-cookie"


@public
@csrf_exempt  # checked by is_genuine, so that an expired token costs nobody a long text
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Complain, report or ask."""
    now = timezone.now()
    if request.method != "POST":
        return _first_page(request, now)
    answer = receive(
        request.POST,
        request.FILES.getlist("files"),
        genuine=is_genuine(request),
        address=client_address(request),
        at=now,
        language=get_language() or "zh-hans",
    )
    if answer.page is Page.RECEIPT:
        return _to_receipt(request, answer, now)
    return show(request, answer, now)


def _first_page(request: HttpRequest, now: datetime) -> HttpResponse:
    """An empty form, the draft of this browser, or an empty form that offers the draft."""
    kind = request.GET.get("kind", "")
    draft_id = draft_of(request)
    opened = drafts.opened(draft_id, at=now) if draft_id else None
    draft = opened if isinstance(opened, drafts.Opened) else None
    if draft and "resume" in request.GET:
        answer = Answer(Page.FORM, SubmissionForm(initial=dict(draft.fields)).offer(), draft.basket)
        return show(request, answer, now, resumed=draft)
    form = SubmissionForm(initial={"kind": kind} if kind in dict(KINDS) else {}).offer()
    return show(request, Answer(Page.FORM, form), now, waiting=draft)


def draft_of(request: HttpRequest) -> UUID | None:
    """The draft this browser last saved."""
    try:
        raw = request.get_signed_cookie(DRAFT_COOKIE, default="", salt=DRAFT_SALT, max_age=drafts.DRAFT_DAYS * 86400)
    except BadSignature:
        return None
    return UUID(raw) if raw else None


def show(request: HttpRequest, answer: Answer, now: datetime, **extra: Any) -> HttpResponse:
    """The form or its review, never kept by caches: it holds what somebody typed."""
    form = answer.form
    context: dict[str, Any] = {
        "form": form,
        "basket": answer.basket,
        "files": [described(file) for file in files_in(answer.basket)],
        "notice": answer.notice,
        "honeypot": spam.HONEYPOT,
        **extra,
    }
    if answer.page is Page.REVIEW:
        context |= {"rows": review_rows(form), "hidden": typed(form.data), "hints": hints_for(form.cleaned_data["statement"])}
        context["proof"] = answer.proof
    else:
        context |= {"authorities": described_authorities(), **spam.proof_context(now, answer.proof)}
    template = "complaints/public_review.html" if answer.page is Page.REVIEW else "complaints/public_new.html"
    response = render(request, template, context, status=answer.status)
    if answer.retry_after:
        response["Retry-After"] = str(answer.retry_after)
    if request.method == "POST" or "resumed" in extra:
        response["Cache-Control"] = "no-store, private"
    return response


def _to_receipt(request: HttpRequest, answer: Answer, now: datetime) -> HttpResponse:
    token = receipt_token(answer.number, again=answer.again, at=now)
    response = redirect("bureau:receipt", token=token)
    if answer.basket and answer.basket.draft:
        response.delete_cookie(DRAFT_COOKIE, samesite="Lax")
    return response


def posted_basket(request: HttpRequest) -> Basket | None:
    """The basket a form or script names."""
    return basket_from(request.POST.get("draft"))


@public
@require_safe
def other_authorities(request: HttpRequest) -> HttpResponseBase:
    """Who handles what we do not, and the number to call."""
    return render(request, "complaints/public_other_authorities.html", {"authorities": described_authorities()})
