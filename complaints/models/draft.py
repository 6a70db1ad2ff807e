"""A form half filled in: survives a closed tab, opens with a resume code, forgets itself."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.sealing import SealedTextField


class Draft(models.Model):
    """The fields as typed, sealed (personal data). `basket` is where its files lie; the resume code is known by its index only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code_index = models.BinaryField(max_length=16, unique=True)
    basket = models.UUIDField(default=uuid4, unique=True)
    content = SealedTextField(blank=True)
    expires_at = models.DateTimeField(db_index=True)
    submitted_number = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes: ClassVar = []

    def __str__(self) -> str:
        return str(self.id)
