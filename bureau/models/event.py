"""What happened to a case, in order, never changed: the timeline and the audit trail in one table."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.models.case import Case
from bureau.models.people import Office


@pgtrigger.register(pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete))
class Event(models.Model):
    """One step or note. `from_state` is empty for the opening, equal to `to_state` for what changes no state."""

    class Audience(models.TextChoices):
        """Who reads it: staff only, or also the person whose matter it is."""

        STAFF = "staff", _("Staff only")
        PUBLIC = "public", _("Also the citizen")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    action = models.CharField(_("action"), max_length=48)
    from_state = models.CharField(max_length=32, blank=True)
    to_state = models.CharField(max_length=32, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    actor_role = models.CharField(max_length=16)
    at = models.DateTimeField(_("time"))
    note = models.TextField(_("note"), blank=True)
    data = models.JSONField(default=dict, blank=True)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.STAFF)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes: ClassVar = [models.Index(fields=["case", "at", "id"], name="event_case")]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"


class Assignment(models.Model):
    """A case in somebody's hands: from when to when, so that days in each hand are visible."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("handler"))
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("office"))
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(until__isnull=True), name="assignment_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.since:%Y-%m-%d}"
