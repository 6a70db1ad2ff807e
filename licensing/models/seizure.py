"""Compulsory measures (行政强制法) and evidence registered and held (行政处罚法 56): cases of their own, with an inventory line by line."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.models import Case, Document
from licensing.models.catalogue import ItemVersion
from licensing.models.penalty import PartyType, PenaltyCase


class MeasureCase(Case):
    """Sealing or seizure (kind "compulsory-measure") or evidence registered and held (kind "evidence-hold"). For its team only.

    `Case.category` is the code of the item ("QZ-05"); food has a longer extension (食品安全法实施条例 61).
    """

    class Act(models.TextChoices):
        """What is done."""

        SEAL = "seal", _("Sealing")
        SEIZE = "seize", _("Seizure")
        HOLD = "hold", _("Registration and holding of evidence")

    penalty = models.ForeignKey(
        PenaltyCase, on_delete=models.PROTECT, null=True, blank=True, related_name="measures", verbose_name=_("penalty case")
    )
    act = models.CharField(_("measure"), max_length=6, choices=Act.choices)
    item_version = models.ForeignKey(
        ItemVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("power item")
    )
    party_type = models.CharField(_("kind of party"), max_length=8, choices=PartyType.choices)
    party_name = models.CharField(_("party"), max_length=120)
    is_food = models.BooleanField(_("food"), default=False)
    place = models.CharField(_("place"), max_length=200)
    reason = models.TextField(_("facts and reasons"))
    # Carried out on the spot before approval (行政强制法 19).
    is_urgent = models.BooleanField(_("urgent, carried out first"), default=False)
    carried_out_at = models.DateTimeField(_("carried out"), null=True, blank=True)
    reported_at = models.DateTimeField(_("reported to the head"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    extended_on = models.DateField(_("extended"), null=True, blank=True)
    extension_reason = models.TextField(_("reason of the extension"), blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    end_reason = models.TextField(_("why it ended"), blank=True)

    class Meta:
        verbose_name = _("compulsory measure")
        verbose_name_plural = _("compulsory measures")
        indexes: ClassVar = [models.Index(fields=["penalty"], name="measure_penalty", condition=Q(penalty__isnull=False))]


class HeldThing(models.Model):
    """One line of the inventory: what, how much, where it is and what became of it.

    A part that goes another way becomes a line of its own.
    """

    class Storage(models.TextChoices):
        """Where it is kept."""

        ON_SITE = "on-site", _("Sealed on site")
        BUREAU = "bureau", _("In the bureau's store")
        ENTRUSTED = "entrusted", _("Entrusted to a third party")

    class Disposition(models.TextChoices):
        """What became of it."""

        HELD = "held", _("Held")
        RELEASED = "released", _("Released and given back")
        CONFISCATED = "confiscated", _("Confiscated")
        DESTROYED = "destroyed", _("Destroyed")
        SOLD = "sold", _("Sold, the money held or handed in")
        TRANSFERRED = "transferred", _("Handed to another authority")
        SEIZED = "seized", _("Taken into a compulsory measure")

    measure = models.ForeignKey(MeasureCase, on_delete=models.PROTECT, related_name="things")
    number = models.PositiveSmallIntegerField(_("line"))
    name = models.CharField(_("name"), max_length=120)
    specification = models.CharField(_("specification, model"), max_length=120, blank=True)
    # Batch or serial number: the same thing is not seized twice (行政强制法 23).
    mark = models.CharField(_("batch or serial number"), max_length=80, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=12)
    unit_value = models.DecimalField(_("value of one (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    condition = models.CharField(_("condition"), max_length=200, blank=True)
    storage = models.CharField(_("kept"), max_length=10, choices=Storage.choices)
    place = models.CharField(_("place"), max_length=200)
    custodian = models.CharField(_("custodian"), max_length=120)
    disposition = models.CharField(_("what became of it"), max_length=12, choices=Disposition.choices, default=Disposition.HELD)
    disposed_on = models.DateField(_("on"), null=True, blank=True)
    disposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    disposition_note = models.CharField(_("about it"), max_length=300, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["measure_id", "number"]
        verbose_name = _("line of an inventory")
        verbose_name_plural = _("lines of inventories")
        indexes: ClassVar = [models.Index(fields=["mark"], name="heldthing_mark", condition=~Q(mark="") & Q(disposition="held"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "number"], name="heldthing_number"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="heldthing_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


@pgtrigger.register(pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete))
class HeldThingMove(models.Model):
    """One link of the custody of a line."""

    thing = models.ForeignKey(HeldThing, on_delete=models.PROTECT, related_name="moves")
    at = models.DateTimeField(_("at"))
    storage = models.CharField(_("kept"), max_length=10, choices=HeldThing.Storage.choices)
    place = models.CharField(_("place"), max_length=200)
    custodian = models.CharField(_("custodian"), max_length=120)
    reason = models.CharField(_("reason"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "id"]
        verbose_name = _("move of a held thing")
        verbose_name_plural = _("moves of held things")

    def __str__(self) -> str:
        return f"{self.thing_id} {self.at:%Y-%m-%d %H:%M}"
