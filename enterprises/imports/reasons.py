"""Why a row or a file is not taken, in words. Codes lie in the database; the sentence is made in the reader's language.

Arguments of a cell's reason: `field` is `kind.name` (see `fields.field_label`), `value` what the cell says (empty for personal data).
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.imports.fields import field_label
from enterprises.imports.row_reasons import NOTES, REFUSALS

CELL: dict[str, str | Promise] = {
    "missing": gettext_lazy("is missing"),
    "lost-digits": gettext_lazy("the cell lost digits (%(value)s): format the column as text and enter the number anew"),
    "formula-error": gettext_lazy("the formula in the cell gives an error (%(value)s)"),
    "too-long": gettext_lazy("has %(length)s characters, at most %(limit)s are kept"),
    "code-length": gettext_lazy("“%(value)s” has %(length)s characters; a unified social credit code has 18"),
    "code-checksum": gettext_lazy("the check character of “%(value)s” does not fit: one of the characters is mistyped"),
    "code-shape": gettext_lazy("“%(value)s” is not a unified social credit code"),
    "future-date": gettext_lazy("%(value)s lies in the future"),
    "no-such-date": gettext_lazy("“%(value)s” is no day of the calendar"),
    "unclear-date": gettext_lazy("“%(value)s” is not a date; write it like 2026-05-01"),
    "short-date": gettext_lazy("“%(value)s” can be read in several ways; write the year with four digits first, like 2026-05-01"),
    "only-month": gettext_lazy("“%(value)s” names no day; write it like 2026-05-01"),
    "unknown-choice": gettext_lazy("“%(value)s” is not one of the words known here"),
    "unknown-industry": gettext_lazy("“%(value)s” is no section or division of GB/T 4754-2017"),
    "no-phone": gettext_lazy("is not one phone number"),
}
FILE: dict[str, str | Promise] = {
    "empty-file": gettext_lazy("The file is empty."),
    "file-too-big": gettext_lazy("The file has %(size)s MB; at most %(limit)s MB are taken. Split it into several files."),
    "wrong-type": gettext_lazy(
        "This is %(really)s. Save the table as an Excel workbook (.xlsx, .xls), as .ods or as .csv and upload that."
    ),
    "web-page": gettext_lazy(
        "This is a web page or XML file, whatever its name says. Open it in a spreadsheet program, save it as .xlsx and upload that."
    ),
    "binary-workbook": gettext_lazy("This is a binary workbook (.xlsb). Save it as .xlsx and upload that."),
    "encrypted": gettext_lazy("The workbook is protected by a password. Save it without the password and upload it again."),
    "damaged": gettext_lazy("The file is damaged and cannot be read. Open it in a spreadsheet program, save it anew and upload that."),
    "too-many-parts": gettext_lazy("The file holds %(entries)s parts; a workbook has at most %(limit)s. It is not taken for safety."),
    "unpacks-too-big": gettext_lazy(
        "Unpacked the file would have %(size)s MB; at most %(limit)s MB are taken. It is not taken for safety."
    ),
    "packed-too-tightly": gettext_lazy(
        "The file is packed %(ratio)s to 1, far more tightly than a real table. Copy its rows into a new workbook."
    ),
    "nested-archive": gettext_lazy(
        "The file holds another packed file (%(name)s). Remove embedded files and archives and upload it again."
    ),
    "false-sizes": gettext_lazy("What the file says of its own size is not true. It is not taken for safety."),
    "entity-tricks": gettext_lazy("The file defines its own XML entities, which no spreadsheet program does. It is not taken for safety."),
    "too-many-rows": gettext_lazy("The sheet has %(rows)s rows; at most %(limit)s are taken at once. Split it into several files."),
    "too-many-columns": gettext_lazy(
        "The sheet reaches to column %(columns)s; at most %(limit)s are taken. Delete what stands far to the right."
    ),
    "too-much-inside": gettext_lazy("The workbook needs more memory than a table of this size may. It is not taken for safety."),
    "too-many-merged": gettext_lazy("The sheet merges too many cells to be read. Undo the merging and upload it again."),
    "no-sheet": gettext_lazy("The workbook has no visible sheet with cells."),
    "no-rows": gettext_lazy("The table has no rows below its header row."),
    "no-such-sheet": gettext_lazy("The workbook has no sheet “%(sheet)s”."),
    "no-such-row": gettext_lazy("The sheet has no filled row %(line)s near its beginning."),
    "unknown-encoding": gettext_lazy("The characters of the text file are of no known kind. Save it as UTF-8 or as .xlsx and upload that."),
    "open-quote": gettext_lazy(
        "A quotation mark in the text file is never closed, near row %(line)s. Save the table as .xlsx and upload that."
    ),
}
WORDS: dict[str, str | Promise] = {**CELL, **FILE, **REFUSALS, **NOTES}


def words(code: str, arguments: Mapping[str, Any], *, kind: str = "") -> str:
    """The sentence for one reason in the reader's language, led by the field's label where the reason is about a cell.

    `kind` says whose field is meant where the reason names only the field.
    """
    template = WORDS.get(code)
    if template is None:
        return code
    place = arguments.get("field")
    sentence = str(template) % arguments
    return _("%(field)s: %(problem)s") % {"field": field_label(place, kind=kind), "problem": sentence} if place else sentence
