"""What the page of the papers of a case shows, and its card on the case page."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from bureau.models import Case, Document, User
from bureau.panels import Panel
from licensing.models import CaseVolume
from licensing.papers import previews, voiding, volume

ORDER = 90
MOST_VOLUMES = 20


def find_case(number: str, user: User) -> Case:
    """The case of that number if it has official forms and this member of staff sees it. One query. Raises Http404."""
    visible = Case.objects.visible_to(user).filter(kind__in=previews.FORMS_OF)
    return get_object_or_404(visible.select_related("office", "handler").defer("search"), number=number)


def find_paper(case: Case, pk: int) -> Document:
    """A paper of this case. Raises Http404."""
    return get_object_or_404(Document.objects.filter(case_id=case.pk), pk=pk)


def find_form(case: Case, code: str) -> str:
    """The code, if cases of this kind have such a form. Raises Http404."""
    if not previews.has_form(case, code):
        raise Http404
    return code


def list_context(case: Case, reader: User) -> dict[str, Any]:
    """Forms with what was issued, volumes with how far they are. Three queries."""
    volumes = list(CaseVolume.objects.filter(case_id=case.pk).select_related("asked_by")[:MOST_VOLUMES])
    rows = previews.forms_of(case)
    return {
        "case": case,
        "issued": [row for row in rows if row.issued],
        "not_issued": [row for row in rows if not row.issued],
        "may_void": voiding.may_void(case, reader),
        "volumes": [(one, volume.progress(one) if is_waiting(one) else (0, 0)) for one in volumes],
        "is_waiting": any(is_waiting(one) for one in volumes),
    }


def is_waiting(one: CaseVolume) -> bool:
    """Asked for, and neither made nor failed."""
    return one.made_at is None and not one.fault


def papers_card(case: Any, reader: User) -> Mapping[str, Any]:
    """How many forms were issued and voided, and the newest volume. Three queries."""
    issued = Document.objects.filter(case_id=case.pk, template__in=previews.FORMS_OF[case.kind])
    return {
        "url": reverse("licensing:papers", args=[case.number]),
        "number": case.number,
        "issued": issued.filter(voided__isnull=True).count(),
        "voided": issued.filter(voided__isnull=False).count(),
        "volume": CaseVolume.objects.filter(case_id=case.pk, made_at__isnull=False).first(),
    }


PANELS = tuple(Panel(kind, "licensing/panel_papers.html", papers_card, ORDER) for kind in previews.FORMS_OF)
