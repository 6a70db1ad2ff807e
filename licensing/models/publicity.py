"""Penalties shown to the public (市场监督管理行政处罚信息公示规定), and the volume of a closed case."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.models import Case, private_storage
from licensing.models.penalty import PenaltyCase


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    model_name="PublicationHistory",
    obj_field=pghistory.ObjForeignKey(related_name="history"),
    append_only=True,
)
class Publication(models.Model):
    """What the public reads of a penalty: summary fields and the redacted text. Ends by itself after 3 months or 3 years (13)."""

    class State(models.TextChoices):
        """Where it stands."""

        PREPARING = "preparing", _("Being prepared")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ENDED = "ended", _("Ended")
        NOT_PUBLISHED = "not-published", _("Not published")

    case = models.OneToOneField(PenaltyCase, on_delete=models.PROTECT, related_name="publication")
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.PREPARING)
    summary = models.JSONField(_("summary"), default=dict)
    text = models.TextField(_("text as published"), blank=True)
    # Each {"words", "reason"}: what was left out beyond the rules.
    redactions = models.JSONField(_("left out"), default=list, blank=True)
    why_not = models.CharField(_("why it is not published"), max_length=300, blank=True)
    publish_by = models.DateField(_("publish by"))
    published_on = models.DateField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    withdraw_by = models.DateField(_("withdraw by"), null=True, blank=True)
    ended_on = models.DateField(_("ended or withdrawn"), null=True, blank=True)
    end_reason = models.TextField(_("reason"), blank=True)
    early_asked_on = models.DateField(_("early end asked for"), null=True, blank=True)
    early_grounds = models.TextField(_("grounds of the application"), blank=True)
    early_granted = models.BooleanField(_("early end granted"), null=True, blank=True)
    early_answer = models.TextField(_("answer"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("publication of a penalty")
        verbose_name_plural = _("publications of penalties")
        indexes: ClassVar = [
            models.Index(fields=["-published_on", "-id"], name="publication_newest", condition=Q(state="published")),
            models.Index(fields=["ends_on"], name="publication_ends", condition=Q(state="published")),
            models.Index(fields=["publish_by"], name="publication_due", condition=Q(state="preparing")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class CaseVolume(models.Model):
    """The whole file of a case as one PDF with an index and page numbers, as it was then. `entries`: title, first page, pages."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="volumes")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    entries = models.JSONField(_("index"), default=list)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    file = models.FileField(storage=private_storage, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    fault = models.CharField(_("what went wrong"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        verbose_name = _("volume of a case")
        verbose_name_plural = _("volumes of cases")

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_at:%Y-%m-%d}"
