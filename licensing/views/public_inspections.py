"""Random inspections for everybody: plans, their pools, the draw and how to run it again, published results."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bureau.access import public
from licensing.inspections import draws, selectors
from licensing.inspections.forms import filter_words
from licensing.inspections.plans import State
from licensing.models import InspectionPlan, PoolEntry


def _marks(request: HttpRequest) -> dict[str, str]:
    return {"before": request.GET.get("before", ""), "after": request.GET.get("after", "")}


def _plan(number: str) -> InspectionPlan:
    return get_object_or_404(selectors.plans(), number=number)


@public
@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """All plans, newest first; of one in preparation only its number and commitment."""
    return render(request, "licensing/public_inspections.html", {"page": selectors.plan_page(**_marks(request))})


@public
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What was found and published, newest first."""
    return render(request, "licensing/public_inspection_results.html", {"page": selectors.result_page(**_marks(request))})


@public
@require_safe
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """One plan: commitment, pools, and the draw once it is disclosed."""
    found = _plan(number)
    is_disclosed = selectors.is_disclosed(found, timezone.localdate())
    enterprise, officer = PoolEntry.Pool.ENTERPRISE, PoolEntry.Pool.OFFICER
    context: dict[str, Any] = {"plan": found, "is_disclosed": is_disclosed, "is_draft": found.published_at is None}
    if found.published_at is not None:
        context |= {
            "sizes": selectors.pool_sizes(found),
            "enterprises": selectors.pool_of(found, enterprise, **_marks(request)),
            "officers": selectors.pool_of(found, officer).rows,
            "conditions": filter_words(found),
        }
    if is_disclosed:
        context["drawn"] = list(selectors.inspections_of(found))
    return render(request, "licensing/public_inspection_plan.html", context)


@public
@require_safe
def data(request: HttpRequest, number: str) -> JsonResponse:
    """Everything needed to run the draw again, as a file."""
    found = _plan(number)
    answer = JsonResponse(
        selectors.published_data(found, today=timezone.localdate()), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.json"'
    return answer


@public
@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """The draw run again this moment, beside what was stored."""
    found = _plan(number)
    context: dict[str, Any] = {"plan": found, "is_drawn": found.state == State.DRAWN}
    if selectors.is_disclosed(found, timezone.localdate()):
        context |= {"result": selectors.compare(found), "committed": draws.commitment(found.secret)}
    return render(request, "licensing/public_inspection_check.html", context)
