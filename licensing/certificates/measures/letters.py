"""The letters of a measure: notice with the right to be heard, decision with the remedies. Words of law are Chinese."""

from datetime import date
from typing import Any

from django.utils import timezone

from bureau import clocks
from bureau.letters import ADMINISTRATIVE_REMEDIES, LetterKind
from bureau.workflow import Act
from licensing.certificates.facts import issued_by, opened
from licensing.certificates.measures.effects import MEASURE_WORDS
from licensing.certificates.measures.gates import CLOCK
from licensing.certificates.measures.grounds import GROUNDS, claim_of
from licensing.steps.remedies import remedies_for

NOTICE, DECISION = "certificate-measure-notice", "certificate-measure-decision"
PREFIXES = {NOTICE: "证告", DECISION: "证决"}
ABOUT = frozenset({"addressee", "certificate_number", "certificate_title", "measure", "ground_text", "facts"})
LAW = "《中华人民共和国行政许可法》"
KINDS = (
    LetterKind(
        NOTICE,
        "行政许可证件处理事先告知书",
        NOTICE,
        NOTICE,
        requires=ABOUT | {"statement_by"},
        optional=frozenset({"until"}),
        basis=((date.min, f"{LAW}第七条"),),
    ),
    LetterKind(
        DECISION,
        "行政许可证件处理决定书",
        DECISION,
        DECISION,
        requires=ABOUT | {"effective_on"},
        optional=frozenset({"statement", "reasons", "claim", "until"}),
        remedies=(ADMINISTRATIVE_REMEDIES,),
    ),
)


def measure_letter(act: Act, letter: str) -> dict[str, Any]:
    """The facts of either letter."""
    case, certificate = act.case, act.case.certificate
    about = {
        "addressee": opened(certificate.person_name) or certificate.holder_name,
        "certificate_number": certificate.number,
        "certificate_title": certificate.title,
        "measure": MEASURE_WORDS[case.measure],
        "ground_text": GROUNDS[case.ground].label,
        "facts": case.facts,
        "until": case.until or "",
    }
    today = timezone.localdate(act.at)
    if letter == NOTICE:
        return {**about, "statement_by": clocks.clock_values(CLOCK, on=today, rules_as_of=timezone.localdate(case.opened_at))["due_on"]}
    remedies = remedies_for(letter, issued_by(certificate))
    return {
        **about,
        **({"remedies": remedies} if remedies else {}),
        "effective_on": today,
        "statement": case.statement,
        "reasons": act.data.get("reasons", ""),
        "claim": claim_of(case.measure, case.ground),
    }
