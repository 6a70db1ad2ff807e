"""Whom to speak to at an enterprise, where it works, and who at the bureau looks after it."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.models import MessageChannel
from bureau.sealing import SealedTextField, blind_index, mask_name, mask_phone
from enterprises.models.enterprise import Enterprise


class Contact(models.Model):
    """A person of the enterprise, sealed like every person. The duty decides who is reminded of what."""

    class Duty(models.TextChoices):
        """What the person answers for."""

        HEAD = "head", _("Head of the enterprise")
        GENERAL = "general", _("General contact")
        QUALITY = "quality", _("Quality")
        EQUIPMENT = "equipment", _("Special equipment safety")
        METROLOGY = "metrology", _("Metrology")
        STANDARDS = "standards", _("Standards")
        FOOD = "food", _("Food safety")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="contacts")
    duty = models.CharField(_("duty"), max_length=12, choices=Duty.choices, default=Duty.GENERAL)
    name = SealedTextField(blank=True)
    name_mask = models.CharField(_("name"), max_length=60, blank=True)
    phone = SealedTextField(blank=True)
    phone_mask = models.CharField(_("phone"), max_length=24, blank=True)
    phone_index = models.BinaryField(null=True, max_length=16)
    email = SealedTextField(blank=True)
    email_mask = models.CharField(_("e-mail"), max_length=100, blank=True)
    channel = models.CharField(_("preferred channel"), max_length=8, choices=MessageChannel.choices, default=MessageChannel.SMS)
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("entered"))
    updated_at = models.DateTimeField(_("last changed"))

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes: ClassVar = [models.Index(fields=["phone_index"], name="contact_phone", condition=Q(phone_index__isnull=False))]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.name_mask}".strip()

    def seal(self, *, name: str, phone: str, email: str) -> None:
        """Fill the sealed fields with their masks and index; the caller saves."""
        self.name, self.name_mask = name, mask_name(name)
        self.phone, self.phone_mask, self.phone_index = phone, mask_phone(phone), blind_index(phone)
        self.email, self.email_mask = email, mask_email(email)


def mask_email(address: str) -> str:
    """wangfang@example.cn → w***@example.cn."""
    local, at, host = address.partition("@")
    return f"{local[:1]}***@{host}" if at else ""


class Premises(models.Model):
    """A place where the enterprise works: a factory, a shop, a warehouse."""

    class Kind(models.TextChoices):
        """What the place is for."""

        OFFICE = "office", _("Office")
        FACTORY = "factory", _("Factory")
        SHOP = "shop", _("Shop")
        WAREHOUSE = "warehouse", _("Warehouse")
        OTHER = "other", _("Other")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="premises")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.FACTORY)
    name = models.CharField(_("name"), max_length=100)
    address = models.CharField(_("address"), max_length=200)
    township = models.CharField(_("township"), max_length=48, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("premises")
        verbose_name_plural = _("premises")

    def __str__(self) -> str:
        return self.name


class CareOfficer(models.Model):
    """Who of the bureau looks after an enterprise, since when; an ended row is history."""

    class Duty(models.TextChoices):
        """In what matter."""

        GENERAL = "general", _("General supervision")
        SERVICE = "service", _("Service and projects")
        EQUIPMENT = "equipment", _("Special equipment")
        METROLOGY = "metrology", _("Metrology")
        QUALITY = "quality", _("Product quality")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="officers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enterprises_in_care", verbose_name=_("officer")
    )
    duty = models.CharField(_("duty"), max_length=10, choices=Duty.choices, default=Duty.GENERAL)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["duty", "-since"]
        verbose_name = _("officer in charge")
        verbose_name_plural = _("officers in charge")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "duty"], condition=Q(until__isnull=True), name="care_one_a_duty"),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.user}"


@pgtrigger.register(pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete))
class PersonReveal(models.Model):
    """Somebody of the bureau opened sealed data of a person of an enterprise: whose, which fields, why, when. Never changed.

    `subject` names the row ("contact:17"), not a key: the log outlives the person's row.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="reveals")
    subject = models.CharField(max_length=40)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    fields = models.CharField(max_length=60)
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reveal of a person of an enterprise")
        verbose_name_plural = _("reveals of people of enterprises")
        indexes: ClassVar = [models.Index(fields=["user", "-at"], name="person_reveal_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d %H:%M}"
