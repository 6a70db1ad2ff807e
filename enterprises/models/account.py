"""Who may act for an enterprise on the portal."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.sealing import SealedTextField
from enterprises.models.enterprise import Enterprise


class Membership(models.Model):
    """One person acting for one enterprise. An ended row is history."""

    class Part(models.TextChoices):
        """What the person may do: an owner manages people too, an agent acts, a reader looks."""

        OWNER = "owner", _("Owner")
        AGENT = "agent", _("Agent")
        READER = "reader", _("Reader")

    class Proof(models.TextChoices):
        """How it was made sure that the person acts for the enterprise."""

        CODE = "code", _("Code sent to the contact on file")
        STAFF = "staff", _("Checked by staff")
        INVITED = "invited", _("Invited by an owner")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    part = models.CharField(_("role"), max_length=8, choices=Part.choices)
    proof = models.CharField(_("proved by"), max_length=8, choices=Proof.choices)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "user"], condition=Q(ended_at__isnull=True), name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_part_display()} {self.enterprise}"


class AccountRequest(models.Model):
    """Somebody asks to act for an enterprise; settled by a code sent to the contact on file, or by staff."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("Waiting for the bureau")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account_requests")
    code = models.CharField(_("unified social credit code"), max_length=18)
    enterprise_name = models.CharField(_("name of the enterprise"), max_length=120)
    # Null while the register does not know the code.
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="account_requests")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    # Files handed in as proof lie in this basket (bureau.Attachment).
    basket = models.UUIDField(null=True, blank=True)
    # The code sent to the contact on file: its digest, until when it is good, wrong tries.
    code_digest = models.BinaryField(max_length=32, null=True, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(_("asked"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("account request")
        verbose_name_plural = _("account requests")
        indexes: ClassVar = [models.Index(fields=["made_at", "id"], name="account_waiting", condition=Q(state="waiting"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "code"], condition=Q(state="waiting"), name="account_one_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_state_display()}"


class Invitation(models.Model):
    """An owner invites a colleague by phone; the link in the message works once."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="invitations")
    part = models.CharField(_("role"), max_length=8, choices=Membership.Part.choices)
    phone = SealedTextField(blank=True)
    phone_mask = models.CharField(_("phone"), max_length=24)
    phone_index = models.BinaryField(max_length=16)
    token_index = models.BinaryField(max_length=16, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.phone_mask} {self.get_part_display()}"
