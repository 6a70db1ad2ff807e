"""What a certificate states: frozen from the answers of its application when it is issued, and said in words later.

Plain facts lie readable, personal ones sealed with the certificate. A question that was not asked this time (a change asks only what
changed) keeps the fact of the earlier certificate.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bureau.models import Party
from bureau.sealing import Sealed
from licensing.applications.sealed import identity_number_of, personal_answers
from licensing.guides.answers import answer_words
from licensing.guides.content import FieldSpec, GuideContent
from licensing.guides.selectors import content_of
from licensing.models import ApplicantType, Application, IssuedCertificate

IDENTITY = "identity_number"
Rows = list[list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one certificate states: readable facts, personal facts, and who holds it in full."""

    plain: Mapping[str, Any]
    personal: Mapping[str, Any] = field(default_factory=dict)
    holder: str
    identity_number: str = ""

    @property
    def sealed_text(self) -> str:
        """What goes into `sealed_facts`; empty for none."""
        kept = {**self.personal, **({IDENTITY: self.identity_number} if self.identity_number else {})}
        return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""


def opened_facts(certificate: IssuedCertificate) -> dict[str, Any]:
    """The personal facts in plain, to print them again. Raises UnsealError."""
    text = opened(certificate.sealed_facts)
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


def opened(value: Sealed | str) -> str:
    """A sealed text in plain, whether it was read from the database or just written."""
    return value.open() if isinstance(value, Sealed) else value or ""


def holder_of(application: Application) -> str:
    """The applicant's full name, as a certificate bears it. At most one query."""
    if application.applicant_type == ApplicantType.ENTERPRISE:
        return application.applicant_name
    party = Party.objects.filter(case_id=application.pk, part=Party.Part.APPLICANT).first()
    return (opened(party.name) if party else "") or application.applicant_name


def certified_by(application: Application) -> GuideContent:
    """The guide that says what the certificate states: the application's own, or that of the matter which issued the certificate.

    The second for items whose result is a change of another item's certificate (QT-02). One query then.
    """
    content = content_of(application.guide)
    return content if content.result.kind or application.certificate is None else issued_by(application.certificate)


def issued_by(certificate: IssuedCertificate) -> GuideContent:
    """The guide that says what a certificate states: of the matter that issued it, or of the first one where changes (QT-02) followed.

    One query and one more a change. Raises InvalidGuide.
    """
    matters = Application.objects.select_related("guide", "certificate").only("guide", "certificate")
    matter = matters.get(pk=certificate.case_id)
    while not content_of(matter.guide).result.kind and matter.certificate is not None:
        matter = matters.get(pk=matter.certificate.case_id)
    return content_of(matter.guide)


def statement_of(
    application: Application, content: GuideContent, *, before: IssuedCertificate | None = None, same_holder: bool = True
) -> Statement:
    """What the certificate for an application states by `content`; what it was not asked for comes from the certificate before it.

    Of another holder's certificate (`same_holder` false) only the readable facts are taken over: what is sealed there is about that holder.
    """
    earlier = {**before.facts, **(opened_facts(before) if same_holder else {})} if before else {}
    given = {**application.answers, **personal_answers(application)}
    stated = {code: given.get(code, earlier.get(code)) for code in content.result.facts}
    known = {code: value for code, value in stated.items() if value not in (None, "", [])}
    specs = {one.code: one for one in content.fields}
    person = application.applicant_type == ApplicantType.PERSON
    return Statement(
        plain={code: value for code, value in known.items() if not specs[code].personal},
        personal={code: value for code, value in known.items() if specs[code].personal},
        holder=holder_of(application),
        identity_number=(identity_number_of(application, content) or str(earlier.get(IDENTITY, ""))) if person else "",
    )


def same_statement(certificate: IssuedCertificate) -> Statement:
    """What an earlier certificate stated, for one that replaces it unchanged."""
    personal = opened_facts(certificate)
    identity = str(personal.pop(IDENTITY, ""))
    holder = opened(certificate.person_name) or certificate.holder_name
    return Statement(plain=certificate.facts, personal=personal, holder=holder, identity_number=identity)


def fact_rows(content: GuideContent, facts: Mapping[str, Any]) -> Rows:
    """(label, words) of the facts a guide's result states, in its order; what is not known is left out."""
    specs: dict[str, FieldSpec] = {one.code: one for one in content.fields}
    rows = ([specs[code].label, answer_words(specs[code], facts.get(code))] for code in content.result.facts if code in specs)
    return [row for row in rows if row[1]]
