"""The window: numbers taken and called, visits booked ahead."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.sealing import SealedTextField, blind_index, mask_name, mask_phone


class WindowTicket(models.Model):
    """A number of the day, taken at the door or booked ahead for a half hour. `serial` counts its line and day from 1, without gaps."""

    class Line(models.TextChoices):
        """What one queues for; the letter stands before the number."""

        PERMITS = "A", _("Permits and filings")
        COLLECT = "B", _("Collecting certificates")
        ADVICE = "C", _("Advice")

    class State(models.TextChoices):
        """Where it stands."""

        BOOKED = "booked", _("Booked")
        WAITING = "waiting", _("Waiting")
        CALLED = "called", _("Called")
        SERVED = "served", _("Served")
        MISSED = "missed", _("Did not come")
        CANCELLED = "cancelled", _("Cancelled")

    day = models.DateField(_("day"))
    line = models.CharField(_("line"), max_length=1, choices=Line.choices)
    # None until the visitor is there: a number booked ahead is given at check-in.
    serial = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    booked_for = models.TimeField(_("booked for"), null=True, blank=True)
    # Which place of its half hour: the unique constraint below is what keeps two visitors off one place.
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    code = models.CharField(_("booking code"), max_length=12, blank=True)
    item_code = models.CharField(_("power item"), max_length=12, blank=True)
    enterprise_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    name = SealedTextField(blank=True)
    name_mask = models.CharField(_("name"), max_length=60, blank=True)
    phone = SealedTextField(blank=True)
    phone_mask = models.CharField(_("phone"), max_length=24, blank=True)
    phone_index = models.BinaryField(null=True, max_length=16)
    window = models.PositiveSmallIntegerField(_("window"), null=True, blank=True)
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("clerk")
    )
    taken_at = models.DateTimeField(_("taken"))
    called_at = models.DateTimeField(_("called"), null=True, blank=True)
    calls = models.PositiveSmallIntegerField(_("times called"), default=0)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("number at the window")
        verbose_name_plural = _("numbers at the window")
        indexes: ClassVar = [
            models.Index(fields=["day", "state", "line", "serial"], name="ticket_queue"),
            models.Index(fields=["phone_index"], name="ticket_phone", condition=Q(phone_index__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "line", "serial"], condition=Q(serial__isnull=False), name="ticket_number_once"),
            models.UniqueConstraint(
                fields=["day", "line", "booked_for", "place"],
                condition=Q(booked_for__isnull=False) & ~Q(state="cancelled"),
                name="ticket_place_once",
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="ticket_code_once"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as it is called: A012."""
        return f"{self.line}{self.serial:03d}" if self.serial else self.line

    def seal(self, *, name: str, phone: str) -> None:
        """Fill the sealed fields with masks and index; the caller saves."""
        self.name, self.name_mask = name, mask_name(name)
        self.phone, self.phone_mask, self.phone_index = phone, mask_phone(phone), blind_index(phone)
