"""The portal's front page and what every visitor may set."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bureau.access import public
from bureau.context import LARGE_TEXT_COOKIE
from bureau.models import Measure
from bureau.tallies import sums


@public
def home(request: HttpRequest) -> HttpResponseBase:
    """What one can do here, and what the desk did in the last thirty days."""
    today = timezone.localdate()
    counted = {row["measure"]: row["amount"] for row in sums(list(Measure), ["measure"], since=today - timedelta(days=29), until=today)}
    kept, missed = counted.get(Measure.CLOCK_MET, 0), counted.get(Measure.CLOCK_MISSED, 0)
    figures = [
        (_("Received in 30 days"), f"{counted.get(Measure.RECEIVED, 0):.0f}"),
        (_("Closed in 30 days"), f"{counted.get(Measure.CLOSED, 0):.0f}"),
        (_("Deadlines kept"), f"{100 * kept / (kept + missed):.0f} %" if kept + missed else "–"),
        (_("Recovered for consumers (yuan)"), f"{counted.get(Measure.RECOVERED, 0):,.0f}"),
    ]
    return render(request, "bureau/home.html", {"figures": figures})


@public
def accessibility(request: HttpRequest) -> HttpResponseBase:
    """The accessibility statement."""
    return render(request, "bureau/accessibility.html")


@public
@require_POST
def large_text(request: HttpRequest) -> HttpResponse:
    """Switch large text on or off; kept in a cookie, back to where one was."""
    back = request.POST.get("next", "")
    response = redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()) else "bureau:home")
    # Readable by scripts on purpose: large-text.js switches without a round trip and writes the same cookie.
    wanted = "1" if request.POST.get("large_text") == "1" else "0"
    response.set_cookie(LARGE_TEXT_COOKIE, wanted, max_age=365 * 86400, samesite="Lax", secure=request.is_secure())
    return response
