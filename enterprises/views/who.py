"""The people and places of an enterprise: contacts with their sealed data, premises, officers in charge."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from bureau.models import User
from enterprises.models import CareOfficer, Contact, Enterprise, Premises
from enterprises.register import care, contacts, places
from enterprises.register.forms import ContactForm, OfficerForm, PremisesForm
from enterprises.register.labels import load_labels
from enterprises.register.services import WRITERS
from enterprises.views.entry import entry_or_404
from enterprises.views.revealing import reveal_page


def _user(request: HttpRequest) -> User:
    return cast(StaffRequest, request).user


def _filled(
    request: HttpRequest, enterprise: Enterprise, form: Form, title: str, *, write: Callable[[dict[str, Any]], object], said: str
) -> HttpResponse:
    """The page of one form: shown, refused with its reasons, or written and back to the enterprise."""
    context = {"enterprise": enterprise, "form": form, "title": title}
    page = "enterprises/staff_register_form.html"
    if request.method != "POST":
        return render(request, page, context)
    if not form.is_valid():
        return render(request, page, context, status=422)
    try:
        write(form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return render(request, page, context, status=422)
    except BureauError as error:
        form.add_error(None, str(error))
        return render(request, page, context, status=409)
    messages.success(request, said)
    return redirect("enterprises:enterprise", enterprise.code)


# --- contacts ---------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@staff(*WRITERS)
def contact_add(request: HttpRequest, code: str) -> HttpResponse:
    """A new contact."""
    enterprise, by = entry_or_404(code), _user(request)

    def write(data: dict[str, Any]) -> object:
        return contacts.add_contact(enterprise, by=by, at=timezone.now(), **data)

    return _filled(
        request, enterprise, ContactForm(request.POST or None), _("Add a contact"), write=write, said=_("The contact was added.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@staff(*WRITERS)
def contact_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Another duty, channel or number of a contact."""
    enterprise, by = entry_or_404(code), _user(request)
    contact = get_object_or_404(Contact, pk=pk, enterprise=enterprise, active=True)

    def write(data: dict[str, Any]) -> object:
        remove = tuple(data.pop("remove", ()))
        return contacts.change_contact(contact, by=by, at=timezone.now(), remove=remove, **data)

    form = ContactForm(request.POST or None, contact=contact)
    return _filled(request, enterprise, form, _("Change a contact"), write=write, said=_("The contact was changed."))


@require_POST
@staff(*WRITERS)
def contact_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The person is no contact any more."""
    enterprise = entry_or_404(code)
    contacts.end_contact(get_object_or_404(Contact, pk=pk, enterprise=enterprise), by=_user(request), at=timezone.now())
    messages.success(request, _("The contact has ended."))
    return redirect("enterprises:enterprise", enterprise.code)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("reason")
@staff()
def contact_reveal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask for the reason; a POST logs it and shows the fields once."""
    enterprise = entry_or_404(code)
    return reveal_page(request, enterprise, get_object_or_404(Contact, pk=pk, enterprise=enterprise))


# --- premises ---------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*WRITERS)
def premises_add(request: HttpRequest, code: str) -> HttpResponse:
    """Another place where the enterprise works."""
    enterprise, by = entry_or_404(code), _user(request)

    def write(data: dict[str, Any]) -> object:
        return places.add_premises(enterprise, by=by, **data)

    form = PremisesForm(request.POST or None, labels=load_labels())
    return _filled(request, enterprise, form, _("Add premises"), write=write, said=_("The premises were added."))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*WRITERS)
def premises_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Put a place right."""
    enterprise, by = entry_or_404(code), _user(request)
    premises = get_object_or_404(Premises, pk=pk, enterprise=enterprise, active=True)

    def write(data: dict[str, Any]) -> object:
        return places.change_premises(premises, by=by, **data)

    form = PremisesForm(request.POST or None, labels=load_labels(), premises=premises)
    return _filled(request, enterprise, form, _("Change premises"), write=write, said=_("The premises were changed."))


@require_POST
@staff(*WRITERS)
def premises_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The enterprise works there no longer."""
    enterprise = entry_or_404(code)
    places.give_up_premises(get_object_or_404(Premises, pk=pk, enterprise=enterprise), by=_user(request))
    messages.success(request, _("The premises were given up."))
    return redirect("enterprises:enterprise", enterprise.code)


# --- officers in charge -----------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*WRITERS)
def officer_assign(request: HttpRequest, code: str) -> HttpResponse:
    """Put a duty into an officer's hands; whoever had it has it no more."""
    enterprise, by = entry_or_404(code), _user(request)

    def write(data: dict[str, Any]) -> object:
        return care.assign_officer(enterprise, by=by, today=timezone.localdate(), **data)

    form = OfficerForm(request.POST or None, initial={"duty": request.GET.get("duty", ""), "user": by})
    return _filled(request, enterprise, form, _("Assign an officer"), write=write, said=_("The officer was assigned."))


@require_POST
@staff(*WRITERS)
def officer_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Nobody looks after this duty any more."""
    enterprise = entry_or_404(code)
    care.end_officer(get_object_or_404(CareOfficer, pk=pk, enterprise=enterprise), by=_user(request), today=timezone.localdate())
    messages.success(request, _("The officer was released from this duty."))
    return redirect("enterprises:enterprise", enterprise.code)
