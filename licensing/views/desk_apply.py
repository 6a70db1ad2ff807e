"""Applying on an enterprise's desk: what can be applied for, drafts, the form, renewing by one click, what was sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau import drafts, throttle
from bureau.baskets import basket_from
from enterprises.access import MemberRequest, member
from enterprises.desk.matter_page import documents_of, matters_of
from enterprises.models import Membership, SpecialEquipment
from licensing.applications import intake, offers, renewing, slips, typed
from licensing.applications.intake import Answer, Page, Sender
from licensing.applications.place import (
    PURPOSE,
    NothingToApplyFor,
    Place,
    desk_place,
    own_certificate,
    own_certificates,
    read_item,
)
from licensing.models import Request
from licensing.processes import processes
from licensing.views import apply_pages
from licensing.views.apply_pages import Frame

ACTING = (Membership.Part.OWNER, Membership.Part.AGENT)
HOUR = 3600
SENT_PER_HOUR = 120
BASE = "enterprise_base.html"


@member()
@never_cache
@require_safe
def start(request: MemberRequest) -> HttpResponse:
    """What the enterprise can apply for, and what it has begun."""
    now = timezone.now()
    may_write = request.membership.part in ACTING
    context = {
        "groups": offers.groups(applicant="enterprise"),
        "drafts": offers.own_drafts(request.user, request.enterprise, at=now) if may_write else [],
        "may_write": may_write,
    }
    return render(request, "licensing/desk_applications.html", context)


@member(*ACTING)
@require_POST
def discard(request: MemberRequest, draft: UUID) -> HttpResponse:
    """Delete a draft with its files."""
    if any(one.pk == draft for one in offers.own_drafts(request.user, request.enterprise, at=timezone.now())):
        drafts.discard(draft)
        messages.success(request, _("The draft is deleted."))
    return redirect("licensing:desk-applications", code=request.enterprise.code)


@member(*ACTING)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: MemberRequest, item: str) -> HttpResponseBase:
    """The form of one item, from an empty or half-written one to the sent application."""
    now = timezone.now()
    try:
        found = read_item(item, today=timezone.localdate(now))
    except NothingToApplyFor as error:
        raise Http404 from error
    frame = _frame(request, item)
    if request.method != "POST":
        return _first_page(request, found, frame, now)
    place = _place(request, found, request.POST.get("request", ""), request.POST.get("certificate", ""))
    if place is None:
        return redirect(frame.action)
    sender = Sender(language=get_language() or "zh-hans")
    if request.POST.get("step") == "send" and not throttle.hit(f"apply:{request.enterprise.pk}", limit=SENT_PER_HOUR, seconds=HOUR):
        words = _("So many applications in one hour are more than we can read. Your form is kept on this page: send it again later.")
        basket = basket_from(request.POST.get("draft"))
        return apply_pages.show(request, intake.show_form(place, request.POST, basket=basket, status=429, problems=[words]), frame)
    answer = intake.receive(place, request.POST, request.FILES, sender=sender, genuine=True, at=now)
    return _after(request, answer, frame, now)


def _after(request: MemberRequest, answer: Answer, frame: Frame, now: datetime) -> HttpResponseBase:
    if answer.page is Page.SENT:
        if not answer.again:
            slips.issue_slip(answer.case_id, by=None, at=now)
        return redirect("licensing:desk-sent", code=request.enterprise.code, number=answer.number)
    if answer.page is Page.SAVED and not apply_pages.wants_json(request):
        messages.success(request, _("The draft is saved. You find it here whenever you want to go on."))
        return redirect("licensing:desk-applications", code=request.enterprise.code)
    return apply_pages.show(request, answer, frame)


def _frame(request: MemberRequest, item: str) -> Frame:
    code = request.enterprise.code
    back = reverse("licensing:desk-applications", args=[code])
    return Frame(base=BASE, action=reverse("licensing:desk-apply", args=[code, item]), back=back)


def _first_page(request: MemberRequest, found: Any, frame: Frame, now: datetime) -> HttpResponseBase:
    """A draft, the choice of how to ask and about which certificate, or the form with what is known in it."""
    if "draft" in request.GET:
        return _draft_page(request, found, frame, now)
    _version, _guide, content = found
    wanted = request.GET.get("request", "") or (content.requests[0].request if len(content.requests) == 1 else "")
    if content.request_spec(wanted) is None:
        return apply_pages.choose_page(request, found, frame)
    place = _place(request, found, wanted, request.GET.get("certificate", ""))
    if place is None:
        certificates = own_certificates(request.enterprise, found[0].item.code)
        return apply_pages.choose_page(request, found, frame, wanted=wanted, certificates=certificates)
    return apply_pages.show(request, intake.show_form(place, QueryDict()), frame)


def _draft_page(request: MemberRequest, found: Any, frame: Frame, now: datetime) -> HttpResponseBase:
    try:
        draft_id = UUID(request.GET["draft"])
    except ValueError as error:
        raise Http404 from error
    opened = drafts.opened(draft_id, at=now, purpose=PURPOSE, owner=request.user)
    begins = f"{request.enterprise.code}:{found[0].item.code}:"
    if not isinstance(opened, drafts.Opened) or not opened.subject.startswith(begins):
        messages.warning(request, _("This draft is not there any more: it was sent, deleted, or has expired."))
        return redirect("licensing:desk-applications", code=request.enterprise.code)
    data = typed.from_fields(opened.fields)
    place = _place(request, found, data.get("request", ""), data.get("certificate", ""))
    if place is None:
        return redirect(frame.action)
    return apply_pages.show(request, intake.show_form(place, data, basket=opened.basket), frame, lost=opened.lost)


def _place(request: MemberRequest, found: Any, wanted: str, number: str) -> Place | None:
    """The form asked for; None if how to ask, or the certificate it is about, has still to be chosen."""
    content = found[2]
    if content.request_spec(wanted) is None:
        return None
    certificate = own_certificate(request.enterprise, number) if number else None
    place = desk_place(
        found, wanted, enterprise=request.enterprise, user=request.user, certificate=certificate, equipment=_equipment(request)
    )
    return None if place.needs_certificate and certificate is None else place


def _equipment(request: MemberRequest) -> SpecialEquipment | None:
    """The piece of equipment the form is about, if it is this enterprise's."""
    raw = request.GET.get("equipment", "")[:18]
    if not raw.isascii() or not raw.isdecimal():
        return None
    return SpecialEquipment.objects.filter(pk=int(raw), enterprise=request.enterprise).first()


@member(*ACTING)
@never_cache
@require_safe
def renew(request: MemberRequest, number: str) -> HttpResponseBase:
    """Renew a certificate: if nothing is missing, straight to the review with one button; else the form with everything known in it."""
    certificate = own_certificate(request.enterprise, number)
    if certificate is None:
        raise Http404
    now = timezone.now()
    try:
        found = read_item(certificate.item.code, today=timezone.localdate(now))
    except NothingToApplyFor as error:
        raise Http404 from error
    frame = _frame(request, certificate.item.code)
    place = _place(request, found, Request.RENEWAL, certificate.number)
    if place is None:
        messages.info(request, _("This certificate is not renewed. Choose below what you need."))
        return redirect(frame.action)
    return apply_pages.show(request, renewing.ready_to_send(place, at=now), frame, renewing=certificate)


@member()
@never_cache
@require_safe
def sent(request: MemberRequest, number: str) -> HttpResponse:
    """The number, who acts next and by which day, and the slip."""
    case = get_object_or_404(matters_of(request.membership), number=number, kind__in=[one.kind for one in processes()])
    slip = documents_of(request.membership).filter(case=case, template=slips.TEMPLATE).first()
    return render(request, "licensing/desk_sent.html", {"case": case, "slip": slip, "clock": offers.first_clock(case)})
