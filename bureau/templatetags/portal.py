"""Template tags of the portal: menus, safe links, words for lights and dates, and the few components that need the request."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.middleware.csrf import get_token
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext

from bureau.day_words import day_words
from bureau.navigation import Audience, entries_for

register = template.Library()

SHANGHAI = ZoneInfo("Asia/Shanghai")

# Word and icon stand beside the colour: nobody has to tell red from green.
LIGHTS: dict[str, tuple[str | Promise, str]] = {
    "green": (gettext_lazy("On time"), "check-circle-fill"),
    "yellow": (gettext_lazy("Nearly due"), "exclamation-triangle-fill"),
    "red": (gettext_lazy("Past due"), "x-octagon-fill"),
    "paused": (gettext_lazy("Clock paused"), "pause-circle-fill"),
    "stopped": (gettext_lazy("Clock stopped"), "stop-circle-fill"),
}


def _request(context: template.Context) -> HttpRequest | None:
    """The request, also inside `{% include … only %}`, which empties the variables but keeps the RequestContext."""
    request = context.get("request") or getattr(context, "request", None)
    return request if isinstance(request, HttpRequest) else None


def _csrf_token(context: template.Context) -> Any:
    """The CSRF token for a component's own form, also inside `{% include … only %}`."""
    request = _request(context)
    return context.get("csrf_token") or (get_token(request) if request else "")


@register.simple_tag(takes_context=True)
def navigation(context: template.Context, audience: Audience) -> list[dict[str, Any]]:
    """The menu of one audience for this user: label, url, icon, description, badge and whether the page on screen is in it.

    Of several entries whose address begins the current path only the longest is active: `/desk/` does not light up on `/desk/late/`.
    """
    request = _request(context)
    user = getattr(request, "user", None)
    path = request.path if request else ""
    items = [_item(entry, user) for entry in entries_for(user, audience)]
    best = max((len(item["url"]) for item in items if _leads_to(item["url"], path)), default=0)
    for item in items:
        item["active"] = len(item["url"]) == best and _leads_to(item["url"], path)
    return items


def _item(entry: Any, user: Any) -> dict[str, Any]:
    return {
        "label": entry.label,
        "url": reverse(entry.url_name),
        "icon": entry.icon,
        "description": entry.description,
        "in_bar": entry.in_bar,
        "badge": entry.badge(user) if entry.badge else None,
    }


def _leads_to(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


@register.simple_tag
def url_if_exists(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page, or "" while the app that offers it is not installed."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def query_string(context: template.Context, /, **changes: Any) -> str:
    """The query string of the page on screen with some parameters replaced; None or "" removes one. Always begins with "?"."""
    request = _request(context)
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def light_label(light: str) -> str:
    """The word for a clock's light: green, yellow, red, paused, stopped."""
    return str(LIGHTS.get(light, LIGHTS["stopped"])[0])


@register.filter
def light_icon(light: str) -> str:
    """The Bootstrap icon for a clock's light; shapes differ, not only colours."""
    return LIGHTS.get(light, LIGHTS["stopped"])[1]


@register.filter
def mask_phone(number: str | None) -> str:
    """A phone number with its middle hidden: 138****1234. Short numbers keep only their last two digits."""
    digits = str(number or "").strip()
    if not digits:
        return ""
    if len(digits) < 8:
        return "*" * max(len(digits) - 2, 1) + digits[-2:] if len(digits) > 2 else "*" * len(digits)
    return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"


def _shanghai(moment: date | datetime) -> date | datetime:
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return moment.astimezone(SHANGHAI)
    return moment


@register.filter
def shanghai_date(moment: date | datetime | None) -> str:
    """The Shanghai calendar date in the reader's language: 2026年4月15日 or 15 April 2026."""
    if not moment:
        return ""
    return day_words(_shanghai(moment))


@register.filter
def shanghai_datetime(moment: datetime | None) -> str:
    """Date and time of day in Shanghai: 2026年4月15日 09:05 or 15 April 2026, 09:05."""
    if not moment:
        return ""
    # Translators: PHP-style date format with the time of day
    return date_format(_shanghai(moment), gettext("j F Y, H:i"))


@register.filter
def iso(moment: date | datetime | None) -> str:
    """The machine-readable form for `<time datetime>`."""
    return _shanghai(moment).isoformat() if moment else ""


@register.filter
def remaining(due_on: date | None, today: date | None = None) -> str:
    """How many calendar days are left, in words. Lights count working days; this sentence only helps to read the date."""
    if not due_on:
        return ""
    days = (due_on - (today or timezone.now().astimezone(SHANGHAI).date())).days
    if days == 0:
        return gettext("due today")
    if days > 0:
        return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return ngettext("%(days)d day past the date", "%(days)d days past the date", -days) % {"days": -days}


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: template.Context, key: str, label: str, *, parameter: str = "sort", numeric: bool = False) -> dict[str, Any]:
    """A `<th>` whose link sorts by `key`, and by `-key` when already sorted so; it says its direction to screen readers."""
    request = _request(context)
    current = request.GET.get(parameter, "") if request else ""
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    href = query_string(context, **{parameter: f"-{key}" if direction == "ascending" else key, "page": None})
    return {"label": label, "href": href, "direction": direction, "numeric": numeric}


@register.inclusion_tag("components/confirm.html", takes_context=True)
def confirm(
    context: template.Context,
    action: str,
    label: str,
    *,
    question: str = "",
    tone: str = "primary",
    form: BaseForm | None = None,
    fields: dict[str, Any] | None = None,
    button: str = "",
) -> dict[str, Any]:
    """A button that asks before it posts to `action`: a `<details>`, so it needs no script. `form` or hidden `fields` go along."""
    return {
        "csrf_token": _csrf_token(context),
        "action": action,
        "label": label,
        "question": question,
        "tone": tone,
        "form": form,
        "fields": fields or {},
        "button": button or label,
    }


@register.inclusion_tag("components/masked.html", takes_context=True)
def masked(
    context: template.Context,
    value: str,
    *,
    reveal_url: str = "",
    label: str = "",
    reasons: Sequence[tuple[str, str]] | None = None,
    ident: str = "",
) -> dict[str, Any]:
    """A masked personal value; with `reveal_url` a form beside it asks for the reason and posts it (field `reason`)."""
    return {
        "csrf_token": _csrf_token(context),
        "value": value,
        "reveal_url": reveal_url,
        "label": label,
        "reasons": reasons,
        "ident": ident or "masked-value",
    }


@register.inclusion_tag("components/chart.html")
def chart(chart: dict[str, Any]) -> dict[str, Any]:
    """A figure drawn by charts.js, with the same numbers as a table for whoever cannot see or run it. See components/chart.html."""
    series: Iterable[dict[str, Any]] = chart["series"]
    hrefs = chart.get("hrefs") or [""] * len(chart["labels"])
    columns = [list(one["data"]) for one in series]
    rows = [
        {"label": label, "href": href, "cells": [column[index] for column in columns]}
        for index, (label, href) in enumerate(zip(chart["labels"], hrefs, strict=True))
    ]
    return {"chart": chart, "rows": rows, "data_id": f"{chart['id']}-data"}


@register.filter
def beside(row: Iterable[Any], columns: Iterable[dict[str, Any]]) -> list[tuple[dict[str, Any], Any]]:
    """The cells of a row, each with its column: `{% for column, cell in row|beside:columns %}`."""
    return list(zip(columns, row, strict=True))
