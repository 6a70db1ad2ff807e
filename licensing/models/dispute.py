"""What mediation and arbitration verification of a metrology dispute, and a product-quality petition, record beyond the application."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.models.application import Application


class MetrologyDispute(models.Model):
    """A dispute over the accuracy of an instrument (计量法 21, 细则 34 to 36): sealed instrument, arbitration verification, award."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, primary_key=True, related_name="dispute")
    respondent_name = models.CharField(_("other side"), max_length=120)
    respondent_code = models.CharField(_("code of the other side"), max_length=18, blank=True)
    respondent_told_on = models.DateField(_("other side told"), null=True, blank=True)
    # 细则 35: nobody may change the technical state of the instrument.
    sealed_on = models.DateField(_("instrument sealed"), null=True, blank=True)
    seal_note = models.CharField(_("how it was sealed"), max_length=200, blank=True)
    body = models.CharField(_("verification body"), max_length=100, blank=True)
    verified_on = models.DateField(_("verified"), null=True, blank=True)
    reading = models.TextField(_("result of the verification"), blank=True)
    award = models.TextField(_("award"), blank=True)
    agreement = models.TextField(_("agreement"), blank=True)
    award_told_on = models.DateField(_("award told"), null=True, blank=True)

    class Meta:
        verbose_name = _("metrology dispute")
        verbose_name_plural = _("metrology disputes")

    def __str__(self) -> str:
        return self.respondent_name


class QualityPetition(models.Model):
    """A consumer's petition on the quality of a product (产品质量法 22): the other side, tests, what it came to."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, primary_key=True, related_name="petition")
    respondent_name = models.CharField(_("producer or seller"), max_length=120)
    respondent_code = models.CharField(_("code of the other side"), max_length=18, blank=True)
    answer = models.TextField(_("answer of the other side"), blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    test_body = models.CharField(_("testing body"), max_length=100, blank=True)
    test_result = models.TextField(_("test result"), blank=True)
    outcome_text = models.TextField(_("how it ended"), blank=True)
    recovered = models.DecimalField(_("recovered loss (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True)
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mediator")
    )

    class Meta:
        verbose_name = _("product-quality petition")
        verbose_name_plural = _("product-quality petitions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(recovered__isnull=True) | models.Q(recovered__gte=0), name="petition_recovered_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.respondent_name
