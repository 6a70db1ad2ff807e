"""The board of electronic supervision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bureau import supervision as board
from bureau.access import staff
from bureau.calendar import current_calendar
from bureau.roles import Role
from bureau.tables import rows_of


@require_GET
@never_cache
@staff(Role.SUPERVISOR, Role.MANAGER, Role.APPROVER)
def supervision(request: HttpRequest) -> HttpResponse:
    """Lights by office and handler, stalled matters, time limits that need care."""
    now, calendar = timezone.now(), current_calendar()
    today = timezone.localdate(now)
    before = board.stalled_since(now, calendar)
    stalled = board.stalled(before)
    context = {
        "boards": board.boards(today, nobody=_("Nobody yet"), no_office=_("No office")),
        "stalled": list(zip(rows_of(stalled, today=today, calendar=calendar), stalled, strict=True)),
        "stalled_days": board.STALLED_WORKING_DAYS,
        "stalled_rows": board.STALLED_ROWS,
        "rules": board.doubtful_rules(today),
        "today": today,
    }
    return render(request, "bureau/staff_supervision.html", context)
