"""Compulsory measures for staff: the list, the store of everything held, both as files, and proposing a measure."""

from typing import Any
from uuid import uuid4

import structlog
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bureau.access import StaffRequest, staff
from bureau.choices import Control
from bureau.errors import BureauError
from bureau.models import Case, User
from bureau.roles import Role
from bureau.seek import Slice
from licensing.models import HeldThing, MeasureCase, PenaltyCase
from licensing.penalties.filing_forms import OfficerChoice, officers
from licensing.seizures import items, lists
from licensing.seizures.filter import ENDS, MeasureFilter, StoreFilter, read_measures, read_store
from licensing.seizures.forms import ProposeAloneForm, ProposeForm
from licensing.seizures.opening import WantedMeasure, open_measure
from licensing.seizures.roles import READERS
from licensing.seizures.states import MeasureState

log = structlog.get_logger("licensing.seizures")


def _list_context(request: HttpRequest, found: Slice, wanted: MeasureFilter | StoreFilter, here: str) -> dict[str, Any]:
    """What every list page says: rows, filter, where the neighbours are."""
    return {
        "wanted": wanted,
        "rows": found.rows,
        "here": here,
        "query": wanted.query(),
        "clear_url": here,
        "previous_url": f"{here}?{wanted.query(before=found.before)}" if found.before else "",
        "next_url": f"{here}?{wanted.query(after=found.after)}" if found.after else "",
    }


@staff(*READERS)
@never_cache
@require_safe
def measure_list(request: StaffRequest) -> HttpResponse:
    """One page of the measures somebody may see."""
    wanted, today = read_measures(request.GET), timezone.localdate()
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    found = lists.measure_page(wanted, request.user, today=today, before=before, after=after)
    context = _list_context(request, found, wanted, reverse("licensing:measures"))
    context |= {"controls": _controls(wanted), "can_propose": request.user.has_role(Role.OFFICER)}
    return render(request, "licensing/staff_measures.html", context)


def _controls(wanted: MeasureFilter) -> list[Control]:
    """The filter bar with what is set. One query."""
    given = wanted.given()
    codes = [(version.item.code, version.item.code) for version in items.items_on(timezone.localdate())]
    ends = [(days, _("Within %(days)s days, or over") % {"days": days} if days != "0" else _("Today, or over")) for days in ENDS]
    return [
        Control("act", _("Measure taken"), given.get("act", ""), [(value, str(label)) for value, label in MeasureCase.Act.choices]),
        Control("state", _("State"), given.get("state", ""), [(value, str(label)) for value, label in MeasureState.choices]),
        Control("item", _("Power item"), given.get("item", ""), codes),
        Control("ends", _("Term ends"), given.get("ends", ""), ends),
    ]


@staff(*READERS)
@never_cache
@require_safe
def store(request: StaffRequest) -> HttpResponse:
    """Everything held today, by place."""
    wanted = read_store(request.GET)
    found = lists.store_page(wanted, request.user, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    choices = [(value, str(label)) for value, label in HeldThing.Storage.choices]
    context = _list_context(request, found, wanted, reverse("licensing:measure-store"))
    context |= {"controls": [Control("storage", _("Storage"), wanted.storage, choices)], "today": timezone.localdate()}
    return render(request, "licensing/staff_store.html", context)


@staff(*READERS)
@never_cache
@require_safe
def measures_csv(request: StaffRequest) -> HttpResponseBase:
    """The list on screen as CSV."""
    wanted = read_measures(request.GET)
    return _file(request, "measures", wanted, lists.measure_csv(wanted, request.user, today=timezone.localdate()))


@staff(*READERS)
@never_cache
@require_safe
def store_csv(request: StaffRequest) -> HttpResponseBase:
    """The store on screen as CSV."""
    wanted = read_store(request.GET)
    return _file(request, "store", wanted, lists.store_csv(wanted, request.user))


def _file(request: StaffRequest, name: str, wanted: MeasureFilter | StoreFilter, lines: Any) -> HttpResponseBase:
    """A list leaves the house: logged, without the words searched for."""
    log.warning(f"{name}_exported", user=request.user.pk, filter=wanted.query(q=None))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate().isoformat()}.csv"'
    return response


@staff(Role.OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: StaffRequest) -> HttpResponse:
    """Propose a measure: for a penalty case (`?penalty=`), or before there is one."""
    penalty = _penalty(request)
    form = _form(request, penalty)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_measure(_wanted(form.cleaned_data, penalty, request.user), by=request.user, at=timezone.now())
        except BureauError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The measure is proposed. Write the inventory; the head decides before anything is touched."))
            return redirect("licensing:measure-things", opened.number)
    return render(request, "licensing/staff_measure_new.html", {"form": form, "penalty": penalty}, status=422 if form.errors else 200)


def _penalty(request: StaffRequest) -> PenaltyCase | None:
    number = request.GET.get("penalty", "").replace("\0", "")
    if not number:
        return None
    visible = PenaltyCase.objects.filter(pk__in=Case.objects.visible_to(request.user).values("pk")).defer("search")
    return get_object_or_404(visible, number=number)


def _form(request: StaffRequest, penalty: PenaltyCase | None) -> ProposeForm:
    initial = {"submission_key": uuid4(), "act": request.GET.get("act", "")}
    versions = items.items_on(timezone.localdate())
    kind = ProposeForm if penalty else ProposeAloneForm
    form = kind(request.POST or None, versions=versions, initial=initial)
    if penalty is None:
        form.fields["second_officer"] = OfficerChoice(label=_("Second officer"), queryset=officers().exclude(pk=request.user.pk))
    return form


def _wanted(data: dict[str, Any], penalty: PenaltyCase | None, user: User) -> WantedMeasure:
    second = data.pop("second_officer", None)
    return WantedMeasure(**data, penalty=penalty, lead=user, officers=[second] if second else [])
