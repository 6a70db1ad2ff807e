"""What the facts of a form are called on screen, where one is missing."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from licensing.papers.facts import Facts
from licensing.papers.kinds import ALL

LABELS: Mapping[str, str | Promise] = {
    "addressee": _("the party"),
    "address": _("address of the party"),
    "cause": _("what the case is about"),
    "facts_text": _("the facts"),
    "opinions": _("an opinion of this stage"),
    "opinion": _("the opinion or what was said"),
    "concerned": _("whose recusal was asked for"),
    "outcome": _("what was decided"),
    "reason": _("the reason"),
    "reasons": _("the reasons of the decision"),
    "correction": _("what must be put right"),
    "basis_list": _("the articles applied: choose the item"),
    "body": _("to which authority"),
    "result": _("the result"),
    "closing": _("how it ended"),
    "when": _("day and hour"),
    "place": _("the place"),
    "lines": _("what was written down"),
    "signatures": _("signatures"),
    "evidence_rows": _("evidence in the ledger"),
    "evidence": _("evidence in the ledger"),
    "subject": _("what is examined"),
    "laboratory": _("the laboratory"),
    "expected_on": _("until when the test lasts"),
    "conclusion": _("the conclusion"),
    "things": _("lines of the inventory"),
    "until": _("the last day of the term"),
    "penalties": _("what is to be imposed"),
    "statements": _("what the party said"),
    "chair": _("the chair"),
    "attended": _("who attended"),
    "discretion": _("why this sum: tier and factors"),
    "document": _("the paper served"),
    "way": _("the way of service"),
    "receiver": _("who received it"),
    "where": _("where it is announced"),
    "instalments": _("a payment asked for"),
    "late_fee": _("the late fee"),
    "owed": _("what is owed"),
    "court": _("the court"),
}


def missing_words(code: str, facts: Facts) -> list[str]:
    """The facts a form still lacks, in the reader's language, those without which it is not issued first."""
    form = ALL[code]
    return [str(LABELS[name]) for name in dict.fromkeys((*form.requires, *form.wanted)) if not facts.get(name)]
