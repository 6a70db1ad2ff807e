"""Opening the sealed data of one person of a case: asked by POST with a reason, shown once, never cached."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bureau import reveals
from bureau.access import StaffRequest, staff
from bureau.models import Party
from bureau.staff_forms import RevealForm
from bureau.views.case import visible_case


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("reason")
@staff()
def reveal_person(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Ask for the reason; a POST logs it and shows the fields."""
    case = visible_case(request, number)
    party = get_object_or_404(Party, pk=pk, case_id=case.pk)
    openable = reveals.openable(party)
    form = RevealForm(request.POST or None, openable=openable)
    context = {"case": case, "party": party, "form": form, "openable": openable}
    if request.method != "POST":
        return render(request, "bureau/staff_reveal.html", context)
    if not form.is_valid():
        return render(request, "bureau/staff_reveal.html", context, status=422)
    wanted, reason = form.cleaned_data["fields_wanted"], form.cleaned_data["reason"]
    try:
        values = reveals.reveal(party, user=cast(StaffRequest, request).user, fields=wanted, reason=reason, at=timezone.now())
    except reveals.RevealRefused as error:
        form.add_error(None, str(error))
        return render(request, "bureau/staff_reveal.html", context, status=429 if len(reason) >= reveals.MIN_REASON else 422)
    shown = [(label, values[field]) for field, label in openable if field in values]
    return render(request, "bureau/staff_reveal.html", {**context, "shown": shown, "reason": reason})
