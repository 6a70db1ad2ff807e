"""A small catalogue in the shape of the file: one item of each kind."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

AT = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = date(2026, 11, 23)

SMALL: dict[str, Any] = {
    "since": "2025-05-01",
    "laws": {
        "metrology": {"name": "中华人民共和国计量法", "version": "2018-10-26", "rank": "law", "subject": "metrology"},
        "equipment": {"name": "中华人民共和国特种设备安全法", "version": "2013-06-29", "rank": "law", "subject": "special-equipment"},
        "enforcement": {"name": "中华人民共和国行政强制法", "version": "2011-06-30", "rank": "law", "subject": "procedure"},
    },
    "items": [
        {
            "code": "XK-01",
            "kind": "permit",
            "name": "特种设备使用登记",
            "basis": [{"law": "equipment", "article": 33, "cited": "第三十三条"}],
            "condition": "市级部门作出委托的",
        },
        {
            "code": "CF-001",
            "kind": "penalty",
            "act": "使用不合格的计量器具",
            "basis": [{"law": "metrology", "article": 26, "paragraph": 1, "item": "2", "cited": "第二十六条第一款第（二）项"}],
            "sanctions": ["罚款", "没收违法所得"],
            "fines": [{"yuan": [None, 2000]}, {"times": [1, 3], "of": "违法所得", "when": "情节严重的", "may": True}],
            "fines_from": [["metrology", "第二十七条"]],
        },
        {
            "code": "QZ-01",
            "kind": "measure",
            "measure": {
                "type": "行政强制措施",
                "act": "查封",
                "target": "计量器具",
                "limit": {"days": 30, "extended_by": 30, "law": "enforcement", "cited": "第二十五条"},
            },
            "basis": [{"law": "metrology", "article": 18, "item": "4", "cited": "第十八条"}],
        },
        {"code": "QT-04", "kind": "other", "name": "计量纠纷调解", "basis": [{"law": "metrology", "article": 21, "cited": "第二十一条"}]},
    ],
}
