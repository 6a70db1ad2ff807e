"""The page of one enterprise for staff: everything about it, and the notes staff write on it."""

from typing import Any, cast
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bureau.access import StaffRequest, staff
from enterprises.errors import EntryRefused
from enterprises.form_errors import put_beside_fields
from enterprises.models import Enterprise, RiskNote
from enterprises.page import notes
from enterprises.page.cards import WIDE
from enterprises.page.note_forms import CreditForm, RiskNoteForm
from enterprises.page.timeline import timeline
from enterprises.page.timeline_words import told
from enterprises.panels import cards_for
from enterprises.register.family import family_of
from enterprises.views.entry import entry_or_404

STATUS_TONES = {Enterprise.Status.OPERATING: "success", Enterprise.Status.SUSPENDED: "waiting"}


@require_GET
@never_cache
@staff()
def enterprise_page(request: HttpRequest, code: str) -> HttpResponse:
    """All cards; the browser fetches the timeline after them. The code of a merged enterprise leads to what it was merged into."""
    enterprise = entry_or_404(code)
    if enterprise.code != code:
        words = _("%(code)s was merged into %(name)s; this is its page.")
        messages.info(request, words % {"code": code, "name": enterprise.name})
        return redirect("enterprises:enterprise", enterprise.code)
    return render(request, "enterprises/staff_enterprise.html", _shown(request, enterprise))


@require_GET
@never_cache
@staff()
def enterprise_print(request: HttpRequest, code: str) -> HttpResponse:
    """The enterprise on paper, as it is taken along to a visit: masks only, without buttons and without risk notes."""
    enterprise = entry_or_404(code)
    context = _shown(request, enterprise) | _timeline(request, enterprise, without=frozenset({"note", "note-ended"}))
    return render(request, "enterprises/staff_enterprise_print.html", {**context, "printed_at": timezone.now(), "printing": True})


@require_GET
@never_cache
@staff()
def enterprise_timeline(request: HttpRequest, code: str) -> HttpResponse:
    """The timeline, newest first or from a mark on: part of the page of the enterprise, and a page by itself."""
    enterprise = entry_or_404(code)
    context = {"enterprise": enterprise, **_timeline(request, enterprise)}
    return render(request, "enterprises/staff_enterprise_timeline.html", context)


def _shown(request: HttpRequest, enterprise: Enterprise) -> dict[str, Any]:
    cards = cards_for(enterprise, cast(StaffRequest, request).user)
    by_key = {card.key: card.context for card in cards}
    return {
        "enterprise": enterprise,
        "township": by_key["facts"]["township"],
        "tags": by_key["facts"]["tags"],
        "status_tone": STATUS_TONES.get(Enterprise.Status(enterprise.status), "danger"),
        "left": [card for card in cards if card.key in WIDE],
        "right": [card for card in cards if card.key not in WIDE],
        "grave": [note for note in by_key["risk-notes"]["notes"] if note.level == RiskNote.Level.HIGH],
    }


def _timeline(request: HttpRequest, enterprise: Enterprise, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    family, user = family_of(enterprise), cast(StaffRequest, request).user
    page = timeline(family.ids, family.codes, user, after=request.GET.get("after", ""))
    here = reverse("enterprises:enterprise-timeline", args=[enterprise.code])
    return {
        "events": told([row for row in page.rows if row.part not in without]),
        "older_url": f"{here}?after={quote(page.after)}" if page.after else "",
    }


# --- what staff write --------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*notes.NOTE_WRITERS)
def risk_note_add(request: HttpRequest, code: str) -> HttpResponse:
    """A note for colleagues."""
    enterprise = entry_or_404(code)
    form = RiskNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            notes.add_risk_note(enterprise, **form.cleaned_data, by=cast(StaffRequest, request).user, at=timezone.now())
        except ValidationError as error:
            put_beside_fields(form, error)
        else:
            messages.success(request, _("The note was added."))
            return redirect("enterprises:enterprise", enterprise.code)
    return _note_page(request, enterprise, form, _("Add a risk note"), _("For colleagues only: the enterprise never sees it."))


@require_POST
@staff(*notes.NOTE_WRITERS)
def risk_note_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The note no longer counts."""
    enterprise = entry_or_404(code)
    note = get_object_or_404(RiskNote, pk=pk, enterprise=enterprise)
    try:
        notes.end_risk_note(note, by=cast(StaffRequest, request).user, at=timezone.now())
    except EntryRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The note was ended; the timeline keeps it."))
    return redirect("enterprises:enterprise", enterprise.code)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*notes.CREDIT_WRITERS)
def credit_add(request: HttpRequest, code: str) -> HttpResponse:
    """A line of the credit record, which nobody can change afterwards."""
    enterprise = entry_or_404(code)
    form = CreditForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            notes.add_credit_entry(enterprise, **form.cleaned_data, by=cast(StaffRequest, request).user, at=timezone.now())
        except ValidationError as error:
            put_beside_fields(form, error)
        else:
            messages.success(request, _("The line was added to the credit record."))
            return redirect("enterprises:enterprise", enterprise.code)
    lead = _("A line cannot be changed or deleted. A mistake is put right by a further line.")
    return _note_page(request, enterprise, form, _("Add a line to the credit record"), lead)


def _note_page(request: HttpRequest, enterprise: Enterprise, form: Any, title: str, lead: str) -> HttpResponse:
    context = {"enterprise": enterprise, "form": form, "title": title, "lead": lead}
    return render(request, "enterprises/staff_note_form.html", context, status=422 if form.is_bound else 200)
