"""A calendar feed as text (RFC 5545), built only from what the ledger holds: the same rows always give the same bytes.

Days have no time of day and so no time zone. No name of a person is in it: of the ledger only its title, which holds a mask at most.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vDuration, vText

from enterprises.models import Obligation
from enterprises.obligations.feeds import MAX_EVENTS, Scope
from enterprises.obligations.rows import how_of, link_of

# Changed with the shape of an event, so that what calendars have kept is fetched anew.
SHAPE = "1"
PRODID = "-//Chuzhou Market Supervision//Service Portal//"
REFRESH = timedelta(hours=12)
WARN_BEFORE = timedelta(days=-7)


def fingerprint(scope: Scope, rows: Sequence[Obligation], *, language: str) -> str:
    """What changes exactly when the text changes, for less than writing it: the strong ETag without its quotes."""
    with translation.override(language):
        digest = hashlib.sha256("\n".join((SHAPE, settings.SITE_URL, language, scope.name)).encode())
    for row in rows:
        kind = row.kind
        facts = (row.pk, row.updated_at.isoformat(), row.due_on, row.state, row.title, row.enterprise.name, row.enterprise.code)
        words = (kind.label, kind.label_en, kind.basis, kind.confirmed, kind.how, kind.how_en, kind.link)
        digest.update(repr((facts, words)).encode())
    return digest.hexdigest()[:40]


def feed_text(scope: Scope, rows: Sequence[Obligation], *, language: str) -> bytes:
    """The calendar in one language, folded and escaped as the standard asks."""
    with translation.override(language):
        calendar = Calendar()
        calendar.add("prodid", f"{PRODID}{'EN' if language.startswith('en') else 'ZH'}")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", vText(scope.name))
        if len(rows) >= MAX_EVENTS:
            note = _("Only the %(count)d obligations nearest to today are shown.") % {"count": MAX_EVENTS}
            calendar.add("x-wr-caldesc", vText(note))
        refresh = vDuration(REFRESH)
        refresh.params["VALUE"] = "DURATION"
        calendar.add("refresh-interval", refresh)
        calendar.add("x-published-ttl", vDuration(REFRESH))
        host = urlsplit(settings.SITE_URL).hostname or "portal"
        for row in rows:
            calendar.add_component(_event(row, scope, host))
        return bytes(calendar.to_ical())


def _event(row: Obligation, scope: Scope, host: str) -> Event:
    summary = f"{row.kind} – {row.title}"
    changed = row.updated_at.astimezone(UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", f"obligation-{row.pk}@{host}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    # Grows with every change of the row, which is all the standard asks of it.
    event.add("sequence", max(0, int((row.updated_at - row.created_at).total_seconds())))
    event.add("dtstart", row.due_on)
    event.add("summary", summary if scope.enterprise is not None else f"{summary} – {row.enterprise.name}")
    event.add("description", _description(row, scope))
    event.add("url", _page(row, scope))
    event.add("categories", [row.get_action_display()])
    event.add("transp", "TRANSPARENT")
    if row.state == Obligation.State.CANCELLED:
        event.add("status", "CANCELLED")
        return event
    event.add("status", "CONFIRMED")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", WARN_BEFORE)
    event.add_component(alarm)
    return event


def _description(row: Obligation, scope: Scope) -> str:
    kind, lines = row.kind, []
    if scope.enterprise is None:
        lines.append(_("Enterprise: %(name)s, %(code)s") % {"name": row.enterprise.name, "code": row.enterprise.code})
    lines.append(_("Can be done from: %(day)s") % {"day": row.opens_on.isoformat()})
    lines.append(_("Legal basis: %(basis)s") % {"basis": kind.basis + ("" if kind.confirmed else _(" (not confirmed)"))})
    if how := how_of(kind):
        lines.append(_("How: %(how)s") % {"how": how})
    if link := link_of(kind, row.enterprise.code):
        lines.append(_("Where: %(link)s") % {"link": link if link.startswith("https://") else f"{settings.SITE_URL}{link}"})
    return "\n".join(lines)


def _page(row: Obligation, scope: Scope) -> str:
    if scope.enterprise is not None:
        path = reverse("enterprises:desk-obligation", args=[row.enterprise.code, row.pk])
    else:
        path = f"{reverse('enterprises:obligations')}?enterprise={row.enterprise.code}"
    return f"{settings.SITE_URL}{path}"
