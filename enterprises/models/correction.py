"""A matter the enterprise itself raises: what the register says of it is wrong or has changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.models import Case
from enterprises.models.enterprise import Enterprise


class RegisterCorrection(Case):
    """An enterprise asks to have its entry put right. `proposed` holds field name to value; `before` what stood there."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("enterprise"))
    proposed = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    explanation = models.TextField(_("explanation"), max_length=1000, blank=True)
    decision = models.TextField(_("reason of the decision"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("correction of the register")
        verbose_name_plural = _("corrections of the register")

    def __str__(self) -> str:
        return self.number
