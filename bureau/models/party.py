"""Persons on a case, sealed; and the log of every reveal."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.models.case import Case
from bureau.sealing import SealedTextField, blind_index, mask_name, mask_phone


class Party(models.Model):
    """A person on a case. The masks are what lists show, the indexes find the person again; the rest opens only on a logged reveal."""

    class Part(models.TextChoices):
        """What the person is to the case."""

        COMPLAINANT = "complainant", _("Complainant")
        REPORTER = "reporter", _("Reporter")
        ASKER = "asker", _("Asker")
        APPLICANT = "applicant", _("Applicant")
        AGENT = "agent", _("Agent of the applicant")
        RESPONDENT = "respondent", _("Other side")
        THIRD_PARTY = "third-party", _("Interested party")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    part = models.CharField(_("part"), max_length=16, choices=Part.choices)
    name = SealedTextField(blank=True)
    name_mask = models.CharField(_("name"), max_length=60, blank=True)
    phone = SealedTextField(blank=True)
    phone_mask = models.CharField(_("phone"), max_length=24, blank=True)
    phone_index = models.BinaryField(null=True, max_length=16)
    email = SealedTextField(blank=True)
    email_index = models.BinaryField(null=True, max_length=16)
    address = SealedTextField(blank=True)
    address_index = models.BinaryField(null=True, max_length=16)
    language = models.CharField(_("language"), max_length=8, default="zh-hans")
    anonymous = models.BooleanField(_("anonymous"), default=False)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        indexes: ClassVar = [
            models.Index(fields=["phone_index"], name="party_phone", condition=models.Q(phone_index__isnull=False)),
            models.Index(fields=["email_index"], name="party_email", condition=models.Q(email_index__isnull=False)),
            models.Index(fields=["address_index"], name="party_address", condition=models.Q(address_index__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.name_mask}".strip()

    @classmethod
    def sealed(
        cls, part: str, *, name: str = "", phone: str = "", email: str = "", address: str = "", language: str = "zh-hans"
    ) -> "Party":
        """An unsaved party from plain values, with masks and blind indexes filled in. No name means anonymous."""
        return cls(
            part=part,
            name=name,
            name_mask=mask_name(name),
            phone=phone,
            phone_mask=mask_phone(phone),
            phone_index=blind_index(phone),
            email=email,
            email_index=blind_index(email),
            address=address,
            address_index=blind_index(address),
            language=language,
            anonymous=not name,
        )


@pgtrigger.register(pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete))
class Reveal(models.Model):
    """Somebody opened sealed personal data: who, whose, which fields, why, when. Never changed, never deleted."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="reveals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reveals")
    fields = models.CharField(max_length=60)
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reveal of personal data")
        verbose_name_plural = _("reveals of personal data")
        indexes: ClassVar = [models.Index(fields=["user", "-at"], name="reveal_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d %H:%M}"
