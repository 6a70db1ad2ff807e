"""The cards of this room on the case page: evidence and records (30), examinations (35). A fixed number of queries each."""

from collections.abc import Mapping
from typing import Any

from bureau.models import Case, User
from bureau.panels import Panel
from licensing.evidence.admission import may_write
from licensing.evidence.examination_facts import examination_rows
from licensing.evidence.selectors import ledger_of, records_of
from licensing.evidence.signing import missing_signatures

SHOWN = 10
EVIDENCE_CARD, EXAMINATIONS_CARD = "licensing/panel_evidence.html", "licensing/panel_examinations.html"


def evidence(case: Case, reader: User) -> Mapping[str, Any]:
    """What stands in the ledger, and the records with whose signature they lack."""
    rows = list(ledger_of(case)[: SHOWN + 1])
    records = [
        {"turn": turn, "record": row, "missing": [] if row.closed_at else missing_signatures(row)}
        for turn, row in enumerate(records_of(case.pk), start=1)
    ]
    return {
        "number": case.number,
        "rows": rows[:SHOWN],
        "has_more": len(rows) > SHOWN,
        "records": records,
        "may_write": may_write(case, reader),
    }


def examinations(case: Case, reader: User) -> Mapping[str, Any]:
    """The examinations with what they found."""
    return {"number": case.number, "rows": examination_rows(case.pk), "may_write": may_write(case, reader)}


PANELS = (
    Panel("penalty", EVIDENCE_CARD, evidence, 30),
    Panel("penalty", EXAMINATIONS_CARD, examinations, 35),
    Panel("spot-penalty", EVIDENCE_CARD, evidence, 30),
    Panel("compulsory-measure", EVIDENCE_CARD, evidence, 30),
    Panel("compulsory-measure", EXAMINATIONS_CARD, examinations, 35),
    Panel("evidence-hold", EVIDENCE_CARD, evidence, 30),
)
