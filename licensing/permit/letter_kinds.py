"""The letters of a permit: what each is called, counted as, rests on and must state."""

from datetime import date

from bureau.letters import ADMINISTRATIVE_REMEDIES, LetterKind
from licensing.steps.law import permit_law

# What stands in front of each number. A letter's code is also its template and the key of its series.
PREFIXES = {
    "correction-notice": "许补",
    "acceptance-notice": "许受",
    "non-acceptance-notice": "许不受",
    "excluded-time-notice": "许除",
    "extension-notice": "许延",
    "hearing-right-notice": "许听告",
    "hearing-notice": "许听通",
    "permit-decision": "许准",
    "permit-refusal": "许不准",
    "deemed-decision": "许视",
    "cancellation-decision": "许注",
    "delivery-receipt": "许送",
    "site-check-record": "许查",
}
ABOUT = frozenset({"addressee", "item", "received_on"})


def _kind(code: str, title: str, basis: str, needs: set[str], optional: set[str], *, remedies: tuple[str, ...] = ()) -> LetterKind:
    return LetterKind(
        code,
        title,
        code,
        code,
        requires=ABOUT | needs,
        optional=frozenset({"request", *optional}),
        basis=((date.min, basis),),
        remedies=remedies,
    )


REMEDIES = (ADMINISTRATIVE_REMEDIES,)
LETTER_KINDS = (
    _kind("correction-notice", "行政许可申请材料补正告知书", permit_law("第三十二条第一款第四项"), {"asked"}, {"remark"}),
    _kind(
        "acceptance-notice",
        "行政许可申请受理通知书",
        permit_law("第三十二条第一款第五项"),
        {"accepted_on"},
        {"decide_by", "period", "materials"},
    ),
    _kind(
        "non-acceptance-notice",
        "行政许可申请不予受理决定书",
        permit_law("三十二"),
        {"ground_text", "explanation"},
        {"authority", "barred_until"},
        remedies=REMEDIES,
    ),
    _kind(
        "excluded-time-notice",
        "行政许可除外时间告知书",
        permit_law("四十五"),
        {"reason_text", "expected_until"},
        {"explanation"},
    ),
    _kind("extension-notice", "行政许可决定延期通知书", permit_law("第四十二条第一款"), {"reason_text", "days", "decide_by"}, set()),
    _kind("hearing-right-notice", "行政许可听证权利告知书", permit_law("四十七"), {"reason_text", "ask_by"}, {"third_parties"}),
    _kind(
        "hearing-notice",
        "行政许可听证通知书",
        permit_law("四十八"),
        {"held_for", "place", "chair"},
        {"asked_by", "reason_text", "third_parties"},
    ),
    _kind(
        "permit-decision",
        "准予行政许可决定书",
        permit_law("第三十八条第一款"),
        {"result"},
        {"accepted_on", "certificate_number", "reasons", "deliver_by"},
    ),
    _kind(
        "permit-refusal",
        "不予行政许可决定书",
        permit_law("第三十八条第二款"),
        {"reasons"},
        {"accepted_on", "false_material", "barred_until"},
        remedies=REMEDIES,
    ),
    _kind(
        "deemed-decision",
        "准予延续行政许可证明书",
        permit_law("第五十条第二款"),
        {"result", "ended_on"},
        {"old_number", "certificate_number"},
    ),
    _kind(
        "cancellation-decision",
        "准予注销行政许可决定书",
        permit_law("七十"),
        {"result", "cancelled_on"},
        {"old_number", "reasons"},
    ),
    _kind("delivery-receipt", "行政许可文书送达回证", permit_law("四十四"), {"result", "mode", "delivered_on"}, {"receiver", "decided_on"}),
    _kind(
        "site-check-record",
        "行政许可现场核查记录",
        permit_law("第三十四条第三款"),
        {"place", "officers", "lines", "conclusion", "witness", "checked_on"},
        {"found", "rectify_by", "witness_words", "confirmed"},
    ),
)
