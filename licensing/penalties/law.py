"""How the bases of this room are written. Law is cited in Chinese in both languages of the screen.

What the corpus of laws does not hold is marked as such wherever it is shown.
"""

PENALTY_LAW = "《中华人民共和国行政处罚法》"
PROCEDURE_RULES = "《市场监督管理行政处罚程序规定》"
NOT_CONFIRMED = "（未收入参考法规库，待核对）"


def penalty_law(*articles: str) -> str:
    """`penalty_law("四十二")` is 《中华人民共和国行政处罚法》第四十二条."""
    return PENALTY_LAW + "、".join(article if article.startswith("第") else f"第{article}条" for article in articles)


def procedure_rules(*articles: str) -> str:
    """An article of the ministry's procedure rules, which the corpus lacks: always marked as not confirmed."""
    return PROCEDURE_RULES + "、".join(f"第{article}条" for article in articles) + NOT_CONFIRMED
