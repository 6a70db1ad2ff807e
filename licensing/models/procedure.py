"""What passes between the bureau and the party: every attempt to serve a paper, and what the party says."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.models import Attachment, Case, Document
from bureau.sealing import SealedTextField


class PartyStatement(models.Model):
    """What the party declared: a defence, a waiver, a request. A defence must be looked into and answered (行政处罚法 45)."""

    class Kind(models.TextChoices):
        """What it is."""

        DEFENCE = "defence", _("Statement and defence")
        DEFENCE_WAIVER = "defence-waiver", _("Waives statement and defence")
        HEARING_REQUEST = "hearing-request", _("Asks for a hearing")
        HEARING_WAIVER = "hearing-waiver", _("Waives the hearing")
        ELECTRONIC_CONSENT = "e-consent", _("Consents to electronic service")

    class Form(models.TextChoices):
        """How it was made."""

        WRITTEN = "written", _("In writing")
        ORAL = "oral", _("Orally, recorded")
        ONLINE = "online", _("Online")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    form = models.CharField(_("form"), max_length=8, choices=Form.choices)
    text = models.TextField(_("text"), blank=True)
    # For electronic service: the address consented to (e-mail, phone).
    address = SealedTextField(blank=True)
    received_on = models.DateField(_("received"))
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    paper = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    adopted = models.BooleanField(_("adopted"), null=True, blank=True)
    finding = models.TextField(_("finding"), blank=True)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    found_at = models.DateTimeField(_("found"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["received_on", "id"]
        verbose_name = _("statement of the party")
        verbose_name_plural = _("statements of parties")

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class ServiceAttempt(models.Model):
    """One attempt to serve a document (行政处罚法 61, 民事诉讼法 on service). The clocks of the party start with the one that succeeded."""

    class Way(models.TextChoices):
        """How."""

        DIRECT = "direct", _("Handed over")
        LEFT = "left", _("Left at the place")
        POST = "post", _("By post")
        ELECTRONIC = "electronic", _("Electronically, with signed consent")
        ENTRUSTED = "entrusted", _("Through another authority")
        ANNOUNCEMENT = "announcement", _("By announcement")

    class Outcome(models.TextChoices):
        """What came of it."""

        PENDING = "pending", _("Under way")
        SERVED = "served", _("Served")
        FAILED = "failed", _("Not served")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="service_attempts")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="service_attempts")
    way = models.CharField(_("way"), max_length=12, choices=Way.choices)
    attempted_at = models.DateTimeField(_("attempted"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    # Name of the receiver: sealed; the mask is shown.
    receiver = SealedTextField(blank=True)
    receiver_mask = models.CharField(_("received by"), max_length=60, blank=True)
    relation = models.CharField(_("relation to the party"), max_length=60, blank=True)
    refused_to_sign = models.BooleanField(_("refused to sign"), default=False)
    witness = models.CharField(_("witness"), max_length=120, blank=True)
    tracking_number = models.CharField(_("postal number"), max_length=40, blank=True)
    consent = models.ForeignKey(PartyStatement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entrusted_to = models.CharField(_("authority asked"), max_length=120, blank=True)
    announced_where = models.CharField(_("where announced"), max_length=200, blank=True)
    announced_why = models.CharField(_("why other ways failed"), max_length=300, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, default=Outcome.PENDING)
    served_on = models.DateField(_("served"), null=True, blank=True)
    failed_reason = models.CharField(_("why not"), max_length=300, blank=True)
    proof = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("served by"))
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("together with")
    )

    class Meta:
        ordering: ClassVar = ["attempted_at", "id"]
        verbose_name = _("attempt of service")
        verbose_name_plural = _("attempts of service")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document"], condition=Q(outcome="served"), name="service_once"),
            models.CheckConstraint(condition=~Q(outcome="served") | Q(served_on__isnull=False), name="service_has_day"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.way} {self.outcome}"
