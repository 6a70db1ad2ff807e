"""The outbox: a message is a row first, and delivery is another process's work."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.models.case import Case
from bureau.models.party import Party
from bureau.sealing import SealedTextField


class MessageChannel(models.TextChoices):
    """How a message travels."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    INBOX = "inbox", _("Portal inbox")
    PHONE = "phone", _("Phone call by staff")


class MessageTemplate(models.Model):
    """Wording, versioned: a change is a new version, and a sent message keeps the one it was sent with.

    `subject` and `body` are Django template text over the message's context. One row per (code, channel, language, version).
    """

    code = models.SlugField(max_length=48)
    channel = models.CharField(_("channel"), max_length=8, choices=MessageChannel.choices)
    language = models.CharField(_("language"), max_length=8, default="zh-hans")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "channel", "language", "version"], name="template_version_once"),
            models.UniqueConstraint(fields=["code", "channel", "language"], condition=models.Q(active=True), name="template_one_active"),
        ]

    def __str__(self) -> str:
        return f"{self.code}/{self.channel}/{self.language} v{self.version}"


class Message(models.Model):
    """One thing to tell one person by one channel. Unique `dedupe_key`: asked for twice, sent once.

    Addressed to a party of the case, a member of staff, or (sealed) `address`. The address is looked up at sending, so that a corrected
    phone number is used. What was really sent is kept sealed in `sent_text`.
    """

    class Status(models.TextChoices):
        """Where delivery stands."""

        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        DEAD = "dead", _("Given up")
        CANCELLED = "cancelled", _("Cancelled")

    channel = models.CharField(_("channel"), max_length=8, choices=MessageChannel.choices)
    code = models.CharField(max_length=48)
    template = models.ForeignKey(MessageTemplate, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    context = models.JSONField(default=dict)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, related_name="messages", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="messages", db_index=False
    )
    address = SealedTextField(blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    dedupe_key = models.CharField(max_length=120, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created"))
    next_attempt_at = models.DateTimeField(_("next attempt"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    provider_id = models.CharField(max_length=100, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    sent_text = SealedTextField(blank=True)
    fallback_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="fallbacks")

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes: ClassVar = [
            models.Index(fields=["next_attempt_at", "id"], name="message_due", condition=models.Q(status__in=["queued", "sending"])),
            models.Index(fields=["user", "-id"], name="message_inbox", condition=models.Q(channel="inbox")),
            models.Index(fields=["-id"], name="message_dead", condition=models.Q(status="dead")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(party__isnull=False) | models.Q(user__isnull=False) | models.Q(address__isnull=False),
                name="message_has_addressee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.channel} {self.status}"
