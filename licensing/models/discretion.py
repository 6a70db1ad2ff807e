"""Discretion as data: tiers within the range of a fine, the factors behind them, and the sums the law leaves to rules and provinces."""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from licensing.models.catalogue import PowerItem

Row = TypeVar("Row", bound=models.Model)


class InForceQuerySet(models.QuerySet[Row]):
    """Rows by the day they are in force; `valid_to` is the first day they are not."""

    def in_force(self, day: date) -> Self:
        """In force on that day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class _Cited(models.Model):
    """What every rule has: name, citation, days in force, and whether it was compared with the official text."""

    name = models.CharField(_("name"), max_length=120)
    citation = models.CharField(_("legal basis"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    confirmed = models.BooleanField(_("confirmed against the official text"), default=False)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until, that day excluded"), null=True, blank=True)
    # Kept by this bureau: the loader leaves such a row alone.
    local = models.BooleanField(_("kept by this bureau"), default=False)

    class Meta:
        abstract = True


class DiscretionTier(_Cited):
    """One tier (档): the part of a fine's range it covers, from `low` to `high` (0 to 1). `item` empty: for every item without its own."""

    class Code(models.TextChoices):
        """The five of the general rules; one item may have its own bounds for them."""

        WAIVED = "waived", _("No penalty")
        MITIGATED = "mitigated", _("Mitigated, below the range")
        LIGHT = "light", _("Lenient")
        ORDINARY = "ordinary", _("Ordinary")
        HEAVY = "heavy", _("Heavy")

    code = models.CharField(_("tier"), max_length=12, choices=Code.choices)
    item = models.ForeignKey(PowerItem, on_delete=models.PROTECT, null=True, blank=True, related_name="tiers")
    low = models.DecimalField(_("from"), max_digits=5, decimal_places=4)
    high = models.DecimalField(_("to"), max_digits=5, decimal_places=4)
    conditions = models.TextField(_("when"), blank=True)

    objects: ClassVar[models.Manager["DiscretionTier"]] = models.Manager.from_queryset(InForceQuerySet)()

    class Meta:
        ordering: ClassVar = ["item_id", "low", "high"]
        verbose_name = _("tier of discretion")
        verbose_name_plural = _("tiers of discretion")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "item", "valid_from"], nulls_distinct=False, name="discretiontier_once"),
            models.CheckConstraint(condition=Q(low__gte=0) & Q(high__lte=1) & Q(low__lte=F("high")), name="discretiontier_bounds"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.low}-{self.high}"


class DiscretionFactor(_Cited):
    """A circumstance the law names (行政处罚法 30 to 33 and the like) and the tier it speaks for."""

    code = models.SlugField(_("code"), max_length=40)
    tier = models.CharField(_("speaks for"), max_length=12, choices=DiscretionTier.Code.choices)
    # The law says "shall", not "may".
    is_binding = models.BooleanField(_("must be heeded"), default=False)
    order = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager["DiscretionFactor"]] = models.Manager.from_queryset(InForceQuerySet)()

    class Meta:
        ordering: ClassVar = ["order", "code"]
        verbose_name = _("factor of discretion")
        verbose_name_plural = _("factors of discretion")
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "valid_from"], name="discretionfactor_once")]

    def __str__(self) -> str:
        return self.code


class PenaltyBound(_Cited):
    """A sum that decides the way of a case: caps of the simple procedure, thresholds of hearings, limits of the district's power (yuan)."""

    code = models.SlugField(_("code"), max_length=48)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2)

    objects: ClassVar[models.Manager["PenaltyBound"]] = models.Manager.from_queryset(InForceQuerySet)()

    class Meta:
        ordering: ClassVar = ["code", "valid_from"]
        verbose_name = _("bound of penalties")
        verbose_name_plural = _("bounds of penalties")
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "valid_from"], name="penaltybound_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"
