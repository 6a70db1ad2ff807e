"""The papers of an application: put into a basket under the material they stand for, taken out, used again, counted against the guide."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bureau.attachments import AttachmentRefused, FileTypeRefused, accept_file, copy_into_basket, remove_from_basket
from bureau.models import Attachment, User
from bureau.upload_names import clean_name, extension_of
from licensing.guides.content import GuideContent, MaterialSpec
from licensing.models import Application, MaterialFile

# The newest files that are looked through for something to use again.
REUSE_WINDOW = 200
# A guide may ask for more than a dozen papers, each of several pages photographed one by one.
MOST_FILES = 60
# "jpg" in a guide means every spelling of it.
SPELLINGS: Mapping[str, tuple[str, ...]] = {"jpg": ("jpg", "jpeg"), "jpeg": ("jpg", "jpeg")}

__all__ = [
    "AttachmentRefused",
    "attach",
    "detach",
    "earlier_files",
    "files_of",
    "hand_over",
    "hand_over_files",
    "missing",
    "on_file",
    "reuse",
    "supersede",
]


def attach(
    basket: UUID, code: str, file: UploadedFile, *, at: datetime, by: User | None = None, formats: Sequence[str] = ()
) -> MaterialFile:
    """Take one file in for a material. `formats`: endings the guide allows, empty for all the house takes.

    The same file twice for one material is stored once; for two materials it is stored for each. Raises AttachmentRefused.
    """
    _check_format(file, formats)
    attachment = accept_file(file, basket=basket, by=by, from_citizen=True, at=at, most=_most())
    known = MaterialFile.objects.filter(attachment=attachment).first()
    if known is not None and known.code == code:
        return known
    if known is not None:
        attachment = copy_into_basket(attachment, basket, by=by, at=at, most=_most())
    return MaterialFile.objects.create(basket=basket, code=code, attachment=attachment)


def _most() -> int:
    """How many files one application may bring; the setting APPLICATION_FILES overrides it."""
    most: int = getattr(settings, "APPLICATION_FILES", MOST_FILES)
    return most


def _check_format(file: UploadedFile, formats: Sequence[str]) -> None:
    name = clean_name(file.name or "")
    allowed = {spelling for one in formats for spelling in SPELLINGS.get(one.lower(), (one.lower(),))}
    if allowed and extension_of(name) not in allowed:
        words = _("“%(name)s” is not in a format this paper may have: %(formats)s.")
        raise FileTypeRefused(name, words % {"name": name, "formats": ", ".join(formats).upper()})


def detach(basket: UUID, pk: int) -> bool:
    """Take a file out of a basket again, for good; False if it is not in there."""
    row = MaterialFile.objects.filter(pk=pk, basket=basket, application__isnull=True).only("attachment_id").first()
    return row is not None and remove_from_basket(basket, row.attachment_id)


def files_of(where: Application | UUID | None) -> list[MaterialFile]:
    """The files of an application or a basket that count (not replaced), in the order they came. One query."""
    if where is None:
        return []
    rows = MaterialFile.objects.filter(superseded=False).select_related("attachment").order_by("pk")
    return list(rows.filter(basket=where, application__isnull=True) if isinstance(where, UUID) else rows.filter(application=where))


def reuse(basket: UUID, code: str, earlier: MaterialFile, *, at: datetime, by: User | None = None) -> MaterialFile:
    """Hand an earlier file in again. The caller has checked that the applicant handed it in (`earlier_files`). Raises AttachmentRefused."""
    known = MaterialFile.objects.filter(basket=basket, code=code, reused_from=earlier).first()
    if known is not None:
        return known
    with transaction.atomic():
        attachment = copy_into_basket(earlier.attachment, basket, by=by, at=at, most=_most())
        return MaterialFile.objects.create(basket=basket, code=code, attachment=attachment, reused_from=earlier)


def earlier_files(codes: Collection[str], applicant: Q | None) -> dict[str, MaterialFile]:
    """The newest file the applicant handed in for each of these materials, by material code. One query.

    `applicant` is the condition on `Application` that finds the applicant again (`bars.same_applicant`); None finds nothing.
    """
    if applicant is None or not codes:
        return {}
    own: QuerySet[Application] = Application.objects.filter(applicant)
    rows = MaterialFile.objects.filter(application__in=own, code__in=codes, superseded=False).select_related("attachment", "application")
    newest: dict[str, MaterialFile] = {}
    for row in rows.order_by("-pk")[:REUSE_WINDOW]:
        newest.setdefault(row.code, row)
    return newest


def on_file(asked: Iterable[MaterialSpec], *, is_known: bool) -> set[str]:
    """Codes of papers not asked for because the bureau has them in its own register; `is_known`: whether the applicant stands in it."""
    return {one.code for one in asked if is_known and one.waived_when_on_file}


def missing(
    content: GuideContent, request: str, answers: Mapping[str, Any], present: Collection[str], on_file: Collection[str]
) -> list[MaterialSpec]:
    """Required papers that are neither handed in nor on file, in the guide's order."""
    asked = content.materials_for(request, answers)
    return [one for one in asked if one.required and one.code not in present and one.code not in on_file]


def hand_over(basket: UUID, application_id: int) -> int:
    """The files of a basket belong to the application now; how many. Their attachments are claimed with the case."""
    return MaterialFile.objects.filter(basket=basket, application__isnull=True).update(application_id=application_id, basket=None)


def hand_over_files(files: Sequence[MaterialFile], *, application_id: int) -> int:
    """The same for some files of a basket only, with their attachments."""
    Attachment.objects.filter(pk__in=[row.attachment_id for row in files], case__isnull=True).update(case_id=application_id, basket=None)
    return MaterialFile.objects.filter(pk__in=[row.pk for row in files]).update(application_id=application_id, basket=None)


def supersede(application: Application, codes: Collection[str]) -> int:
    """Mark the present files of these materials as replaced; they are kept. How many."""
    return MaterialFile.objects.filter(application=application, code__in=codes, superseded=False).update(superseded=True)
