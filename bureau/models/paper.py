"""Papers of a case: what people handed in (attachments) and what the bureau issued (documents)."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.models.case import Case


def private_storage() -> Storage:
    """Where evidence and documents lie: never under a public URL."""
    return storages["private"]


class Attachment(models.Model):
    """A file somebody handed in. Before the case exists it lies in a basket (a draft's random key)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments")
    basket = models.UUIDField(null=True, blank=True)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=private_storage, max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_citizen = models.BooleanField(_("handed in by the citizen"), default=False)
    uploaded_at = models.DateTimeField(_("uploaded"))
    # Opened only on the page of the room it belongs to, which asks for a reason and logs it; lists of files leave it out.
    guarded = models.BooleanField(_("opened only with a reason"), default=False, db_default=False)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes: ClassVar = [models.Index(fields=["basket"], name="attachment_basket", condition=models.Q(basket__isnull=False))]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=False) | models.Q(basket__isnull=False), name="attachment_belongs_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pgtrigger.register(
    pgtrigger.Protect(name="frozen", operation=pgtrigger.Update, condition=pgtrigger.Q(old__sha256__gt="")),
    pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
)
class Document(models.Model):
    """A letter or decision the bureau issued. Number and text are fixed in the transaction that issued it; the PDF is rendered once
    from them by a worker, and once its hash is there the database refuses any change."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    template = models.CharField(max_length=48)
    title = models.CharField(_("title"), max_length=120)
    number = models.CharField(_("document number"), max_length=60, unique=True)
    check_code = models.CharField(_("check code"), max_length=20, unique=True)
    source = models.JSONField(default=dict)
    file = models.FileField(storage=private_storage, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    for_citizen = models.BooleanField(_("readable by the citizen"), default=True)
    # Whose electronic seal the file bears: the subject of the sealing certificate. Empty: none was configured when it was made.
    sealed_as = models.CharField(_("electronic seal"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes: ClassVar = [models.Index(fields=["issued_at"], name="document_to_render", condition=models.Q(sha256=""))]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_rendered(self) -> bool:
        """Whether the PDF exists and is frozen."""
        return bool(self.sha256)


@pgtrigger.register(pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete))
class DocumentCheck(models.Model):
    """Somebody checked a document by its code. The address is kept as a digest only."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="checks")
    at = models.DateTimeField(_("checked"))
    address_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("check of a document")
        verbose_name_plural = _("checks of documents")
        indexes: ClassVar = [models.Index(fields=["document", "-at"], name="documentcheck_newest")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.at:%Y-%m-%d %H:%M}"


class NumberCounter(models.Model):
    """Last formal number given per kind and year. One row, locked in the transaction that takes a number: no gap, no double."""

    kind = models.CharField(max_length=32)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number counter")
        verbose_name_plural = _("number counters")
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "year"], name="number_counter_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


@pgtrigger.register(pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete))
class DocumentVoid(models.Model):
    """A document that was issued and stands no more. The paper itself is never changed; whoever checks its code learns of this."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="voided")
    reason = models.CharField(_("reason"), max_length=300)
    replaced_by = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("voided"))

    class Meta:
        verbose_name = _("voided document")
        verbose_name_plural = _("voided documents")

    def __str__(self) -> str:
        return f"{self.document_id} {self.at:%Y-%m-%d}"
