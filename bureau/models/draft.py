"""A form half filled in: survives a closed tab, opens with a resume code or from its owner's desk, forgets itself."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.sealing import SealedTextField


class Draft(models.Model):
    """The fields as typed, sealed (personal data). `basket` is where its files lie; the resume code is known by its index only.

    `purpose` names the form ("submission", "application"); a draft is opened by the form it was written in and no other. `owner` and
    `subject` (what it is for, in the form's own terms) are empty for people without an account.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    purpose = models.CharField(max_length=24, default="submission")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")
    subject = models.CharField(max_length=80, blank=True)
    code_index = models.BinaryField(max_length=16, unique=True)
    basket = models.UUIDField(default=uuid4, unique=True)
    content = SealedTextField(blank=True)
    expires_at = models.DateTimeField(db_index=True)
    submitted_number = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes: ClassVar = [
            models.Index(fields=["owner", "purpose", "-expires_at"], name="draft_owner", condition=models.Q(owner__isnull=False))
        ]

    def __str__(self) -> str:
        return str(self.id)
