"""The one ledger of what an enterprise must do by when, and the secret addresses of its calendar feeds."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from enterprises.models.enterprise import Enterprise

OPEN = Q(state="open")


class ObligationKind(models.Model):
    """A kind of obligation as data: what gives rise to it, how early it must be done and under which article.

    The last day to act is the source's date minus `before_months` and `before_days` (plus `after_days` where the law counts from an
    event); from `lead_days` before it the obligation can be done and is shown as coming up.
    """

    class Action(models.TextChoices):
        """What has to be done."""

        RENEW = "renew", _("Renew")
        INSPECT = "inspect", _("Have inspected")
        VERIFY = "verify", _("Have verified")
        CHANGE = "change", _("Have changed")
        REPORT = "report", _("Submit a report")
        FILE = "file", _("File or register")

    class Trigger(models.TextChoices):
        """What gives rise to it."""

        EXPIRY = "expiry", _("The source's last good day")
        FIRST_USE = "first_use", _("First use without registration")
        CHANGE = "change", _("Name, address or representative of the holder changed")
        YEARLY = "yearly", _("A fixed day of the year")
        OUTSIDE = "outside", _("Written by another part of the portal")

    code = models.SlugField(_("code"), max_length=48, unique=True)
    label = models.CharField(_("label"), max_length=80)
    label_en = models.CharField(_("English label"), max_length=120, blank=True)
    action = models.CharField(_("action"), max_length=8, choices=Action.choices)
    trigger = models.CharField(_("trigger"), max_length=10, choices=Trigger.choices)
    # Which sources it is about: a key of SOURCES, "enterprise", or a name of the app that writes it; and which of their kinds (empty: all).
    source_type = models.CharField(_("source"), max_length=24)
    source_kinds = models.JSONField(_("only these kinds"), default=list, blank=True)
    before_months = models.PositiveSmallIntegerField(_("months before"), default=0)
    before_days = models.PositiveSmallIntegerField(_("days before"), default=0)
    after_days = models.PositiveSmallIntegerField(_("days after"), default=0)
    # For a fixed day of the year, "06-30".
    yearly_day = models.CharField(_("day of the year"), max_length=5, blank=True)
    lead_days = models.PositiveSmallIntegerField(_("lead time (days)"), default=60)
    basis = models.CharField(_("legal basis"), max_length=200)
    confirmed = models.BooleanField(_("basis confirmed"), default=False)
    how = models.TextField(_("how to do it"), blank=True)
    how_en = models.TextField(_("how to do it (English)"), blank=True)
    # Where it can be done: a URL name of the portal or an https address; empty if only outside.
    link = models.CharField(_("where to do it"), max_length=200, blank=True)
    duty = models.CharField(_("duty to remind"), max_length=12, blank=True)
    active = models.BooleanField(_("active"), default=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering: ClassVar = ["order", "code"]
        verbose_name = _("kind of obligation")
        verbose_name_plural = _("kinds of obligation")

    def __str__(self) -> str:
        language = get_language() or ""
        return self.label_en if language.startswith("en") and self.label_en else self.label


class Obligation(models.Model):
    """What one enterprise must do by `due_on`. Unique per source, kind and cycle; written only by `enterprises.obligations.ledger`."""

    class State(models.TextChoices):
        """Where it stands; whether it is late is a question of the day, never stored."""

        OPEN = "open", _("To be done")
        MET = "met", _("Done")
        CANCELLED = "cancelled", _("No longer applies")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="obligations", db_index=False)
    kind = models.ForeignKey(ObligationKind, on_delete=models.PROTECT, related_name="+", db_index=False)
    action = models.CharField(_("action"), max_length=8, choices=ObligationKind.Action.choices)
    source_type = models.CharField(max_length=24)
    source_id = models.BigIntegerField()
    cycle = models.PositiveIntegerField()
    title = models.CharField(_("about"), max_length=160)
    # Copied from the enterprise, so that a township's list is one range of one index.
    township = models.CharField(_("township"), max_length=48, blank=True)
    # The source's own date (last good day, day of first use), the last day to act, and the day from which it can be done.
    source_date = models.DateField(_("date"))
    due_on = models.DateField(_("due"))
    opens_on = models.DateField(_("can be done from"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    closed_on = models.DateField(_("ended"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("entered"))
    updated_at = models.DateTimeField(_("last changed"))

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source_type", "source_id", "kind", "cycle"], name="obligation_once"),
            models.CheckConstraint(
                condition=Q(state="open", closed_on__isnull=True) | (~Q(state="open") & Q(closed_on__isnull=False)),
                name="obligation_closed_when_ended",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "due_on", "id"], name="obl_enterprise"),
            models.Index(fields=["due_on", "id"], name="obl_due", condition=OPEN),
            models.Index(fields=["township", "due_on", "id"], name="obl_township", condition=OPEN),
            models.Index(fields=["action", "due_on", "id"], name="obl_action", condition=OPEN),
            models.Index(fields=["kind", "due_on", "id"], name="obl_kind", condition=OPEN),
            models.Index(fields=["township", "action", "due_on", "id"], name="obl_town_action", condition=OPEN),
            models.Index(fields=["township", "kind", "due_on", "id"], name="obl_town_kind", condition=OPEN),
            # What has ended, newest first.
            models.Index(fields=["-closed_on", "-id"], name="obl_ended", condition=~OPEN),
            models.Index(fields=["township", "-closed_on", "-id"], name="obl_town_ended", condition=~OPEN),
            models.Index(fields=["kind", "-closed_on", "-id"], name="obl_kind_ended", condition=~OPEN),
            models.Index(fields=["action", "-closed_on", "-id"], name="obl_action_ended", condition=~OPEN),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.due_on}"


class FeedKey(models.Model):
    """The secret address of one person's calendar feed. Only its digest is kept; a new key ends the old one."""

    key_index = models.BinaryField(max_length=16, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed_keys")
    # An enterprise's calendar, or for staff a township's ("" stands for the whole district).
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    township = models.CharField(max_length=48, blank=True)
    created_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "enterprise", "township"],
                condition=Q(revoked_at__isnull=True),
                name="feed_one_a_scope",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.township or self.enterprise_id or ''}"
