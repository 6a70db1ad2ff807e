"""How the bases of this room are written, and the clocks it runs. Law is cited in Chinese in both languages of the screen."""

MEASURE_LAW = "《中华人民共和国行政强制法》"
SEIZURE, SEIZURE_FOOD, URGENT_REPORT = "measure-seizure", "measure-seizure-food", "measure-urgent-report"
EVIDENCE_HOLD = "penalty-evidence-hold"
# What limits how long the bureau may keep things.
TERMS = (SEIZURE, SEIZURE_FOOD, EVIDENCE_HOLD)
SEIZURE_TERMS = (SEIZURE, SEIZURE_FOOD)
MEASURE, HOLD = "compulsory-measure", "evidence-hold"
KINDS = (MEASURE, HOLD)
URGENT_HOURS = 24


def measure_law(*articles: str) -> str:
    """`measure_law("十八")` is 《中华人民共和国行政强制法》第十八条."""
    return MEASURE_LAW + "、".join(article if article.startswith("第") else f"第{article}条" for article in articles)
