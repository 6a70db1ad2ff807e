"""The register: one row per enterprise, its former names, likely doubles and what was merged into what."""

from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _


class Bigrams(Func):
    """The distinct pairs of neighbouring characters of a text, so that any two characters of a name are found by index."""

    function = "enterprises_bigrams"
    arity = 1
    output_field = ArrayField(models.CharField(max_length=2))


class NameCore(Func):
    """What is left of a name without region, legal form, punctuation and width: equal cores are likely the same enterprise."""

    function = "enterprises_name_core"
    arity = 1
    output_field = models.CharField(max_length=120)


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    """Enterprises; a merged one stays as a signpost and is in no list."""

    def standing(self) -> Self:
        """Not merged into another."""
        return self.filter(merged_into__isnull=True)


@pghistory.track(
    # The row as it was before: what is now stands in the table itself, so nothing is ever lost.
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    exclude=["grams", "name_core", "organisation_code", "search_text"],
    model_name="EnterpriseHistory",
    obj_field=pghistory.ObjForeignKey(related_name="history"),
)
class Enterprise(models.Model):
    """One enterprise, institution or self-employed business with a unified social credit code (GB 32100-2015)."""

    class Status(models.TextChoices):
        """Standing in the state's register."""

        OPERATING = "operating", _("Operating")
        SUSPENDED = "suspended", _("Business suspended")
        CANCELLED = "cancelled", _("Cancelled")
        REVOKED = "revoked", _("Licence revoked")
        MOVED_OUT = "moved_out", _("Moved out of the district")

    class Scale(models.TextChoices):
        """Size by the statistical classes."""

        LARGE = "large", _("Large")
        MEDIUM = "medium", _("Medium")
        SMALL = "small", _("Small")
        MICRO = "micro", _("Micro")

    class Source(models.TextChoices):
        """How the row came into the register."""

        STAFF = "staff", _("Entered by staff")
        IMPORT = "import", _("Imported")
        SELF = "self", _("Registered by the enterprise")

    code = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    organisation_code = models.GeneratedField(
        expression=Substr("code", 9, 9), output_field=models.CharField(max_length=9), db_persist=True, verbose_name=_("organisation code")
    )
    name = models.CharField(_("name"), max_length=120)
    # The present and all former names, one a line: what a search by name looks through.
    search_text = models.TextField(editable=False)
    grams = models.GeneratedField(
        expression=Bigrams("search_text"), output_field=ArrayField(models.CharField(max_length=2)), db_persist=True, editable=False
    )
    name_core = models.GeneratedField(
        expression=NameCore("name"), output_field=models.CharField(max_length=120), db_persist=True, editable=False
    )
    legal_representative = models.CharField(_("legal representative"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    township = models.CharField(_("township"), max_length=48, blank=True)
    industry_section = models.CharField(_("industry section"), max_length=1, blank=True)
    industry_division = models.CharField(_("industry division"), max_length=2, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.OPERATING)
    scale = models.CharField(_("size"), max_length=8, choices=Scale.choices, blank=True)
    tags = ArrayField(models.CharField(max_length=48), default=list, blank=True, verbose_name=_("tags"))
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    main_products = models.CharField(_("main products or services"), max_length=200, blank=True)
    phone = models.CharField(_("business phone"), max_length=30, blank=True)
    source = models.CharField(_("source"), max_length=8, choices=Source.choices, default=Source.STAFF)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    # Counts changes of name, address or legal representative: each gives rise to one obligation to have certificates changed.
    change_cycle = models.PositiveIntegerField(default=0)
    changed_on = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("entered"))
    updated_at = models.DateTimeField(_("last changed"))

    objects: ClassVar[models.Manager["Enterprise"]] = models.Manager.from_queryset(EnterpriseQuerySet)()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        indexes: ClassVar = [
            models.Index(fields=["-id"], name="ent_newest", condition=Q(merged_into__isnull=True)),
            models.Index(fields=["-updated_at", "-id"], name="ent_changed", condition=Q(merged_into__isnull=True)),
            models.Index(fields=["township", "-id"], name="ent_township", condition=Q(merged_into__isnull=True)),
            models.Index(fields=["industry_section", "-id"], name="ent_section", condition=Q(merged_into__isnull=True)),
            models.Index(fields=["industry_division", "-id"], name="ent_division", condition=Q(merged_into__isnull=True)),
            models.Index(fields=["status", "-id"], name="ent_status", condition=Q(merged_into__isnull=True)),
            models.Index(fields=["township", "industry_section", "-id"], name="ent_town_section", condition=Q(merged_into__isnull=True)),
            models.Index(fields=["organisation_code"], name="ent_organisation"),
            # By pattern: equal cores and cores that begin alike, whatever the collation of the database.
            models.Index(fields=["name_core"], name="ent_core", opclasses=["varchar_pattern_ops"]),
            # Without the pending list: a bulk import would leave it long, and every search reads it.
            GinIndex(fields=["grams"], name="ent_grams", fastupdate=False),
            GinIndex(fields=["tags"], name="ent_tags", fastupdate=False),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"), name="ent_code_shape"),
            models.CheckConstraint(condition=~Q(name=""), name="ent_has_name"),
            models.CheckConstraint(condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")), name="ent_not_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """A name the enterprise bore before."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(_("name"), max_length=120)
    until = models.DateField(_("until"))

    class Meta:
        ordering: ClassVar = ["-until", "-id"]
        verbose_name = _("former name")
        verbose_name_plural = _("former names")

    def __str__(self) -> str:
        return self.name


class DuplicatePair(models.Model):
    """Two rows that may be the same enterprise; somebody decides. `first` has the smaller id."""

    class State(models.TextChoices):
        """What was decided."""

        OPEN = "open", _("To be looked at")
        DISTINCT = "distinct", _("Not the same")
        MERGED = "merged", _("Merged")

    first = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(_("likeness"), help_text=_("0 to 100"))
    grounds = ArrayField(models.CharField(max_length=24), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(_("found"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("likely double")
        verbose_name_plural = _("likely doubles")
        indexes: ClassVar = [models.Index(fields=["-score", "-id"], name="double_open", condition=Q(state="open"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="double_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="double_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


@pgtrigger.register(pgtrigger.Protect(name="kept", operation=pgtrigger.Delete))
class Merge(models.Model):
    """One row merged into another: what the merged one was, and which rows moved, so that it can be read and undone."""

    kept = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="merges")
    dropped = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    snapshot = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")

    def __str__(self) -> str:
        return f"{self.dropped_id} → {self.kept_id}"
