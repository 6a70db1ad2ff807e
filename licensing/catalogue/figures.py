"""What came of an item in the last twelve months: received, closed, how long it took, how many periods were kept."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from django.core.cache import cache
from django.db.models import Avg, DurationField, ExpressionWrapper, F
from redis.exceptions import RedisError

from bureau.models import Case, Measure
from bureau.tallies import sums

log = structlog.get_logger("licensing.catalogue")

YEAR = timedelta(days=365)
CACHE_SECONDS = 600
# The average is taken over the newest matters: enough to tell, bounded for an item that is asked for every minute.
MOST_AVERAGED = 1000
# Fewer than this say little about the next one.
FEW = 10
MEASURES = (Measure.RECEIVED, Measure.CLOSED, Measure.CLOCK_MET, Measure.CLOCK_MISSED)
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Numbers of one item; None where there is nothing to divide by."""

    since: date
    received: int
    closed: int
    kept: int
    missed: int
    average_days: float | None

    @property
    def ended(self) -> int:
        """Periods that ended, kept or not."""
        return self.kept + self.missed

    @property
    def share_kept(self) -> float | None:
        """Per cent of the periods that were kept."""
        return 100 * self.kept / self.ended if self.ended else None

    @property
    def are_few(self) -> bool:
        """Whether there are some, but so few that an average says little."""
        return 0 < max(self.received, self.closed) < FEW


def figures_of(code: str, *, now: datetime, today: date) -> Figures:
    """The figures of the item of that code. At most two queries; the counts of all items are remembered for ten minutes."""
    since = today - YEAR
    counts = _counts(since, today).get(code, {})
    return Figures(
        since=since,
        received=counts.get(Measure.RECEIVED, 0),
        closed=counts.get(Measure.CLOSED, 0),
        kept=counts.get(Measure.CLOCK_MET, 0),
        missed=counts.get(Measure.CLOCK_MISSED, 0),
        average_days=_average_days(code, now - YEAR) if counts.get(Measure.CLOSED) else None,
    )


def _counts(since: date, today: date) -> Counts:
    """Counts by category and measure. Without Redis they are added up every time."""
    key = f"licensing-figures:{since}:{today}"
    try:
        known: Counts | None = cache.get(key)
    except RedisError:
        log.warning("figures_not_remembered")
        return _added_up(since, today)
    if known is None:
        known = _added_up(since, today)
        _remember(key, known)
    return known


def _remember(key: str, counts: Counts) -> None:
    try:
        cache.set(key, counts, CACHE_SECONDS)
    except RedisError:
        log.warning("figures_not_remembered")


def _added_up(since: date, today: date) -> Counts:
    counts: Counts = defaultdict(dict)
    for row in sums(MEASURES, ("category", "measure"), since=since, until=today):
        counts[row["category"]][row["measure"]] = int(row["amount"])
    return dict(counts)


def _average_days(code: str, since: datetime) -> float | None:
    """Calendar days from receipt to close, over the newest matters received since then and closed: one query through one index."""
    newest = Case.objects.filter(category=code, opened_at__gte=since).order_by("-opened_at", "-id")[:MOST_AVERAGED]
    took = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    average: timedelta | None = newest.annotate(took=took).aggregate(average=Avg("took"))["average"]
    return None if average is None else average / timedelta(days=1)
