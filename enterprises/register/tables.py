"""An enterprise as a row of the register's list, and the list as a file the importer reads back."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

import xlsxwriter
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bureau.tables import CHUNK, EXPORT_LIMIT, csv_table
from enterprises.models import Enterprise
from enterprises.register.labels import CHINESE, Labels
from enterprises.register.selectors import former_name_found

TONES = {Enterprise.Status.OPERATING: "success", Enterprise.Status.SUSPENDED: "waiting"}
# The file's own language, whatever the reader's: lists are sent back by bureaus and enterprises as they are. The division stands before
# the section because the importer takes the first column about the industry, and a division says both.
HEADER = (
    *("统一社会信用代码", "企业名称", "法定代表人", "地址", "乡镇", "行业大类", "行业门类"),
    *("状态", "规模", "标签", "成立日期", "主要产品", "电话"),
)
WIDTHS = (22, 36, 12, 40, 12, 24, 24, 10, 8, 20, 12, 30, 16)
# What the cells are made of, and nothing else: history, search text and word pairs stay in the database.
EXPORTED = (
    *("code", "name", "legal_representative", "address", "township", "industry_section", "industry_division"),
    *("status", "scale", "tags", "founded_on", "main_products", "phone"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What the list shows of one enterprise."""

    code: str
    name: str
    former_name: str
    legal_representative: str
    township: str
    industry: str
    status: str
    tone: str
    tags: list[str]
    updated_at: datetime

    @property
    def url(self) -> str:
        """The page of the enterprise."""
        return reverse("enterprises:enterprise", args=[self.code])


def rows_of(found: Iterable[Enterprise], labels: Labels, *, typed: str = "") -> list[Row]:
    """Rows of a page; `typed` are the words of a search by name, to say which former name holds them."""
    return [
        Row(
            code=one.code,
            name=one.name,
            former_name=former_name_found(one, typed) if typed else "",
            legal_representative=one.legal_representative,
            township=labels.townships.get(one.township, one.township),
            industry=labels.industry(one.industry_section, one.industry_division),
            status=one.get_status_display(),
            tone=TONES.get(Enterprise.Status(one.status), "neutral"),
            tags=labels.tag_words(one.tags),
            updated_at=one.updated_at,
        )
        for one in found
    ]


# --- export -----------------------------------------------------------------------------------------------------------
def csv_lines(rows: "QuerySet[Enterprise]", labels: Labels, *, limit: int = EXPORT_LIMIT) -> Iterator[str]:
    """The list as lines of CSV, read and sent in pieces. `labels` are the Chinese ones. Past the limit it ends with a line that says so."""
    return csv_table(HEADER, _cells(rows, labels, limit), limit=limit, cut_off=_cut_off(limit))


def xlsx_file(rows: "QuerySet[Enterprise]", labels: Labels, *, limit: int = EXPORT_LIMIT) -> IO[bytes]:
    """The list as a workbook in a temporary file, at its beginning; each row is written out as it is made. The caller closes it."""
    # Closed by the response it is sent with.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("企业")
    bold = book.add_format({"bold": True})
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    for place, title in enumerate(HEADER):
        sheet.write_string(0, place, title, bold)
    for position, cells in enumerate(_cells(rows, labels, limit)):
        if position == limit:
            sheet.write_string(position + 1, 0, _cut_off(limit))
            break
        for place, text in enumerate(cells):
            # As a string, whatever it looks like: neither a formula nor a number that loses its zeros.
            sheet.write_string(position + 1, place, text)
    book.close()
    file.seek(0)
    return file


def _cells(rows: "QuerySet[Enterprise]", labels: Labels, limit: int) -> Iterator[list[str]]:
    """The cells of the list, one row more than the limit if there is one, through a cursor of the database."""
    with translation.override(CHINESE):
        status = {value: str(label) for value, label in Enterprise.Status.choices}
        scale = {value: str(label) for value, label in Enterprise.Scale.choices}
    for row in rows.only(*EXPORTED)[: limit + 1].iterator(chunk_size=CHUNK):
        yield [
            *(row.code, row.name, row.legal_representative, row.address, labels.townships.get(row.township, row.township)),
            labels.divisions.get(row.industry_division, row.industry_division),
            labels.sections.get(row.industry_section, row.industry_section),
            *(status[row.status], scale.get(row.scale, ""), "、".join(labels.tag_words(row.tags))),
            *(row.founded_on.isoformat() if row.founded_on else "", row.main_products, row.phone),
        ]


def _cut_off(limit: int) -> str:
    return _("The list is longer: only the first %(limit)d enterprises were exported. Filter it further.") % {"limit": limit}
