"""The enterprise's desk: its first page, what it has, and what the register says of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau.access import StaffRequest
from bureau.calendar import current_calendar
from bureau.errors import BureauError
from enterprises.access import MemberRequest, account, member, memberships_of
from enterprises.desk import contacts as desk_contacts
from enterprises.desk import selectors as desk
from enterprises.desk.forms import ContactForm
from enterprises.form_errors import put_beside_fields
from enterprises.holdings.kinds import KINDS
from enterprises.models import Contact, Membership

ACTING = (Membership.Part.OWNER, Membership.Part.AGENT)
CHOICES = 100


@account
@never_cache
@require_safe
def choose(request: StaffRequest) -> HttpResponse:
    """To the one desk of this person, or the choice between several, or what to do without any."""
    memberships = list(memberships_of(request.user)[:CHOICES])
    if len(memberships) == 1:
        return redirect("enterprises:desk-home", code=memberships[0].enterprise.code)
    return render(request, "enterprises/desk_choose.html", {"memberships": memberships})


@member()
@never_cache
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """What is next, what is in hand, who the officers are."""
    today = timezone.localdate()
    found = desk.home_of(request.membership, today=today, calendar=current_calendar())
    certificates = [(row, desk.light_of(row.expires_on, standing=row.standing, today=today)) for row in found.certificates]
    return render(request, "enterprises/desk_home.html", {"home": found, "certificates": certificates, "today": today})


@member()
@never_cache
@require_safe
def holdings(request: MemberRequest) -> HttpResponse:
    """Equipment, instruments, certificates, standards, people: one sort at a time."""
    key, show = request.GET.get("kind", ""), request.GET.get("show", "")
    key = key if key in KINDS else next(iter(KINDS))
    show = show if show in desk.ORDERS else desk.DATED
    today = timezone.localdate()
    marks = {"before": request.GET.get("before", ""), "after": request.GET.get("after", "")}
    context = {
        "page": desk.holding_page(request.membership, key, show=show, today=today, **marks),
        "kinds": list(KINDS.values()),
        "shows": [
            (desk.DATED, _("In use, with a last day")),
            (desk.UNDATED, _("In use, without a last day")),
            (desk.OUT_OF_USE, _("Out of use or ended")),
        ],
        "show": show,
        "today": today,
    }
    return render(request, "enterprises/desk_holdings.html", context)


@member()
@never_cache
@require_safe
def profile(request: MemberRequest) -> HttpResponse:
    """The register's entry as the bureau has it."""
    return render(request, "enterprises/desk_profile.html", {"profile": desk.profile_of(request.membership)})


# --- contacts ---------------------------------------------------------------------------------------------------------
@member(*ACTING)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact_add(request: MemberRequest) -> HttpResponse:
    """A new contact."""
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            desk_contacts.add_own_contact(request.membership, at=timezone.now(), **form.values())
        except ValidationError as error:
            put_beside_fields(form, error)
        except BureauError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The contact is on file."))
            return _to_profile(request)
    return _contact_page(request, form)


@member(*ACTING)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a contact."""
    row = get_object_or_404(Contact, pk=pk, enterprise=request.enterprise, active=True)
    form = ContactForm(request.POST or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"] or row.updated_at
        try:
            desk_contacts.change_own_contact(request.membership, row, seen=seen, at=timezone.now(), **form.values())
        except ValidationError as error:
            put_beside_fields(form, error)
        except BureauError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The contact is changed."))
            return _to_profile(request)
    return _contact_page(request, form, row)


@member(*ACTING)
@require_POST
def contact_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Somebody is no longer a contact."""
    row = get_object_or_404(Contact, pk=pk, enterprise=request.enterprise, active=True)
    try:
        desk_contacts.end_own_contact(request.membership, row, at=timezone.now())
    except BureauError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The contact has ended."))
    return _to_profile(request)


def _initial(row: Contact) -> dict[str, Any]:
    plain = {name: getattr(row, name).open() for name in ("name", "phone", "email")}
    return {**plain, "duty": row.duty, "channel": row.channel, "seen": row.updated_at.isoformat()}


def _contact_page(request: MemberRequest, form: ContactForm, row: Contact | None = None) -> HttpResponse:
    here = request.get_full_path()
    end_url = reverse("enterprises:desk-contact-end", kwargs={"code": request.enterprise.code, "pk": row.pk}) if row else ""
    context = {"form": form, "contact": row, "here": here, "end_url": end_url}
    return render(request, "enterprises/desk_contact.html", context, status=422 if form.errors else 200)


def _to_profile(request: MemberRequest) -> HttpResponse:
    return redirect(f"{reverse('enterprises:desk-profile', kwargs={'code': request.enterprise.code})}#contacts")
