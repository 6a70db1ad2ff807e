"""The manager's dashboard: figures from the tallies, lights from the open docket, each leading to the list behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from bureau.models import Case, Category, Light, Measure, Township
from bureau.tallies import sums

TOP = 12
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Period:
    """The days looked at, both inclusive, and optionally one kind of matter."""

    since: date
    until: date
    kind: str = ""

    @property
    def days(self) -> list[date]:
        """Every day of the period."""
        return [self.since + timedelta(days=step) for step in range((self.until - self.since).days + 1)]


@dataclass(frozen=True, slots=True)
class Panel:
    """A card an upper app adds: `build(period)` gives the template's context."""

    key: str
    template: str
    build: Callable[[Period], Mapping[str, Any]]
    order: int = 100


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Add a card; the same key replaces the earlier one."""
    _panels[panel.key] = panel


def panels() -> list[Panel]:
    """Cards of upper apps in reading order."""
    return sorted(_panels.values(), key=lambda panel: (panel.order, panel.key))


def list_url(**filters: Any) -> str:
    """Address of the workbench list behind a figure."""
    given = {name: value for name, value in filters.items() if value not in ("", None)}
    return f"{reverse('bureau:workbench')}?{urlencode({'tab': 'all', **given})}"


def _grouped(measures: Sequence[Measure], by: Sequence[str], period: Period) -> list[dict[str, Any]]:
    """Figures of the period by the dimensions, of one kind if asked for."""
    rows = sums(measures, [*by, "kind"], since=period.since, until=period.until)
    totals: dict[tuple[Any, ...], Decimal] = {}
    for row in rows:
        if not period.kind or row["kind"] == period.kind:
            key = tuple(row[name] for name in by)
            totals[key] = totals.get(key, ZERO) + row["amount"]
    return [dict(zip((*by, "amount"), (*key, amount), strict=True)) for key, amount in totals.items()]


def share(part: Decimal, whole: Decimal) -> str:
    """A percentage with one decimal, or a dash when nothing was counted."""
    return f"{100 * part / whole:.1f} %" if whole else "—"


def totals(period: Period) -> dict[str, Decimal]:
    """Every measure summed over the period."""
    found = {row["measure"]: row["amount"] for row in _grouped(list(Measure), ["measure"], period)}
    return {measure.value: found.get(measure.value, ZERO) for measure in Measure}


def lights(period: Period, today: date) -> dict[str, int]:
    """Open matters by colour, now: one pass over the open part of the docket."""
    cases = Case.objects.filter(closed_at__isnull=True)
    if period.kind:
        cases = cases.filter(kind=period.kind)
    red = Q(due_on__lt=today)
    yellow = Q(due_on__gte=today, yellow_on__lte=today)
    return cases.aggregate(
        red=Count("id", filter=red),
        yellow=Count("id", filter=yellow),
        green=Count("id", filter=Q(due_on__gte=today) & ~Q(yellow_on__lte=today)),
        none=Count("id", filter=Q(due_on__isnull=True)),
        open=Count("id"),
    )


def stats(period: Period, today: date) -> list[dict[str, Any]]:
    """The row of figures on top."""
    total, light = totals(period), lights(period, today)
    kept, missed = total[Measure.CLOCK_MET], total[Measure.CLOCK_MISSED]
    between = {"kind": period.kind, "received_from": period.since, "received_to": period.until}
    rated = total[Measure.RATED]
    return [
        {"label": _("Received"), "value": f"{total[Measure.RECEIVED]:.0f}", "url": list_url(**between), "icon": "inbox"},
        {
            "label": _("Closed"),
            "value": f"{total[Measure.CLOSED]:.0f}",
            "url": list_url(kind=period.kind, status="closed", closed_from=period.since, closed_to=period.until),
            "icon": "check2-circle",
        },
        {"label": _("Open now"), "value": str(light["open"]), "url": list_url(kind=period.kind, status="open"), "icon": "hourglass-split"},
        {
            "label": _("Deadlines kept"),
            "value": share(kept, kept + missed),
            "note": _("%(kept)d of %(all)d ended in the period") % {"kept": kept, "all": kept + missed},
            "icon": "clock-history",
        },
        {
            "label": _("Recovered loss"),
            "value": f"{total[Measure.RECOVERED]:,.2f}".removesuffix(".00"),
            "unit": _("yuan"),
            "icon": "cash-coin",
        },
        {
            "label": _("Satisfaction"),
            "value": f"{total[Measure.RATING_SUM] / rated:.2f}" if rated else "—",
            "unit": "/ 5",
            "note": _("%(count)d ratings") % {"count": rated},
            "icon": "emoji-smile",
        },
    ]


def flow_chart(period: Period) -> dict[str, Any]:
    """Received and closed per day."""
    rows = _grouped([Measure.RECEIVED, Measure.CLOSED], ["day", "measure"], period)
    found = {(row["day"], row["measure"]): int(row["amount"]) for row in rows}
    days = period.days
    return {
        "id": "flow",
        "title": _("Received and closed per day"),
        "kind": "line",
        "labels": [f"{day:%m-%d}" for day in days],
        "dimension": _("Day"),
        "series": [
            {"name": _("Received"), "data": [found.get((day, Measure.RECEIVED.value), 0) for day in days], "tone": "blue"},
            {"name": _("Closed"), "data": [found.get((day, Measure.CLOSED.value), 0) for day in days], "tone": "green"},
        ],
        "hrefs": [list_url(kind=period.kind, received_from=day, received_to=day) for day in days],
    }


def ranking_chart(period: Period, *, dimension: str, title: str, labels: Mapping[str, str]) -> dict[str, Any]:
    """Received by category or township, most first."""
    rows = sorted(_grouped([Measure.RECEIVED], [dimension], period), key=lambda row: (-row["amount"], row[dimension]))[:TOP]
    return {
        "id": dimension,
        "title": title,
        "kind": "horizontal",
        "labels": [labels.get(row[dimension], row[dimension]) or _("Not given") for row in rows],
        "dimension": title,
        "series": [{"name": _("Received"), "data": [int(row["amount"]) for row in rows], "tone": "blue"}],
        "hrefs": [
            list_url(kind=period.kind, received_from=period.since, received_to=period.until, **{dimension: row[dimension]})
            if row[dimension]
            else ""
            for row in rows
        ],
    }


def punctuality_chart(period: Period) -> dict[str, Any]:
    """Statutory deadlines kept and missed per day."""
    rows = _grouped([Measure.CLOCK_MET, Measure.CLOCK_MISSED], ["day", "measure"], period)
    found = {(row["day"], row["measure"]): int(row["amount"]) for row in rows}
    days = period.days
    return {
        "id": "punctuality",
        "title": _("Deadlines kept and missed per day"),
        "kind": "stacked",
        "labels": [f"{day:%m-%d}" for day in days],
        "dimension": _("Day"),
        "series": [
            {"name": _("Kept"), "data": [found.get((day, Measure.CLOCK_MET.value), 0) for day in days], "tone": "green"},
            {"name": _("Missed"), "data": [found.get((day, Measure.CLOCK_MISSED.value), 0) for day in days], "tone": "red"},
        ],
    }


def lights_chart(period: Period, today: date) -> dict[str, Any]:
    """Open matters by the colour of their nearest clock."""
    found = lights(period, today)
    order = [Light.RED, Light.YELLOW, Light.GREEN, Light.NONE]
    return {
        "id": "lights",
        "title": _("Open matters by light"),
        "kind": "pie",
        "labels": [str(light.label) for light in order],
        "dimension": _("Light"),
        "series": [{"name": _("Open"), "data": [found[light.value] for light in order], "tones": ["red", "yellow", "green", "grey"]}],
        "hrefs": [list_url(kind=period.kind, status="open", light=light.value) for light in order],
    }


def charts(period: Period, today: date) -> list[dict[str, Any]]:
    """The charts of the dashboard in reading order: a fixed number of queries whatever the period."""
    categories = {row.code: str(row) for row in Category.objects.all()}
    townships = {row.code: str(row) for row in Township.objects.all()}
    return [
        flow_chart(period),
        lights_chart(period, today),
        ranking_chart(period, dimension="category", title=_("By category"), labels=categories),
        ranking_chart(period, dimension="township", title=_("By township"), labels=townships),
        punctuality_chart(period),
    ]
