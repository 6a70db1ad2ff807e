"""The staff's side of the 12365 desk: taking a matter in."""

from typing import cast
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bureau.access import StaffRequest, staff
from bureau.models import Channel, User
from bureau.query_codes import query_code
from bureau.roles import Role
from complaints.staff_intake import TAKERS, StaffIntakeForm, matters_of_caller, take_in

# Letters to callers are in Chinese unless they say otherwise; the language of the seat's own screen says nothing about the caller.
CALLERS_LANGUAGE = "zh-hans"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@staff(*TAKERS)
def new(request: HttpRequest) -> HttpResponse:
    """The form; a POST with `lookup` only shows the caller's open matters, any other takes the matter in."""
    user = cast(StaffRequest, request).user
    if request.method != "POST":
        channel = Channel.HOTLINE if user.has_role(Role.SEAT) else Channel.WINDOW
        form = StaffIntakeForm(initial={"channel": channel, "kind": "complaint", "handler": user, "submission_key": uuid4()})
        return render(request, "complaints/staff_new.html", {"form": form})
    if "lookup" in request.POST:
        return _looked_up(request, user)
    form = StaffIntakeForm(request.POST)
    if not form.is_valid():
        return _looked_up(request, user, form=form, status=422)
    opened = take_in(form.cleaned_data, user=user, at=timezone.now(), language=CALLERS_LANGUAGE)
    if opened.created:
        told = {"number": opened.number, "code": query_code(opened.number)}
        messages.success(request, _("Taken in as %(number)s. Tell the caller the number and the query code %(code)s.") % told)
    else:
        messages.info(request, _("This form had been sent before: %(number)s.") % {"number": opened.number})
    return redirect("bureau:case", opened.number)


def _looked_up(request: HttpRequest, user: User, *, form: StaffIntakeForm | None = None, status: int = 200) -> HttpResponse:
    """The form as typed, with the caller's open matters above."""
    shown = form or StaffIntakeForm(initial=request.POST.dict())
    context = {"form": shown, "matters": matters_of_caller(request.POST.get("phone", ""), user), "looked_up": True}
    return render(request, "complaints/staff_new.html", context, status=status)


@require_POST
@never_cache
@sensitive_post_parameters()
@staff(*TAKERS)
def caller(request: HttpRequest) -> HttpResponse:
    """The caller's open matters alone, for the page to put in as soon as the number is typed."""
    matters = matters_of_caller(request.POST.get("phone", ""), cast(StaffRequest, request).user)
    return render(request, "complaints/case/caller.html", {"matters": matters, "looked_up": bool(request.POST.get("phone", "").strip())})
