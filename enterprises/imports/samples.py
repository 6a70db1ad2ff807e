"""Empty tables to fill in, one for each kind of import: headers, what belongs into each column, and an example."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from enterprises.imports.fields import FIELDS, Field
from enterprises.imports.selectors import labels_of

# One row of each kind, by field. The codes are made up and checked.
EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "enterprise": {
        "code": "91320803000000017B",
        "name": "淮安市楚州区示例食品有限公司",
        "legal_representative": "李建国",
        "address": "淮城镇翔宇大道 18 号",
        "township": "淮城镇",
        "industry": "C14",
        "status": "存续",
        "scale": "小型",
        "founded_on": "2015-06-01",
        "main_products": "速冻调制食品",
        "phone": "0517-85912345",
        "contact_name": "王芳",
        "contact_phone": "13951780001",
    },
    "equipment": {
        "category": "电梯",
        "name": "乘客电梯",
        "code": "31103208030000000001",
        "registration_number": "梯11苏H00001",
        "product_number": "T2019-0815",
        "maker": "苏州某某电梯有限公司",
        "location": "办公楼一号梯",
        "in_use_since": "2020-05-01",
        "standing": "在用",
        "last_done_on": "2025-12-31",
        "expires_on": "2026-12-31",
    },
    "instrument": {
        "name": "电子汽车衡",
        "model": "SCS-100",
        "serial_number": "QC000001",
        "use": "贸易结算",
        "location": "厂区南门",
        "standing": "在用",
        "last_done_on": "2026-03-15",
        "expires_on": "2027-03-14",
    },
    "certificate": {
        "number": "苏XK13-00001",
        "scope": "水泥",
        "issuer": "江苏省市场监督管理局",
        "standing": "有效",
        "last_done_on": "2022-06-01",
        "expires_on": "2027-05-31",
    },
    "person": {
        "duty": "特种设备作业人员",
        "name": "赵刚",
        "phone": "13951780002",
        "certificate_number": "TS6G00000001",
        "item": "G1",
        "standing": "在岗",
        "last_done_on": "2023-02-01",
        "expires_on": "2027-01-31",
    },
}
DATES = frozenset(("founded_on", "in_use_since", "last_done_on", "expires_on"))


def template_sheet(kind: str) -> bytes:
    """The workbook to fill in. The example has a sheet of its own: left among the rows it would be sent along."""
    fields = FIELDS[kind]
    words = {name: list(found.values()) for name, found in labels_of(kind).items()}
    words["industry"] = []
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold, as_text = book.add_format({"bold": True, "bg_color": "#E8EEF7"}), book.add_format({"num_format": "@"})
        table, guide, example = book.add_worksheet("数据"), book.add_worksheet("填写说明"), book.add_worksheet("示例")
        for sheet in (table, example):
            sheet.set_column(0, len(fields) - 1, 20, as_text)
            sheet.freeze_panes(1, 0)
            for place, field in enumerate(fields):
                sheet.write_string(0, place, _header(field), bold)
        guide.set_column(0, 1, 24)
        guide.set_column(2, 3, 60)
        for place, header in enumerate((_("Column"), _("Must be filled in"), _("How to write it"), _("Example"))):
            guide.write_string(0, place, header, bold)
        for place, field in enumerate(fields):
            said = _example(kind, field, words)
            example.write_string(1, place, said, as_text)
            for column, text in enumerate((_header(field), _needed(field), _how(field, words.get(field.name)), said)):
                guide.write_string(place + 1, column, text)
    return out.getvalue()


def _header(field: Field) -> str:
    return f"{field.synonyms[0]}（必填）" if field.required or field.for_new else field.synonyms[0]


def _needed(field: Field) -> str:
    if field.required:
        return _("always")
    return _("for what the register does not know yet") if field.for_new else _("no")


def _how(field: Field, words: list[str] | None) -> str:
    if field.name in DATES:
        return _("A date like 2026-05-01; leave it empty where there is none.")
    if field.name == "industry":
        return _("Section or division of GB/T 4754-2017, by code or name: C14.")
    if words:
        return _("One of: %(words)s") % {"words": "、".join(words)}
    return _("Text; keep the column formatted as text, so that long numbers keep their digits.")


def _example(kind: str, field: Field, words: dict[str, Any]) -> str:
    """What a bureau calls its kinds of certificate and instrument only its own tables know."""
    if field.name == "enterprise_code":
        return EXAMPLES["enterprise"]["code"]
    said = EXAMPLES[kind].get(field.name, "")
    return said or (words[field.name][0] if field.name == "kind" and words.get("kind") else "")
