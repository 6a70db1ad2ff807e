"""Reading many rows in pieces, with what stands beside them in other tables."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from bureau.models import Document
from enterprises.models import Enterprise

PIECE = 1000


def pieces_of(rows: Any) -> Iterator[list[Any]]:
    """The rows in lists of a thousand, by primary key: memory holds one list whatever the range of days. One query a list."""
    last = 0
    while piece := list(rows.filter(pk__gt=last)[:PIECE]):
        yield piece
        last = piece[-1].pk


def heads(codes: Collection[str]) -> dict[str, str]:
    """Legal representatives by credit code, from the register of enterprises. One query."""
    return dict(Enterprise.objects.filter(code__in=set(codes) - {""}).values_list("code", "legal_representative"))


def papers(cases: Sequence[int], templates: Collection[str]) -> dict[int, Document]:
    """The last paper of those kinds of each case that was not voided. One query."""
    found = Document.objects.filter(case_id__in=cases, template__in=templates, voided__isnull=True)
    return {one.case_id: one for one in found.defer("source").order_by("pk")}
