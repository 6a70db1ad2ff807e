"""Small tables every matter points to by a slug: townships and categories."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Labelled(models.Model):
    """A slug with a Chinese and an English label, kept in order, retired instead of deleted."""

    code = models.SlugField(_("code"), max_length=48, unique=True)
    label = models.CharField(_("label"), max_length=60)
    label_en = models.CharField(_("English label"), max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["order", "code"]

    def __str__(self) -> str:
        language = get_language() or ""
        return self.label_en if language.startswith("en") and self.label_en else self.label


class Township(Labelled):
    """A town, township or street of the district."""

    class Meta(Labelled.Meta):
        abstract = False
        verbose_name = _("township")
        verbose_name_plural = _("townships")


class Category(Labelled):
    """What a matter is about: goods and services, in a tree of at most two levels."""

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent category")
    )

    class Meta(Labelled.Meta):
        abstract = False
        verbose_name = _("category")
        verbose_name_plural = _("categories")
