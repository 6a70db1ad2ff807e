"""The rules of discretion for everybody, on a page and as data."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bureau.access import public
from licensing.fines.published import as_json, published


@require_safe
@public
def discretion(request: HttpRequest) -> HttpResponse:
    """Tiers, factors and sums in force today."""
    today = timezone.localdate()
    return render(request, "licensing/public_discretion.html", {"rules": published(today), "today": today})


@require_safe
@public
def discretion_json(request: HttpRequest) -> HttpResponse:
    """The same as JSON."""
    today = timezone.localdate()
    return JsonResponse({"as_of": today, **as_json(published(today))}, json_dumps_params={"ensure_ascii": False})
