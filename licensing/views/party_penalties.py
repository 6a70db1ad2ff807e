"""Whoever came by number and query code: papers of their penalty or measure, consent to electronic service, proof handed in."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bureau import throttle
from bureau.access import public
from bureau.errors import BureauError
from bureau.models import Case
from bureau.views.following import granted_case
from licensing.spot import party_papers
from licensing.spot.party_forms import ConsentForm, ProofForm
from licensing.spot.party_visible import is_told, papers_of

PER_HOUR, HOUR = 10, 3600
CONSENTED = gettext_lazy("Your consent to electronic service is recorded.")
ARRIVED = gettext_lazy("Your files have arrived. The officer in charge was told.")


def refused(form: forms.Form, act: Callable[[], object]) -> int:
    """Do what the form asks for. Nought when it was done, else the status of the answer, with the refusal in the form."""
    if not form.is_valid():
        return 422
    try:
        act()
    except BureauError as refusal:
        form.add_error(None, str(refusal))
        return 409
    return 0


def _granted(request: HttpRequest, number: str) -> Case | None:
    """The matter opened in this browser. None: number and query code are asked for. Raises Http404 for what the party may not see."""
    case = granted_case(request, number)
    if case is not None and not is_told(case):
        raise Http404
    return case


def _ask_code(number: str) -> HttpResponse:
    return redirect(f"{reverse('bureau:track')}?number={number}")


def _page(request: HttpRequest, case: Case, *, status: int = 200, **sent: Any) -> HttpResponse:
    context = {
        **{"case": case, "consent_form": ConsentForm(), "proof_form": ProofForm(), **sent},
        "papers": [(paper, reverse("bureau:matter-document", args=[case.number, paper.pk])) for paper in papers_of(case)],
        "consented": party_papers.has_consented(case),
        "may_hand_in": case.closed_at is None,
        "consent_url": reverse("licensing:party-penalty-consent", args=[case.number]),
        "proof_url": reverse("licensing:party-penalty-proof", args=[case.number]),
    }
    return render(request, "licensing/public_party_papers.html", context, status=status)


def _is_too_much(case: Case) -> bool:
    return not throttle.hit(f"party-papers:{case.number}", limit=PER_HOUR, seconds=HOUR)


@public
@never_cache
@require_safe
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """Papers that reached the party, and what it can hand in."""
    case = _granted(request, number)
    return _page(request, case) if case is not None else _ask_code(number)


@public
@require_POST
def consent(request: HttpRequest, number: str) -> HttpResponse:
    """Agree to electronic service."""
    case = _granted(request, number)
    if case is None:
        return _ask_code(number)
    form = ConsentForm(request.POST)
    if status := refused(form, lambda: party_papers.consent(case, **form.cleaned_data, at=timezone.now())):
        return _page(request, case, consent_form=form, status=status)
    messages.success(request, CONSENTED)
    return redirect("licensing:party-penalty", number)


@public
@require_POST
def proof(request: HttpRequest, number: str) -> HttpResponse:
    """Hand in files."""
    case = _granted(request, number)
    if case is None:
        return _ask_code(number)
    form = ProofForm(request.POST, request.FILES)
    if form.is_valid() and _is_too_much(case):
        form.add_error(None, _("So many files in one hour are more than we can read. Please try again later."))
    if status := refused(
        form, lambda: party_papers.hand_in(case, form.uploads(), note=form.cleaned_data["note"], user=None, at=timezone.now())
    ):
        return _page(request, case, proof_form=form, status=status)
    messages.success(request, ARRIVED)
    return redirect("licensing:party-penalty", number)
