"""Calendar feeds: the feed itself, open to whoever holds its address, and the pages where an address is made, renewed and switched off."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from redis.exceptions import RedisError

from bureau import throttle
from bureau.access import StaffRequest, public, staff
from bureau.models import User
from bureau.views import errors
from enterprises.access import MemberRequest, member
from enterprises.obligations.feed_text import feed_text, fingerprint
from enterprises.obligations.feeds import Scope, feed_keys, feed_obligations, find_feed, make_feed_key, note_reading, switch_off_feed
from enterprises.obligations.rows import township_labels

log = logging.getLogger(__name__)

HOUR = 3600
# Addresses that open nothing, an hour and client: a calendar whose address was renewed goes on asking for the old one now and then.
WRONG_AN_HOUR = 30
# Readings of one address an hour: calendars ask every few hours; several devices of one person share it.
READ_AN_HOUR = 120
CHANGED_KEPT = 60 * 24 * HOUR
WHOLE_DISTRICT = "all"
MAKE, SWITCH_OFF = "make", "off"


# --- the feed ---------------------------------------------------------------------------------------------------------
@require_safe
@public
def feed(request: HttpRequest, key: str) -> HttpResponseBase:
    """The calendar. The key is the permission; no session is read. Whatever is wrong with a key, the answer is the same 404."""
    guesses = f"feed-wrong:{throttle.client_address(request)}"
    if throttle.is_over(guesses, limit=WRONG_AN_HOUR):
        return _too_many(request)
    found = find_feed(key)
    if found is None:
        throttle.hit(guesses, limit=WRONG_AN_HOUR, seconds=HOUR)
        raise Http404
    feed_key, scope = found
    if not throttle.hit(f"feed:{feed_key.pk}", limit=READ_AN_HOUR, seconds=HOUR):
        return _too_many(request)
    now = timezone.now()
    language = request.GET.get("lang", "")
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    note_reading(feed_key, at=now)
    return _private(_answer(request, scope, language=language, now=now, memory=f"feed-changed:{feed_key.pk}:{language}"))


def _answer(request: HttpRequest, scope: Scope, *, language: str, now: datetime, memory: str) -> HttpResponseBase:
    """The text, or that nothing has changed: the rows are read either way, but written as a calendar only when they are new."""
    rows = feed_obligations(scope, today=timezone.localdate(now))
    tag = fingerprint(scope, rows, language=language)
    changed = _changed_at(memory, tag, int(now.timestamp()))
    etag = quote_etag(tag)
    unchanged = get_conditional_response(request, etag=etag, last_modified=changed)
    response: HttpResponseBase
    if unchanged is not None:
        response = unchanged
    else:
        response = HttpResponse(feed_text(scope, rows, language=language), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="obligations.ics"'
        response["Content-Language"] = "en" if language.startswith("en") else "zh-Hans"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    return response


def _changed_at(memory: str, tag: str, now: int) -> int:
    """When the feed first looked as it does now (seconds). No row tells: one that was met has left, and the days pass by themselves."""
    try:
        known = cache.get(memory)
        if known is not None and known[0] == tag:
            return int(known[1])
        cache.set(memory, (tag, now), timeout=CHANGED_KEPT)
    except RedisError:
        log.warning("Redis is away: a calendar is taken for changed")
    return now


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """For this reader alone, and without telling any other page the address."""
    response["Cache-Control"] = "private"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _too_many(request: HttpRequest) -> HttpResponseBase:
    response = errors.too_many(request)
    response["Retry-After"] = str(HOUR)
    return _private(response)


# --- the pages --------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member()
def desk_feed(request: HttpRequest) -> HttpResponse:
    """This person's address for the calendar of the enterprise."""
    asked = cast(MemberRequest, request)
    enterprise = asked.enterprise
    here = reverse("enterprises:desk-feed", args=[enterprise.code])
    context = {"code": enterprise.code, "here": here, "names": {enterprise.code: enterprise.name}}
    return _feed_page(request, asked.user, [Scope(enterprise)], "enterprises/desk_obligations_feed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff()
def staff_feed(request: HttpRequest) -> HttpResponse:
    """This person's addresses for the calendars of townships and of the whole district."""
    townships = township_labels()
    scopes = [Scope(), *(Scope(township=code) for code in townships)]
    context = {"here": reverse("enterprises:obligations-feed"), "names": {WHOLE_DISTRICT: _("Whole district"), **townships}}
    return _feed_page(request, cast(StaffRequest, request).user, scopes, "enterprises/staff_obligations_feed.html", context)


def _feed_page(request: HttpRequest, user: User, scopes: list[Scope], template: str, context: dict[str, Any]) -> HttpResponse:
    """The addresses; on a POST a new one is made, which this answer alone shows in full, or one is switched off."""
    made = address = ""
    if request.method == "POST":
        scope = _scope_of(request, scopes)
        if request.POST.get("do") == SWITCH_OFF:
            if switch_off_feed(user=user, scope=scope, at=timezone.now()):
                messages.success(request, _("The address is switched off. Calendars that use it get nothing more."))
            return redirect(context["here"])
        if request.POST.get("do") != MAKE:
            raise Http404
        key = make_feed_key(user=user, scope=scope, at=timezone.now())
        made, address = context["names"][_value(scope)], f"{settings.SITE_URL}{reverse('enterprises:feed', args=[key])}"
    feeds = _feeds(user, scopes, context["names"])
    return render(request, template, {**context, "address": address, "made": made, "feeds": feeds})


def _scope_of(request: HttpRequest, scopes: list[Scope]) -> Scope:
    """The scope a form names, of those this page is about. Raises Http404."""
    wanted = request.POST.get("scope", "")
    found = next((scope for scope in scopes if _value(scope) == wanted), None)
    if found is None:
        raise Http404
    return found


def _value(scope: Scope) -> str:
    """How a form names a scope."""
    return scope.enterprise.code if scope.enterprise else scope.township or WHOLE_DISTRICT


def _feeds(user: User, scopes: list[Scope], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each scope with the address this person has for it; `key` None while there is none."""
    known = {(key.enterprise_id, key.township): key for key in feed_keys(user)}
    return [
        {
            "value": _value(scope),
            "name": names[_value(scope)],
            "key": known.get((scope.enterprise.pk if scope.enterprise else None, scope.township)),
        }
        for scope in scopes
    ]
