"""What is looked at when declared standards are checked, and which article a defect goes by.

标准化法 as of 2017-11-04: 27 (publish what one works to, and one's own standards' indicators; work to it), 21 (not below mandatory national
standards), 38 (not published: order, then publication on the platform), 39 (below: order, then abolished by the province).
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bureau.workflow import Text

YES, NO, NOT_APPLICABLE = "yes", "no", "na"
ANSWERS = ((YES, _("Yes")), (NO, _("No")), (NOT_APPLICABLE, _("Does not apply")))
LAW = "《中华人民共和国标准化法》"


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the checklist: on screen, in letters, and the articles."""

    code: str
    label: Text
    letter: str
    article: str
    defect: str
    # Which article orders it to be put right.
    order_article: str


QUESTIONS = (
    Question(
        "published",
        _("Are number and name of the standards it works to published?"),
        "是否公开所执行标准的编号和名称",
        "第二十七条第一款",
        "未公开所执行标准的编号和名称",
        "第三十八条",
    ),
    Question(
        "indicators",
        _("For its own standards: are functional and performance indicators published?"),
        "执行自行制定的企业标准的，是否公开产品、服务的功能指标和产品的性能指标",
        "第二十七条第一款",
        "未公开企业标准的功能指标和性能指标",
        "第三十八条",
    ),
    Question(
        "in_force",
        _("Is the standard still in force, not withdrawn or replaced?"),
        "所执行的标准是否现行有效",
        "第二十七条",
        "仍在执行已经废止或者被代替的标准",
        "第三十八条",
    ),
    Question(
        "not_below",
        _("Are its requirements at least those of the mandatory national standards?"),
        "标准的技术要求是否不低于强制性国家标准的相关技术要求",
        "第二十一条第一款",
        "标准的技术要求低于强制性国家标准的相关技术要求",
        "第三十九条第二款",
    ),
    Question(
        "product_meets",
        _("Do the products meet the published standard?"),
        "生产的产品、提供的服务是否符合公开标准的技术要求",
        "第二十七条第二款",
        "产品、服务不符合其公开标准的技术要求",
        "第二十七条第二款",
    ),
)
WORDS = {YES: "是", NO: "否", NOT_APPLICABLE: "不适用"}


def answers_of(sample: dict[str, object]) -> dict[str, str]:
    """The answers kept with a case; empty before the check."""
    found = sample.get("answers")
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def defects(answers: dict[str, str]) -> list[Question]:
    """The questions answered with no."""
    return [question for question in QUESTIONS if answers.get(question.code) == NO]


def articles_of(found: list[Question]) -> str:
    """The articles that order these defects to be put right, each once, as a letter cites them."""
    return LAW + "、".join(dict.fromkeys(question.order_article for question in found))


def checked_lines(answers: dict[str, str]) -> list[str]:
    """The checklist line by line, as letters print it."""
    return [
        f"{question.letter}（{question.article}）：{WORDS[answers[question.code]]}" for question in QUESTIONS if question.code in answers
    ]


def answered_rows(answers: dict[str, str]) -> list[tuple[Text, str, Text]]:
    """The checklist for the screen: question, article, answer."""
    words = dict(ANSWERS)
    return [(question.label, question.article, words[answers[question.code]]) for question in QUESTIONS if question.code in answers]
