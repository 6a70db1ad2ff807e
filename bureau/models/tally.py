"""Figures of the dashboard, kept up to date as facts happen.

A fact writes a `TallyDelta` row in its own transaction (an insert: no row everybody waits for). A task folds deltas into `Tally`; readers
add both, so the figure is always equal to the docket's. `manage.py check_tallies` proves it.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    """What is counted."""

    RECEIVED = "received", _("Received")
    CLOSED = "closed", _("Closed")
    CLOCK_MET = "clock-met", _("Deadlines kept")
    CLOCK_MISSED = "clock-missed", _("Deadlines missed")
    RECOVERED = "recovered", _("Recovered loss (yuan)")
    RATED = "rated", _("Ratings")
    RATING_SUM = "rating-sum", _("Sum of ratings")


class TallyFields(models.Model):
    """The dimensions of a figure."""

    day = models.DateField()
    measure = models.CharField(max_length=16, choices=Measure.choices)
    kind = models.CharField(max_length=32)
    office_id = models.BigIntegerField(default=0)
    township = models.CharField(max_length=48, blank=True)
    category = models.CharField(max_length=48, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.day} {self.measure} {self.kind}: {self.amount}"


class Tally(TallyFields):
    """Folded figures: one row per combination of dimensions."""

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "measure", "kind", "office_id", "township", "category"], name="tally_once"),
        ]


class TallyDelta(TallyFields):
    """A fact not folded yet."""

    class Meta:
        verbose_name = _("tally delta")
        verbose_name_plural = _("tally deltas")
