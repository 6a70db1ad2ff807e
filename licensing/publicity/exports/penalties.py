"""Published penalties as lines of the national set, read in pieces. What was withdrawn or is not published is none (公示规定 2, 11)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from licensing.models import Publication
from licensing.models.penalty import PartyType
from licensing.publicity.exports import fields, reading
from licensing.publicity.exports.faults import SEPARATOR
from licensing.publicity.exports.fields import Line

State = Publication.State
PARTY_OF = {PartyType.UNIT: fields.UNIT, PartyType.SOLE: fields.SOLE, PartyType.CITIZEN: fields.PERSON}
FINE, GAIN, OTHER = "罚款", "没收违法所得", "其他"
LICENCES = ("吊销许可证件", "吊销营业执照", "暂扣许可证件")
# Words of our catalogue that the list of the field calls otherwise.
SAME = {"吊销营业执照": "吊销许可证件", "责令停止使用": OTHER, "责令改正": ""}


def rows(first: date, last: date) -> Any:
    """Decided in those days, both included, and published now or until their time was over."""
    found = Publication.objects.filter(case__decided_on__gte=first, case__decided_on__lte=last, state__in=(State.PUBLISHED, State.ENDED))
    return found.select_related("case").defer("text", "case__search", "case__facts").order_by("pk")


def lines(first: date, last: date) -> Iterator[Line]:
    """One line a decision. Two queries for every piece of a thousand."""
    for piece in reading.pieces_of(rows(first, last)):
        yield from _lines(piece)


def _lines(piece: Sequence[Publication]) -> Iterator[Line]:
    heads = reading.heads({row.case.enterprise_code for row in piece})
    for row in piece:
        yield _line(row, heads.get(row.case.enterprise_code, ""))


def _line(row: Publication, head: str) -> Line:
    case, summary = row.case, row.summary
    bureau, bureau_code = fields.agency()
    is_person = case.party_type == PartyType.CITIZEN
    cells = {
        "CF_XDR_MC": summary.get("party", ""),
        "CF_XDR_LB": PARTY_OF[PartyType(case.party_type)],
        "CF_XDR_SHXYM": "" if is_person else case.enterprise_code,
        "CF_FRDB": "" if is_person else case.legal_representative or head,
        "CF_WSH": summary.get("number", ""),
        "CF_WFXW": "；".join(summary.get("acts", [])),
        "CF_SY": "；".join(summary.get("acts", [])),
        "CF_YJ": "；".join(summary.get("basis", [])),
        "CF_CFLB": SEPARATOR.join(_kinds(row)),
        "CF_NR": "".join(summary.get("penalties", [])),
        "CF_NR_FK": fields.wan(case.fine),
        "CF_NR_WFFF": fields.wan(case.confiscation),
        "CF_NR_ZKDX": "、".join(one for one in case.sanctions if one in LICENCES),
        "CF_JDRQ": fields.day(case.decided_on),
        "CF_YXQ": fields.NO_END,
        "CF_GSJZQ": fields.day(row.ends_on),
        "CF_CFJG": bureau,
        "CF_CFJGDM": bureau_code,
        "CF_SJLY": bureau,
        "CF_SJLYDM": bureau_code,
    }
    return Line(case.number, cells)


def _kinds(row: Publication) -> list[str]:
    """The kinds imposed in the words of the list; an order to put right is no penalty (行政处罚法 9, 28)."""
    named = [*row.case.sanctions, *([FINE] if row.case.fine else []), *([GAIN] if row.case.confiscation else [])]
    words = (SAME.get(one, one if one in fields.PENALTY_KINDS else OTHER) for one in named)
    return list(dict.fromkeys(word for word in words if word))
