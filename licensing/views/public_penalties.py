"""Published penalties for everybody: list, one decision, the same as data, figures. What ended or was withdrawn answers 410."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bureau.access import public
from bureau.choices import Control
from licensing.models import Publication
from licensing.models.penalty import PartyType
from licensing.publicity import selectors

NO_ROBOTS = "noindex, nofollow, noarchive"
FIRST_YEAR = 2021


@public
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """What is published today, newest first."""
    wanted, today = selectors.read_filter(request.GET), timezone.localdate()
    page = selectors.public_page(wanted, today, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    here, given = reverse("licensing:published-penalties"), wanted.given()
    controls = [
        Control("item", _("Kind of act"), given.get("item", ""), selectors.item_choices(today)),
        Control("party", _("Kind of party"), given.get("party", ""), [(value, str(label)) for value, label in PartyType.choices]),
        Control("since", _("Published from"), given.get("since", ""), is_date=True),
        Control("until", _("Published until"), given.get("until", ""), is_date=True),
    ]
    context = {
        "wanted": wanted,
        "rows": page.rows,
        "controls": controls,
        "here": here,
        "clear_url": here,
        "previous_url": f"{here}?{wanted.query(before=page.before)}" if page.before else "",
        "next_url": f"{here}?{wanted.query(after=page.after)}" if page.after else "",
    }
    answer = render(request, "licensing/public_penalties.html", context)
    # Persons stand among the rows: the list is read here, not through a search engine.
    answer["X-Robots-Tag"] = NO_ROBOTS
    return answer


@public
@require_safe
def published_one(request: HttpRequest, number: str) -> HttpResponse:
    """One decision as published; 410 with a plain sentence when it is no longer before the public."""
    row, today = selectors.public_one(number), timezone.localdate()
    is_shown = row.state == Publication.State.PUBLISHED and row.ends_on is not None and row.ends_on >= today
    is_person = row.case.party_type != PartyType.UNIT
    context = {"row": row, "is_withdrawn": row.state == Publication.State.WITHDRAWN, "no_robots": NO_ROBOTS if is_person else ""}
    if not is_shown:
        answer = render(request, "licensing/public_penalty_gone.html", context, status=410)
        answer["X-Robots-Tag"] = NO_ROBOTS
        return answer
    answer = render(request, "licensing/public_penalty.html", context | {"paragraphs": row.text.splitlines()})
    if is_person:
        answer["X-Robots-Tag"] = NO_ROBOTS
    return answer


@public
@require_safe
def feed(request: HttpRequest) -> JsonResponse:
    """The same list as data, with the same filters; `next` leads on."""
    wanted, today = selectors.read_filter(request.GET), timezone.localdate()
    page = selectors.public_page(wanted, today, after=request.GET.get("after", ""), size=selectors.FEED_SIZE)
    here = reverse("licensing:published-penalties-feed")
    data: dict[str, Any] = {
        "results": [_entry(request, row) for row in page.rows],
        "next": request.build_absolute_uri(f"{here}?{wanted.query(after=page.after)}") if page.after else None,
    }
    answer = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    answer["X-Robots-Tag"] = NO_ROBOTS
    return answer


def _entry(request: HttpRequest, row: Publication) -> dict[str, Any]:
    names = ("number", "party", "party_type", "code", "acts", "basis", "penalties", "bureau", "decided_on")
    own = {name: row.summary.get(name, "") for name in names}
    address = request.build_absolute_uri(reverse("licensing:published-penalty", args=[row.case.number]))
    return {**own, "published_on": row.published_on, "ends_on": row.ends_on, "url": address}


@public
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How many decisions of a year were published, by kind of act, by law, by kind of party; never by office or officer (74)."""
    this_year = timezone.localdate().year
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and FIRST_YEAR <= int(typed[:5]) <= this_year else this_year
    context = {"figures": selectors.figures(year), "year": year, "years": range(this_year, FIRST_YEAR - 1, -1)}
    return render(request, "licensing/public_penalty_figures.html", context)
