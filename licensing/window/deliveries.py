"""Results that wait to be collected at the window. Reads only."""

from django.db.models import Q, QuerySet

from bureau.models import Case, User
from bureau.roles import Role
from enterprises.codes import clean_text
from licensing.models import Application, Delivery, IssuedCertificate
from licensing.processes import processes
from licensing.window.accepting import DELIVER

MOST = 50


def waiting(user: User, *, typed: str = "") -> list[Application]:
    """Decided, to be collected and not handed over yet, the longest waiting first; at most 50. Two queries."""
    rows = _deliverable().filter(pk__in=Case.objects.visible_to(user).filter(closed_at__isnull=True).values("pk"))
    words = clean_text(typed)[:60]
    if words:
        held = IssuedCertificate.objects.filter(Q(number__startswith=words)).values("case_id")
        rows = rows.filter(
            Q(number__startswith=words.upper()) | Q(enterprise_code=words.upper()) | Q(applicant_name__icontains=words) | Q(pk__in=held)
        )
    return list(rows.select_related("item_version").defer("search").order_by("decided_on", "pk")[:MOST])


def _deliverable() -> "QuerySet[Application]":
    """Every kind in the states its own table lets a clerk deliver from."""
    states = Q(pk__in=[])
    for kind in {one.kind: one.workflow for one in processes()}.values():
        sources = {state for step in kind.transitions if step.name == DELIVER and Role.CLERK in step.by for state in step.sources}
        states |= Q(kind=kind.kind, state__in=sources)
    return Application.objects.filter(states, delivery=Delivery.COLLECT, delivered_on__isnull=True)
