"""What staff remember of an enterprise: notes on risk, and its credit record."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models.enterprise import Enterprise


class RiskNote(models.Model):
    """A note for colleagues, never shown to the enterprise; ended, not deleted."""

    class Level(models.TextChoices):
        """How much it matters before a visit."""

        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="risk_notes")
    level = models.CharField(_("level"), max_length=6, choices=Level.choices, default=Level.LOW)
    text = models.TextField(_("note"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at"]
        verbose_name = _("risk note")
        verbose_name_plural = _("risk notes")

    def __str__(self) -> str:
        return self.text[:40]


@pgtrigger.register(pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete))
class CreditEntry(models.Model):
    """One line of the credit record: good or bad, from where, with its paper. Never changed; a correction is a new line."""

    class Kind(models.TextChoices):
        """What happened."""

        HONOUR = "honour", _("Honour or award")
        COMMITMENT = "commitment", _("Public commitment kept")
        PENALTY = "penalty", _("Administrative penalty")
        ABNORMAL = "abnormal", _("Listed as abnormal")
        SERIOUS = "serious", _("Listed as seriously unlawful")
        REPAIRED = "repaired", _("Credit repaired")
        CORRECTION = "correction", _("Correction of an earlier line")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="credit")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    text = models.CharField(_("text"), max_length=300)
    reference = models.CharField(_("document number"), max_length=60, blank=True)
    authority = models.CharField(_("authority"), max_length=100, blank=True)
    happened_on = models.DateField(_("date"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-happened_on", "-id"]
        verbose_name = _("credit entry")
        verbose_name_plural = _("credit record")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"
