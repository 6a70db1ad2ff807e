"""Letters and decisions: issued in a transaction, set as PDF/A afterwards, checked by anybody for ever.

`issue_document` fixes number, check code and text. A worker renders from that text alone; if the wake-up is lost with Redis, the scheduled
task finds the row by its empty hash. The same text gives the same pages; the electronic seal (`bureau.eseal`) is added to them, and the
hash is that of the sealed file. Once the hash is there, a database trigger refuses any change. The text holds personal data and is
sealed at rest.
"""

import base64
import hashlib
import json
import logging
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import eseal
from bureau.attachments import private_file
from bureau.errors import BureauError
from bureau.letters import LetterKind, chinese_date, letter_kind
from bureau.models import Case, Document, DocumentVoid, User
from bureau.numbering import document_number
from bureau.sealing import UnsealError, seal, unseal
from bureau.signals import document_fetched
from bureau.typesetting import TypesettingError, typeset
from bureau.upload_names import clean_name
from bureau.waking import wake

log = logging.getLogger(__name__)

RENDER_TASK = "bureau.render_documents"
BUREAU_NAME = "淮安市楚州区质量和市场监督管理局"
# No 0/O, 1/I/L: the code is read from paper and over the telephone. 12 characters of 31 are 59 bits.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_GROUPS, CODE_GROUP = 3, 4
_ISO_DATE = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_NOT_CODE = re.compile(r"[\s\-–—_]+")


class IncompleteLetter(BureauError):
    """Facts are missing that the letter must state; refused before a number is taken."""


class VoidRefused(BureauError):
    """The document cannot be voided so."""


class DocumentNotReady(BureauError):
    """The PDF cannot be made or read right now; staff are told, the number stays."""


@dataclass(frozen=True)
class Verification:
    """What anybody may know about a document: nothing about the people in it."""

    number: str
    title: str
    issued_on: date
    office: str
    bureau: str
    check_code: str
    sha256: str
    sealed_as: str
    template: str
    document_id: int
    # Filled where the document stands no more.
    void_reason: str = ""
    voided_on: date | None = None
    replaced_by: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether there is a PDF to compare with."""
        return bool(self.sha256)


def issue_document(case: Case, kind: str, source: Mapping[str, Any], *, by: User | None, at: datetime) -> Document:
    """Issue a letter in the caller's transaction; its PDF follows after commit.

    `source` gives the facts named by the letter kind as texts, dates (also in ISO form), amounts or lists of them. Raises IncompleteLetter,
    LookupError for an unknown kind, and TransactionManagementError outside an atomic block.
    """
    letter = letter_kind(kind)
    if missing := letter.missing_from(source):
        raise IncompleteLetter(_("The letter “%(title)s” needs: %(missing)s.") % {"title": letter.title, "missing": ", ".join(missing)})
    facts = {name: _frozen(value) for name, value in source.items()}
    issued_on = timezone.localdate(at)
    document = Document(
        case=case,
        template=letter.template,
        title=str(facts.pop("title", "") or letter.title)[:120],
        number=document_number(letter.number_kind, issued_on),
        check_code=new_check_code(),
        issued_at=at,
        issued_by=by,
        for_citizen=letter.for_citizen,
    )
    document.source = _sealed(_letter_text(letter, document, facts))
    document.save(force_insert=True)
    transaction.on_commit(partial(wake, RENDER_TASK))
    return document


def _letter_text(letter: LetterKind, document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """Everything the template prints, so that a later change of a name, rule or setting cannot change an issued letter."""
    case, office = document.case, document.case.office
    remedies = facts.pop("remedies", None) or list(letter.remedies)
    return {
        "kind": letter.code,
        "title": document.title,
        "number": document.number,
        "issued_on": chinese_date(timezone.localdate(document.issued_at)),
        "bureau": getattr(settings, "BUREAU_NAME", BUREAU_NAME),
        "office": office.name if office else "",
        "office_phone": office.phone if office else "",
        "office_address": office.address if office else "",
        "hotline": getattr(settings, "PORTAL_HOTLINE", "12365"),
        "case_number": case.number,
        "basis": letter.basis_for(timezone.localdate(case.opened_at)),
        "remedies": remedies,
        "check_code": document.check_code,
        "verify_url": verify_url(document.check_code),
        "facts": {**dict.fromkeys(sorted(letter.requires | letter.optional), ""), **facts},
    }


def _frozen(value: Any) -> Any:
    """A fact as text: dates in Chinese, amounts with two decimals, lists item by item."""
    if isinstance(value, str):
        return chinese_date(date.fromisoformat(value)) if _ISO_DATE.fullmatch(value) else value
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, Iterable) and not isinstance(value, Mapping):
        return [_frozen(item) for item in value]
    return "" if value is None else str(value)


def _sealed(text: dict[str, Any]) -> dict[str, str]:
    return {"sealed": base64.b64encode(seal(json.dumps(text, ensure_ascii=False))).decode()}


def letter_text(document: Document) -> dict[str, Any]:
    """The frozen text of a document, opened. Raises UnsealError."""
    text: dict[str, Any] = json.loads(unseal(base64.b64decode(document.source["sealed"])))
    return text


def new_check_code() -> str:
    """A random code such as K7QF-9M2P-4TXD."""
    groups = ("".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_GROUP)) for _group in range(CODE_GROUPS))
    return "-".join(groups)


def normal_check_code(typed: str) -> str:
    """What somebody typed, in the form the code is stored: case, blanks and hyphens do not count. Empty if it cannot be a code."""
    letters = _NOT_CODE.sub("", typed).upper()
    if len(letters) != CODE_GROUPS * CODE_GROUP or set(letters) - set(CODE_ALPHABET):
        return ""
    return "-".join(letters[start : start + CODE_GROUP] for start in range(0, len(letters), CODE_GROUP))


def verify_url(check_code: str) -> str:
    """The public address printed in the QR code."""
    return f"{settings.SITE_URL}{reverse('bureau:verify-code', args=[check_code])}"


def verify(check_code: str) -> Verification | None:
    """The document with this code, as the public may see it; None if there is none."""
    code = normal_check_code(check_code)
    rows = Document.objects.select_related("voided__replaced_by").filter(check_code=code)
    document = rows.first() if code else None
    if document is None:
        return None
    text, void = letter_text(document), getattr(document, "voided", None)
    return Verification(
        number=document.number,
        title=document.title,
        issued_on=timezone.localdate(document.issued_at),
        office=text["office"],
        bureau=text["bureau"],
        check_code=document.check_code,
        sha256=document.sha256,
        sealed_as=document.sealed_as,
        template=document.template,
        document_id=document.pk,
        void_reason=void.reason if void else "",
        voided_on=timezone.localdate(void.at) if void else None,
        replaced_by=void.replaced_by.number if void and void.replaced_by else "",
    )


def void_document(document: Document, *, reason: str, by: User, at: datetime, replaced_by: Document | None = None) -> DocumentVoid:
    """Declare an issued document void; the paper stays, and whoever checks its code learns of it with the reason, which names nobody.

    Raises VoidRefused for one voided already, without a reason, or replaced by itself or by a paper of another case.
    """
    if not reason.strip():
        raise VoidRefused(_("Say why the document is void."))
    if replaced_by is not None and (replaced_by.pk == document.pk or replaced_by.case_id != document.case_id):
        raise VoidRefused(_("A document is replaced by another one of the same case."))
    values = {"reason": reason.strip()[:300], "by": by, "at": at, "replaced_by": replaced_by}
    row, is_new = DocumentVoid.objects.get_or_create(document=document, defaults=values)
    if not is_new:
        raise VoidRefused(_("This document is void already."))
    return row


def preview_document(case: Case, kind: str, source: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF a letter would be if it were issued now: marked as a preview, without number, check code or seal, and kept nowhere.

    Missing facts do not hinder it: the paper shows where they would stand. Raises TypesettingError, and LookupError for an unknown kind.
    """
    letter = letter_kind(kind)
    facts = {name: _frozen(value) for name, value in source.items()}
    title = str(facts.pop("title", "") or letter.title)[:120]
    unsaved = Document(case=case, template=letter.template, title=title, number="（预览，未编号）", check_code="（预览）", issued_at=at)
    address = f"{settings.SITE_URL}{reverse('bureau:verify')}"
    text = {**_letter_text(letter, unsaved, facts), "verify_url": address, "is_sealed": False, "is_preview": True}
    return typeset(letter.template, text, at=at)


def render(document_id: int, *, wait: bool = False) -> bool:
    """Make the PDF of one document and freeze it; False if it is made already or somebody else is making it (`wait` waits for them).

    Raises TypesettingError, and UnsealError if the key of its text is gone.
    """
    with transaction.atomic():
        waiting = Document.objects.select_for_update(skip_locked=not wait).filter(pk=document_id, sha256="")
        document = waiting.first()
        if document is None:
            return False
        pdf, document.sealed_as = _made(document)
        storage = document.file.storage
        path = _storage_path(document)
        # A run that died between file and commit left this file behind; the row was never frozen, so nobody has seen it.
        if storage.exists(path):
            storage.delete(path)
        document.file.name = storage.save(path, ContentFile(pdf))
        document.sha256 = hashlib.sha256(pdf).hexdigest()
        document.save(update_fields=["file", "sha256", "sealed_as"])
    return True


def _made(document: Document) -> tuple[bytes, str]:
    """The PDF, and whose electronic seal it bears: drawn on the paper and signed into the file. Empty where none can be used."""
    electronic = eseal.seal_in_use()
    pdf = typeset(document.template, {**letter_text(document), "is_sealed": electronic is not None}, at=document.issued_at)
    if electronic is None:
        return pdf, ""
    return eseal.sign(pdf, electronic), eseal.subject_of(eseal.certificate_of(electronic))


def _storage_path(document: Document) -> str:
    name = hashlib.sha256(f"document:{document.pk}:{document.check_code}".encode()).hexdigest()[:32]
    return f"documents/{document.issued_at:%Y/%m}/{name}.pdf"


def render_pending() -> int:
    """Render what is issued and not yet rendered, oldest first; the number rendered. One that cannot be set does not hold up the rest."""
    rendered, last = 0, 0
    while True:
        document_id = Document.objects.filter(sha256="", pk__gt=last).order_by("pk").values_list("pk", flat=True).first()
        if document_id is None:
            return rendered
        last = document_id
        try:
            rendered += render(document_id)
        except (TypesettingError, UnsealError):
            log.exception("Document %s cannot be rendered", document_id)


def hand_out(document: Document, *, at: datetime) -> FileResponse:
    """The PDF for whom it was written for; the floors above learn that it was fetched. Raises as `open_document` does."""
    response = open_document(document)
    document_fetched.send(sender=Document, document=document, at=at)
    return response


def open_document(document: Document) -> FileResponse:
    """The PDF as a response, rendered now if the worker has not come to it yet. The caller has checked that the reader may have it.

    Raises DocumentNotReady, and Http404 if the storage lost the file.
    """
    if not document.is_rendered:
        try:
            render(document.pk, wait=True)
        except (TypesettingError, UnsealError) as error:
            log.exception("Document %s cannot be rendered", document.pk)
            raise DocumentNotReady(_("This document is being prepared. Try again in a few minutes.")) from error
        document.refresh_from_db()
    try:
        with document.file.storage.open(str(document.file.name)) as stored:
            pdf = stored.read()
    except FileNotFoundError as error:
        log.error("The file of document %s is missing in the storage", document.pk)
        raise Http404 from error
    if hashlib.sha256(pdf).hexdigest() != document.sha256:
        log.error("The stored file of document %s is not the one that was issued", document.pk)
        raise DocumentNotReady(_("The stored file is not the one that was issued. It is not shown, and the fault has been logged."))
    return private_file(BytesIO(pdf), name=clean_name(f"{document.number} {document.title}.pdf"), content_type="application/pdf")


def is_same_file(verification: Verification, file: Iterable[bytes]) -> bool:
    """Whether these bytes are exactly the issued PDF. Nothing of the file is kept."""
    digest = hashlib.sha256()
    for chunk in file:
        digest.update(chunk)
    return verification.is_ready and secrets.compare_digest(digest.hexdigest(), verification.sha256)
