"""What the pages of this room read: the case within what the reader sees, ledger, records, examinations."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.models import Case, User
from licensing.evidence.admission import KINDS
from licensing.models import Evidence, Examination, FieldRecord

CSV_LIMIT = 500


def find_case(number: str, user: User) -> Case:
    """The case of that number if it can have evidence and this member of staff sees it. Raises Http404."""
    visible = Case.objects.visible_to(user).filter(kind__in=KINDS)
    return get_object_or_404(visible.select_related("office", "handler").defer("search"), number=number)


def ledger_of(case: Case) -> "QuerySet[Evidence]":
    """All pieces with officers and number of files, in the order of the ledger. Two queries with the files."""
    rows = Evidence.objects.filter(case_id=case.pk).select_related("collected_by", "witnessed_by")
    return rows.prefetch_related("files__attachment").annotate(file_count=Count("files")).order_by("number")


def piece_of(case: Case, number: int) -> Evidence:
    """One piece by its number in the ledger. Raises Http404."""
    return get_object_or_404(
        Evidence.objects.select_related("collected_by", "witnessed_by", "excluded_by", "case"), case=case, number=number
    )


def records_of(case_id: int) -> list[FieldRecord]:
    """The records of a case in the order they were begun, with officers and signatures. Two queries; the place in the list is the turn."""
    rows = FieldRecord.objects.filter(case_id=case_id).select_related("officer", "second_officer").prefetch_related("signatures")
    return list(rows.order_by("pk"))


def record_of(case: Case, turn: int) -> FieldRecord:
    """The `turn`-th record of a case, from 1 in the order of entry. Raises Http404."""
    rows = FieldRecord.objects.filter(case_id=case.pk).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[turn - 1 : turn]) if turn > 0 else []
    return get_object_or_404(rows.select_related("officer", "second_officer", "case"), pk__in=keys)


def turn_of(record: FieldRecord) -> int:
    """Which record of its case it is, from 1."""
    return FieldRecord.objects.filter(case_id=record.case_id, pk__lte=record.pk).count()


def examinations_of(case_id: int) -> list[Examination]:
    """The examinations of a case in the order of entry; the place in the list is the turn. One query."""
    return list(Examination.objects.filter(case_id=case_id).select_related("ordered_by", "report").order_by("pk"))


def csv_header() -> list[str]:
    """What the columns are called."""
    return [
        _("Number"),
        _("Kind"),
        _("Title"),
        _("What it proves"),
        _("Number of pages"),
        _("Copy compared with the original"),
        _("Obtained on"),
        _("Collected by"),
        _("Together with"),
        _("Files"),
        _("Digests (SHA-256)"),
        _("Excluded because"),
    ]


def csv_rows(case: Case) -> Iterator[list[Any]]:
    """The ledger without holder, origin and place, which name persons."""
    for row in ledger_of(case)[: CSV_LIMIT + 1]:
        digests = [one.sha256 for one in row.files.all()]
        yield [
            row.number,
            row.get_kind_display(),
            row.title,
            row.proves,
            row.pages,
            _("yes") if row.is_copy else "",
            timezone.localdate(row.obtained_at).isoformat(),
            row.collected_by,
            row.witnessed_by,
            len(digests),
            " ".join(digests),
            row.excluded_reason,
        ]
