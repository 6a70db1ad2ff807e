"""The desk: what this enterprise must do by when, as a list, by the month, and one by one."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bureau.calendar import current_calendar
from enterprises.access import ACTING, MemberRequest, member
from enterprises.models import Obligation
from enterprises.obligations.doors import with_doors
from enterprises.obligations.filter import OWN
from enterprises.obligations.rows import how_of, row_of, township_labels
from enterprises.obligations.selectors import rounds_of, source_of
from enterprises.obligations.story import source_facts, story
from enterprises.views.obligation_pages import list_context, month_context


@require_GET
@never_cache
@member()
def obligation_list(request: HttpRequest) -> HttpResponse:
    """The enterprise's own obligations: a tab, filters, a page."""
    enterprise = cast(MemberRequest, request).enterprise
    here = reverse("enterprises:desk-obligations", args=[enterprise.code])
    context = list_context(request, here=here, today=timezone.localdate(), names=OWN, enterprise=enterprise)
    if cast(MemberRequest, request).membership.part in ACTING:
        context["rows"] = with_doors(context["rows"], context["obligations"], enterprise)
    month_url = reverse("enterprises:desk-obligations-month", args=[enterprise.code])
    return render(request, "enterprises/desk_obligations.html", {**context, "month_url": month_url, "code": enterprise.code})


@require_GET
@never_cache
@member()
def month(request: HttpRequest) -> HttpResponse:
    """The enterprise's own month."""
    enterprise = cast(MemberRequest, request).enterprise
    list_url = reverse("enterprises:desk-obligations", args=[enterprise.code])
    here = reverse("enterprises:desk-obligations-month", args=[enterprise.code])
    context = month_context(request, here=here, list_url=list_url, today=timezone.localdate(), names=OWN, enterprise=enterprise)
    return render(request, "enterprises/desk_obligations_month.html", {**context, "code": enterprise.code})


@require_GET
@never_cache
@member()
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One obligation: what, until when, why, how and where, what it is about, and what has happened."""
    enterprise = cast(MemberRequest, request).enterprise
    obligation = get_object_or_404(Obligation.objects.select_related("kind", "enterprise"), pk=pk, enterprise=enterprise)
    today = timezone.localdate()
    acting = cast(MemberRequest, request).membership.part in ACTING
    row = row_of(obligation, today=today, calendar=current_calendar(), townships=township_labels())
    context = {
        "obligation": obligation,
        "row": with_doors([row], [obligation], enterprise)[0] if acting else row,
        "how": how_of(obligation.kind),
        "facts": source_facts(source_of(obligation)),
        "entries": story(obligation, rounds_of(obligation)),
    }
    return render(request, "enterprises/desk_obligation.html", context)
