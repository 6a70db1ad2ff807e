"""What is applied for: one case, guided by the version of the guide in force on the day it came in, and the papers handed in with it."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.models import Attachment, Case
from bureau.sealing import SealedTextField, blind_index, mask_name
from licensing.models.catalogue import Guide, ItemVersion
from licensing.models.certificate import IssuedCertificate


class Request(models.TextChoices):
    """What is asked for (行政许可法 29, 49, 50, 70)."""

    NEW = "new", _("First application")
    RENEWAL = "renewal", _("Renewal")
    CHANGE = "change", _("Change")
    REISSUE = "reissue", _("Replacement of a lost certificate")
    CANCELLATION = "cancellation", _("Cancellation")


class ApplicantType(models.TextChoices):
    """Who applies."""

    ENTERPRISE = "enterprise", _("Enterprise or institution")
    PERSON = "person", _("Person")


class Delivery(models.TextChoices):
    """How the result reaches the applicant (行政许可法 44)."""

    DOWNLOAD = "download", _("Electronic certificate, downloaded")
    COLLECT = "collect", _("Collected at the window")
    POST = "post", _("By post")


class Opinion(models.TextChoices):
    """What the reviewer proposes."""

    GRANT = "grant", _("Grant")
    REFUSE = "refuse", _("Refuse")


class JointVisit(models.Model):
    """One visit for several items (联办): one set of materials, one case and one clock for each item."""

    number = models.CharField(_("number"), max_length=32, unique=True)
    enterprise_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    applicant_mask = models.CharField(_("applicant"), max_length=120)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(_("opened"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("joint visit")
        verbose_name_plural = _("joint visits")
        indexes: ClassVar = [models.Index(fields=["-opened_at", "-id"], name="jointvisit_newest")]

    def __str__(self) -> str:
        return self.number


class Application(Case):
    """An application, notice, filing or petition for one item. Its process is the workflow of its `kind`.

    `answers` are what the guide's form asked, by field code, without personal data; personal answers are sealed together as one JSON text.
    The applicant is a `Party`; an enterprise's code is on the docket row.
    """

    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="applications", verbose_name=_("power item"))
    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="applications", verbose_name=_("guide"))
    request = models.CharField(_("asked for"), max_length=12, choices=Request.choices, default=Request.NEW)
    applicant_type = models.CharField(_("applicant"), max_length=10, choices=ApplicantType.choices)
    # Name of an enterprise in full, of a person as a mask.
    applicant_name = models.CharField(_("applicant"), max_length=120)
    # The applicant found again: the code of an enterprise, or blind index of a person's identity number.
    person_index = models.BinaryField(null=True, max_length=16)
    certificate = models.ForeignKey(
        IssuedCertificate, on_delete=models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("certificate")
    )
    answers = models.JSONField(_("answers"), default=dict)
    sealed_answers = SealedTextField(blank=True)
    delivery = models.CharField(_("delivery"), max_length=10, choices=Delivery.choices, default=Delivery.DOWNLOAD)
    delivery_address = SealedTextField(blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("filed by")
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("helped by")
    )
    visit = models.ForeignKey(
        JointVisit, on_delete=models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("joint visit")
    )
    # --- written by the steps of the process ---
    accepted_on = models.DateField(_("accepted"), null=True, blank=True)
    acceptance_deemed = models.BooleanField(_("accepted by silence"), default=False)
    corrections = models.PositiveSmallIntegerField(_("correction notices"), default=0)
    # What the last correction notice asked for: field codes and material codes, each with its remark. Only these are open then.
    correction_asked = models.JSONField(default=list, blank=True)
    opinion = models.CharField(_("opinion of the review"), max_length=8, choices=Opinion.choices, blank=True)
    opinion_text = models.TextField(_("reasons of the review"), blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    decision_text = models.TextField(_("reasons of the decision"), blank=True)
    decision_deemed = models.BooleanField(_("renewed by silence"), default=False)
    delivered_on = models.DateField(_("delivered"), null=True, blank=True)
    delivered_to = models.CharField(_("received by"), max_length=60, blank=True)
    tracking_number = models.CharField(_("postal number"), max_length=40, blank=True)
    # Whether the review found false statements (行政许可法 78): a bar on new applications where safety is concerned.
    found_false = models.BooleanField(_("false material found"), default=False)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes: ClassVar = [
            models.Index(fields=["item_version", "-case_ptr"], name="application_item"),
            models.Index(fields=["certificate"], name="application_certificate", condition=Q(certificate__isnull=False)),
            models.Index(fields=["person_index"], name="application_person", condition=Q(person_index__isnull=False)),
            models.Index(fields=["filed_by", "-case_ptr"], name="application_filed_by", condition=Q(filed_by__isnull=False)),
            models.Index(fields=["found_false", "decided_on"], name="application_false", condition=Q(found_false=True)),
        ]

    def name_person(self, *, name: str, identity_number: str) -> None:
        """Fill the columns that stand for a person who applies: mask and blind index."""
        self.applicant_name = mask_name(name)
        self.person_index = blind_index(identity_number)


class MaterialFile(models.Model):
    """A file handed in for one material of the guide. Before the application exists it lies in its draft's basket."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, blank=True, related_name="material_files")
    basket = models.UUIDField(null=True, blank=True)
    code = models.CharField(_("material"), max_length=48)
    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, related_name="material")
    # The earlier file it was taken over from.
    reused_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Replaced by a later one after a correction notice; kept, never deleted.
    superseded = models.BooleanField(_("replaced"), default=False)

    class Meta:
        verbose_name = _("file of a material")
        verbose_name_plural = _("files of materials")
        indexes: ClassVar = [models.Index(fields=["basket"], name="materialfile_basket", condition=Q(basket__isnull=False))]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(application__isnull=False) | Q(basket__isnull=False), name="materialfile_belongs_somewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.attachment_id}"


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    model_name="MaterialCheckHistory",
    obj_field=pghistory.ObjForeignKey(related_name="history"),
    append_only=True,
)
class MaterialCheck(models.Model):
    """What the window found of one material: seen as original, as copy, missing or wrong, with a remark. One row a material."""

    class Finding(models.TextChoices):
        """How it stands."""

        ORIGINAL = "original", _("Original seen")
        COPY = "copy", _("Copy handed in")
        ELECTRONIC = "electronic", _("Electronic file")
        ON_FILE = "on_file", _("On file here, not asked again")
        MISSING = "missing", _("Missing")
        WRONG = "wrong", _("Not in order")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="material_checks")
    code = models.CharField(_("material"), max_length=48)
    finding = models.CharField(_("finding"), max_length=12, choices=Finding.choices)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("checked"))

    class Meta:
        verbose_name = _("check of a material")
        verbose_name_plural = _("checks of materials")
        constraints: ClassVar = [models.UniqueConstraint(fields=["application", "code"], name="materialcheck_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.finding}"
