"""How a basis is written. Law is cited in Chinese in both languages of the screen."""

PERMIT_LAW = "《中华人民共和国行政许可法》"


def permit_law(*articles: str) -> str:
    """`permit_law("三十二")` is 《中华人民共和国行政许可法》第三十二条."""
    return PERMIT_LAW + "、".join(article if article.startswith("第") else f"第{article}条" for article in articles)
