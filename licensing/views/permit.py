"""The page of an on-site check: filled in at the place on a phone, photos and signature taken, confirmed by each officer's own account."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau.access import StaffRequest, staff
from bureau.attachments import AttachmentRefused, open_attachment
from bureau.errors import StaleCase
from bureau.models import User
from bureau.roles import Role
from licensing.models import SiteCheck
from licensing.permit import checks
from licensing.permit.check_forms import CheckForm, PhotoForm

READERS = (Role.OFFICER, Role.CLERK, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)


def _user(request: HttpRequest) -> User:
    return cast(StaffRequest, request).user


def _page(request: HttpRequest, found: SiteCheck, turn: int, *, form: CheckForm | None = None, status: int = 200) -> HttpResponse:
    officers = list(found.officers.select_related("officer").order_by("pk"))
    mine = next((one for one in officers if one.officer_id == _user(request).pk), None)
    context: dict[str, Any] = {
        "check": found,
        "case": found.case,
        "turn": turn,
        "form": form or CheckForm(found),
        "photo_form": PhotoForm(auto_id="id_photo_%s"),
        "signature_form": PhotoForm(auto_id="id_signature_%s", initial={"is_signature": True}),
        "officers": officers,
        "photos": list(found.photos.select_related("attachment").order_by("pk")),
        "missing": checks.missing_signatures(found),
        "may_write": mine is not None and not found.is_signed,
        "may_confirm": mine is not None and mine.confirmed_at is None and not found.is_signed,
    }
    return render(request, "licensing/staff_check.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*READERS)
def check(request: HttpRequest, number: str, turn: int) -> HttpResponse:
    """The record; a POST keeps what was typed, as far as it has come."""
    found = checks.find_check(number, turn, _user(request))
    if request.method != "POST":
        return _page(request, found, turn)
    form = CheckForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, turn, form=form, status=422)
    try:
        checks.write_record(found, form.record(), by=_user(request), at=timezone.now(), version=form.cleaned_data["version"])
    except (checks.CheckRefused, StaleCase) as refusal:
        messages.error(request, str(refusal))
        return _page(request, found, turn, form=form, status=409)
    messages.success(request, _("The record was saved."))
    return redirect("licensing:check", number, turn)


@require_POST
@staff(*READERS)
def check_photo(request: HttpRequest, number: str, turn: int) -> HttpResponse:
    """Add a photo or the signature of the checked side."""
    found = checks.find_check(number, turn, _user(request))
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return redirect("licensing:check", number, turn)
    data = form.cleaned_data
    try:
        checks.add_photo(
            found, form.upload, caption=data["caption"], is_signature=data["is_signature"], by=_user(request), at=timezone.now()
        )
    except (AttachmentRefused, checks.CheckRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The signature was added.") if data["is_signature"] else _("The photo was added."))
    return redirect("licensing:check", number, turn)


@require_safe
@staff(*READERS)
def check_photo_file(request: HttpRequest, number: str, turn: int, pk: int) -> HttpResponseBase:
    """One photo of the check, for whoever may read it."""
    found = checks.find_check(number, turn, _user(request))
    photo = get_object_or_404(found.photos.select_related("attachment"), pk=pk)
    return open_attachment(photo.attachment)


@require_POST
@staff(Role.OFFICER)
def check_confirm(request: HttpRequest, number: str, turn: int) -> HttpResponse:
    """One officer stands for the record as it was on their screen."""
    found = checks.find_check(number, turn, _user(request))
    sent = request.POST.get("version", "")[:9]
    version = int(sent) if sent.isascii() and sent.isdigit() else 0
    try:
        row = checks.confirm(found, by=_user(request), at=timezone.now(), version=version)
    except (checks.CheckRefused, StaleCase) as refusal:
        messages.error(request, str(refusal))
        return redirect("licensing:check", number, turn)
    done = _("You confirmed the record. It is complete and stands now.") if row.is_signed else _("You confirmed the record.")
    messages.success(request, done)
    return redirect("licensing:check", number, turn)
