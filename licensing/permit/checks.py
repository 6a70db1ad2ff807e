"""On-site checks (行政许可法 34 para. 3): planned, filled in at the place, confirmed by each officer with their own account, signed.

Serves any matter on the docket that has checks, not only permits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.attachments import accept_file
from bureau.errors import BureauError, StaleCase
from bureau.models import Case, User
from licensing.models import SiteCheck, SiteCheckOfficer, SiteCheckPhoto

MIN_OFFICERS = 2


class CheckRefused(BureauError):
    """What cannot be done with the record as it is. `missing` lists everything that stands against it."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = list(missing)
        super().__init__(" ".join(self.missing))


@dataclass(frozen=True, slots=True)
class Record:
    """What was found at the place. `results` by checklist code: (result, remark)."""

    results: Mapping[str, tuple[str, str]]
    found: str
    conclusion: str
    rectify_by: date | None
    witness: str
    witness_refused: bool


# --- reads ---------------------------------------------------------------------------------------------------------------
def checks_of(case_id: int) -> list[SiteCheck]:
    """The checks of a matter in order of planning, with officers and photos. Four queries."""
    rows = SiteCheck.objects.filter(case_id=case_id).prefetch_related("officers__officer", "photos__attachment")
    return list(rows.order_by("pk"))


def last_check(case_id: int) -> SiteCheck | None:
    """The check planned last. One query."""
    return SiteCheck.objects.filter(case_id=case_id).order_by("-pk").first()


def find_check(number: str, turn: int, user: User) -> SiteCheck:
    """The `turn`-th check of a matter (from 1), for whoever sees the matter or goes on the check. Raises Http404."""
    case = get_object_or_404(Case.objects.defer("search").select_related("office"), number=number)
    checks = SiteCheck.objects.filter(case=case).order_by("pk")
    check = checks[turn - 1 : turn].first() if turn > 0 else None
    mine = check is not None and check.officers.filter(officer=user).exists()
    seen = mine or Case.objects.visible_to(user).filter(pk=case.pk).exists()
    found: SiteCheck = get_object_or_404(checks, pk=check.pk if check is not None and seen else None)
    return found


def missing_answers(check: SiteCheck) -> list[str]:
    """What the record still lacks before anybody can confirm it."""
    faults = [_("Answer: %(text)s") % {"text": row["text"]} for row in check.items if row.get("required", True) and not row.get("result")]
    if not check.conclusion:
        faults.append(_("Choose a conclusion."))
    if check.conclusion == SiteCheck.Conclusion.RECTIFY and check.rectify_by is None:
        faults.append(_("Say until when it is to be put right."))
    if not check.witness:
        faults.append(_("Write down who was there for the checked side."))
    return faults


def missing_signatures(check: SiteCheck) -> list[str]:
    """What the record still lacks before it stands."""
    faults = missing_answers(check)
    officers = list(check.officers.select_related("officer"))
    if len(officers) < MIN_OFFICERS:
        faults.append(_("A check needs two officers."))
    waiting = [str(one.officer) for one in officers if one.confirmed_at is None]
    if waiting:
        faults.append(_("Not confirmed yet by: %(names)s.") % {"names": "、".join(waiting)})
    if not check.witness_refused and not check.photos.filter(is_signature=True).exists():
        faults.append(_("The signature of the checked side is missing, and no refusal to sign is noted."))
    return faults


def uncertified(officers: Sequence[User], on: date) -> list[str]:
    """Names of those whose enforcement certificate is not valid on that day."""
    return [str(one) for one in officers if not (hasattr(one, "officer") and one.officer.is_certified_on(on))]


# --- writes --------------------------------------------------------------------------------------------------------------
@transaction.atomic
def plan_check(
    *, case_id: int, planned_for: datetime, place: str, officers: Sequence[User], items: Sequence[Mapping[str, Any]], by: User
) -> SiteCheck:
    """Plan a check by two or more officers certified on its day. Raises CheckRefused."""
    faults = []
    if len({one.pk for one in officers}) < MIN_OFFICERS:
        faults.append(_("A check needs two officers."))
    lapsed = uncertified(officers, timezone.localdate(planned_for))
    if lapsed:
        faults.append(_("No enforcement certificate valid on that day: %(names)s.") % {"names": "、".join(lapsed)})
    if faults:
        raise CheckRefused(faults)
    rows = [{**row, "result": "", "remark": ""} for row in items]
    check = SiteCheck.objects.create(case_id=case_id, planned_for=planned_for, place=place, items=rows, created_by=by)
    SiteCheckOfficer.objects.bulk_create(
        SiteCheckOfficer(site_check=check, officer=one, certificate_number=one.officer.certificate_number) for one in officers
    )
    return check


def _locked(check: SiteCheck, by: User) -> SiteCheck:
    """The row, locked, for one of its officers while it is not signed. Raises CheckRefused."""
    row = SiteCheck.objects.select_for_update().get(pk=check.pk)
    if row.is_signed:
        raise CheckRefused([_("This record is signed and is not changed any more.")])
    if not row.officers.filter(officer=by).exists():
        raise CheckRefused([_("Only the officers of this check write its record.")])
    return row


@transaction.atomic
def write_record(check: SiteCheck, record: Record, *, by: User, at: datetime, version: int) -> SiteCheck:
    """Keep what was found. What was confirmed or signed before was another text, and is to be confirmed and signed again.

    Raises CheckRefused, StaleCase.
    """
    row = _locked(check, by)
    if row.version != version:
        raise StaleCase
    before = _written(row)
    row.items = [{**line, **_answer(record, line["code"])} for line in row.items]
    row.found, row.conclusion, row.rectify_by = record.found, record.conclusion, record.rectify_by
    row.witness, row.witness_refused = record.witness, record.witness_refused
    if _written(row) == before:
        return row
    row.done_at = row.done_at or at
    row.version += 1
    row.save()
    row.officers.filter(confirmed_at__isnull=False).update(confirmed_at=None)
    row.photos.filter(is_signature=True).update(is_signature=False)
    return row


def _written(row: SiteCheck) -> list[Any]:
    return [row.items, row.found, row.conclusion, row.rectify_by, row.witness, row.witness_refused]


def _answer(record: Record, code: str) -> dict[str, str]:
    result, remark = record.results.get(code, ("", ""))
    return {"result": result, "remark": remark}


@transaction.atomic
def add_photo(check: SiteCheck, upload: UploadedFile, *, caption: str, is_signature: bool, by: User, at: datetime) -> SiteCheckPhoto:
    """A photo of the place, or the signature of the checked side. Raises AttachmentRefused, CheckRefused."""
    row = _locked(check, by)
    attachment = accept_file(upload, case=row.case, by=by, from_citizen=False, at=at)
    photo = SiteCheckPhoto.objects.create(site_check=row, attachment=attachment, caption=caption, is_signature=is_signature)
    if is_signature:
        _sign_if_complete(row, at)
    return photo


@transaction.atomic
def confirm(check: SiteCheck, *, by: User, at: datetime, version: int) -> SiteCheck:
    """One officer stands for the record as it is. The last signature closes it. Raises CheckRefused, StaleCase."""
    row = _locked(check, by)
    if row.version != version:
        raise StaleCase
    faults = missing_answers(row)
    if uncertified([by], timezone.localdate(at)):
        faults.append(_("Your enforcement certificate is not valid today."))
    if faults:
        raise CheckRefused(faults)
    row.officers.filter(officer=by).update(confirmed_at=at)
    _sign_if_complete(row, at)
    return row


def _sign_if_complete(row: SiteCheck, at: datetime) -> None:
    if not missing_signatures(row):
        row.signed_at = at
        row.save(update_fields=["signed_at"])
