"""Which letters the bureau issues: title, number, template, reader, facts they need, the article they rest on, remedies they print.

The words are Chinese only: they are what the law and the paper say, not interface. Apps above add kinds by `register` in
`AppConfig.ready()`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

ORDER_121_IN_FORCE = date(2026, 4, 15)
ORDER_121 = "《市场监督管理投诉举报处理办法》（国家市场监督管理总局令第121号）"
ORDER_20 = "《市场监督管理投诉举报处理暂行办法》（国家市场监督管理总局令第20号）"

# 消费者权益保护法 39: the ways other than the complaint just answered; order 121 art. 15 wants them told.
CONSUMER_REMEDIES = (
    "依照《中华人民共和国消费者权益保护法》第三十九条，您还可以通过下列途径解决消费者权益争议：（一）与经营者协商和解；"
    "（二）请求消费者协会或者依法成立的其他调解组织调解；（三）向其他有处理权限的行政部门投诉；"
    "（四）根据与经营者达成的仲裁协议提请仲裁机构仲裁；（五）向人民法院提起诉讼。"
)
# 行政复议法 20 and 24, 行政诉讼法 46.
ADMINISTRATIVE_REMEDIES = (
    "如不服本决定，可以自知道或者应当知道本决定之日起六十日内，依照《中华人民共和国行政复议法》向本级人民政府申请行政复议；"
    "也可以自知道或者应当知道本决定之日起六个月内，依照《中华人民共和国行政诉讼法》向人民法院提起行政诉讼。"
)


@dataclass(frozen=True)
class LetterKind:
    """One kind of letter. `requires`: facts the source must hold; `optional` facts print nothing when left out. Facts beyond both are
    kept with the letter and not printed.

    `basis` lists (applies to cases opened on or after, article), newest first: a case keeps the rule of the day it was received.
    `template` is a file in templates/documents without `.typ`; `number_kind` a key of `numbering.PREFIXES`.
    """

    code: str
    title: str
    number_kind: str
    template: str
    requires: frozenset[str]
    optional: frozenset[str] = frozenset()
    basis: tuple[tuple[date, str], ...] = ()
    remedies: tuple[str, ...] = ()
    for_citizen: bool = True

    def basis_for(self, opened_on: date) -> str:
        """The rule in force when the case was received; empty if the letter rests on none."""
        return next((words for since, words in self.basis if opened_on >= since), "")

    def missing_from(self, source: Mapping[str, object]) -> list[str]:
        """Required facts that are absent or empty."""
        return sorted(name for name in self.requires if not source.get(name))


_kinds: dict[str, LetterKind] = {}


def register(kind: LetterKind) -> None:
    """Make a kind of letter known. Raises ValueError if another kind has the code."""
    if _kinds.get(kind.code, kind) != kind:
        raise ValueError(f"Letter kind {kind.code!r} is registered twice.")
    _kinds[kind.code] = kind


def letter_kind(code: str) -> LetterKind:
    """The kind with this code. Raises LookupError if nobody registered it."""
    try:
        return _kinds[code]
    except KeyError as error:
        raise LookupError(f"No letter kind {code!r}.") from error


def letter_kinds() -> list[LetterKind]:
    """All kinds, in order of registration."""
    return list(_kinds.values())


def chinese_date(day: date) -> str:
    """2026-05-08 → 2026年5月8日, as letters write it; a moment counts on its Shanghai date."""
    if isinstance(day, datetime) and timezone.is_aware(day):
        day = timezone.localdate(day)
    return f"{day.year}年{day.month}月{day.day}日"


def _by_rule(now: str, before: str) -> tuple[tuple[date, str], ...]:
    return ((ORDER_121_IN_FORCE, ORDER_121 + now), (date.min, ORDER_20 + before))


for _kind in (
    LetterKind(
        "complaint-receipt",
        "投诉登记回执",
        "complaint-receipt",
        "complaint-receipt",
        requires=frozenset({"addressee", "respondent", "received_on", "subject"}),
        optional=frozenset({"statement", "wish", "attachments", "decide_by"}),
        basis=_by_rule("第十五条", "第十四条"),
    ),
    LetterKind(
        "complaint-acceptance",
        "投诉受理告知书",
        "complaint-acceptance",
        "complaint-acceptance",
        requires=frozenset({"addressee", "respondent", "received_on"}),
        optional=frozenset({"handler", "mediate_by"}),
        basis=_by_rule("第十五条", "第十四条"),
    ),
    LetterKind(
        "complaint-refusal",
        "投诉不予受理告知书",
        "complaint-refusal",
        "complaint-refusal",
        # Who the business is may be the very thing that is missing (article 16, item 5).
        requires=frozenset({"addressee", "received_on", "ground_text"}),
        optional=frozenset({"respondent", "explanation"}),
        basis=_by_rule("第十六条", "第十五条"),
        remedies=(CONSUMER_REMEDIES, ADMINISTRATIVE_REMEDIES),
    ),
    LetterKind(
        "mediation-agreement",
        "投诉调解书",
        "mediation-agreement",
        "mediation-agreement",
        requires=frozenset({"addressee", "respondent", "statement", "agreement"}),
        optional=frozenset({"wish", "mediator", "mediated_on", "recovered"}),
        basis=_by_rule("第二十四条", ""),
    ),
    LetterKind(
        "termination-notice",
        "投诉终止调解告知书",
        "termination-notice",
        "termination-notice",
        requires=frozenset({"addressee", "respondent", "ground_text"}),
        optional=frozenset({"received_on", "accepted_on", "explanation"}),
        basis=_by_rule("第二十三条", "第二十一条"),
        remedies=(CONSUMER_REMEDIES,),
    ),
    LetterKind(
        "letter", "告知书", "letter", "letter", requires=frozenset({"paragraphs"}), optional=frozenset({"addressee", "title", "remedies"})
    ),
):
    register(_kind)
