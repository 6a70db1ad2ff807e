"""Staff: requests to act for an enterprise, oldest first, and what is decided about them."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bureau import seek
from bureau.access import StaffRequest, staff
from bureau.attachments import file_kind, open_attachment
from bureau.errors import BureauError
from bureau.roles import Role
from bureau.sealing import mask_phone
from enterprises.accounts import settling as account_settling
from enterprises.accounts.forms import GrantForm, RefuseForm
from enterprises.accounts.selectors import REQUESTS_SHOWN, files_in, files_of, find_enterprise, standing_members, waiting_requests
from enterprises.accounts.settling import AlreadySettled
from enterprises.models import AccountRequest, Contact, Enterprise, Membership

DECIDERS = (Role.CLERK, Role.APPROVER, Role.SUPERVISOR)
OLDEST_FIRST = seek.Order("made_at")


@staff(*DECIDERS)
@require_safe
def waiting(request: HttpRequest) -> HttpResponseBase:
    """What waits, oldest first. Phones are masked."""
    page = seek.read_slice(waiting_requests(), OLDEST_FIRST, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    rows = [{"asked": row, "phone": mask_phone(row.user.username)} for row in page.rows]
    return render(request, "enterprises/staff_account_requests.html", {"rows": rows, "page": page})


def _find(pk: int) -> AccountRequest:
    return get_object_or_404(AccountRequest.objects.select_related("user", "decided_by"), pk=pk)


@staff(*DECIDERS)
@never_cache
@require_safe
def one_waiting(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The facts of one request and the two decisions."""
    return _show(request, _find(pk))


def _show(
    request: HttpRequest,
    asked: AccountRequest,
    *,
    grant_form: GrantForm | None = None,
    refuse_form: RefuseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    enterprise = find_enterprise(asked.code)
    contacts = Contact.objects.filter(enterprise=enterprise, active=True) if enterprise else Contact.objects.none()
    others = AccountRequest.objects.filter(user=asked.user).exclude(pk=asked.pk).select_related("decided_by")
    context = {
        "asked": asked,
        "is_waiting": asked.state == AccountRequest.State.WAITING,
        "phone": mask_phone(asked.user.username),
        "enterprise": enterprise,
        "has_other_name": enterprise is not None and enterprise.name != asked.enterprise_name,
        "contacts": contacts,
        "members": standing_members(enterprise).order_by("since")[:REQUESTS_SHOWN] if enterprise else [],
        "files": [{"file": file, "kind": file_kind(file)} for file in files_of(asked)],
        "others": others.order_by("-made_at", "-id")[:REQUESTS_SHOWN],
        "grant_form": grant_form or _grant_form(asked, enterprise),
        "refuse_form": refuse_form or RefuseForm(),
    }
    return render(request, "enterprises/staff_account_request.html", context, status=status)


def _grant_form(asked: AccountRequest, enterprise: Enterprise | None) -> GrantForm:
    owners = enterprise is not None and standing_members(enterprise).filter(part=Membership.Part.OWNER).exists()
    first = Membership.Part.AGENT if owners else Membership.Part.OWNER
    return GrantForm(is_known=enterprise is not None, initial={"part": first, "name": asked.enterprise_name})


@staff(*DECIDERS)
@never_cache
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let the person act for the enterprise."""
    asked = _find(pk)
    form = GrantForm(request.POST, is_known=find_enterprise(asked.code) is not None)
    if not form.is_valid():
        return _show(request, asked, grant_form=form, status=422)
    try:
        membership = account_settling.grant(
            asked.pk,
            part=Membership.Part(form.cleaned_data["part"]),
            by=cast(StaffRequest, request).user,
            at=timezone.now(),
            entry=form.entry(),
        )
    except AlreadySettled as late:
        return _too_late(request, late)
    except BureauError as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as wrong:
        form.add_error(None, ValidationError(wrong.messages))
    else:
        messages.success(request, _("%(person)s may act for %(name)s now.") % {"person": asked.user, "name": membership.enterprise.name})
        return redirect("enterprises:account-requests")
    return _show(request, asked, grant_form=form, status=422)


@staff(*DECIDERS)
@never_cache
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say no, with a reason."""
    asked = _find(pk)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _show(request, asked, refuse_form=form, status=422)
    try:
        account_settling.refuse(asked.pk, reason=form.cleaned_data["reason"], by=cast(StaffRequest, request).user, at=timezone.now())
    except AlreadySettled as late:
        return _too_late(request, late)
    messages.success(request, _("The request was refused; the person is told why."))
    return redirect("enterprises:account-requests")


def _too_late(request: HttpRequest, late: AlreadySettled) -> HttpResponse:
    """Somebody else settled it while this page was open: nothing was changed, and the page shows how it stands."""
    messages.error(request, str(late))
    return _show(request, _find(late.request.pk), status=409)


@staff(*DECIDERS)
@require_safe
def paper(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A paper handed in with this request."""
    return open_attachment(get_object_or_404(files_in(_find(pk)), pk=file))
