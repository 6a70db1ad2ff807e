"""The register of certificates the bureau issued, what happened to them, and the steps taken against one."""

from datetime import date
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bureau.models import Case, Document
from bureau.sealing import SealedTextField, blind_index, mask_name
from licensing.models.catalogue import PowerItem


class CertificateQuerySet(models.QuerySet["IssuedCertificate"]):
    """Certificates by where they stand."""

    def standing(self) -> Self:
        """Those that give their holder a right today, or will again: valid and suspended."""
        return self.filter(status__in=[IssuedCertificate.Status.VALID, IssuedCertificate.Status.SUSPENDED])

    def past_their_day(self, today: date) -> Self:
        """Still standing though the last good day is past."""
        return self.standing().filter(valid_to__lt=today)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    exclude=["sealed_facts"],
    model_name="IssuedCertificateHistory",
    obj_field=pghistory.ObjForeignKey(related_name="history"),
)
class IssuedCertificate(models.Model):
    """One certificate. `facts` is what it certifies, without personal data; a holder who is a person is sealed.

    `valid_to` is the last good day, None without end. Its row is changed only by `licensing.certificates.services`.
    """

    class Status(models.TextChoices):
        """How it stands (行政许可法 8, 69, 70)."""

        VALID = "valid", _("Valid")
        SUSPENDED = "suspended", _("Suspended")
        EXPIRED = "expired", _("Expired")
        CANCELLED = "cancelled", _("Cancelled")
        REVOKED = "revoked", _("Revoked as unlawfully granted")
        WITHDRAWN = "withdrawn", _("Withdrawn for changed circumstances")
        REPLACED = "replaced", _("Replaced by a newer one")

    item = models.ForeignKey(PowerItem, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("power item"))
    # What sort of certificate: the guide's `result.kind`.
    kind = models.SlugField(_("kind"), max_length=48)
    title = models.CharField(_("title"), max_length=120)
    number = models.CharField(_("certificate number"), max_length=60, unique=True)
    enterprise_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    holder_name = models.CharField(_("holder"), max_length=120)
    person_name = SealedTextField(blank=True)
    person_index = models.BinaryField(null=True, max_length=16)
    facts = models.JSONField(_("what it certifies"), default=dict)
    sealed_facts = SealedTextField(blank=True)
    # The row of the enterprise register this certificate stands behind: a key of `enterprises.SOURCES` and its id.
    source_type = models.CharField(max_length=12, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    issued_on = models.DateField(_("issued"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.VALID)
    status_since = models.DateField(_("since"))
    status_reason = models.CharField(_("reason"), max_length=300, blank=True)
    # The matter that issued it; not a key to `Application`, which itself points here.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("issued in"))
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="certificate", verbose_name=_("document")
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(_("last changed"))

    objects: ClassVar[models.Manager["IssuedCertificate"]] = models.Manager.from_queryset(CertificateQuerySet)()

    class Meta:
        verbose_name = _("certificate issued by the bureau")
        verbose_name_plural = _("certificates issued by the bureau")
        indexes: ClassVar = [
            models.Index(fields=["-issued_on", "-id"], name="issued_newest"),
            models.Index(fields=["item", "-issued_on", "-id"], name="issued_item"),
            models.Index(fields=["status", "-issued_on", "-id"], name="issued_status"),
            models.Index(fields=["item", "status", "-issued_on", "-id"], name="issued_item_status"),
            models.Index(fields=["valid_to", "id"], name="issued_ends", condition=Q(status__in=["valid", "suspended"])),
            models.Index(fields=["enterprise_code", "-issued_on"], name="issued_enterprise", condition=~Q(enterprise_code="")),
            models.Index(fields=["person_index"], name="issued_person", condition=Q(person_index__isnull=False)),
            models.Index(fields=["source_type", "source_id"], name="issued_source", condition=~Q(source_type="")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="issued_valid_order"),
            models.CheckConstraint(condition=~Q(enterprise_code="") | ~Q(person_index__isnull=True), name="issued_has_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    def name_person(self, *, name: str, identity_number: str) -> None:
        """Fill the columns that stand for a holder who is a person."""
        self.person_name, self.holder_name, self.person_index = name, mask_name(name), blind_index(identity_number)


class CertificateMeasure(Case):
    """A step taken against a certificate by the bureau itself: suspend, lift, revoke (69), withdraw (8), cancel (70)."""

    class Measure(models.TextChoices):
        """What is proposed."""

        SUSPEND = "suspend", _("Suspend")
        LIFT = "lift", _("Lift the suspension")
        REVOKE = "revoke", _("Revoke as unlawfully granted")
        WITHDRAW = "withdraw", _("Withdraw for changed circumstances")
        CANCEL = "cancel", _("Cancel")

    certificate = models.ForeignKey(IssuedCertificate, on_delete=models.PROTECT, related_name="measures", verbose_name=_("certificate"))
    measure = models.CharField(_("measure"), max_length=10, choices=Measure.choices)
    # The item of article 8, 69 or 70 it rests on: a key of `licensing.certificates.grounds`.
    ground = models.CharField(_("ground"), max_length=24)
    facts = models.TextField(_("facts"))
    statement = models.TextField(_("statement of the holder"), blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    # Until when a suspension lasts; empty until it is lifted.
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("measure against a certificate")
        verbose_name_plural = _("measures against certificates")
        indexes: ClassVar = [models.Index(fields=["certificate"], name="measure_certificate")]
