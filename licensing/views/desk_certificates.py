"""The enterprise's certificates on its desk: how each stands, its paper, and renewing it."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bureau.documents import DocumentNotReady, hand_out
from enterprises.access import MemberRequest, member
from enterprises.codes import clean_text
from licensing.certificates import desk


@member()
@never_cache
@require_safe
def certificate_list(request: MemberRequest) -> HttpResponse:
    """Newest first, with what can be done about each."""
    marks = {"before": request.GET.get("before", ""), "after": request.GET.get("after", "")}
    today = timezone.localdate()
    context = {"page": desk.certificate_page(request.membership, today=today, **marks), "today": today}
    return render(request, "licensing/desk_certificates.html", context)


@member()
@never_cache
@require_safe
def certificate_file(request: MemberRequest, number: str) -> HttpResponseBase:
    """The paper, rendered now if the worker has not come to it."""
    found = desk.own_certificates(request.enterprise).filter(number=clean_text(number)).first()
    if found is None or found.document is None:
        raise Http404
    try:
        return hand_out(found.document, at=timezone.now())
    except DocumentNotReady as reason:
        messages.warning(request, str(reason))
        return redirect("licensing:desk-certificates", code=request.enterprise.code)
