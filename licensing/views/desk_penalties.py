"""The enterprise's penalties and measures on its desk: the list, and one matter's papers, consent and proof."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bureau.calendar import current_calendar
from bureau.models import Case
from bureau.seek import Order, read_slice
from bureau.tables import rows_of
from enterprises.access import ACTING, MemberRequest, member
from enterprises.desk.matters import standing_of
from licensing.spot import party_papers
from licensing.spot.party_card import may_hand_in
from licensing.spot.party_forms import ConsentForm, ProofForm
from licensing.spot.party_visible import own_matters, papers_of
from licensing.views.party_penalties import ARRIVED, CONSENTED, refused

NEWEST = Order("opened_at", descending=True)
PAGE_SIZE = 30


@member()
@never_cache
@require_safe
def penalty_list(request: MemberRequest) -> HttpResponse:
    """Newest first, each with where it stands and what is next."""
    rows = own_matters(request.membership).select_related("office", "handler")
    page = read_slice(rows, NEWEST, before=request.GET.get("before", ""), after=request.GET.get("after", ""), size=PAGE_SIZE)
    shown = rows_of(page.rows, today=timezone.localdate(), calendar=current_calendar())
    context = {"page": page, "rows": [(row, standing_of(case)) for row, case in zip(shown, page.rows, strict=True)]}
    return render(request, "licensing/desk_penalties.html", context)


def _case(request: MemberRequest, number: str) -> Case:
    return get_object_or_404(own_matters(request.membership), number=number)


def _page(request: MemberRequest, case: Case, *, status: int = 200, **sent: Any) -> HttpResponse:
    code, where = request.enterprise.code, {"code": request.enterprise.code, "number": case.number}
    context = {
        **{"case": case, "consent_form": ConsentForm(), "proof_form": ProofForm(), **sent},
        "papers": [(paper, reverse("enterprises:desk-document", args=[code, paper.pk])) for paper in papers_of(case)],
        "consented": party_papers.has_consented(case),
        "may_hand_in": may_hand_in(case, request.membership),
        "consent_url": reverse("licensing:desk-penalty-consent", kwargs=where),
        "proof_url": reverse("licensing:desk-penalty-proof", kwargs=where),
    }
    return render(request, "licensing/desk_penalty.html", context, status=status)


@member()
@never_cache
@require_safe
def papers(request: MemberRequest, number: str) -> HttpResponse:
    """Papers that reached the enterprise, and what it can hand in."""
    return _page(request, _case(request, number))


@member(*ACTING)
@require_POST
def consent(request: MemberRequest, number: str) -> HttpResponse:
    """Agree to electronic service."""
    case, form = _case(request, number), ConsentForm(request.POST)
    if status := refused(form, lambda: party_papers.consent(case, **form.cleaned_data, at=timezone.now())):
        return _page(request, case, consent_form=form, status=status)
    messages.success(request, CONSENTED)
    return redirect("licensing:desk-penalty", code=request.enterprise.code, number=case.number)


@member(*ACTING)
@require_POST
def proof(request: MemberRequest, number: str) -> HttpResponse:
    """Hand in files."""
    case, form = _case(request, number), ProofForm(request.POST, request.FILES)
    user, now = request.user, timezone.now()
    if status := refused(form, lambda: party_papers.hand_in(case, form.uploads(), note=form.cleaned_data["note"], user=user, at=now)):
        return _page(request, case, proof_form=form, status=status)
    messages.success(request, ARRIVED)
    return redirect("licensing:desk-penalty", code=request.enterprise.code, number=case.number)
