"""The case page: everything about one matter, for staff who may see it."""

from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bureau import case_page as parts
from bureau import panels, presence
from bureau.access import StaffRequest, staff
from bureau.attachments import ACCEPT, AttachmentRefused, accept_file
from bureau.calendar import current_calendar
from bureau.categories import category_name
from bureau.models import Case, Township, User
from bureau.tables import row_of

MAX_FILES = 10


def visible_case(request: HttpRequest, number: str) -> Case:
    """The case of that number if this member of staff may see it; else 404, which does not tell whether it exists."""
    user = cast(StaffRequest, request).user
    visible = Case.objects.visible_to(user)
    return get_object_or_404(visible.select_related("office", "handler").defer("search"), number=number)


@require_GET
@never_cache
@staff()
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """All cards and the actions."""
    case = visible_case(request, number)
    user, now = cast(StaffRequest, request).user, timezone.now()
    own = parts.own_of(case)
    open_offers, closed_offers = parts.action_offers(own, user, now)
    context = {
        **_shown(case, own, user),
        "open_offers": open_offers,
        "closed_offers": closed_offers,
        "looking": presence.look(case.pk, user),
        "same_person": parts.same_person(case, user),
        "messages_sent": parts.messages_sent(case),
        "hands": parts.hands(case, now),
        "accept": ACCEPT,
    }
    return render(request, "bureau/staff_case.html", context)


@require_GET
@never_cache
@staff()
def case_print(request: HttpRequest, number: str) -> HttpResponse:
    """The matter on paper: facts, clocks and timeline, without buttons."""
    case = visible_case(request, number)
    context = _shown(case, parts.own_of(case), cast(StaffRequest, request).user)
    return render(request, "bureau/staff_case_print.html", {**context, "printed_at": timezone.now()})


def _shown(case: Case, own: Any | None, user: User) -> dict[str, Any]:
    today, calendar = timezone.localdate(), current_calendar()
    township = Township.objects.filter(code=case.township).first() if case.township else None
    row = row_of(case, today=today, calendar=calendar)
    return {
        "case": case,
        "row": row,
        "facts": [
            (_("Kind"), row.kind),
            (_("Channel"), row.channel),
            (_("Category"), category_name(case.category)),
            (_("Township"), township or case.township),
            (_("Office"), row.office),
            (_("Handler"), row.handler or _("nobody yet")),
        ],
        "clocks": parts.clock_cards(case, today, calendar),
        "cards": panels.cards_for(own, user),
        "people": parts.people(case),
        "files": parts.files(case),
        "papers": parts.papers(case),
        "events": parts.timeline(case),
    }


@require_GET
@never_cache
@staff()
def looking(request: HttpRequest, number: str) -> HttpResponse:
    """Who else has this case on screen, asked by the page every few seconds."""
    case = visible_case(request, number)
    names = presence.look(case.pk, cast(StaffRequest, request).user)
    return render(request, "bureau/case/looking.html", {"looking": names})


@require_POST
@staff()
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Add files to the case; each refused one says why, the others are kept."""
    case = visible_case(request, number)
    user, now = cast(StaffRequest, request).user, timezone.now()
    uploads = request.FILES.getlist("files")[:MAX_FILES]
    if not uploads:
        messages.error(request, _("Choose a file first."))
    taken = sum(_attach_one(request, upload, case=case, user=user, now=now) for upload in uploads)
    if taken:
        messages.success(request, _("%(count)d files were added.") % {"count": taken})
    return redirect("bureau:case", case.number)


def _attach_one(request: HttpRequest, upload: UploadedFile, *, case: Case, user: User, now: Any) -> bool:
    try:
        accept_file(upload, case=case, by=user, from_citizen=False, at=now)
    except AttachmentRefused as error:
        messages.error(request, str(error))
        return False
    return True
