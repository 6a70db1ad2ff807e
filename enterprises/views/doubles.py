"""Staff: likely doubles of the register, one pair beside the other, merging and taking a merge back."""

from typing import cast

from django.contrib import messages
from django.contrib.admin.utils import label_for_field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bureau.access import StaffRequest, staff
from bureau.roles import Role
from bureau.seek import Order, read_slice
from enterprises.models import DuplicatePair, Enterprise, Merge
from enterprises.register.double_forms import MergeForm, UndoForm
from enterprises.register.doubles import GROUNDS
from enterprises.register.merging import MergeRefused, merge, tell_apart, undo_merge

MERGERS = (Role.CLERK, Role.OFFICER, Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR)
COMPARED = ("name", "code", "legal_representative", "address", "phone", "founded_on", "main_products")


@staff(*MERGERS)
def double_list(request: HttpRequest) -> HttpResponse:
    """Pairs to be looked at, most alike first; the newest merges below."""
    rows = DuplicatePair.objects.filter(state=DuplicatePair.State.OPEN).select_related("first", "second")
    page = read_slice(
        rows, Order("score", descending=True), before=request.GET.get("before", ""), after=request.GET.get("after", ""), size=30
    )
    here = reverse("enterprises:doubles")
    context = {
        "pairs": [(pair, _words(pair)) for pair in page.rows],
        "previous_url": f"{here}?before={page.before}" if page.before else "",
        "next_url": f"{here}?after={page.after}" if page.after else "",
        "merges": Merge.objects.select_related("kept", "dropped", "by").order_by("-pk")[:10],
    }
    return render(request, "enterprises/staff_doubles.html", context)


@staff(*MERGERS)
def double(request: HttpRequest, pk: int) -> HttpResponse:
    """One pair side by side; POST merges."""
    pair = get_object_or_404(DuplicatePair.objects.select_related("first", "second"), pk=pk)
    form = MergeForm(request.POST or None, first=pair.first, second=pair.second)
    if request.method == "POST" and form.is_valid():
        kept, dropped = form.kept_and_dropped()
        try:
            merge(kept, dropped, by=cast(StaffRequest, request).user, at=timezone.now(), reason=form.cleaned_data["reason"])
        except MergeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(dropped)s is now part of %(kept)s.") % {"dropped": dropped.name, "kept": kept.name})
            return redirect("enterprises:doubles")
    context = {"pair": pair, "grounds": _words(pair), "form": form, "facts": _facts(pair.first, pair.second)}
    return render(request, "enterprises/staff_double.html", context)


@require_POST
@staff(*MERGERS)
def double_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide that the two are not the same."""
    pair = get_object_or_404(DuplicatePair, pk=pk)
    if tell_apart(pair, by=cast(StaffRequest, request).user, at=timezone.now()):
        messages.success(request, _("Noted: these are two enterprises. The pair is not shown again."))
    else:
        messages.warning(request, _("Somebody has decided about this pair in the meantime."))
    return redirect("enterprises:doubles")


@staff(Role.SUPERVISOR, Role.APPROVER, Role.ADMINISTRATOR)
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back, after a look at what it did."""
    record = get_object_or_404(Merge.objects.select_related("kept", "dropped", "by"), pk=pk)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            undo_merge(record, by=cast(StaffRequest, request).user, at=timezone.now())
        except MergeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The merge was taken back."))
            return redirect("enterprises:doubles")
    return render(request, "enterprises/staff_merge_undo.html", {"merge": record, "form": form})


def _words(pair: DuplicatePair) -> list[str]:
    return [str(GROUNDS.get(ground, ground)) for ground in pair.grounds]


def _facts(first: Enterprise, second: Enterprise) -> list[tuple[str, object, object, bool]]:
    """Label, both values, and whether they differ, field by field."""
    rows: list[tuple[str, object, object, bool]] = []
    for name in COMPARED:
        one, other = getattr(first, name), getattr(second, name)
        rows.append((str(label_for_field(name, Enterprise)), one, other, one != other))
    one, other = first.get_status_display(), second.get_status_display()
    return [*rows, (_("status"), one, other, one != other)]
