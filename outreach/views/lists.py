"""What the lists of messages share: the page asked for, the ways to its neighbours, and the way back after a button."""

from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from bureau.access import StaffRequest
from bureau.models import Message, User
from outreach import selectors
from outreach.forms import Position


def user_of(request: HttpRequest) -> User:
    """Who is signed in, behind a guard that made sure of it."""
    return cast(StaffRequest, request).user


def page_in(request: HttpRequest, rows: QuerySet[Message]) -> selectors.Page:
    """The page of a list that the address asks for; a damaged mark shows the newest."""
    form = Position(request.GET)
    place = form.cleaned_data if form.is_valid() else {}
    return selectors.page_of(rows, before=place.get("before"), after=place.get("after"))


def links(request: HttpRequest, page: selectors.Page) -> dict[str, str]:
    """Addresses of the neighbouring pages with the filters kept."""
    return {"next_url": _link(request.GET, before=page.older), "previous_url": _link(request.GET, after=page.newer)}


def _link(query: QueryDict, **place: int | None) -> str:
    (name, value), *_rest = place.items()
    if value is None:
        return ""
    kept = query.copy()
    for gone in ("before", "after"):
        kept.pop(gone, None)
    kept[name] = str(value)
    return f"?{kept.urlencode()}"


def back_to(request: HttpRequest, name: str) -> HttpResponse:
    """To the page of the list one came from, if it is ours."""
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()) else name)
