"""Opening the sealed data of a qualified person: asked with a reason, shown once, never cached."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bureau.access import StaffRequest, staff
from bureau.reveals import MIN_REASON, RevealRefused, openable
from bureau.staff_forms import RevealForm
from enterprises.models import QualifiedPerson
from enterprises.register.reveals import reveal
from enterprises.views.entry import entry_or_404

PAGE = "enterprises/staff_contact_reveal.html"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("reason")
@staff()
def person_reveal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask for the reason; a POST logs it and shows the fields."""
    enterprise = entry_or_404(code)
    person = get_object_or_404(QualifiedPerson, pk=pk, enterprise=enterprise)
    form = RevealForm(request.POST or None, openable=openable(person))
    context = {"enterprise": enterprise, "contact": person, "form": form, "openable": openable(person)}
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
    shown = [(label, values[field]) for field, label in openable(person) if field in values]
    return render(request, PAGE, {**context, "shown": shown, "reason": reason})
