"""What is published, for how long, and when it may end early (市场监督管理行政处罚信息公示规定 2, 9, 10, 13, 14)."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from bureau.counting import add_months
from licensing.fines import bounds
from licensing.models import PenaltyCase, Publication

RULES = "《市场监督管理行政处罚信息公示规定》"
WARNING, CRITICISM, FINE = "警告", "通报批评", "罚款"
SHORT_MONTHS, LONG_MONTHS = 3, 36
# Article 14 para. 3: no early end after these.
GRAVE = ("责令停产停业", "责令关闭", "限制开展生产经营活动", "限制从业", "降低资质等级", "吊销许可证件", "吊销营业执照")
# 市场监督管理信用修复管理办法 (unconfirmed: not in the corpus): half a year, a year for food, drugs and special equipment.
EARLY_MONTHS, EARLY_MONTHS_SAFETY = 6, 12
SAFETY_LAWS = ("食品", "药品", "特种设备", "化妆品", "医疗器械")
# The signs of the region inside a unified social credit code: 32 is Jiangsu.
HOME_PROVINCE, PROVINCE_SIGNS = "32", slice(2, 4)


def refusal(case: PenaltyCase) -> str:
    """Why this decision is not published, with the article; empty when it must be."""
    if case.decision != PenaltyCase.Decision.PENALTY:
        return _("No penalty was imposed: there is nothing to publish (《市场监督管理行政处罚信息公示规定》第二条).")
    if case.procedure != PenaltyCase.Procedure.ORDINARY:
        return _("Decisions of the simple procedure are not published (《市场监督管理行政处罚信息公示规定》第二条第一款).")
    if is_warning_alone(case):
        return _("A warning alone is not published (《市场监督管理行政处罚信息公示规定》第二条第二款).")
    return ""


def is_warning_alone(case: PenaltyCase) -> bool:
    """Whether nothing but a warning was imposed."""
    return set(case.sanctions) == {WARNING} and not case.fine and not case.confiscation


def is_short(case: PenaltyCase, on: date) -> bool:
    """Whether it is criticism alone or a low fine alone (13 para. 1). A warning beside them changes nothing, it is milder still."""
    named = set(case.sanctions) - {WARNING}
    if case.fine:
        named.add(FINE)
    if case.confiscation or named - {CRITICISM, FINE}:
        return False
    low: Decimal = bounds.bound(bounds.for_party(bounds.PUBLICITY_SMALL_FINE, case.party_type), on)
    return case.fine <= low


def ends_on(case: PenaltyCase, *, published_on: date, restricted_until: date | None = None) -> date:
    """The last day of publication: three months or three years from it, longer where a restriction lasts longer (13)."""
    if is_short(case, published_on):
        return add_months(published_on, SHORT_MONTHS)
    last = add_months(published_on, LONG_MONTHS)
    return max(last, restricted_until) if restricted_until else last


def is_elsewhere(case: PenaltyCase) -> bool:
    """Whether the party is registered in another province: its authority there publishes with our data (10)."""
    return bool(case.enterprise_code) and case.enterprise_code[PROVINCE_SIGNS] != HOME_PROVINCE


def early_from(publication: Publication, laws: Collection[str]) -> date | None:
    """The first day on which an early end may be asked for; None while it is not published (14)."""
    if publication.published_on is None:
        return None
    safety = any(word in law for law in laws for word in SAFETY_LAWS)
    return add_months(publication.published_on, EARLY_MONTHS_SAFETY if safety else EARLY_MONTHS)


def grave_sanctions(case: PenaltyCase) -> list[str]:
    """What was imposed that excludes an early end (14 para. 3)."""
    return [one for one in case.sanctions if any(grave in one for grave in GRAVE)]
