"""The page that opens the sealed data of a person of an enterprise: asked with a reason, shown once, never cached."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bureau.access import StaffRequest
from bureau.reveals import MIN_REASON, RevealRefused, openable
from bureau.staff_forms import RevealForm
from enterprises.models import Contact, Enterprise, QualifiedPerson
from enterprises.register.reveals import reveal

PAGE = "enterprises/staff_contact_reveal.html"


def reveal_page(request: HttpRequest, enterprise: Enterprise, person: Contact | QualifiedPerson) -> HttpResponse:
    """Ask for the reason; a POST logs it and shows the fields. The view around it says who may, and marks the reason as sensitive."""
    offered = openable(person)
    form = RevealForm(request.POST or None, openable=offered)
    context: dict[str, Any] = {"enterprise": enterprise, "contact": person, "form": form, "openable": offered}
    if request.method != "POST":
        return render(request, PAGE, context)
    if not form.is_valid():
        return render(request, PAGE, context, status=422)
    wanted, reason = form.cleaned_data["fields_wanted"], form.cleaned_data["reason"]
    try:
        values = reveal(person, user=cast(StaffRequest, request).user, fields=wanted, reason=reason, at=timezone.now())
    except RevealRefused as error:
        form.add_error(None, str(error))
        return render(request, PAGE, context, status=429 if len(reason) >= MIN_REASON else 422)
    shown = [(label, values[field]) for field, label in offered if field in values]
    return render(request, PAGE, {**context, "shown": shown, "reason": reason})
