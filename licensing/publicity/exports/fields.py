"""The fields of the national set in their order, the words they may hold, and one line of the file.

Identity numbers of persons are no field of ours and never get into one (`faults.py` looks into every cell).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bureau.documents import BUREAU_NAME

PERMITS, PENALTIES = "permits", "penalties"
KINDS = ((PERMITS, _("Permits")), (PENALTIES, _("Penalties")))
FIELDS: Mapping[str, tuple[str, ...]] = {
    PERMITS: (
        *(
            "XK_XDR_MC",
            "XK_XDR_LB",
            "XK_XDR_SHXYM",
            "XK_XDR_ZZJG",
            "XK_FRDB",
            "XK_XKWS",
            "XK_WSH",
            "XK_XKLB",
            "XK_XKZS",
            "XK_XKBH",
            "XK_NR",
        ),
        *("XK_JDRQ", "XK_YXQZ", "XK_YXQZI", "XK_XKJG", "XK_XKJGDM", "XK_ZT", "XK_LYDW", "XK_LYDWDM", "BZ"),
    ),
    PENALTIES: (
        *("CF_XDR_MC", "CF_XDR_LB", "CF_XDR_SHXYM", "CF_FRDB", "CF_WSH", "CF_WFXW", "CF_SY", "CF_YJ", "CF_CFLB", "CF_NR", "CF_NR_FK"),
        *("CF_NR_WFFF", "CF_NR_ZKDX", "CF_JDRQ", "CF_YXQ", "CF_GSJZQ", "CF_CFJG", "CF_CFJGDM", "CF_SJLY", "CF_SJLYDM", "BZ"),
    ),
}
UNIT, SOLE, PERSON = PARTIES = ("法人及非法人组织", "个体工商户", "自然人")
PERMIT_KINDS = ("普通", "特许", "认可", "核准", "登记", "其他")
PENALTY_KINDS = (
    *("警告", "通报批评", "罚款", "没收违法所得", "没收非法财物", "暂扣许可证件", "降低资质等级", "吊销许可证件"),
    *("限制开展生产经营活动", "责令停产停业", "责令关闭", "限制从业", "行政拘留", "其他"),
)
VALID, INVALID = STANDINGS = ("1", "2")
NO_END = "2099/12/31"
TEN_THOUSAND, SIX_PLACES = Decimal(10_000), Decimal("0.000001")


@dataclass(slots=True)
class Line:
    """One line of the file: which matter, its cells by field, and what is wrong with them."""

    number: str
    cells: dict[str, str]
    faults: list[str] = field(default_factory=list)

    def values(self, kind: str) -> list[str]:
        """The cells in the order of the field set."""
        return [self.cells.get(name, "") for name in FIELDS[kind]]


def agency() -> tuple[str, str]:
    """Name and unified social credit code of the bureau; the code is empty where the installation does not say it (BUREAU_CODE)."""
    return getattr(settings, "BUREAU_NAME", BUREAU_NAME), getattr(settings, "BUREAU_CODE", "")


def day(value: date | None) -> str:
    """2026/11/23, as the set writes days."""
    return f"{value:%Y/%m/%d}" if value else ""


def wan(amount: Decimal | None) -> str:
    """Yuan in units of 10,000 with six decimals, which is the cent exactly; empty for nothing."""
    return f"{(amount / TEN_THOUSAND).quantize(SIX_PLACES):f}" if amount else ""
