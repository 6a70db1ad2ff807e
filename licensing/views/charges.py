"""Charges of a penalty case for staff: the list with what speaks against it, choosing the item, the charge itself, the live range."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from bureau.roles import Role
from licensing.catalogue.fine_words import fine_words
from licensing.fines import charges as charge_rules
from licensing.fines.ranges import choices
from licensing.fines.versions import versions_for
from licensing.models import Charge, ItemVersion, PenaltyCase, PowerItem
from licensing.penalties.access import READERS, change_refusal, visible_penalty
from licensing.penalties.charging import Reckoning, reckon, remove_charge, save_charge, wanted_of
from licensing.penalties.forms import ChargeForm, initial_of, names_of
from licensing.penalties.item_search import search_penalties

WORDS = 100


def _item(code: str) -> PowerItem:
    """A penalty of the catalogue."""
    item = PowerItem.objects.filter(code=code, kind="penalty").first()
    if item is None:
        raise Http404
    return item


def _charge(case: PenaltyCase, act: int, item: PowerItem) -> Charge:
    row = case.charges.select_related("item_version__item").filter(number=act, item_version__item=item).first()
    if row is None:
        raise Http404
    return row


@staff(*READERS)
@never_cache
@require_safe
def charge_list(request: StaffRequest, number: str) -> HttpResponse:
    """Everything charged in a case, the totals, and what would be unlawful about deciding it today."""
    case, today = visible_penalty(request.user, number), timezone.localdate()
    charges = charge_rules.charges_of(case)
    context = {
        "case": case,
        "rows": [(one, [] if case.decided_on else charge_rules.faults(one, on=today), {"version": one.version}) for one in charges],
        "faults": charge_rules.case_faults(case, on=today) if charges and not case.decided_on else [],
        "totals": charge_rules.totals(case),
        "refusal": change_refusal(case, request.user, today),
    }
    return render(request, "licensing/staff_charges.html", context)


@staff(Role.OFFICER)
@never_cache
@require_safe
def charge_choose(request: StaffRequest, number: str) -> HttpResponse:
    """Choose the item by words of the facts, the law or the article; penalties alone."""
    case, today = visible_penalty(request.user, number), timezone.localdate()
    words = request.GET.get("q", "").replace("\0", "").strip()[:WORDS]
    found = search_penalties(words, today, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    here = reverse("licensing:charge-choose", args=[case.number])
    context = {
        "case": case,
        "words": words,
        "here": here,
        "rows": [(version, list(version.bases.all()), fine_words(version.fines)) for version in found.versions],
        "is_loose": found.is_loose,
        "previous_url": f"{here}?{urlencode({'q': words, 'before': found.before})}" if found.before else "",
        "next_url": f"{here}?{urlencode({'q': words, 'after': found.after})}" if found.after else "",
        "refusal": change_refusal(case, request.user, today),
    }
    return render(request, "licensing/staff_charge_choose.html", context)


@staff(Role.OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def charge_add(request: StaffRequest, number: str, item: str) -> HttpResponse:
    """Charge an act under an item."""
    return _edit(request, visible_penalty(request.user, number), _item(item), None)


@staff(Role.OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def charge_edit(request: StaffRequest, number: str, act: int, item: str) -> HttpResponse:
    """Change a charge."""
    case, power = visible_penalty(request.user, number), _item(item)
    return _edit(request, case, power, _charge(case, act, power))


@staff(Role.OFFICER)
@never_cache
@require_POST
def charge_remove(request: StaffRequest, number: str, act: int, item: str) -> HttpResponse:
    """Take a charge back; asked for confirmation where it stands."""
    case, power = visible_penalty(request.user, number), _item(item)
    charge = _charge(case, act, power)
    seen = request.POST.get("version", "")
    try:
        version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
        remove_charge(case, charge, version=version, by=request.user, at=timezone.now())
    except BureauError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The charge is taken back."))
    return redirect("licensing:penalty-charges", case.number)


@staff(Role.OFFICER)
@never_cache
@require_safe
def charge_range(request: StaffRequest, number: str, item: str) -> HttpResponse:
    """The range of what is typed so far, as a piece of the page."""
    case, power, today = visible_penalty(request.user, number), _item(item), timezone.localdate()
    form = _form(request.GET, case, power, None, today)
    form.is_valid()
    return render(request, "licensing/charge_range.html", {"found": _reckoned(form, case, power, None, today), "case": case})


def _edit(request: StaffRequest, case: PenaltyCase, item: PowerItem, charge: Charge | None) -> HttpResponse:
    today = timezone.localdate()
    is_sent = request.method == "POST"
    is_looking = is_sent and "reckon" in request.POST
    form = _form(request.POST if is_sent else None, case, item, charge, today)
    if is_sent and form.is_valid() and not is_looking:
        seen = form.cleaned_data["version"] or 0
        try:
            save_charge(case, item, form.wanted(), by=request.user, at=timezone.now(), charge=charge, version=seen)
        except BureauError as error:
            for words in getattr(error, "missing", [str(error)]):
                form.add_error(None, words)
        else:
            messages.success(request, _("The charge is written down."))
            return redirect("licensing:penalty-charges", case.number)
    context = {
        "case": case,
        "item": item,
        "charge": charge,
        "form": form,
        "version": _newest(item, today),
        "found": _reckoned(form, case, item, charge, today),
        "range_url": reverse("licensing:charge-range", args=[case.number, item.code]),
        "refusal": change_refusal(case, request.user, today),
    }
    return render(request, "licensing/staff_charge_edit.html", context, status=422 if is_sent and form.errors and not is_looking else 200)


def _newest(item: PowerItem, today: date) -> ItemVersion | None:
    return ItemVersion.objects.in_force(today).filter(item=item).prefetch_related("bases").defer("search").first()


def _form(data: Any, case: PenaltyCase, item: PowerItem, charge: Charge | None, today: date) -> ChargeForm:
    """The form with the sums, sanctions and rules of the versions on both days."""
    typed = _typed_day(data.get("act_to", "")) if data is not None else None
    act_on = typed or (charge.act_to if charge else case.act_to) or case.discovered_on
    versions = versions_for(item, act_on=act_on, decide_on=today)
    version = versions.at_decision or versions.at_act
    rules = choices(version, party_type=case.party_type, values={}) if version else []
    rules = [rule for rule in rules if rule.fits is not False]
    if charge is not None:
        initial = initial_of(charge, names_of(versions))
    else:
        last = case.charges.aggregate(last=Max("number"))["last"] or 0
        initial = {"number": last + 1, "act": case.facts[:4000], "act_from": case.act_from, "act_to": act_on}
    return ChargeForm(data, initial=initial, versions=versions, rules=rules, on=today)


def _typed_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _reckoned(form: ChargeForm, case: PenaltyCase, item: PowerItem, charge: Charge | None, today: date) -> Reckoning | None:
    """Range and versions for what the form says, or the charge while nothing is typed; None while the day of the act is missing."""
    if form.is_bound:
        return reckon(case, item, form.wanted(), on=today) if form.cleaned_data.get("act_to") else None
    return reckon(case, item, wanted_of(charge), on=today) if charge is not None else None
