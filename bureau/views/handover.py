"""The hand-over of everything one person has in hand: preview first, then with a reason."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bureau.access import StaffRequest, staff
from bureau.handover import HandOverRefused, Preview, hand_over_all, preview
from bureau.roles import Role
from bureau.staff_forms import HandoverChoiceForm, HandoverForm
from bureau.workflow import workflows


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(Role.SUPERVISOR, Role.APPROVER)
def handover(request: HttpRequest) -> HttpResponse:
    """GET asks and previews, POST moves."""
    if request.method == "POST":
        return _move(request)
    choice = HandoverChoiceForm(request.GET or None)
    if not request.GET or not choice.is_valid():
        return render(request, "bureau/staff_handover.html", {"choice": choice})
    found = preview(choice.cleaned_data["giver"], timezone.localdate())
    form = HandoverForm(initial={**choice.cleaned_data, "expected": found.total})
    return _page(request, choice, form, found)


def _move(request: HttpRequest) -> HttpResponse:
    form = HandoverForm(request.POST)
    choice = HandoverChoiceForm(request.POST)
    if not choice.is_valid():
        return render(request, "bureau/staff_handover.html", {"choice": choice}, status=422)
    giver, taker = choice.cleaned_data["giver"], choice.cleaned_data["taker"]
    found = preview(giver, timezone.localdate())
    if not form.is_valid():
        return _page(request, choice, form, found, status=422)
    if form.cleaned_data["expected"] != found.total:
        form = HandoverForm({**request.POST.dict(), "expected": str(found.total)})
        now_there = {"person": giver, "count": found.total}
        form.add_error(None, _("%(person)s has %(count)d open matters by now. Check and send again.") % now_there)
        return _page(request, choice, form, found, status=409)
    try:
        moved = hand_over_all(
            giver=giver, taker=taker, by=cast(StaffRequest, request).user, reason=form.cleaned_data["reason"], at=timezone.now()
        )
    except HandOverRefused as error:
        form.add_error(None, str(error))
        return _page(request, choice, form, found, status=409)
    messages.success(request, _("%(count)d matters went from %(giver)s to %(taker)s.") % {"count": moved, "giver": giver, "taker": taker})
    return redirect("bureau:handover")


def _page(request: HttpRequest, choice: HandoverChoiceForm, form: HandoverForm, found: Preview, *, status: int = 200) -> HttpResponse:
    labels = {flow.kind: str(flow.label) for flow in workflows()}
    context = {
        "choice": choice,
        "form": form,
        "found": found,
        "giver": choice.cleaned_data["giver"],
        "taker": choice.cleaned_data["taker"],
        "kinds": [(labels.get(row["kind"], row["kind"]), row["total"], row["late"]) for row in found.by_kind],
    }
    return render(request, "bureau/staff_handover.html", context, status=status)
