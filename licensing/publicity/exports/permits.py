"""Granted permits as lines of the national set, read in pieces."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from bureau.models import Document
from enterprises.codes import organisation_code
from licensing.models import Application, IssuedCertificate
from licensing.models.application import ApplicantType
from licensing.permit.states import PermitState
from licensing.publicity.exports import fields, reading
from licensing.publicity.exports.fields import Line

DECISIONS = ("permit-decision", "deemed-decision")
# 行政许可法 12: by technical standards (核准), by qualification (认可), by registration (登记).
KIND_OF = {"XK-01": "登记", "XK-02": "核准", "XK-03": "普通", "XK-04": "认可"}
OTHER = "其他"
SOLE_TRADER = "92"
Status = IssuedCertificate.Status


def rows(first: date, last: date) -> Any:
    """Granted in those days, both included, by the day of the decision. Applications that were refused or withdrawn are none."""
    found = Application.objects.filter(
        kind="permit", decided_on__gte=first, decided_on__lte=last, state__in=(PermitState.GRANTED, PermitState.DELIVERED)
    )
    return found.select_related("item_version__item", "certificate").defer("search", "answers", "sealed_answers").order_by("pk")


def lines(first: date, last: date) -> Iterator[Line]:
    """One line a permit. Four queries for every piece of a thousand."""
    for piece in reading.pieces_of(rows(first, last)):
        yield from _lines(piece)


def _lines(piece: Sequence[Application]) -> Iterator[Line]:
    keys = [case.pk for case in piece]
    own = {one.case_id: one for one in IssuedCertificate.objects.filter(case_id__in=keys).defer("sealed_facts").order_by("pk")}
    papers = reading.papers(keys, DECISIONS)
    heads = reading.heads({case.enterprise_code for case in piece})
    for case in piece:
        yield _line(case, own.get(case.pk) or case.certificate, papers.get(case.pk), heads.get(case.enterprise_code, ""))


def _line(case: Application, issued: IssuedCertificate | None, paper: Document | None, head: str) -> Line:
    bureau, bureau_code = fields.agency()
    code = case.enterprise_code
    cells = {
        "XK_XDR_MC": case.applicant_name,
        "XK_XDR_LB": _party(case),
        "XK_XDR_SHXYM": code,
        "XK_XDR_ZZJG": organisation_code(code) if len(code) == 18 else "",
        "XK_FRDB": head,
        "XK_XKWS": paper.title if paper else "",
        "XK_WSH": paper.number if paper else "",
        "XK_XKLB": KIND_OF.get(case.item_version.item.code, OTHER),
        "XK_XKZS": issued.title if issued else "",
        "XK_XKBH": issued.number if issued else "",
        "XK_NR": case.item_version.name,
        "XK_JDRQ": fields.day(case.decided_on),
        "XK_YXQZ": fields.day(issued.valid_from if issued else case.decided_on),
        "XK_YXQZI": (fields.day(issued.valid_to) if issued else "") or fields.NO_END,
        "XK_XKJG": bureau,
        "XK_XKJGDM": bureau_code,
        "XK_ZT": fields.VALID if issued is None or issued.status in (Status.VALID, Status.SUSPENDED) else fields.INVALID,
        "XK_LYDW": bureau,
        "XK_LYDWDM": bureau_code,
    }
    return Line(case.number, cells)


def _party(case: Application) -> str:
    if case.applicant_type == ApplicantType.PERSON:
        return fields.PERSON
    return fields.SOLE if case.enterprise_code.startswith(SOLE_TRADER) else fields.UNIT
