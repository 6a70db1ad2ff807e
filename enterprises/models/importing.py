"""Bulk import: a run, the staging table its rows are copied into, and the header mappings people have confirmed."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.models import private_storage


class ImportRun(models.Model):
    """One file on its way into the register. Read and checked into `ImportRow`, looked at by a person, then applied all at once."""

    class Kind(models.TextChoices):
        """What the rows are."""

        ENTERPRISE = "enterprise", _("Enterprises")
        EQUIPMENT = "equipment", _("Special equipment")
        INSTRUMENT = "instrument", _("Measuring instruments")
        CERTIFICATE = "certificate", _("Certificates")
        PERSON = "person", _("Qualified people")

    class State(models.TextChoices):
        """How far it has come."""

        UPLOADED = "uploaded", _("Columns to be confirmed")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, waiting for you")
        APPLYING = "applying", _("Being taken over")
        APPLIED = "applied", _("Taken over")
        FAILED = "failed", _("Failed")
        DISCARDED = "discarded", _("Discarded")

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UPLOADED)
    file_name = models.CharField(_("file"), max_length=200)
    file = models.FileField(storage=private_storage, max_length=200)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    header_row = models.PositiveIntegerField(default=0)
    # Column number (as text) to field name.
    mapping = models.JSONField(default=dict)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("uploaded"))
    checked_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(_("taken over"), null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.file_name} {self.get_state_display()}"


class ImportRow(models.Model):
    """One row of a file: where it stood, what it says after cleaning, and what would become of it."""

    class Verdict(models.TextChoices):
        """What becomes of the row."""

        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        SAME = "same", _("Unchanged")
        REFUSED = "refused", _("Refused")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows", db_index=False, db_constraint=False)
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=120, blank=True)
    # Cleaned values by field name (personal data sealed, as hexadecimal text), and what the cells said where a row is refused.
    data = models.JSONField(default=dict)
    verdict = models.CharField(max_length=8, blank=True)
    # Reasons of a refusal or notes, as codes with arguments; put into words when shown.
    reasons = models.JSONField(default=list)
    target_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("import row")
        verbose_name_plural = _("import rows")
        indexes: ClassVar = [
            models.Index(fields=["run", "line"], name="import_line"),
            models.Index(fields=["run", "key"], name="import_key"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.line}"


class HeaderMapping(models.Model):
    """What a person once said a header means, remembered for the next file of that kind."""

    kind = models.CharField(max_length=12, choices=ImportRun.Kind.choices)
    header = models.CharField(max_length=100)
    field = models.CharField(max_length=48)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("remembered header")
        verbose_name_plural = _("remembered headers")
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "header"], name="header_once")]

    def __str__(self) -> str:
        return f"{self.header} → {self.field}"
