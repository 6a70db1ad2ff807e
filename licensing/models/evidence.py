"""Investigation: the ledger of evidence with its chain of custody, records signed on screen, testing orders."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.models import Attachment, Case
from bureau.sealing import SealedTextField


class Evidence(models.Model):
    """One piece of evidence (行政处罚法 46). Its files are never changed.

    Evidence got unlawfully is excluded with its reason, not deleted.
    """

    class Kind(models.TextChoices):
        """The eight kinds of article 46."""

        DOCUMENT = "document", _("Documentary evidence")
        OBJECT = "object", _("Physical evidence")
        MEDIA = "media", _("Audio-visual material")
        ELECTRONIC = "electronic", _("Electronic data")
        WITNESS = "witness", _("Testimony of a witness")
        PARTY = "party", _("Statement of the party")
        EXPERT = "expert", _("Expert opinion")
        SITE = "site", _("Record of an inspection or of the site")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveSmallIntegerField(_("number in the ledger"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    proves = models.TextField(_("what it proves"))
    origin = models.CharField(_("where it comes from"), max_length=200)
    holder = models.CharField(_("who holds it"), max_length=120)
    is_copy = models.BooleanField(_("copy compared with the original"), default=False)
    pages = models.PositiveSmallIntegerField(_("pages"), default=1)
    obtained_at = models.DateTimeField(_("obtained"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    collected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("collected by"))
    witnessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("together with"))
    entered_at = models.DateTimeField(_("entered"))
    excluded_at = models.DateTimeField(_("excluded"), null=True, blank=True)
    excluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    excluded_reason = models.CharField(_("why excluded"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="evidence_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


@pgtrigger.register(pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete))
class EvidenceFile(models.Model):
    """A file of a piece of evidence, with the digest it had when it was entered: photo, recording, scan, export."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="files")
    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="evidence_file")
    sha256 = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("file of evidence")
        verbose_name_plural = _("files of evidence")

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.attachment_id}"


@pgtrigger.register(pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete))
class EvidenceMove(models.Model):
    """One link of the chain of custody: who had it, who has it now, where, why."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="moves")
    at = models.DateTimeField(_("at"))
    giver = models.CharField(_("handed over by"), max_length=120)
    taker = models.CharField(_("received by"), max_length=120)
    place = models.CharField(_("place"), max_length=200)
    reason = models.CharField(_("reason"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "id"]
        verbose_name = _("move of evidence")
        verbose_name_plural = _("moves of evidence")

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.at:%Y-%m-%d %H:%M}"


@pgtrigger.register(
    pgtrigger.Protect(
        name="signed_is_kept", operation=pgtrigger.Update | pgtrigger.Delete, condition=pgtrigger.Q(old__closed_at__isnull=False)
    )
)
class FieldRecord(models.Model):
    """A record made on site or in an interview (行政处罚法 55), by two officers, read back and signed. Once closed it is not changed again.

    `lines`: questions and answers, or findings, each {"ask", "answer"}. The person's name and number are sealed.
    """

    class Kind(models.TextChoices):
        """Which record."""

        INTERVIEW = "interview", _("Interview record")
        SITE = "site", _("Site record")
        STATEMENT = "statement", _("Record of a statement and defence")
        HEARING = "hearing", _("Record of the hearing")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="field_records")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    place = models.CharField(_("place"), max_length=200)
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    person = SealedTextField(blank=True)
    person_mask = models.CharField(_("person"), max_length=60, blank=True)
    person_part = models.CharField(_("what the person is to the case"), max_length=60, blank=True)
    identity_number = SealedTextField(blank=True)
    rights_told = models.BooleanField(_("certificates shown and rights told"), default=False)
    lines = models.JSONField(_("record"), default=list)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("officer"))
    officer_certificate = models.CharField(max_length=32)
    second_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("second officer")
    )
    second_certificate = models.CharField(max_length=32)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["began_at", "id"]
        verbose_name = _("field record")
        verbose_name_plural = _("field records")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(officer=models.F("second_officer")), name="fieldrecord_two_officers"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.began_at:%Y-%m-%d}"


@pgtrigger.register(pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete))
class RecordSignature(models.Model):
    """One signature under a field record, drawn on screen; or the note that somebody refused, which two officers witness."""

    class Part(models.TextChoices):
        """Who signs."""

        OFFICER = "officer", _("Officer")
        PARTY = "party", _("Person heard or party")
        WITNESS = "witness", _("Witness")

    record = models.ForeignKey(FieldRecord, on_delete=models.PROTECT, related_name="signatures")
    part = models.CharField(_("part"), max_length=8, choices=Part.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name_mask = models.CharField(_("name"), max_length=60)
    drawing = models.OneToOneField(Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="record_signature")
    refused = models.BooleanField(_("refused to sign"), default=False)
    refusal_reason = models.CharField(_("reason of the refusal"), max_length=200, blank=True)
    # Digest of the record's text as signed: a change after the first signature is seen.
    text_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(_("signed"))

    class Meta:
        ordering: ClassVar = ["at", "id"]
        verbose_name = _("signature of a record")
        verbose_name_plural = _("signatures of records")

    def __str__(self) -> str:
        return f"{self.record_id} {self.part}"


class Examination(models.Model):
    """Sampling, testing or appraisal ordered in a case. Its days are left out of the periods it pauses (行政强制法 25 para. 3)."""

    class Kind(models.TextChoices):
        """What is done."""

        SAMPLING = "sampling", _("Sampling as evidence")
        TESTING = "testing", _("Testing or inspection")
        APPRAISAL = "appraisal", _("Appraisal")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="examinations")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    subject = models.CharField(_("what is examined"), max_length=200)
    question = models.CharField(_("what is asked"), max_length=300)
    laboratory = models.CharField(_("laboratory or institute"), max_length=120)
    # Of the sample: quantity, batch, seal number, reserve sample.
    sample = models.JSONField(_("sample"), default=dict, blank=True)
    began_on = models.DateField(_("began"))
    told_on = models.DateField(_("party told of the time"), null=True, blank=True)
    expected_on = models.DateField(_("expected"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    report_number = models.CharField(_("report number"), max_length=60, blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    result_told_on = models.DateField(_("result told to the party"), null=True, blank=True)
    report = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["began_on", "id"]
        verbose_name = _("examination")
        verbose_name_plural = _("examinations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("began_on")), name="examination_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.subject}"
