"""A refusal with its article, as every unlawful attempt is answered: “罚款低于法定最低数额（行政处罚法第三十二条）”.

The articles are those of 行政处罚法 (2021).
"""

from django.utils.translation import gettext as _

ONE_FINE = "行政处罚法第二十九条"
MITIGATION = "行政处罚法第三十二条"
WAIVING = "行政处罚法第三十三条"
DISCRETION = "行政处罚法第三十四条"
LIMITATION = "行政处罚法第三十六条"
LIGHTER = "行政处罚法第三十七条"
LAWFUL_BASIS = "行政处罚法第三十八条"
FITTING = "行政处罚法第五条"
GAIN = "行政处罚法第二十八条"
FACTS = "行政处罚法第四十条"


def cited(words: str, article: str) -> str:
    """Words for the reader with the article behind them; the full stop of a sentence goes."""
    return _("%(words)s (%(article)s)") % {"words": words.rstrip(".。"), "article": article}
