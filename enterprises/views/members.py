"""The people of an enterprise on its desk, and the page behind an invitation's link."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau import throttle
from bureau.access import StaffRequest, public
from bureau.errors import BureauError
from bureau.models import User
from bureau.sealing import blind_index, mask_phone
from bureau.spam import address_digest
from bureau.throttle import client_address
from enterprises.access import MemberRequest, member
from enterprises.accounts import members, proofs
from enterprises.accounts import services as accounts
from enterprises.accounts.forms import InviteForm, JoinForm, PartForm
from enterprises.accounts.selectors import find_invitation, people_of
from enterprises.models import Invitation, Membership
from enterprises.views.accounts import READ, sign_in

OWNER = Membership.Part.OWNER
OPENINGS_PER_HOUR = 60


# --- the desk's page --------------------------------------------------------------------------------------------------
@member()
@never_cache
@require_safe
def people(request: MemberRequest) -> HttpResponseBase:
    """Who acts for the enterprise, who is invited, who did before. Owners act, others look."""
    return _show(request)


def _show(request: MemberRequest, *, form: InviteForm | None = None, status: int = 200) -> HttpResponse:
    found = people_of(request.enterprise, at=timezone.now())
    context = {
        "people": [
            {
                "row": row,
                "phone": mask_phone(row.user.username),
                "is_own": row.user_id == request.user.pk,
                "form": PartForm(initial={"part": row.part}, auto_id=f"part-{row.pk}-%s"),
            }
            for row in found.members
        ],
        "past": found.past,
        "invited": found.invited,
        "may_act": request.membership.part == OWNER,
        "form": form or InviteForm(),
    }
    return render(request, "enterprises/desk_members.html", context, status=status)


def _back(request: MemberRequest) -> HttpResponse:
    return redirect("enterprises:desk-members", code=request.enterprise.code)


@member(OWNER)
@never_cache
@require_POST
def invite(request: MemberRequest) -> HttpResponseBase:
    """Invite a colleague by phone."""
    form = InviteForm(request.POST)
    if form.is_valid():
        part = Membership.Part(form.cleaned_data["part"])
        try:
            made = members.invite(request.enterprise, phone=form.cleaned_data["phone"], part=part, by=request.user, at=timezone.now())
        except BureauError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("An invitation was sent to %(phone)s.") % {"phone": made.phone_mask})
            return _back(request)
    return _show(request, form=form, status=422)


@member(OWNER)
@require_POST
def revoke(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Take an invitation back."""
    if members.revoke(pk, enterprise=request.enterprise, at=timezone.now()):
        messages.success(request, _("The invitation was taken back."))
    else:
        messages.error(request, _("This invitation is not open any more."))
    return _back(request)


@member(OWNER)
@require_POST
def change_part(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Give somebody another role."""
    form = PartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role."))
        return _back(request)
    try:
        part = Membership.Part(form.cleaned_data["part"])
        changed = members.change_part(pk, part, enterprise=request.enterprise, by=request.user, at=timezone.now())
    except BureauError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(person)s is %(part)s now.") % {"person": changed.user, "part": changed.get_part_display()})
    return _back(request)


@member(OWNER)
@require_POST
def end(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Somebody is out from now on."""
    try:
        ended = members.end_membership(pk, enterprise=request.enterprise, by=request.user, at=timezone.now())
    except BureauError as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    if ended.user_id == request.user.pk:
        return _gone(request)
    messages.success(request, _("%(person)s does not act for the enterprise any more.") % {"person": ended.user})
    return _back(request)


@member()
@require_POST
def leave(request: MemberRequest) -> HttpResponseBase:
    """Stop acting for the enterprise oneself."""
    try:
        members.end_membership(request.membership.pk, enterprise=request.enterprise, by=request.user, at=timezone.now())
    except BureauError as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    return _gone(request)


def _gone(request: MemberRequest) -> HttpResponse:
    messages.success(request, _("You do not act for %(name)s any more.") % {"name": request.enterprise.name})
    return redirect("enterprises:account")


# --- an invitation ----------------------------------------------------------------------------------------------------
@sensitive_post_parameters("password1", "password2")
@public
@never_cache
@require_http_methods(READ)
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Accept an invitation: with the account of the invited phone, or by making one. The link from the SMS proves the phone."""
    counter = f"invitation:{address_digest(client_address(request))}"
    if not throttle.hit(counter, limit=OPENINGS_PER_HOUR, seconds=proofs.HOUR):
        return render(request, "429.html", {"message": _("Too many tries. Please wait an hour.")}, status=429)
    found = find_invitation(token, at=timezone.now())
    if found is None:
        return render(request, "enterprises/account_invitation.html", {"invitation": None}, status=404)
    if request.user.is_authenticated:
        return _with_account(request, found)
    return _without_account(request, found, token)


def _with_account(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Signed in: the account of the invited phone may accept, another may not."""
    user = cast(StaffRequest, request).user
    is_mine = blind_index(user.username) == bytes(found.phone_index)
    refusal = ""
    if request.method == "POST":
        try:
            joined = members.accept(found.pk, user, at=timezone.now())
        except BureauError as reason:
            refusal = str(reason)
        else:
            return _welcome(request, joined)
    context = {"invitation": found, "is_mine": is_mine, "refusal": refusal}
    return render(request, "enterprises/account_invitation.html", context, status=409 if refusal else 200)


def _without_account(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    """A visitor: signs in if the phone has an account, else makes one here."""
    phone = members.phone_of(found)
    if User.objects.filter(username=phone).exists():
        return render(request, "enterprises/account_invitation.html", {"invitation": found, "has_account": True})
    form = JoinForm(request.POST or None, phone=phone)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user, joined = accounts.join_by_invitation(
                token, display_name=data["display_name"], email=data["email"], password=data["password1"], at=timezone.now()
            )
        except BureauError as refusal:
            form.add_error(None, str(refusal))
        else:
            sign_in(request, user)
            return _welcome(request, joined)
    context = {"invitation": found, "form": form, "phone": found.phone_mask}
    return render(request, "enterprises/account_invitation.html", context, status=422 if form.errors else 200)


def _welcome(request: HttpRequest, joined: Membership) -> HttpResponse:
    messages.success(request, _("You may act for %(name)s now.") % {"name": joined.enterprise.name})
    return redirect("enterprises:account")
