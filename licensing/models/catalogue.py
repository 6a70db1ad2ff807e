"""The power catalogue: what the bureau may lawfully do, item by item, version by version, and the guide to each item one applies for."""

from datetime import date
from typing import ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PowerKind(models.TextChoices):
    """What sort of power an item is."""

    PERMIT = "permit", _("Permit")
    PENALTY = "penalty", _("Penalty")
    MEASURE = "measure", _("Compulsory measure")
    OTHER = "other", _("Other power")


class PowerItem(models.Model):
    """One lawful act the bureau may do, known by its code ("XK-01"). What it says is in its versions."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=PowerKind.choices)

    class Meta:
        ordering: ClassVar = ["code"]
        verbose_name = _("power item")
        verbose_name_plural = _("power items")

    def __str__(self) -> str:
        return self.code


class ItemVersionQuerySet(models.QuerySet["ItemVersion"]):
    """Versions by the day they are in force. `valid_to IS NULL` means until further notice; it is the first day of the next version."""

    def in_force(self, day: date) -> Self:
        """At most one version of each item."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class ItemVersion(models.Model):
    """What an item says while it is in force. Never changed once a case refers to it: a change is a new version."""

    item = models.ForeignKey(PowerItem, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=8, choices=PowerKind.choices)
    name = models.CharField(_("name"), max_length=300)
    # Which part of the law it belongs to: a key of `licensing.catalogue.subjects`.
    subject = models.CharField(_("subject"), max_length=24, blank=True)
    act = models.CharField(_("act"), max_length=300, blank=True)
    condition = models.CharField(_("condition"), max_length=300, blank=True)
    sanctions = models.JSONField(_("sanctions"), default=list, blank=True)
    fines = models.JSONField(_("fines"), default=list, blank=True)
    fines_from = models.JSONField(_("fines set by"), null=True, blank=True)
    measure = models.JSONField(_("compulsory measure"), null=True, blank=True)
    # False while somebody still has to compare what was read by pattern with the article.
    checked = models.BooleanField(_("compared with the article"), default=False)
    # What the corpus of laws could not settle: shown with the item; an officer confirms it before a fine is set.
    doubt = models.CharField(_("not confirmed"), max_length=300, blank=True)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until, that day excluded"), null=True, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    search = SearchVectorField(null=True, editable=False)
    loaded_at = models.DateTimeField(_("entered"))

    objects: ClassVar[models.Manager["ItemVersion"]] = models.Manager.from_queryset(ItemVersionQuerySet)()

    class Meta:
        ordering: ClassVar = ["item__code", "-number"]
        verbose_name = _("version of a power item")
        verbose_name_plural = _("versions of power items")
        indexes: ClassVar = [
            models.Index(fields=["kind", "item"], name="itemversion_kind", condition=Q(valid_to__isnull=True)),
            models.Index(fields=["subject", "item"], name="itemversion_subject", condition=Q(valid_to__isnull=True)),
            GinIndex(fields=["search"], name="itemversion_search"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="itemversion_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(valid_to__isnull=True), name="itemversion_one_open"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="itemversion_valid_order"),
        ]

    def __str__(self) -> str:
        return f"{self.item.code} {self.name}"


class ItemBasis(models.Model):
    """One article an item rests on, as the catalogue cites it."""

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="bases")
    law = models.CharField(_("law"), max_length=60)
    law_version = models.DateField(_("version of the law"))
    rank = models.CharField(_("rank"), max_length=24)
    article = models.PositiveSmallIntegerField(_("article"))
    paragraph = models.PositiveSmallIntegerField(_("paragraph"), null=True, blank=True)
    # "二", "3-1": as the law numbers its items.
    item = models.CharField(_("item of the paragraph"), max_length=24, blank=True)
    citation = models.CharField(_("citation"), max_length=160)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["order"]
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        indexes: ClassVar = [models.Index(fields=["law", "article"], name="itembasis_law")]

    def __str__(self) -> str:
        return self.citation


@pgtrigger.register(
    pgtrigger.Protect(
        name="published_is_kept",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state__in=["published", "retired"]) & pgtrigger.Q(old__content__df=pgtrigger.F("new__content")),
    ),
    pgtrigger.Protect(name="published_stays", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__state__in=["published", "retired"])),
)
class Guide(models.Model):
    """The guide (办事指南) of an item one applies for: one version. `content` is read by `licensing.guides.content`.

    A draft may be changed; what was published is never changed again (a trigger holds this): a change is a new version.
    """

    class State(models.TextChoices):
        """Where a version stands."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Replaced")

    item = models.ForeignKey(PowerItem, on_delete=models.PROTECT, related_name="guides")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    content = models.JSONField(_("content"), default=dict)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    # Row version for two people editing one draft.
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(_("last changed"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    retired_at = models.DateTimeField(_("replaced"), null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["item__code", "-number"]
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="guide_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(state="published"), name="guide_one_published"),
            models.UniqueConstraint(fields=["item"], condition=Q(state="draft"), name="guide_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.item.code} v{self.number}"
