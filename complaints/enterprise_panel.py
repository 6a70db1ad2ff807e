"""The card "Complaints and reports" on the page of an enterprise: the newest submissions about it, as far as the reader may see them.

Few citizens know a credit code, so a submission counts if it bears the code, or if its words hold the enterprise's name. What is shown is
the row of the docket: nothing of who complained or reported.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from bureau.calendar import current_calendar
from bureau.filters import ALL, DocketFilter
from bureau.models import Case, User
from bureau.selectors import matter_page
from bureau.tables import rows_of
from complaints.workflow import WORKFLOWS
from enterprises.models import Enterprise
from enterprises.panels import Panel
from enterprises.register.family import family_of

SHOWN = 8
KINDS = tuple(flow.kind for flow in WORKFLOWS)


def submissions(enterprise: Enterprise, reader: User) -> Mapping[str, Any]:
    """The newest by code and by name together. Bounded, however common the name."""
    today = timezone.localdate()
    visible = Case.objects.visible_to(reader).filter(kind__in=KINDS, enterprise_code__in=family_of(enterprise).codes)
    by_code = list(visible.select_related("office", "handler").defer("search").order_by("-opened_at", "-id")[:SHOWN])
    page, _taken_for = matter_page(DocketFilter(tab=ALL, q=enterprise.name), reader, today, size=SHOWN)
    by_name = [case for case in page.rows if case.kind in KINDS]
    cases = {case.pk: case for case in (*by_name, *by_code)}
    newest = sorted(cases.values(), key=lambda case: (case.opened_at, case.pk), reverse=True)[:SHOWN]
    coded = {case.pk for case in by_code}
    rows = rows_of(newest, today=today, calendar=current_calendar()) if newest else []
    return {"rows": [(row, row.pk in coded) for row in rows]}


PANEL = Panel(key="complaints", template="complaints/enterprise_panel.html", context=submissions, order=70)
