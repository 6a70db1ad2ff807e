"""The forms of a case: which there are, which were issued, and what each would look like now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bureau import documents
from bureau.models import Case, Document
from licensing.papers import kinds
from licensing.papers.labels import missing_words
from licensing.papers.sources import source_of

RECORDS = ("site-record", "interview-record", "testing-notice", "testing-result-notice")
SPOT = ("spot-decision", "site-record", "statement-record", "evidence-list", "service-receipt", "payment-notice", "late-fee-decision")
HOLD = ("hold-notice", "hold-disposal")
# Kinds of cases and the forms they have, in the order of the procedure.
FORMS_OF: Mapping[str, tuple[str, ...]] = {
    "penalty": tuple(code for code, form in kinds.ALL.items() if not form.measure and code != "spot-decision"),
    "spot-penalty": (*SPOT, "payment-demand", "court-application", "closing-report"),
    "compulsory-measure": (*(code for code in kinds.MEASURES if code not in HOLD and kinds.ALL[code].measure), *RECORDS, "service-receipt"),
    "evidence-hold": (*HOLD, "measure-inventory", "site-record", "service-receipt"),
}


@dataclass(slots=True)
class FormRow:
    """One form of a case with what was issued of it."""

    code: str
    title: str
    for_party: bool
    issued: list[Document] = field(default_factory=list)


def forms_of(case: Case) -> list[FormRow]:
    """Every form a case may need, with what was issued; papers of other kinds are left to the case page. One query."""
    rows = {code: FormRow(code, kinds.ALL[code].title, not kinds.ALL[code].inside) for code in FORMS_OF.get(case.kind, ())}
    for document in Document.objects.filter(case_id=case.pk, template__in=rows).select_related("voided").defer("source").order_by("pk"):
        rows[document.template].issued.append(document)
    return list(rows.values())


def has_form(case: Case, code: str) -> bool:
    """Whether cases of this kind have the form."""
    return code in FORMS_OF.get(case.kind, ())


def missing(case: Any, code: str) -> list[str]:
    """What the form would lack if it were issued now, in the reader's language. `case` is the app's own object."""
    return missing_words(code, source_of(code, case))


def preview(case: Any, code: str, *, at: datetime) -> bytes:
    """The PDF of a form as the case stands, marked as a preview; no number is taken. Raises TypesettingError."""
    return documents.preview_document(case, code, source_of(code, case), at=at)
