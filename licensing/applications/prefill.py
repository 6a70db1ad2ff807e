"""What the bureau knows already about an applicant and need not be typed again: sources for `licensing.guides.answers.prefill`."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from bureau.models import User
from bureau.sealing import UnsealError
from enterprises.models import SOURCES, Enterprise
from licensing.applications.sealed import personal_answers
from licensing.applications.wanted import certificate_item
from licensing.guides.answers import prefill
from licensing.guides.content import GuideContent
from licensing.models import Application, IssuedCertificate

Sources = dict[str, Mapping[str, Any]]
# Applications about one certificate that are looked through for personal answers, the newest first.
LOOKED_THROUGH = 5
# What may be read off a row of the register; never a sealed column.
ENTERPRISE_FACTS = (
    *("code", "name", "legal_representative", "address", "township", "industry_division", "founded_on", "main_products", "phone"),
)
HOLDING_FACTS = (
    *(
        "category",
        "name",
        "code",
        "registration_number",
        "product_number",
        "maker",
        "location",
        "in_use_since",
        "last_done_on",
        "expires_on",
    ),
    *("kind", "model", "serial_number", "use", "number", "scope", "issuer", "certificate_number", "item", "duty"),
)


def sources(
    *,
    enterprise: Enterprise | None = None,
    holding: Any = None,
    certificate: IssuedCertificate | None = None,
    user: User | None = None,
) -> Sources:
    """The facts by the first word of a question's `prefill`. No query.

    A `holding` is named by its sort ("equipment", "instrument", …), the one behind a certificate too.
    """
    known: Sources = {}
    if enterprise is not None:
        known["enterprise"] = _facts(enterprise, ENTERPRISE_FACTS)
    if holding is not None:
        sort = next((key for key, model in SOURCES.items() if isinstance(holding, model)), "equipment")
        known[sort] = _facts(holding, HOLDING_FACTS)
    if certificate is not None:
        known["certificate"] = {"number": certificate.number, "valid_to": certificate.valid_to, **certificate.facts}
    if user is not None:
        known["person"] = {"name": str(user), "phone": user.phone, "email": user.email}
    return known


def _facts(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names if getattr(row, name, None) not in (None, "")}


def holding_behind(certificate: IssuedCertificate, enterprise: Enterprise) -> Any:
    """The row of the register a certificate stands behind, if it is this enterprise's; None otherwise. One query at most."""
    model = SOURCES.get(certificate.source_type)
    return model.objects.filter(pk=certificate.source_id, enterprise=enterprise).first() if model else None


def earlier_answers(item_code: str, applicant: Q | None) -> dict[str, Any]:
    """The plain answers of the applicant's last application for this item. One query at most."""
    if applicant is None:
        return {}
    found = Application.objects.filter(applicant, category__in={item_code, certificate_item(item_code)}).order_by("-opened_at", "-id")
    answers: dict[str, Any] = found.values_list("answers", flat=True).first() or {}
    return answers


def personal_before(certificate: IssuedCertificate, applicant: Q | None) -> dict[str, Any]:
    """The personal answers the same applicant gave last about this very certificate, in plain: a page shows their masks alone.

    Empty where there are none, or where they cannot be opened any more: then they are typed anew. One query at most.
    """
    if applicant is None:
        return {}
    about = Q(pk=certificate.case_id) | Q(certificate=certificate)
    for row in Application.objects.filter(applicant, about).order_by("-opened_at", "-id")[:LOOKED_THROUGH]:
        try:
            found = personal_answers(row)
        except UnsealError:
            continue
        if found:
            return found
    return {}


def known_answers(content: GuideContent, request: str, known: Sources, *, earlier: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Answers to begin with: what the register and the certificate say, then what was answered the last time.

    Of an earlier application only questions that are not about one particular thing are taken over when something new is applied for:
    two lifts are not one. About a certificate (renewal, change) all of it is.
    """
    found = prefill(content, request, known)
    if earlier:
        is_about_the_same = "certificate" in known
        for spec in content.fields_for(request):
            about_applicant = spec.prefill.startswith(("enterprise.", "person."))
            if spec.code in earlier and not spec.personal and (is_about_the_same or about_applicant):
                found.setdefault(spec.code, earlier[spec.code])
    return found
