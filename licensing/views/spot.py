"""Staff: the simple procedure on a phone. Choose the item, one screen to decide, then hand the paper over; the list for the file."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from bureau.roles import Role
from licensing.catalogue.fine_words import fine_words
from licensing.fines.ranges import choices
from licensing.fines.versions import versions_for
from licensing.models import PartyType, PenaltyCase, PowerItem
from licensing.penalties import team
from licensing.penalties.access import READERS, visible_penalty
from licensing.spot import deciding, items, lists
from licensing.spot.forms import HandOverForm, PartyForm, SaidForm, SpotChargeForm
from licensing.spot.states import SpotState

WORDS = 60
HEADS = (Role.APPROVER, Role.SUPERVISOR)
DECIDE, KEEP = "decide", "keep"


@staff(*READERS)
@never_cache
@require_safe
def spot_list(request: StaffRequest) -> HttpResponse:
    """What waits to be taken on file, what is not decided yet, everything."""
    default = lists.TO_FILE if request.user.has_role(*HEADS) else lists.ALL
    tab = request.GET.get("tab", default)
    tab = tab if tab in dict(lists.TABS) else default
    page = lists.spot_page(
        tab, request.user, today=timezone.localdate(), before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    here = reverse("licensing:spot-list")
    context = {
        "rows": page.rows,
        "tab": tab,
        "tabs": [(code, label, f"{here}?tab={code}") for code, label in lists.TABS],
        "previous_url": f"{here}?tab={tab}&before={page.before}" if page.before else "",
        "next_url": f"{here}?tab={tab}&after={page.after}" if page.after else "",
        "may_decide": request.user.has_role(Role.OFFICER),
    }
    return render(request, "licensing/staff_spot_list.html", context)


@staff(Role.OFFICER)
@never_cache
@require_safe
def spot_choose(request: StaffRequest) -> HttpResponse:
    """The item, found by words: only those that can end on the spot."""
    today, words = timezone.localdate(), request.GET.get("q", "").replace("\0", "").strip()[:WORDS]
    party = request.GET.get("party", PartyType.UNIT)
    party = party if party in PartyType.values else PartyType.UNIT.value
    most = items.caps(today).get(party)
    found = items.offered_items(words, most=most, on=today) if words and most is not None else []
    context = {
        "words": words,
        "party": party,
        "parties": PartyType.choices,
        "cap": most,
        "rows": [(version, list(version.bases.all()), fine_words(version.fines)) for version in found],
    }
    return render(request, "licensing/staff_spot_choose.html", context)


def _item(code: str) -> PowerItem:
    item = PowerItem.objects.filter(code=code, kind="penalty").first()
    if item is None:
        raise Http404
    return item


def _charge_form(request: StaffRequest, item: PowerItem, party_type: str, **initial: Any) -> SpotChargeForm:
    """The charge with rules, sums and sanctions of the item as of today."""
    today = timezone.localdate()
    versions = versions_for(item, act_on=today, decide_on=today)
    if versions.at_decision is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    rules = choices(versions.at_decision, party_type=party_type, values={})
    return SpotChargeForm(data, versions=versions, rules=rules, on=today, initial={"act_to": today, "tier": "ordinary", **initial})


def _page(request: StaffRequest, item: PowerItem, forms: dict[str, Any], *, status: int = 200, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    versions, known = versions_for(item, act_on=today, decide_on=today), items.caps(today)
    context = {
        **{"item": item, "version": versions.at_decision, "case": None, **forms, **more},
        "fines": fine_words(versions.at_decision.fines) if versions.at_decision else [],
        "caps": [(label, known[code]) for code, label in PartyType.choices if code in known],
    }
    return render(request, "licensing/staff_spot_decide.html", context, status=status)


@staff(Role.OFFICER)
@never_cache
@sensitive_post_parameters("party_name", "identity_number", "phone", "address")
@require_http_methods(["GET", "HEAD", "POST"])
def spot_new(request: StaffRequest, item: str) -> HttpResponse:
    """One screen: party, facts, what was said, the decision; or kept without one."""
    power, user, now = _item(item), request.user, timezone.now()
    party_type = request.POST.get("party_type") or request.GET.get("party", PartyType.UNIT)
    data = request.POST if request.method == "POST" else None
    forms: dict[str, Any] = {
        "party_form": PartyForm(data, by=user, initial={"party_type": party_type, "submission_key": uuid4()}),
        "said_form": SaidForm(data),
        "form": _charge_form(request, power, party_type),
    }
    if request.method != "POST":
        return _page(request, power, forms)
    # Every form is asked, so that all errors are shown at once.
    if not all([form.is_valid() for form in forms.values()]):
        return _page(request, power, forms, status=422)
    charge, said = forms["form"].wanted(), forms["said_form"].cleaned_data
    wanted = forms["party_form"].wanted(charge=charge, item=power, by=user, today=timezone.localdate(now))
    try:
        if request.POST.get("do") == KEEP:
            case = deciding.keep(wanted, power, charge, place=said["place"], by=user, at=now)
        else:
            case = deciding.decide_at_once(wanted, power, charge, said, by=user, at=now)
    except BureauError as refusal:
        return _page(request, power, forms, status=409, faults=getattr(refusal, "missing", None) or [str(refusal)])
    return redirect("licensing:spot-case", case.number)


def _find(request: StaffRequest, number: str) -> PenaltyCase:
    case = visible_penalty(request.user, number)
    if case.kind != items.KIND:
        raise Http404
    return case


@staff(*READERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def spot_case(request: StaffRequest, number: str) -> HttpResponse:
    """A kept matter is decided here; a decided one is handed over here."""
    case = _find(request, number)
    mine = team.is_investigator(case, request.user)
    if case.state != SpotState.PREPARING or not mine:
        return _decided(request, case, mine=mine)
    row = case.charges.select_related("item_version__item").first()
    power = row.item_version.item if row is not None else _item(case.category)
    kept = {"act": row.act, "act_to": row.act_to, "sanctions": row.sanctions, "rule": row.rule, "tier": row.tier} if row else {}
    data = request.POST if request.method == "POST" else None
    forms: dict[str, Any] = {
        "said_form": SaidForm(data, initial={"place": case.source_note}),
        "form": _charge_form(request, power, case.party_type, **kept),
    }
    if request.method != "POST":
        return _page(request, power, forms, case=case)
    # Every form is asked, so that all errors are shown at once.
    if not all([form.is_valid() for form in forms.values()]):
        return _page(request, power, forms, case=case, status=422)
    try:
        deciding.decide(case, power, forms["form"].wanted(), forms["said_form"].cleaned_data, by=request.user, at=timezone.now())
    except BureauError as refusal:
        faults = getattr(refusal, "missing", None) or [str(refusal)]
        return _page(request, power, forms, case=case, status=409, faults=faults)
    return redirect("licensing:spot-case", case.number)


def _decided(request: StaffRequest, case: PenaltyCase, *, mine: bool, form: HandOverForm | None = None, status: int = 200) -> HttpResponse:
    waits = case.state == SpotState.DECIDED
    initial = {"receiver": case.legal_representative} if case.party_type == PartyType.UNIT else {}
    context = {
        "case": case,
        "document": case.decision_document,
        "form": (form or HandOverForm(initial=initial)) if waits and mine else None,
        "waits": waits,
        "charges": list(case.charges.select_related("item_version__item")),
        "officers": [row for row in team.team_of(case) if row.part in team.INVESTIGATING_PARTS],
    }
    return render(request, "licensing/staff_spot_case.html", context, status=status)


@staff(Role.OFFICER)
@require_POST
def spot_hand_over(request: StaffRequest, number: str) -> HttpResponse:
    """The party signs for the decision or refuses; from this day its periods run."""
    case = _find(request, number)
    form = HandOverForm(request.POST, request.FILES)
    mine = team.is_investigator(case, request.user)
    if not form.is_valid():
        return _decided(request, case, mine=mine, form=form, status=422)
    try:
        deciding.hand_over(case, form.cleaned_data, by=request.user, at=timezone.now())
    except BureauError as refusal:
        form.add_error(None, str(refusal))
        return _decided(request, case, mine=mine, form=form, status=409)
    messages.success(request, _("The decision was handed over."))
    return redirect("licensing:spot-case", case.number)
