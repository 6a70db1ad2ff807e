"""What happens on site and in hearings: checks by two officers with a checklist and signatures, hearings with their notice and record."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.models import Attachment, Case


class SiteCheck(models.Model):
    """An on-site check (行政许可法 34 para. 3: two or more of staff). Belongs to any matter: applications, inspections, standards.

    `items` is the checklist as it was on the day: code, text, result ("yes", "no", "n/a") and remark. Once signed it is not changed again.
    """

    class Conclusion(models.TextChoices):
        """What it came to."""

        PASSED = "passed", _("In order")
        RECTIFY = "rectify", _("To be put right")
        FAILED = "failed", _("Not in order")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="site_checks")
    planned_for = models.DateTimeField(_("planned for"))
    place = models.CharField(_("place"), max_length=200)
    items = models.JSONField(_("checklist"), default=list)
    found = models.TextField(_("what was found"), blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=8, choices=Conclusion.choices, blank=True)
    rectify_by = models.DateField(_("to be put right by"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    # Who of the checked side was there, and whether they signed; a refusal to sign is noted, not forced.
    witness = models.CharField(_("present for the checked side"), max_length=60, blank=True)
    witness_refused = models.BooleanField(_("refused to sign"), default=False)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["planned_for", "id"]
        verbose_name = _("on-site check")
        verbose_name_plural = _("on-site checks")

    def __str__(self) -> str:
        return f"{self.case_id} {self.planned_for:%Y-%m-%d}"

    @property
    def is_signed(self) -> bool:
        """Whether the record stands."""
        return self.signed_at is not None


@pgtrigger.register(pgtrigger.Protect(name="kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__confirmed_at__isnull=False)))
class SiteCheckOfficer(models.Model):
    """One of the officers of a check; each confirms the record with their own account. The certificate number is that of the day."""

    site_check = models.ForeignKey(SiteCheck, on_delete=models.CASCADE, related_name="officers")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("officer"))
    certificate_number = models.CharField(_("enforcement certificate number"), max_length=32, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("officer of a check")
        verbose_name_plural = _("officers of a check")
        constraints: ClassVar = [models.UniqueConstraint(fields=["site_check", "officer"], name="sitecheck_officer_once")]

    def __str__(self) -> str:
        return f"{self.site_check_id} {self.officer_id}"


class SiteCheckPhoto(models.Model):
    """A photo taken at a check; the signature of the checked side is one too."""

    site_check = models.ForeignKey(SiteCheck, on_delete=models.PROTECT, related_name="photos")
    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="site_check_photo")
    caption = models.CharField(_("caption"), max_length=120, blank=True)
    is_signature = models.BooleanField(_("signature"), default=False)

    class Meta:
        verbose_name = _("photo of a check")
        verbose_name_plural = _("photos of a check")

    def __str__(self) -> str:
        return self.caption


class Hearing(models.Model):
    """A hearing in a permit matter (行政许可法 46 to 48): offered, asked for, notified seven working days before, held, recorded."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hearings")
    reason = models.TextField(_("whose interest is at stake, and why"))
    # Third parties told of their right, one a line.
    third_parties = models.TextField(_("interested parties"), blank=True)
    offered_on = models.DateField(_("right told"))
    asked_on = models.DateField(_("asked for"), null=True, blank=True)
    asked_by = models.CharField(_("asked by"), max_length=120, blank=True)
    notified_on = models.DateField(_("notice given"), null=True, blank=True)
    held_for = models.DateTimeField(_("time of the hearing"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chair")
    )
    record = models.TextField(_("record"), blank=True)
    held_at = models.DateTimeField(_("held"), null=True, blank=True)
    lapsed_on = models.DateField(_("not asked for"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")

    def __str__(self) -> str:
        return f"{self.case_id} {self.offered_on}"
