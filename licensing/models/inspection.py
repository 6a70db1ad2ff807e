"""Random inspection (双随机、一公开): published pools, a committed seed, a draw anybody can run again, and the matters that come of it."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.models import Case
from enterprises.models import DeclaredStandard
from licensing.models.catalogue import ItemVersion


class InspectionPlan(models.Model):
    """One draw of enterprises and officers. The secret half of the seed is committed to (hash published) before the pools are frozen.

    seed = SHA-256(secret + digest of the frozen pools); see `licensing.inspections.draws`.
    """

    class State(models.TextChoices):
        """Where a plan stands."""

        DRAFT = "draft", _("In preparation")
        PUBLISHED = "published", _("Pools published")
        DRAWN = "drawn", _("Drawn")
        CANCELLED = "cancelled", _("Cancelled")

    class Purpose(models.TextChoices):
        """What the drawn enterprises are inspected for."""

        SAMPLING = "sampling", _("Sampling of products")
        STANDARDS = "standards", _("Declared standards")

    number = models.CharField(_("number"), max_length=32, unique=True)
    title = models.CharField(_("title"), max_length=120)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("power item"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    # Which enterprises the pool holds: facts of the register's filter (township, industry, tags).
    pool_filter = models.JSONField(_("which enterprises"), default=dict, blank=True)
    product = models.CharField(_("product"), max_length=80, blank=True)
    basis = models.CharField(_("plan it follows"), max_length=200, blank=True)
    wanted_enterprises = models.PositiveSmallIntegerField(_("enterprises to draw"))
    officers_each = models.PositiveSmallIntegerField(_("officers for each"), default=2)
    due_on = models.DateField(_("to be done by"))
    secret = models.CharField(max_length=64, editable=False)
    commitment = models.CharField(_("commitment"), max_length=64, editable=False)
    pool_digest = models.CharField(_("digest of the pools"), max_length=64, blank=True, editable=False)
    seed = models.CharField(_("seed"), max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("entered"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    drawn_at = models.DateTimeField(_("drawn"), null=True, blank=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Somebody from outside who watched the draw.
    witness = models.CharField(_("witness"), max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("inspection plan")
        verbose_name_plural = _("inspection plans")
        indexes: ClassVar = [models.Index(fields=["-created_at", "-id"], name="plan_newest")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(wanted_enterprises__gt=0), name="plan_draws_something"),
            models.CheckConstraint(condition=Q(officers_each__gte=2), name="plan_two_officers"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


@pgtrigger.register(pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete))
class PoolEntry(models.Model):
    """One name in a frozen pool. Never changed: the draw must be repeatable for ever."""

    class Pool(models.TextChoices):
        """Which pool."""

        ENTERPRISE = "enterprise", _("Enterprises")
        OFFICER = "officer", _("Officers")

    plan = models.ForeignKey(InspectionPlan, on_delete=models.PROTECT, related_name="pool")
    pool = models.CharField(max_length=10, choices=Pool.choices)
    # Unified social credit code, or number of the enforcement certificate: what is hashed and published.
    code = models.CharField(_("code"), max_length=32)
    name = models.CharField(_("name"), max_length=120)
    office_code = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]
        verbose_name = _("entry of a pool")
        verbose_name_plural = _("entries of pools")
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "pool", "code"], name="pool_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Inspection(Case):
    """One drawn enterprise: sampled or checked, told, corrected, published. Kind "sampling" or "standard-check"."""

    plan = models.ForeignKey(InspectionPlan, on_delete=models.PROTECT, related_name="inspections", verbose_name=_("plan"))
    rank = models.PositiveSmallIntegerField(_("drawn as number"))
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("power item"))
    enterprise_name = models.CharField(_("enterprise"), max_length=120)
    # --- sampling ---
    product = models.CharField(_("product"), max_length=80, blank=True)
    sample = models.JSONField(_("sample"), default=dict, blank=True)
    laboratory = models.CharField(_("laboratory"), max_length=100, blank=True)
    report_number = models.CharField(_("report number"), max_length=60, blank=True)
    result_told_on = models.DateField(_("result told"), null=True, blank=True)
    retest_asked_on = models.DateField(_("re-test asked for"), null=True, blank=True)
    # --- declared standards ---
    standard = models.ForeignKey(
        DeclaredStandard, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("declared standard")
    )
    # --- both ---
    finding = models.TextField(_("finding"), blank=True)
    rectify_by = models.DateField(_("to be put right by"), null=True, blank=True)
    published_at = models.DateTimeField(_("result published"), null=True, blank=True)
    publication = models.CharField(_("what is published"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        indexes: ClassVar = [
            models.Index(fields=["plan", "rank"], name="inspection_plan"),
            models.Index(fields=["-published_at"], name="inspection_published", condition=Q(published_at__isnull=False)),
        ]


class InspectionOfficer(models.Model):
    """An officer drawn for an inspection; a replacement (recusal, illness) is a row of its own with its reason."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="officers")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("officer"))
    certificate_number = models.CharField(_("enforcement certificate number"), max_length=32)
    rank = models.PositiveSmallIntegerField(_("drawn as number"))
    ended_at = models.DateTimeField(_("replaced"), null=True, blank=True)
    ended_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["rank", "id"]
        verbose_name = _("officer of an inspection")
        verbose_name_plural = _("officers of an inspection")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "officer"], condition=Q(ended_at__isnull=True), name="inspection_officer_once")
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.officer_id}"
