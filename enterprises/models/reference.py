"""Words of the register kept as data: industries, tags, kinds of certificate and instrument, kinds of obligation."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bureau.models.reference import Labelled


class Industry(models.Model):
    """A section (one letter) or division (two digits) of GB/T 4754-2017, the national classification of economic activities."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    section = models.CharField(_("section"), max_length=1)
    label = models.CharField(_("label"), max_length=60)
    label_en = models.CharField(_("English label"), max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["section", "code"]
        verbose_name = _("industry")
        verbose_name_plural = _("industries")

    def __str__(self) -> str:
        language = get_language() or ""
        return f"{self.code} {self.label_en if language.startswith('en') and self.label_en else self.label}"

    @property
    def is_section(self) -> bool:
        """Whether it is a section rather than a division of one."""
        return len(self.code) == 1


class Tag(Labelled):
    """What sets an enterprise apart for the bureau's work: key enterprise, newly introduced, under stricter watch."""

    class Meta(Labelled.Meta):
        abstract = False
        verbose_name = _("tag")
        verbose_name_plural = _("tags")


class CertificateKind(Labelled):
    """A kind of licence or certificate an enterprise may hold: production licence, food production licence, CCC, …"""

    class Meta(Labelled.Meta):
        abstract = False
        verbose_name = _("kind of certificate")
        verbose_name_plural = _("kinds of certificate")


class InstrumentKind(Labelled):
    """A kind of measuring instrument under compulsory verification (计量法 9), with its usual period of verification in months."""

    period_months = models.PositiveSmallIntegerField(_("period of verification (months)"), default=12)

    class Meta(Labelled.Meta):
        abstract = False
        verbose_name = _("kind of instrument")
        verbose_name_plural = _("kinds of instrument")
