"""Carrying out a penalty: what is owed, instalments, payments from the bank, late fee, review and suit, the court."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.models import Document
from licensing.models.penalty import PenaltyCase


class Levy(models.Model):
    """What a decision makes the party owe (yuan). `due_on`: 15 days from service (行政处罚法 67)."""

    case = models.OneToOneField(PenaltyCase, on_delete=models.PROTECT, related_name="levy")
    fine = models.DecimalField(_("fine"), max_digits=14, decimal_places=2)
    confiscation = models.DecimalField(_("illegal gain"), max_digits=14, decimal_places=2, default=0)
    due_on = models.DateField(_("payable until"))
    settled_on = models.DateField(_("paid in full"), null=True, blank=True)

    class Meta:
        verbose_name = _("sum owed")
        verbose_name_plural = _("sums owed")
        indexes: ClassVar = [models.Index(fields=["due_on"], name="levy_open", condition=Q(settled_on__isnull=True))]

    def __str__(self) -> str:
        return f"{self.case_id} {self.fine}"


class Instalment(models.Model):
    """One payment asked for, with the reference the payer states: the whole sum, or a part by an approved plan, or a late fee."""

    class Of(models.TextChoices):
        """What it pays."""

        FINE = "fine", _("Fine")
        CONFISCATION = "confiscation", _("Illegal gain")
        LATE_FEE = "late-fee", _("Late fee")

    levy = models.ForeignKey(Levy, on_delete=models.PROTECT, related_name="instalments")
    of = models.CharField(_("for"), max_length=12, choices=Of.choices)
    number = models.PositiveSmallIntegerField(_("number"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    due_on = models.DateField(_("payable until"))
    reference = models.CharField(_("payment reference"), max_length=20, unique=True)
    # Replaced by a plan, or by a decision changed on review; kept.
    cancelled_on = models.DateField(_("cancelled"), null=True, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["levy", "of", "number"], condition=Q(cancelled_on__isnull=True), name="instalment_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_amount"),
        ]

    def __str__(self) -> str:
        return self.reference


class PaymentRelief(models.Model):
    """The party asks to pay later or in parts; the bureau decides (行政处罚法 66). `plan`: each {"due_on", "amount"}."""

    class Kind(models.TextChoices):
        """What is asked."""

        DEFERRAL = "deferral", _("Pay later")
        INSTALMENTS = "instalments", _("Pay in parts")

    case = models.ForeignKey(PenaltyCase, on_delete=models.PROTECT, related_name="reliefs")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    asked_on = models.DateField(_("asked"))
    reason = models.TextField(_("reason"))
    plan = models.JSONField(_("plan"), default=list)
    granted = models.BooleanField(_("granted"), null=True, blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering: ClassVar = ["asked_on", "id"]
        verbose_name = _("relief of payment")
        verbose_name_plural = _("reliefs of payment")
        constraints: ClassVar = [models.UniqueConstraint(fields=["case"], condition=Q(granted__isnull=True), name="relief_one_open")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class BankFile(models.Model):
    """A file of payments from the bank; the same file is not taken twice. `report`: what stood in the lines that could not be read."""

    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(_("imported"))
    lines = models.PositiveIntegerField(_("lines"), default=0)
    matched = models.PositiveIntegerField(_("matched"), default=0)
    total = models.DecimalField(_("total"), max_digits=16, decimal_places=2, default=0)
    report = models.JSONField(_("report"), default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["-imported_at", "-id"]
        verbose_name = _("bank file")
        verbose_name_plural = _("bank files")
        indexes: ClassVar = [models.Index(fields=["-imported_at", "-id"], name="bankfile_newest")]

    def __str__(self) -> str:
        return self.name


@pgtrigger.register(pgtrigger.Protect(name="kept", operation=pgtrigger.Delete))
class BankPayment(models.Model):
    """One payment the bank reports, or cash taken on the spot (行政处罚法 68). Unmatched ones wait for somebody to find their case."""

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, null=True, blank=True, related_name="payments")
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)
    # The bank's own number, or that of the cash receipt: never taken twice.
    serial = models.CharField(_("bank serial"), max_length=60, unique=True)
    reference = models.CharField(_("payment reference"), max_length=40, blank=True)
    payer = models.CharField(_("payer"), max_length=120, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    paid_on = models.DateField(_("paid"))
    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, null=True, blank=True, related_name="payments")
    matched_at = models.DateTimeField(_("matched"), null=True, blank=True)
    matched_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_cash = models.BooleanField(_("cash"), default=False)
    # 行政处罚法 71: to the bureau within two days, to the bank within two more.
    handed_in_on = models.DateField(_("handed in to the bureau"), null=True, blank=True)
    banked_on = models.DateField(_("paid into the bank"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["paid_on", "id"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes: ClassVar = [models.Index(fields=["-paid_on", "-id"], name="bankpayment_open", condition=Q(instalment__isnull=True))]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(amount__gt=0), name="bankpayment_amount")]

    def __str__(self) -> str:
        return self.serial


class Remedy(models.Model):
    """Reconsideration or suit against a decision, and what came of it. Meanwhile no late fee is counted (行政处罚法 73)."""

    class Kind(models.TextChoices):
        """Which."""

        RECONSIDERATION = "reconsideration", _("Administrative reconsideration")
        SUIT = "suit", _("Administrative suit")

    class Result(models.TextChoices):
        """What came of it."""

        UPHELD = "upheld", _("Upheld")
        CHANGED = "changed", _("Changed")
        REVOKED = "revoked", _("Revoked")
        UNLAWFUL = "unlawful", _("Found unlawful or void")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DISMISSED = "dismissed", _("Dismissed or not accepted")

    case = models.ForeignKey(PenaltyCase, on_delete=models.PROTECT, related_name="remedies")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    body = models.CharField(_("authority or court"), max_length=120)
    number = models.CharField(_("its number"), max_length=80, blank=True)
    began_on = models.DateField(_("began"))
    stops_execution = models.BooleanField(_("execution stopped"), default=False)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=12, choices=Result.choices, blank=True)
    result_text = models.TextField(_("about the result"), blank=True)
    new_fine = models.DecimalField(_("fine as changed"), max_digits=14, decimal_places=2, null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["began_on", "id"]
        verbose_name = _("remedy")
        verbose_name_plural = _("remedies")

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class CourtApplication(models.Model):
    """Demand and application to the court (行政强制法 53, 54)."""

    case = models.ForeignKey(PenaltyCase, on_delete=models.PROTECT, related_name="court_applications")
    demand = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    court = models.CharField(_("court"), max_length=120)
    amount = models.DecimalField(_("amount asked"), max_digits=14, decimal_places=2)
    applied_on = models.DateField(_("applied"))
    number = models.CharField(_("number of the court"), max_length=80, blank=True)
    admitted = models.BooleanField(_("admitted"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True)

    class Meta:
        ordering: ClassVar = ["applied_on", "id"]
        verbose_name = _("application to the court")
        verbose_name_plural = _("applications to the court")

    def __str__(self) -> str:
        return f"{self.case_id} {self.court}"
