"""Following a matter by number and query code: looking it up, reading it, adding to it, taking it back, rating it."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau import throttle
from bureau.access import public
from bureau.attachments import open_attachment
from bureau.baskets import Basket, basket_from, described, files_in, new_basket, take_in
from bureau.clocks import ClockError
from bureau.documents import DocumentNotReady, open_document
from bureau.errors import BureauError, StaleCase
from bureau.models import Attachment, Case, Document
from bureau.query_codes import is_query_code
from bureau.spam import address_digest
from bureau.throttle import client_address
from complaints import tracking
from complaints.citizen import STEPS, take_step
from complaints.grants import grant, is_granted, withdraw_grants
from complaints.views.genuine import is_genuine

HOUR = 3600
# Wrong codes for one number come from many addresses only in an attack; a higher limit keeps a stranger from locking the owner out quickly.
NUMBER_FACTOR = 5
STEPS_PER_HOUR = 10
NUMBER_LENGTH = 32


def normal_number(typed: str) -> str:
    """A number as stored: capital letters, no blanks."""
    return "".join(typed.split()).upper()[:NUMBER_LENGTH]


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest, number: str = "") -> HttpResponseBase:
    """Ask for number and query code; open the matter to this browser for an hour."""
    if request.method != "POST":
        wanted = normal_number(number or request.GET.get("number", ""))
        if wanted and is_granted(request, wanted, at=timezone.now()):
            return redirect("complaints:matter", number=wanted)
        return render(request, "complaints/public_track.html", {"number": wanted})
    wanted, code = normal_number(request.POST.get("number", "")), request.POST.get("code", "")[:40]
    if _is_throttled(request, wanted):
        words = _("Too many wrong codes. Please try again in an hour, or call 12365.")
        return render(request, "complaints/public_track.html", {"number": wanted, "error": words}, status=429)
    # The code is checked by computing, not by looking up: whether a number exists cannot be learned here, not even by timing.
    if not is_query_code(wanted, code) or not Case.objects.filter(number=wanted).exists():
        _count_failure(request, wanted)
        words = _("Number and query code do not belong together. Check both; they are on your receipt and in our message to you.")
        return render(request, "complaints/public_track.html", {"number": wanted, "error": words}, status=404)
    response = redirect("complaints:matter", number=wanted)
    grant(request, response, wanted, at=timezone.now())
    return response


def _counters(request: HttpRequest, number: str) -> list[tuple[str, int]]:
    limit: int = settings.LOOKUPS_PER_HOUR
    return [(f"lookup:{address_digest(client_address(request))}", limit), (f"lookup-number:{number}", limit * NUMBER_FACTOR)]


def _is_throttled(request: HttpRequest, number: str) -> bool:
    return any(throttle.is_over(key, limit=limit) for key, limit in _counters(request, number))


def _count_failure(request: HttpRequest, number: str) -> None:
    for key, limit in _counters(request, number):
        throttle.hit(key, limit=limit, seconds=HOUR)


def granted_case(request: HttpRequest, number: str) -> Case | None:
    """The matter if this browser may read it; None sends the reader to the code."""
    if not is_granted(request, number, at=timezone.now()):
        return None
    return tracking.case_of(number)


def _ask_code(number: str) -> HttpResponse:
    return redirect(f"{reverse('complaints:track')}?number={number}")


@public
@never_cache
@require_safe
def matter(request: HttpRequest, number: str) -> HttpResponseBase:
    """Where it stands, who acts next, by when and why then, what happened, what one can do."""
    case = granted_case(request, number)
    return show(request, case) if case else _ask_code(number)


def show(
    request: HttpRequest,
    case: Case,
    *,
    forms_as_sent: dict[str, forms.Form] | None = None,
    basket: Basket | None = None,
    status: int = 200,
    notice: str = "",
) -> HttpResponse:
    """The page of a matter, with forms as they were sent when something was wrong."""
    now = timezone.now()
    found = tracking.matter_of(case, at=now, today=timezone.localdate(now), language=get_language() or "zh-hans")
    context: dict[str, Any] = {
        "matter": found,
        "files": [{**file, "url": reverse("complaints:matter-file", args=[case.number, file["pk"]])} for file in found.files],
        "papers": [(paper, reverse("complaints:matter-document", args=[case.number, paper.pk])) for paper in found.documents],
        "forms": {name: (forms_as_sent or {}).get(name) or STEPS[name]() for name in found.actions},
        "basket": basket,
        "waiting_files": [described(file) for file in files_in(basket)],
        "notice": notice,
    }
    return render(request, "complaints/public_matter.html", context, status=status)


@public
@never_cache
@csrf_exempt  # checked by is_genuine, so that an expired token costs nobody a long text
@require_POST
def step(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """Supplement, withdraw or rate."""
    case = granted_case(request, number)
    if case is None:
        return _kept_for_later(request, number, name)
    if name not in STEPS:
        raise Http404
    form = STEPS[name](request.POST)
    if not is_genuine(request):
        words = _("The page had been open for too long. Nothing is lost: please press the button again.")
        return show(request, case, forms_as_sent={name: form}, basket=basket_from(request.POST.get("draft")), status=403, notice=words)
    basket = basket_from(request.POST.get("draft"))
    if name == "supplement" and request.FILES:
        basket = basket or new_basket()
        for refusal in take_in(request.FILES.getlist("files"), basket, at=timezone.now()):
            form.add_error(None, refusal)
    if not form.is_valid():
        return show(request, case, forms_as_sent={name: form}, basket=basket, status=422)
    return _take(request, case, name, form, basket, timezone.now())


def _take(request: HttpRequest, case: Case, name: str, form: forms.Form, basket: Basket | None, now: datetime) -> HttpResponseBase:
    """Ask the workflow; a refusal is said in its own words, with the text kept."""
    if not throttle.hit(f"step:{case.number}", limit=STEPS_PER_HOUR, seconds=HOUR):
        words = _("So many messages in one hour are more than we can read. Please try again later.")
        return show(request, case, forms_as_sent={name: form}, basket=basket, status=429, notice=words)
    raw = request.POST.get("version", "")[:9]
    version = int(raw) if raw.isdecimal() else None
    try:
        take_step(case.pk, name, data=form.cleaned_data, version=version, basket=basket, at=now)
    except (BureauError, ClockError) as refusal:
        fresh = tracking.case_of(case.number) or case
        words = _("Something changed in this matter while you were writing. Your text is kept: read the news and send it again.")
        return show(
            request,
            fresh,
            forms_as_sent={name: form},
            basket=basket,
            status=409,
            notice=words if isinstance(refusal, StaleCase) else str(refusal),
        )
    messages.success(request, THANKS[name]())
    return redirect("complaints:matter", number=case.number)


THANKS = {
    "supplement": lambda: _("What you added has been received."),
    "withdraw": lambda: _("You took your complaint back."),
    "rate": lambda: _("Thank you for your rating."),
}


def _kept_for_later(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """The hour is over: ask for the code, and show what was written so that it can be copied or sent again."""
    text = request.POST.get("text", "") if name == "supplement" else request.POST.get("comment", request.POST.get("reason", ""))
    words = _("For your protection the matter was closed on this screen after an hour. Enter the query code again; your text stands below.")
    context = {"number": normal_number(number), "error": words, "kept_text": text[:3000]}
    return render(request, "complaints/public_track.html", context, status=403)


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """Close every matter on this screen."""
    response = redirect("complaints:track")
    withdraw_grants(response)
    messages.success(request, _("All matters are closed on this screen."))
    return response


@public
@require_safe
def matter_file(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """A file the citizen handed in."""
    case = granted_case(request, number)
    if case is None:
        return _ask_code(number)
    return open_attachment(get_object_or_404(Attachment, pk=pk, case_id=case.pk, from_citizen=True))


@public
@require_safe
def matter_document(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """A letter the bureau issued to the citizen."""
    case = granted_case(request, number)
    if case is None:
        return _ask_code(number)
    try:
        return open_document(get_object_or_404(Document, pk=pk, case_id=case.pk, for_citizen=True))
    except DocumentNotReady as reason:
        messages.warning(request, str(reason))
        return redirect("complaints:matter", number=case.number)
