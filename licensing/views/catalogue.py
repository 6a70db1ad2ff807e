"""The public catalogue: the list, the same list as a file, one item."""

import hashlib
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from bureau.access import public
from bureau.choices import Control
from licensing.catalogue import selectors
from licensing.catalogue.export import csv_lines, item_json
from licensing.catalogue.filter import CatalogueFilter, read_filter
from licensing.catalogue.item_page import build_page, find_version
from licensing.catalogue.listing import rows_of, subject_links, tabs_of
from licensing.catalogue.subjects import SUBJECTS


@require_safe
@public
def catalogue(request: HttpRequest) -> HttpResponse:
    """One page of the list of one kind; without a kind the first one that has what is asked for."""
    wanted, today = read_filter(request.GET), timezone.localdate()
    facets = selectors.facets_of(wanted, today)
    kind = selectors.shown_kind(wanted, facets.kinds)
    shown = CatalogueFilter(q=wanted.q, kind=kind, subject=wanted.subject, law=wanted.law)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    versions, page = selectors.item_page(shown, today, before=before, after=after)
    here = reverse("licensing:catalogue")
    context = {
        "wanted": wanted,
        "shown": shown,
        "kind": kind,
        "facets": facets,
        "tabs": tabs_of(facets, wanted, kind, here=here),
        "subjects": subject_links(facets, shown, here=here),
        "rows": rows_of(versions, selectors.items_with_guide(versions)),
        "controls": _controls(wanted, selectors.laws_cited(today)),
        "here": here,
        "query": shown.query(),
        "clear_url": here,
        "previous_url": f"{here}?{shown.query(before=page.before)}" if page.before else "",
        "next_url": f"{here}?{shown.query(after=page.after)}" if page.after else "",
    }
    return render(request, "licensing/public_catalogue.html", context)


def _controls(wanted: CatalogueFilter, laws: list[str]) -> list[Control]:
    """The filter bar with what is set."""
    subjects = [(key, str(label)) for key, label in SUBJECTS.items()]
    return [
        Control("subject", _("Subject"), wanted.subject, subjects),
        Control("law", _("Law or regulation"), wanted.law, [(name, name) for name in laws]),
    ]


# --- files ------------------------------------------------------------------------------------------------------------
def _etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    """Changes with the catalogue, the day, the filter and the language."""
    parts = (
        selectors.state_of_catalogue(),
        timezone.localdate(),
        read_filter(request.GET).query(),
        get_language(),
        getattr(settings, "BUILD_VERSION", ""),
    )
    return quote_etag(hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32])


@require_safe
@cache_control(public=True, no_cache=True)
@public
@condition(etag_func=_etag)
def catalogue_json(request: HttpRequest) -> HttpResponse:
    """The items of the filter as JSON."""
    today = timezone.localdate()
    items = [item_json(version) for version in selectors.exported_items(read_filter(request.GET), today)]
    return JsonResponse({"as_of": today, "count": len(items), "items": items}, json_dumps_params={"ensure_ascii": False})


@require_safe
@cache_control(public=True, no_cache=True)
@public
@condition(etag_func=_etag)
def catalogue_csv(request: HttpRequest) -> HttpResponseBase:
    """The items of the filter as CSV."""
    today = timezone.localdate()
    lines = csv_lines(selectors.exported_items(read_filter(request.GET), today))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="power-items-{today.isoformat()}.csv"'
    return response


# --- one item ---------------------------------------------------------------------------------------------------------
@require_safe
@public
def item(request: HttpRequest, code: str) -> HttpResponse:
    """What an item says, in the version in force or in the one asked for."""
    now = timezone.now()
    today = timezone.localdate(now)
    versions = selectors.versions_of(code)
    version = find_version(versions, request.GET.get("version", ""), today)
    if version is None:
        raise Http404
    page = build_page(version, versions, user=request.user, now=now, today=today, language=get_language() or settings.LANGUAGE_CODE)
    context = {"page": page, "item": version.item, "version": version, "today": today, **page.guide}
    return render(request, "licensing/public_item.html", context)
