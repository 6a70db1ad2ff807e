"""How a period is counted, and how the result explains itself. Pure: no database, no clock on the wall.

A period is a walk: from the first day (not counted) over so many days of its unit, stepping over paused days, then over the extension,
and at the end the roll. Every last day shown to anybody comes from `due_date`.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias

from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from bureau.calendar import ONE_DAY, Break, Calendar, DayKind, days_of
from bureau.models.time import ClockRule, Roll, Unit

HOURS_A_DAY = 24
MONTHS_A_YEAR = 12

LENGTHS: Mapping[str, str] = {
    Unit.WORKING_DAYS: _("%(label)s: within %(days)d working day(s). Basis: %(citation)s."),
    Unit.CALENDAR_DAYS: _("%(label)s: within %(days)d calendar day(s). Basis: %(citation)s."),
    Unit.HOURS: _("%(label)s: within %(days)d hours. Basis: %(citation)s."),
    Unit.MONTHS: _("%(label)s: within %(days)d month(s). Basis: %(citation)s."),
}
LENGTHS_BEFORE: Mapping[str, str] = {
    Unit.WORKING_DAYS: _("%(label)s: at least %(days)d working day(s) before. Basis: %(citation)s."),
    Unit.CALENDAR_DAYS: _("%(label)s: at least %(days)d calendar day(s) before. Basis: %(citation)s."),
    Unit.HOURS: _("%(label)s: at least %(days)d hours before. Basis: %(citation)s."),
    Unit.MONTHS: _("%(label)s: at least %(days)d month(s) before. Basis: %(citation)s."),
}
EXTENSIONS: Mapping[str, str] = {
    Unit.WORKING_DAYS: _("Extended by %(days)d working day(s) with approval: %(reason)s."),
    Unit.CALENDAR_DAYS: _("Extended by %(days)d calendar day(s) with approval: %(reason)s."),
    Unit.HOURS: _("Extended by %(days)d hours with approval: %(reason)s."),
    Unit.MONTHS: _("Extended by %(days)d month(s) with approval: %(reason)s."),
}


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """One rule as a value, so that many processes may count without the database."""

    id: int
    code: str
    label: str
    label_en: str
    start_event: str
    days: int
    unit: str
    before: bool
    roll: str
    pausable: bool
    extension_days: int | None
    extension_unit: str
    extension_by: str
    warn_days: int
    citation: str
    note: str
    valid_from: date
    valid_to: date | None
    confirmed: bool
    internal: bool
    enabled: bool

    def is_in_force(self, day: date) -> bool:
        """Whether the rule applies to something received on that day; `valid_to` is the first day of its successor."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


# A row of the table and the value made of it count the same.
RuleLike: TypeAlias = RuleFacts | ClockRule


@dataclass(frozen=True)
class Pause:
    """Days not counted: from `started_on` up to the day before `ended_on`; None means still paused."""

    started_on: date
    ended_on: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Words:
    """A text in Chinese and English that comes from data, not from the message catalogue."""

    chinese: str
    english: str

    def text(self, language: str) -> str:
        """The words in the reader's language."""
        return self.english if language.startswith("en") and self.english else self.chinese


@dataclass(frozen=True)
class Sentence:
    """One sentence of an explanation, put into words only when somebody reads it."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The sentence in a language."""
        with override(language):
            return gettext(self.message) % {name: _in_words(value, language) for name, value in self.values.items()}


def _in_words(value: object, language: str) -> object:
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, Break):
        dates = {"first": date_format(value.first, "DATE_FORMAT"), "last": date_format(value.last, "DATE_FORMAT")}
        return gettext("%(holiday)s (%(first)s to %(last)s)") % {"holiday": value.name(language), **dates}
    return value.text(language) if isinstance(value, Words) else value


@dataclass(frozen=True)
class Due:
    """The last lawful day, the first day of warning, and why."""

    due_on: date
    yellow_on: date
    explanation: tuple[Sentence, ...]


def add_months(day: date, months: int) -> date:
    """The same day so many months on (back when negative), or the last day of that month where there is no such day."""
    year, month0 = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def advance(day: date, length: int, unit: str, calendar: Calendar) -> date:
    """The day `length` units after `day` (before it when negative), which itself is not counted. A begun 24 hours count as a day."""
    if unit == Unit.WORKING_DAYS:
        return calendar.add_working_days(day, length)
    if unit == Unit.MONTHS:
        return add_months(day, length)
    if unit == Unit.HOURS:
        return day + timedelta(days=-(-length // HOURS_A_DAY))
    return day + timedelta(days=length)


def units_between(start: date, end: date, unit: str, calendar: Calendar) -> int:
    """Days of the unit after `start` up to and including `end`; months and hours are measured in calendar days."""
    return calendar.working_days_between(start, end) if unit == Unit.WORKING_DAYS else (end - start).days


def merged(pauses: Iterable[Pause], *, after: date, today: date) -> list[tuple[date, date]]:
    """The paused days after `after` as separate spans [first, resumed): overlapping pauses count once, an open one up to `today`."""
    spans: list[tuple[date, date]] = []
    for pause in sorted(pauses, key=lambda one: one.started_on):
        first, resumed = max(pause.started_on, after + ONE_DAY), pause.ended_on or today
        if resumed <= first:
            continue
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], resumed))
        else:
            spans.append((first, resumed))
    return spans


def _walk(start: date, length: int, unit: str, calendar: Calendar, spans: list[tuple[date, date]]) -> date:
    """`length` units from `start`, stepping over the paused spans. A pause after the last day moves nothing."""
    day = advance(start, length, unit, calendar)
    for first, resumed in spans:
        if first > day:
            break
        begun = max(first, start + ONE_DAY)
        if resumed <= begun:
            continue
        lost = units_between(begun - ONE_DAY, resumed - ONE_DAY, unit, calendar)
        day = advance(day, lost, unit if unit == Unit.WORKING_DAYS else Unit.CALENDAR_DAYS, calendar)
    return day


def rolled(day: date, roll: str, calendar: Calendar) -> date:
    """Where the last day ends up."""
    if roll == Roll.NEXT_NON_HOLIDAY:
        return calendar.next_non_holiday(day)
    return calendar.next_working_day(day) if roll == Roll.NEXT_WORKING_DAY else day


@dataclass(frozen=True)
class _Count:
    """The way to the last day: before the roll, after it, the first yellow day, and the pauses that mattered."""

    reached: date
    due_on: date
    yellow_on: date
    spans: tuple[tuple[date, date], ...]


def count(
    rule: RuleLike, *, started_on: date, calendar: Calendar, today: date, pauses: Iterable[Pause] = (), extended_days: int = 0
) -> _Count:
    """The dates alone, without the words; what the hot path uses."""
    if rule.before:
        # A period counted back never rolls forward: that would shorten the notice the law gives.
        reached = advance(started_on, -rule.days, rule.unit, calendar)
        return _Count(reached, reached, advance(reached, -rule.warn_days, _warn_unit(rule), calendar), ())
    spans = merged(pauses, after=started_on, today=today)
    reached = _walk(started_on, rule.days, rule.unit, calendar, spans)
    if extended_days:
        reached = _walk(reached, extended_days, rule.extension_unit or rule.unit, calendar, spans)
    due_on = rolled(reached, rule.roll, calendar)
    yellow_on = max(started_on, advance(due_on, -rule.warn_days, _warn_unit(rule), calendar))
    return _Count(reached, due_on, yellow_on, tuple(span for span in spans if span[0] <= reached))


def _warn_unit(rule: RuleLike) -> str:
    """The warning of a period in months or hours is given in calendar days."""
    return rule.unit if rule.unit == Unit.WORKING_DAYS else Unit.CALENDAR_DAYS


def due_date(
    rule: RuleLike,
    *,
    started_on: date,
    calendar: Calendar,
    today: date,
    pauses: Iterable[Pause] = (),
    extended_days: int = 0,
    extension_reason: str = "",
) -> Due:
    """The last lawful day of a period and the reasons for it.

    `started_on` is not counted (order 121 art. 45). For a rule that counts back, it is the event counted from. An open pause counts up
    to `today`, so the last day moves on every day until the clock resumes.
    """
    known = list(pauses)
    counted = count(rule, started_on=started_on, calendar=calendar, today=today, pauses=known, extended_days=extended_days)
    low, high = sorted((started_on, counted.due_on))
    sentences = [
        *_about_rule(rule, started_on),
        *_about_skipped(rule, low, high, calendar),
        *_about_pauses(known, counted, rule.unit, calendar),
        *_about_end(rule, counted, extended_days, extension_reason, calendar),
        *_about_doubt(rule, low, high, calendar),
    ]
    return Due(due_on=counted.due_on, yellow_on=counted.yellow_on, explanation=tuple(sentences))


def _about_rule(rule: RuleLike, started_on: date) -> list[Sentence]:
    lengths = LENGTHS_BEFORE if rule.before else LENGTHS
    values = {"label": Words(rule.label, rule.label_en), "days": rule.days, "citation": rule.citation}
    start = _("Counted back from %(day)s (%(event)s).") if rule.before else _("Counted from %(day)s (%(event)s); that day is not counted.")
    return [Sentence(lengths[rule.unit], values), Sentence(start, {"day": started_on, "event": rule.start_event})]


def _about_skipped(rule: RuleLike, low: date, high: date, calendar: Calendar) -> list[Sentence]:
    """Which days a period in working days steps over: weekends as a number, holidays by name, make-up days because they surprise."""
    if rule.unit != Unit.WORKING_DAYS:
        return []
    found = calendar.breaks_between(low, high)
    days = [day for year in range(low.year, high.year + 1) for day in days_of(year) if low < day <= high]
    weekend = [day for day in days if calendar.kind(day) is DayKind.WEEKEND and not any(one.first <= day <= one.last for one in found)]
    closed = [day for day in days if calendar.kind(day) is DayKind.BRIDGE and not any(one.first <= day <= one.last for one in found)]
    sentences = [Sentence(_("%(days)d day(s) of ordinary weekends are not counted."), {"days": len(weekend)})] if weekend else []
    sentences += [Sentence(_("Not counted: %(holiday)s."), {"holiday": one}) for one in found]
    sentences += [Sentence(_("Not counted: %(day)s, the bureau is closed."), {"day": day}) for day in closed]
    made_up = [day for day in days if calendar.kind(day) is DayKind.MAKEUP]
    return sentences + [Sentence(_("%(day)s is a make-up working day and is counted."), {"day": day}) for day in made_up]


def _about_pauses(pauses: list[Pause], counted: _Count, unit: str, calendar: Calendar) -> list[Sentence]:
    """Each pause that touched the period, then what all of them together took out of it."""
    sentences = []
    for pause in sorted(pauses, key=lambda one: one.started_on):
        if not any(first < (pause.ended_on or date.max) and pause.started_on < resumed for first, resumed in counted.spans):
            continue
        values = {"first": pause.started_on, "resumed": pause.ended_on, "reason": pause.reason}
        if pause.ended_on is None:
            sentences.append(Sentence(_("Paused since %(first)s (%(reason)s); the last day moves on until the clock resumes."), values))
        else:
            sentences.append(Sentence(_("Paused from %(first)s (%(reason)s), resumed on %(resumed)s."), values))
    lost = sum(units_between(first - ONE_DAY, resumed - ONE_DAY, unit, calendar) for first, resumed in counted.spans)
    if unit == Unit.WORKING_DAYS and lost:
        sentences.append(Sentence(_("Paused working days not counted: %(days)d."), {"days": lost}))
    elif lost:
        sentences.append(Sentence(_("Paused calendar days not counted: %(days)d."), {"days": lost}))
    return sentences


def _about_end(rule: RuleLike, counted: _Count, extended_days: int, reason: str, calendar: Calendar) -> list[Sentence]:
    sentences = []
    if extended_days and not rule.before:
        sentences.append(Sentence(EXTENSIONS[rule.extension_unit or rule.unit], {"days": extended_days, "reason": reason or "–"}))
    if counted.due_on != counted.reached:
        holiday = calendar.break_around(counted.reached)
        values = {"day": counted.reached, "holiday": holiday, "due": counted.due_on}
        moved = _("%(day)s falls in a holiday, %(holiday)s, so the period ends on %(due)s.")
        weekend = _("%(day)s is not a working day, so the period ends on %(due)s.")
        sentences.append(Sentence(moved if holiday is not None else weekend, values))
    last = _("The latest lawful day is %(day)s.") if rule.before else _("The last day is %(day)s.")
    return [*sentences, Sentence(last, {"day": counted.due_on})]


def _about_doubt(rule: RuleLike, low: date, high: date, calendar: Calendar) -> list[Sentence]:
    sentences = []
    if not rule.confirmed and rule.note:
        sentences.append(Sentence(_("This limit is not confirmed against the official text: %(note)s"), {"note": rule.note}))
    elif not rule.confirmed:
        sentences.append(Sentence(_("This limit is not confirmed against the official text.")))
    if rule.unit == Unit.WORKING_DAYS or rule.roll != Roll.NONE:
        unknown = [year for year in range(low.year, high.year + 1) if not calendar.is_published(year)]
        text = _("The holiday schedule of %(year)s is not published yet; the date may still move.")
        sentences += [Sentence(text, {"year": str(year)}) for year in unknown]
    return sentences
