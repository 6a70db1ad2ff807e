"""What an enterprise has that falls due: its list, adding, correcting, recording what was done, stopping; and the lists over all."""

import logging
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from enterprises.form_errors import put_beside_fields
from enterprises.holdings import lists, services
from enterprises.holdings.forms import DoneForm, ListForm, StandingForm, holding_form
from enterprises.holdings.kinds import KINDS, HoldingKind
from enterprises.models import Enterprise, Standing
from enterprises.register.services import WRITERS
from enterprises.views.entry import entry_or_404

log = logging.getLogger(__name__)


def _wanted(request: HttpRequest, kind: HoldingKind) -> tuple[ListForm, lists.HoldingFilter]:
    form = ListForm(request.GET or {"standing": Standing.IN_USE}, kind=kind)
    form.full_clean()
    return form, lists.filter_of(form.cleaned_data, undated=request.GET.get("undated") == "1")


def _list_context(request: HttpRequest, kind: HoldingKind, here: str, enterprise: Enterprise | None = None) -> dict[str, Any]:
    form, wanted = _wanted(request, kind)
    page = lists.holding_page(wanted, kind, enterprise, before=request.GET.get("before_mark", ""), after=request.GET.get("after_mark", ""))
    tabs = [(False, _("By last good day")), (True, _("Without a day"))]
    return {
        "kind": kind,
        "enterprise": enterprise,
        "form": form,
        "wanted": wanted,
        "rows": page.rows,
        "here": here,
        "tabs": [
            {"label": label, "url": f"{here}?{wanted.query(undated='1' if undated else '')}", "current": wanted.undated == undated}
            for undated, label in tabs
        ],
        "previous_url": f"{here}?{wanted.query(before_mark=page.before)}" if page.before else "",
        "next_url": f"{here}?{wanted.query(after_mark=page.after)}" if page.after else "",
        "keep": [("undated", "1")] if wanted.undated else [],
        "may_write": cast(StaffRequest, request).user.has_role(*WRITERS),
        "today": timezone.localdate(),
    }


@require_GET
@staff()
def holdings_home(request: HttpRequest) -> HttpResponse:
    """Where the menu leads: the first of the lists."""
    return redirect("enterprises:holdings", next(iter(KINDS)))


@require_GET
@never_cache
@staff()
def holdings_everywhere(request: HttpRequest, kind: str) -> HttpResponse:
    """One sort of holding over all enterprises."""
    here = reverse("enterprises:holdings", args=[kind])
    return render(request, "enterprises/staff_holdings.html", {**_list_context(request, KINDS[kind], here), "kinds": KINDS.values()})


@require_GET
@never_cache
@staff()
def holdings_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list over all enterprises as CSV."""
    _form, wanted = _wanted(request, KINDS[kind])
    log.info("holdings exported: user=%s kind=%s filter=%s", request.user.pk, kind, wanted.query(q=""))
    response = StreamingHttpResponse(lists.csv_lines(wanted, KINDS[kind]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}-{timezone.localdate().isoformat()}.csv"'
    return response


@require_GET
@never_cache
@staff()
def holdings_of_one(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """All holdings of one sort of one enterprise."""
    enterprise = entry_or_404(code)
    here = reverse("enterprises:enterprise-holdings", args=[enterprise.code, kind])
    return render(request, "enterprises/staff_holdings.html", _list_context(request, KINDS[kind], here, enterprise))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("name", "phone")
@staff(*WRITERS)
def holding_add(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Enter something the enterprise has."""
    enterprise, sort, user = entry_or_404(code), KINDS[kind], cast(StaffRequest, request).user
    form = holding_form(sort, enterprise, request.POST or None)
    if request.method == "POST" and form.is_valid():
        problem = _attempt(form, lambda: services.add_holding(kind, enterprise, by=user, at=timezone.now(), **form.values()))
        if not problem:
            messages.success(request, _("Entered. What falls due for it is in the ledger."))
            return redirect("enterprises:enterprise", enterprise.code)
        return _form_page(request, enterprise, sort, form, problem=problem)
    return _form_page(request, enterprise, sort, form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("name", "phone")
@staff(*WRITERS)
def holding_correct(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    """Put an entry right without saying that anything was done."""
    enterprise, sort, user = entry_or_404(code), KINDS[kind], cast(StaffRequest, request).user
    row = get_object_or_404(sort.model, pk=pk, enterprise=enterprise)
    form = holding_form(sort, enterprise, request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        version = _sent_version(request)
        problem = _attempt(form, lambda: services.correct_holding(row, by=user, at=timezone.now(), version=version, **form.values()))
        if not problem:
            messages.success(request, _("The entry was corrected."))
            return redirect("enterprises:enterprise", enterprise.code)
        return _form_page(request, enterprise, sort, form, row=row, problem=problem)
    return _form_page(request, enterprise, sort, form, row=row)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*WRITERS)
def holding_done(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    """An inspection, verification or renewal was done: what was open for it is met."""
    enterprise, sort, user = entry_or_404(code), KINDS[kind], cast(StaffRequest, request).user
    row = get_object_or_404(sort.model, pk=pk, enterprise=enterprise)
    form, problem = DoneForm(request.POST or None, kind=sort), ""
    if request.method == "POST" and form.is_valid():
        version = _sent_version(request)
        problem = _attempt(form, lambda: services.record_done(row, by=user, at=timezone.now(), version=version, **form.values()))
        if not problem:
            messages.success(request, _("Recorded. What was open for it is met."))
            return redirect("enterprises:enterprise", enterprise.code)
    return _form_page(request, enterprise, sort, form, row=row, problem=problem, template="staff_holding_done")


@require_POST
@staff(*WRITERS)
def holding_standing(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    """Put out of use, scrap, or take into use again; the button has asked."""
    enterprise, user = entry_or_404(code), cast(StaffRequest, request).user
    row = get_object_or_404(KINDS[kind].model, pk=pk, enterprise=enterprise)
    form = StandingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This could not be read. Open the entry again."))
        return redirect("enterprises:enterprise", enterprise.code)
    try:
        services.set_standing(row, form.cleaned_data["standing"], by=user, at=timezone.now(), version=form.cleaned_data["version"])
    except BureauError as error:
        messages.error(request, str(error))
    else:
        words = Standing(form.cleaned_data["standing"]).label
        messages.success(request, _("“%(row)s” is now “%(standing)s”.") % {"row": row, "standing": words})
    return redirect("enterprises:enterprise", enterprise.code)


def _attempt(form: Form, write: Any) -> str:
    """Run a writing service. What is wrong with fields goes into the form; a sentence that says what stands against it comes back."""
    try:
        write()
    except ValidationError as error:
        put_beside_fields(form, error)
        return _("This was not saved yet.")
    except BureauError as error:
        return str(error)
    return ""


def _sent_version(request: HttpRequest) -> int:
    """The version the person was looking at; a missing or forged number is no version at all."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _standing_offers(row: Any) -> list[dict[str, Any]]:
    """The buttons to stop, take into use again or scrap, each with its question."""
    stop = (Standing.STOPPED, _("Put out of use"), _("Nothing falls due while it is out of use."), "primary")
    resume = (Standing.IN_USE, _("Take into use again"), _("What falls due counts again from its last good day."), "primary")
    end = (Standing.ENDED, _("Scrap or end"), _("This is final: the entry takes no change any more."), "danger")
    offered = (resume if row.standing == Standing.STOPPED else stop, end)
    return [
        {"label": label, "question": question, "tone": tone, "fields": {"standing": standing.value, "version": row.version}}
        for standing, label, question, tone in offered
    ]


def _form_page(
    request: HttpRequest,
    enterprise: Enterprise,
    kind: HoldingKind,
    form: Form,
    *,
    row: Any = None,
    problem: str = "",
    template: str = "staff_holding_form",
) -> HttpResponse:
    """The form; one refused as stale carries the new version, so that sending it again counts."""
    is_stale = bool(problem) and not form.errors
    context = {
        "enterprise": enterprise,
        "kind": kind,
        "form": form,
        "row": row,
        "problem": problem if is_stale else "",
        "version": _sent_version(request) if form.is_bound and not is_stale else row.version if row is not None else 0,
        "standings": _standing_offers(row) if row is not None else [],
        "standing_url": reverse("enterprises:holding-standing", args=[enterprise.code, kind.key, row.pk]) if row is not None else "",
        "is_ended": row is not None and row.standing == Standing.ENDED,
    }
    status = 200 if not form.is_bound else 409 if is_stale else 422
    return render(request, f"enterprises/{template}.html", context, status=status)
