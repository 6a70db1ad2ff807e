"""The inventory of a measure: its lines written, corrected, moved, split; labels for the store. Every form is guarded by its service."""

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from bureau.roles import Role
from licensing.models import HeldThing, MeasureCase
from licensing.seizures import selectors, things
from licensing.seizures.forms import MoveForm, SplitThingForm, ThingForm
from licensing.seizures.roles import READERS
from licensing.seizures.things import Whereabouts


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*READERS)
def inventory(request: StaffRequest, number: str) -> HttpResponse:
    """The lines; a POST adds one."""
    measure = selectors.find_measure(number, request.user)
    if request.method != "POST":
        return _inventory_page(request, measure, ThingForm(initial=_usual_place(measure)))
    form = ThingForm(request.POST)
    if not form.is_valid():
        return _inventory_page(request, measure, form, status=422)
    try:
        line = things.add_thing(measure, form.cleaned_data, by=request.user, at=timezone.now())
    except BureauError as refusal:
        form.add_error(None, str(refusal))
        return _inventory_page(request, measure, form, status=409)
    messages.success(request, _("Line %(number)d was added.") % {"number": line.number})
    return redirect("licensing:measure-things", number)


def _usual_place(measure: MeasureCase) -> dict[str, Any]:
    """The next line is mostly kept where the last one is."""
    last = HeldThing.objects.filter(measure=measure).order_by("-number").first()
    if last is not None:
        return {"storage": last.storage, "place": last.place, "custodian": last.custodian, "unit": last.unit}
    on_site = measure.act == MeasureCase.Act.SEAL
    return {"storage": HeldThing.Storage.ON_SITE if on_site else HeldThing.Storage.BUREAU, "place": measure.place}


def _inventory_page(request: StaffRequest, measure: MeasureCase, form: ThingForm, *, status: int = 200) -> HttpResponse:
    lines = selectors.lines_of(measure)
    context = {
        "case": measure,
        "lines": lines,
        "value": selectors.value_of(lines),
        "form": form,
        "may_write": selectors.may_write(measure, request.user),
    }
    return render(request, "licensing/staff_measure_things.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*READERS)
def thing(request: StaffRequest, number: str, line: int) -> HttpResponse:
    """One line with its custody; a POST corrects it while the inventory is written."""
    measure = selectors.find_measure(number, request.user)
    found = selectors.find_line(measure, line)
    if request.method != "POST":
        return _thing_page(request, measure, found, ThingForm(instance=found, initial={"version": found.version}))
    form = ThingForm(request.POST, instance=selectors.find_line(measure, line))
    if not form.is_valid():
        return _thing_page(request, measure, found, form, status=422)
    version = form.cleaned_data.get("version") or 0
    try:
        things.edit_thing(found, form.cleaned_data, version=version, by=request.user, at=timezone.now())
    except BureauError as refusal:
        form.add_error(None, str(refusal))
        return _thing_page(request, measure, found, form, status=409)
    messages.success(request, _("The line was corrected."))
    return redirect("licensing:measure-things", number)


def _thing_page(
    request: StaffRequest, measure: MeasureCase, line: HeldThing, form: ThingForm, *, status: int = 200, **forms: Any
) -> HttpResponse:
    is_held = line.disposition == HeldThing.Disposition.HELD
    here = {"storage": line.storage, "place": line.place, "custodian": line.custodian}
    context = {
        "case": measure,
        "line": line,
        "form": form,
        "moves": list(line.moves.select_related("recorded_by")),
        "parts": list(line.parts.select_related("measure")),
        "may_write": selectors.may_write(measure, request.user),
        "may_move": is_held and selectors.may_move(measure, request.user),
        "move_form": forms.get("move_form") or MoveForm(initial=here, auto_id="id_move_%s"),
        "split_form": forms.get("split_form") or SplitThingForm(auto_id="id_split_%s"),
        "remove_question": _("Take line %(number)d out of the inventory?") % {"number": line.number},
    }
    return render(request, "licensing/staff_measure_thing.html", context, status=status)


@require_POST
@staff(Role.OFFICER)
def remove(request: StaffRequest, number: str, line: int) -> HttpResponse:
    """Take a line out while the inventory is written."""
    found = selectors.find_line(selectors.find_measure(number, request.user), line)
    try:
        things.remove_thing(found, by=request.user, at=timezone.now())
    except BureauError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Line %(number)d was taken out.") % {"number": line})
    return redirect("licensing:measure-things", number)


@require_POST
@staff(Role.OFFICER)
def move(request: StaffRequest, number: str, line: int) -> HttpResponse:
    """Where a line is kept from now on."""
    measure = selectors.find_measure(number, request.user)
    found = selectors.find_line(measure, line)
    form = MoveForm(request.POST, auto_id="id_move_%s")
    if form.is_valid():
        try:
            things.move_thing(found, Whereabouts(**form.cleaned_data), by=request.user, at=timezone.now())
        except BureauError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The move was recorded."))
            return redirect("licensing:measure-thing", number, line)
    return _thing_page(request, measure, found, ThingForm(instance=found), status=422, move_form=form)


@require_POST
@staff(Role.OFFICER)
def split(request: StaffRequest, number: str, line: int) -> HttpResponse:
    """A part of a line becomes a line of its own."""
    measure = selectors.find_measure(number, request.user)
    found = selectors.find_line(measure, line)
    form = SplitThingForm(request.POST, auto_id="id_split_%s")
    if form.is_valid():
        try:
            part = things.split_thing(found, form.cleaned_data["quantity"], by=request.user, at=timezone.now())
        except BureauError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The part is line %(number)d.") % {"number": part.number})
            return redirect("licensing:measure-thing", number, part.number)
    return _thing_page(request, measure, found, ThingForm(instance=found), status=422, split_form=form)


@require_safe
@never_cache
@staff(*READERS)
def labels(request: StaffRequest, number: str) -> HttpResponse:
    """Labels to print and stick on: one a line that is held, with the address of its page as QR."""
    measure = selectors.find_measure(number, request.user)
    rows = [(line, _qr(request, measure, line)) for line in things.held_of(measure.pk).order_by("number")]
    return render(request, "licensing/staff_measure_labels.html", {"case": measure, "rows": rows})


def _qr(request: HttpRequest, measure: MeasureCase, line: HeldThing) -> str:
    address = request.build_absolute_uri(reverse("licensing:measure-thing", args=[measure.number, line.number]))
    return str(segno.make(address, error="m").svg_data_uri(scale=3, border=2))
