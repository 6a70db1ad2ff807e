"""The letters of filings: what each is called, counted as, rests on and must state. Disputes make theirs the same way."""

from collections.abc import Mapping
from datetime import date

from bureau.letters import ADMINISTRATIVE_REMEDIES, LetterKind

SAFETY_LAW = "《中华人民共和国特种设备安全法》"
INSTRUMENT_RULES = "《中华人民共和国强制检定的工作计量器具检定管理办法》"
REMEDIES = (ADMINISTRATIVE_REMEDIES,)
ABOUT = frozenset({"addressee", "item", "received_on"})


def letter(
    code: str, title: str, basis: str, needs: str, optional: str = "", *, template: str = "", remedies: tuple[str, ...] = ()
) -> LetterKind:
    """One kind of letter about an application: `needs` and `optional` are names of facts, parted by spaces."""
    return LetterKind(
        code,
        title,
        code,
        template or code,
        requires=ABOUT | set(needs.split()),
        optional=frozenset({"request", *optional.split()}),
        basis=((date.min, basis),),
        remedies=remedies,
    )


# What stands in front of each number. A letter's code is also the key of its series.
PREFIXES: Mapping[str, str] = {
    "works-notice-receipt": "特告收",
    "works-notice-return": "特告补",
    "works-notice-refusal": "特告退",
    "registration-change-decision": "特变准",
    "registration-change-refusal": "特变不准",
    "instrument-filing-receipt": "计备",
    "instrument-filing-return": "计备补",
    "instrument-filing-refusal": "计备退",
}
RETURNED = "works-notice-return"
FILING_LETTERS = (
    letter(
        "works-notice-receipt",
        "特种设备施工告知接收凭证",
        SAFETY_LAW + "第二十三条",
        "notified_on works_kind equipment_name location user_name",
        "works_content registration_number planned_start planned_end supervision change_due",
    ),
    letter(
        "works-notice-return",
        "特种设备施工告知材料补正告知书",
        SAFETY_LAW + "第二十三条",
        "asked",
        "remark ground_text authority explanation",
    ),
    letter(
        "works-notice-refusal",
        "特种设备施工告知不予接收告知书",
        SAFETY_LAW + "第二十三条",
        "ground_text explanation",
        "authority asked remark",
        template=RETURNED,
        remedies=REMEDIES,
    ),
    letter(
        "registration-change-decision",
        "特种设备使用登记变更（注销）决定书",
        SAFETY_LAW + "第四十七条、第四十八条",
        "decided_on kind_text",
        "accepted_on old_number certificate_number equipment_name what reasons deliver_by is_cancelled",
    ),
    letter(
        "registration-change-refusal",
        "特种设备使用登记不予变更（注销）决定书",
        SAFETY_LAW + "第四十七条、第四十八条",
        "reasons kind_text",
        "accepted_on old_number false_material barred_until",
        remedies=REMEDIES,
    ),
    letter(
        "instrument-filing-receipt",
        "强制检定工作计量器具备案凭证",
        INSTRUMENT_RULES + "第五条",
        "filed_on kind_text count body",
        "instruments skipped use_place remark",
    ),
    letter(
        "instrument-filing-return",
        "计量器具备案材料补正告知书",
        INSTRUMENT_RULES + "第五条",
        "asked",
        "remark ground_text authority explanation",
        template=RETURNED,
    ),
    letter(
        "instrument-filing-refusal",
        "计量器具不予备案告知书",
        INSTRUMENT_RULES + "第五条",
        "ground_text explanation",
        "authority asked remark",
        template=RETURNED,
        remedies=REMEDIES,
    ),
)
