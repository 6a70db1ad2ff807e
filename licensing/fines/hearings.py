"""Why a hearing must be offered (行政处罚法第六十三条). The sums are data: the law leaves them to rules and provinces."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from licensing.catalogue.fine_words import yuan
from licensing.fines.bounds import HEARING_CONFISCATION, HEARING_FINE, bound_row, for_party
from licensing.fines.charges import Totals
from licensing.fines.cited import cited

# Items 3 and 4 of the article; a business licence is the gravest of licences.
GRAVE = {
    "降低资质等级": "行政处罚法第六十三条第一款第（三）项",
    "吊销许可证件": "行政处罚法第六十三条第一款第（三）项",
    "吊销营业执照": "行政处罚法第六十三条第一款第（三）项",
    "责令停产停业": "行政处罚法第六十三条第一款第（四）项",
    "责令关闭": "行政处罚法第六十三条第一款第（四）项",
    "限制从业": "行政处罚法第六十三条第一款第（四）项",
}


def reasons(totals: Totals, *, party_type: str, on: date) -> list[str]:
    """Each reason in the reader's language with its article; empty: the law orders no hearing. Raises BoundUnknown.

    Confiscated gain and the value of confiscated goods count together. A sole trader has the thresholds of a citizen.
    """
    return list(_reasons(totals, party_type, on))


def _reasons(totals: Totals, party_type: str, on: date) -> Iterator[str]:
    fined, confiscated = _("a fine of %(sum)s yuan (from %(bound)s yuan)"), _("confiscation worth %(sum)s yuan (from %(bound)s yuan)")
    yield from _sum(fined, totals.fine, code=for_party(HEARING_FINE, party_type), on=on)
    taken = totals.confiscation + totals.goods
    yield from _sum(confiscated, taken, code=for_party(HEARING_CONFISCATION, party_type), on=on)
    for sanction in totals.sanctions:
        if sanction in GRAVE:
            yield cited(sanction, GRAVE[sanction])


def _sum(words: str, amount: Decimal, *, code: str, on: date) -> Iterator[str]:
    """以上 includes the number itself."""
    row = bound_row(code, on)
    if amount > 0 and amount >= row.amount:
        yield cited(words % {"sum": yuan(amount), "bound": yuan(row.amount)}, row.citation)
