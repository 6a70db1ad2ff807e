"""Statutory clocks of a case: start, pause, resume, extend, stop, and the nearest last day.

The engine (`bureau.workflow`) calls these inside its own transaction and keeps `Case.due_on`. The counting itself is pure and lives in
`bureau.counting`, the rules of law in `bureau.clock_rules`; both are offered here again, so that a reader needs one import.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from bureau.calendar import Calendar, current_calendar
from bureau.clock_rules import ClockError, InvalidRules, UnknownClock, forget_rules, load_rules, rule_in_force
from bureau.counting import Due, Pause, RuleFacts, Sentence, count, due_date
from bureau.day_words import day_words
from bureau.models.time import Clock, ClockPause
from bureau.roles import Role

__all__ = [
    "ClockAlreadyRunning",
    "ClockError",
    "ClockNotRunning",
    "Due",
    "ExtensionRefused",
    "InvalidRules",
    "NearestDue",
    "Pause",
    "PauseRefused",
    "RuleFacts",
    "Sentence",
    "UnknownClock",
    "case_due_on",
    "clock_values",
    "due_date",
    "explain",
    "extend_clock",
    "forget_rules",
    "is_switched_on",
    "load_rules",
    "nearest_due",
    "pause_clock",
    "recompute",
    "restart_clock",
    "resume_clock",
    "rule_in_force",
    "shanghai_date",
    "start_clock",
    "stop_clock",
]

SHANGHAI = ZoneInfo("Asia/Shanghai")
BATCH = 2000


class ClockNotRunning(ClockError):
    """The case has no running clock of that code."""


class ClockAlreadyRunning(ClockError):
    """The case has a running clock of that code; stop or restart it."""


class ExtensionRefused(ClockError):
    """The law gives no (further) extension here, not by this person, or it was asked too late."""


class PauseRefused(ClockError):
    """The period may not be paused, is already over, or the dates do not fit."""


class Officer(Protocol):
    """Who acts on a clock: the bureau's user."""

    @property
    def pk(self) -> Any: ...
    def has_role(self, *roles: str) -> bool: ...


@dataclass(frozen=True)
class NearestDue:
    """What the engine writes to the case: the nearest last day, and the first day of any warning."""

    due_on: date | None
    yellow_on: date | None


def shanghai_date(moment: datetime) -> date:
    """The day a moment counts on: its date in Shanghai, even at 23:30. Raises `ValueError` for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone has no date.")
    return moment.astimezone(SHANGHAI).date()


def is_switched_on(code: str, on: date) -> bool:
    """Whether the clock is to be started at all: an internal one may be switched off. Raises `UnknownClock`."""
    return rule_in_force(code, on).enabled


def clock_values(code: str, on: date, rules_as_of: date) -> dict[str, Any]:
    """The columns of a new clock (all but `case_id`), without the database once calendar and rules are in memory.

    `on` is the day of the event counted from, `rules_as_of` the receipt of the case: a case keeps the law it was received under.
    Raises `UnknownClock`.
    """
    rule = rule_in_force(code, rules_as_of)
    counted = count(rule, started_on=on, calendar=current_calendar(), today=on)
    return {
        "rule_id": rule.id,
        "code": code,
        "started_on": on,
        "due_on": counted.due_on,
        "yellow_on": counted.yellow_on,
        "extended_days": 0,
        "extension_reason": "",
    }


@transaction.atomic
def start_clock(*, case_id: int, code: str, on: date, rules_as_of: date) -> Clock:
    """Start a clock. Raises `UnknownClock`, or `ClockAlreadyRunning` when one of that code still runs for the case."""
    if Clock.objects.running().filter(case_id=case_id, code=code).exists():
        raise ClockAlreadyRunning(_("The time limit “%(code)s” is already running.") % {"code": code})
    return Clock.objects.create(case_id=case_id, **clock_values(code, on, rules_as_of))


def _running(case_id: int, code: str) -> Clock:
    """The locked running clock, or `ClockNotRunning`."""
    clock = Clock.objects.running().select_for_update(of=("self",)).select_related("rule").filter(case_id=case_id, code=code).first()
    if clock is None:
        raise ClockNotRunning(_("The time limit “%(code)s” is not running.") % {"code": code})
    return clock


def _pauses(clock: Clock) -> list[Pause]:
    return [Pause(row.started_on, row.ended_on, row.reason) for row in clock.pauses.all()]


def _place(clock: Clock, *, today: date, calendar: Calendar) -> bool:
    """Work out both dates anew on the object; tells whether they changed."""
    counted = count(
        clock.rule, started_on=clock.started_on, calendar=calendar, today=today, pauses=_pauses(clock), extended_days=clock.extended_days
    )
    changed = (clock.due_on, clock.yellow_on) != (counted.due_on, counted.yellow_on)
    clock.due_on, clock.yellow_on = counted.due_on, counted.yellow_on
    return changed


@transaction.atomic
def stop_clock(*, case_id: int, code: str, at: datetime, met: bool | None = True, done_on: date | None = None) -> Clock:
    """Stop a clock.

    `met=True`: what the law asks was done at `at`, or on `done_on` where that is learned later (a payment told by the bank), and the clock
    records whether that was in time. `met=False`: it was never done. `met=None`: it is no longer asked (a withdrawn complaint), and the
    clock counts neither way. Raises `ClockNotRunning`.
    """
    clock = _running(case_id, code)
    day = done_on or shanghai_date(at)
    _close_pauses(clock, on=day, by=None)
    _place(clock, today=day, calendar=current_calendar())
    clock.stopped_at = at
    clock.met = day <= clock.due_on if met else met
    clock.save(update_fields=["stopped_at", "met", "due_on", "yellow_on"])
    return clock


@transaction.atomic
def restart_clock(*, case_id: int, code: str, on: date, rules_as_of: date, at: datetime) -> Clock:
    """Start the period anew from a later event, e.g. the last of merged reports (order 121 art. 35); the old clock counts neither way."""
    stop_clock(case_id=case_id, code=code, at=at, met=None)
    return start_clock(case_id=case_id, code=code, on=on, rules_as_of=rules_as_of)


@transaction.atomic
def pause_clock(*, case_id: int, code: str, on: date, reason: str, basis: str, by: Officer | None = None) -> ClockPause:
    """Stop counting from `on` (that day included). Two grounds may overlap; their days are counted once.

    Raises `ClockNotRunning`, or `PauseRefused` when the rule knows no pause or the last day is already past.
    """
    clock = _running(case_id, code)
    calendar = current_calendar()
    if not clock.rule.pausable:
        raise PauseRefused(_("%(citation)s does not allow this time limit to be paused.") % {"citation": clock.rule.citation})
    _place(clock, today=on, calendar=calendar)
    if on > clock.due_on:
        raise PauseRefused(_("The time limit ended on %(day)s; a pause cannot revive it.") % {"day": day_words(clock.due_on)})
    return ClockPause.objects.create(clock=clock, reason=reason, basis=basis, started_on=on, opened_by_id=by.pk if by else None)


def _close_pauses(clock: Clock, *, on: date, by: Officer | None, pause_id: int | None = None) -> int:
    rows = ClockPause.objects.open().filter(clock=clock)
    if pause_id is not None:
        rows = rows.filter(pk=pause_id)
    closed = 0
    for row in rows.select_for_update():
        # A pause announced for a later day that never came is closed as empty.
        row.ended_on = max(on, row.started_on)
        row.closed_by_id = by.pk if by else None
        row.save(update_fields=["ended_on", "closed_by"])
        closed += 1
    return closed


@transaction.atomic
def resume_clock(*, case_id: int, code: str, on: date, by: Officer | None = None, pause_id: int | None = None) -> Clock:
    """Go on counting from `on` (that day counts again), and move the last day by the days lost.

    Ends all open pauses, or the one named; while another is open the clock still stands. Raises `ClockNotRunning` or `PauseRefused`.
    """
    clock = _running(case_id, code)
    if not _close_pauses(clock, on=on, by=by, pause_id=pause_id):
        raise PauseRefused(_("This time limit is not paused."))
    _place(clock, today=on, calendar=current_calendar())
    clock.save(update_fields=["due_on", "yellow_on"])
    return clock


def _refusal(clock: Clock, *, by: Officer, reason: str, days: int, today: date) -> str | None:
    """Why the extension cannot be given, in the reader's language."""
    rule = clock.rule
    if rule.extension_days is None:
        return _("%(citation)s does not allow this time limit to be extended.") % {"citation": rule.citation}
    if not by.has_role(rule.extension_by):
        return _("This time limit may be extended only by: %(role)s.") % {"role": Role(rule.extension_by).label}
    if clock.extended_days:
        return _("This time limit has been extended once already.")
    if not 0 < days <= rule.extension_days:
        return _("The extension may be at most %(days)d.") % {"days": rule.extension_days}
    if not reason.strip():
        return _("An extension needs a reason.")
    if today > clock.due_on:
        return _("The time limit ended on %(day)s; it can no longer be extended.") % {"day": day_words(clock.due_on)}
    return None


@transaction.atomic
def extend_clock(*, clock: Clock, by: Officer, reason: str, at: datetime, today: date, days: int | None = None) -> Clock:
    """Extend a clock once, by the whole extension the rule gives or by `days` of its unit. Raises `ClockNotRunning`, `ExtensionRefused`."""
    locked = _running(clock.case_id, clock.code)
    calendar = current_calendar()
    _place(locked, today=today, calendar=calendar)
    asked = days if days is not None else locked.rule.extension_days or 0
    refusal = _refusal(locked, by=by, reason=reason, days=asked, today=today)
    if refusal is not None:
        raise ExtensionRefused(refusal)
    locked.extended_days, locked.extension_reason = asked, reason.strip()
    locked.extended_by_id, locked.extended_at = by.pk, at
    _place(locked, today=today, calendar=calendar)
    locked.save(update_fields=["extended_days", "extension_reason", "extended_by", "extended_at", "due_on", "yellow_on"])
    return locked


@transaction.atomic
def recompute(case_ids: Collection[int], *, today: date) -> set[int]:
    """Work out the running clocks of these cases anew, after the calendar or a rule changed; returns the cases whose dates moved.

    Three queries for every 2,000 cases, whatever their number of clocks. The caller then refreshes `Case.due_on` of the cases returned.
    """
    calendar = current_calendar()
    ids = sorted(case_ids)
    moved: set[int] = set()
    for start in range(0, len(ids), BATCH):
        clocks = Clock.objects.running().of_cases(ids[start : start + BATCH]).select_for_update(of=("self",)).order_by("id")
        changed = [clock for clock in clocks if _place(clock, today=today, calendar=calendar)]
        Clock.objects.bulk_update(changed, ["due_on", "yellow_on"], batch_size=BATCH)
        moved.update(clock.case_id for clock in changed)
    return moved


def nearest_due(case_id: int) -> NearestDue:
    """The nearest last day and the first warning among the ticking clocks of a case; both None when none ticks. One query."""
    rows: Iterable[tuple[date, date]] = Clock.objects.ticking().filter(case_id=case_id).values_list("due_on", "yellow_on")
    dates = list(rows)
    if not dates:
        return NearestDue(None, None)
    return NearestDue(min(due for due, _yellow in dates), min(yellow for _due, yellow in dates))


def case_due_on(case_id: int) -> date | None:
    """The nearest last day among the running clocks of a case that are not paused."""
    return nearest_due(case_id).due_on


def explain(clock: Clock, *, calendar: Calendar, today: date, language: str) -> list[str]:
    """Why the last day is what it is, sentence by sentence, in a language. Select `rule` and prefetch `pauses` before a list."""
    day = shanghai_date(clock.stopped_at) if clock.stopped_at is not None else today
    due = due_date(
        clock.rule,
        started_on=clock.started_on,
        calendar=calendar,
        today=day,
        pauses=_pauses(clock),
        extended_days=clock.extended_days,
        extension_reason=clock.extension_reason,
    )
    return [sentence.text(language) for sentence in due.explanation]
