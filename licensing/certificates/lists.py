"""The register of certificates as pages and as a file: searched by number, holder's code or words of the holder's name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from bureau.seek import Slice, read_slice
from bureau.tables import CHUNK, EXPORT_LIMIT, csv_table
from enterprises.codes import LENGTH, clean_text
from enterprises.register.selectors import family_codes, find_by_code, suggestions
from licensing.certificates.filter import CertificateFilter
from licensing.certificates.statuses import tone_of, words_of
from licensing.models import IssuedCertificate

PAGE_SIZE = 30
# So many enterprises may be meant by a few words of a name; whoever means another types more of it.
MEANT = 50
HEADER = (
    *("证书编号", "证书名称", "事项编码", "持证人", "统一社会信用代码"),
    *("发证日期", "有效期自", "有效期至", "状态", "状态起始日期", "原因"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of one certificate."""

    certificate: IssuedCertificate
    words: str
    tone: str
    days: int | None


def certificates(wanted: CertificateFilter, *, today: date) -> "QuerySet[IssuedCertificate]":
    """The rows of a list, unordered. Words cost the queries of the enterprise search."""
    rows = IssuedCertificate.objects.select_related("item")
    if wanted.item:
        rows = rows.filter(item__code=wanted.item)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.ends:
        rows = rows.standing().filter(valid_to__gte=today, valid_to__lte=today + timedelta(days=int(wanted.ends)))
    return rows.filter(_typed(wanted.q)) if wanted.q else rows


def _typed(typed: str) -> Q:
    """A number, or its beginning; a code of an enterprise; words of an enterprise's name. People are not found by name: it is sealed."""
    words = clean_text(typed)
    if len(words) == LENGTH and (known := find_by_code(words.upper())):
        return Q(enterprise_code__in=family_codes(known))
    codes = [row.code for row in suggestions(words, size=MEANT)]
    return Q(number__startswith=words) | Q(enterprise_code__in=codes)


def certificate_page(wanted: CertificateFilter, *, today: date, before: str = "", after: str = "") -> Slice:
    """One page. One query, and those of the search."""
    page = read_slice(certificates(wanted, today=today), wanted.order, before=before, after=after, size=PAGE_SIZE)
    return Slice([row_of(one, today=today) for one in page.rows], page.before, page.after)


def row_of(certificate: IssuedCertificate, *, today: date) -> Row:
    """One certificate as a row; `days` until the last good day while it stands."""
    stands = certificate.status in (IssuedCertificate.Status.VALID, IssuedCertificate.Status.SUSPENDED)
    days = (certificate.valid_to - today).days if stands and certificate.valid_to else None
    return Row(certificate, str(words_of(certificate.status)), tone_of(certificate.status), days)


def csv_lines(wanted: CertificateFilter, *, today: date, limit: int = EXPORT_LIMIT) -> Iterator[str]:
    """The list as lines of CSV in the house's language; people by their masks."""
    rows = certificates(wanted, today=today).order_by(*wanted.order.columns())[: limit + 1].iterator(chunk_size=CHUNK)
    with translation.override("zh-hans"):
        words = {value: str(words_of(value)) for value in IssuedCertificate.Status.values}
    cells = (_cells(row, words) for row in rows)
    cut_off = _("The list is longer: only the first %(limit)d rows were exported. Filter it further.") % {"limit": limit}
    return csv_table(HEADER, cells, limit=limit, cut_off=cut_off)


def _cells(row: IssuedCertificate, words: dict[str, str]) -> list[str]:
    return [
        *(row.number, row.title, row.item.code, row.holder_name, row.enterprise_code),
        *(row.issued_on.isoformat(), row.valid_from.isoformat(), row.valid_to.isoformat() if row.valid_to else ""),
        *(words[row.status], row.status_since.isoformat(), row.status_reason),
    ]
