"""Following a matter by number and query code: the receipt, looking it up, reading it, taking the steps its kind offers."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
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
from bureau.documents import DocumentNotReady, hand_out
from bureau.errors import BureauError, StaleCase
from bureau.following import page
from bureau.following.grants import grant, is_granted, withdraw_grants
from bureau.following.kinds import FollowStep, follow_kind
from bureau.following.receipts import RECEIPT_HOURS, read_token, receipt_for
from bureau.following.steps import take_step
from bureau.models import Attachment, Case
from bureau.query_codes import is_query_code
from bureau.spam import address_digest
from bureau.throttle import client_address
from bureau.views.genuine import is_genuine

HOUR = 3600
# Wrong codes for one number come from many addresses only in an attack; a higher limit keeps a stranger from locking the owner out quickly.
NUMBER_FACTOR = 5
STEPS_PER_HOUR = 10
NUMBER_LENGTH = 32
# What a form sends beside what somebody wrote.
OURS = frozenset({"csrfmiddlewaretoken", "version", "draft"})


def normal_number(typed: str) -> str:
    """A number as stored: capital letters, no blanks."""
    return "".join(typed.split()).upper()[:NUMBER_LENGTH]


@public
@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponseBase:
    """Number and query code, what happens next, and by when. Opens the matter to this browser too."""
    now = timezone.now()
    ticket = read_token(token, at=now)
    shown = receipt_for(ticket.number, today=timezone.localdate(now), language=get_language() or "zh-hans") if ticket else None
    if ticket is None or shown is None:
        context = {
            "message": _("This receipt page is no longer open. With number and query code you can follow your matter here."),
            "number": "",
        }
        return render(request, "bureau/public_track.html", context, status=410)
    response = render(request, "bureau/public_receipt.html", {"receipt": shown, "again": ticket.again, "hours": RECEIPT_HOURS})
    grant(request, response, shown.number, at=now)
    return response


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest, number: str = "") -> HttpResponseBase:
    """Ask for number and query code; open the matter to this browser for an hour."""
    if request.method != "POST":
        wanted = normal_number(number or request.GET.get("number", ""))
        if wanted and granted_case(request, wanted) is not None:
            return redirect("bureau:matter", number=wanted)
        return render(request, "bureau/public_track.html", {"number": wanted})
    wanted, code = normal_number(request.POST.get("number", "")), request.POST.get("code", "")[:40]
    if _is_throttled(request, wanted):
        words = _("Too many wrong codes. Please try again in an hour, or call 12365.")
        return render(request, "bureau/public_track.html", {"number": wanted, "error": words}, status=429)
    # The code is checked by computing, not by looking up: whether a number exists cannot be learned here, not even by timing.
    if not is_query_code(wanted, code) or page.case_of(wanted) is None:
        _count_failure(request, wanted)
        words = _("Number and query code do not belong together. Check both; they are on your receipt and in our message to you.")
        return render(request, "bureau/public_track.html", {"number": wanted, "error": words}, status=404)
    response = redirect("bureau:matter", number=wanted)
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
    return page.case_of(number)


def _ask_code(number: str) -> HttpResponse:
    return redirect(f"{reverse('bureau:track')}?number={number}")


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
    found = page.matter_of(case, at=now, today=timezone.localdate(now), language=get_language() or "zh-hans")
    context: dict[str, Any] = {
        "matter": found,
        "files": [{**file, "url": reverse("bureau:matter-file", args=[case.number, file["pk"]])} for file in found.files],
        "papers": [(paper, reverse("bureau:matter-document", args=[case.number, paper.pk])) for paper in found.documents],
        "steps": [
            (step, offered, (forms_as_sent or {}).get(step.name) or _form(step.name, offered, found.case)) for step, offered in found.steps
        ],
        "basket": basket,
        "waiting_files": [described(file) for file in files_in(basket)],
        "notice": notice,
    }
    return render(request, "bureau/public_matter.html", context, status=status)


def _form(name: str, offered: FollowStep, case: Case, data: QueryDict | None = None) -> forms.Form:
    """The form of a step. Its fields carry the step's name, since two steps of one page may ask for a field of the same name."""
    make = offered.form_of(case) if offered.form_of else offered.form
    return make(data, auto_id=f"id_{name}_%s")


@public
@never_cache
@csrf_exempt  # checked by is_genuine, so that an expired token costs nobody a long text
@require_POST
def step(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """A step the kind offers to the person whose matter it is."""
    case = granted_case(request, number)
    if case is None:
        return _kept_for_later(request, number)
    offered = follow_kind(case.kind).steps.get(name)
    if offered is None:
        raise Http404
    form = _form(name, offered, case, request.POST)
    basket = basket_from(request.POST.get("draft")) if offered.takes_files else None
    if not is_genuine(request):
        words = _("The page had been open for too long. Nothing is lost: please press the button again.")
        return show(request, case, forms_as_sent={name: form}, basket=basket, status=403, notice=words)
    if offered.takes_files and request.FILES:
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
        fresh = page.case_of(case.number) or case
        words = _("Something changed in this matter while you were writing. Your text is kept: read the news and send it again.")
        return show(
            request,
            fresh,
            forms_as_sent={name: form},
            basket=basket,
            status=409,
            notice=words if isinstance(refusal, StaleCase) else str(refusal),
        )
    messages.success(request, str(follow_kind(case.kind).steps[name].thanks))
    return redirect("bureau:matter", number=case.number)


def _kept_for_later(request: HttpRequest, number: str) -> HttpResponse:
    """The hour is over: ask for the code, and show what was written so that it can be copied or sent again."""
    written = [str(value) for name, value in request.POST.items() if name not in OURS]
    text = "\n\n".join(value for value in written if not value.isdecimal())
    words = _("For your protection the matter was closed on this screen after an hour. Enter the query code again; your text stands below.")
    context = {"number": normal_number(number), "error": words, "kept_text": text[:3000]}
    return render(request, "bureau/public_track.html", context, status=403)


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """Close every matter on this screen."""
    response = redirect("bureau:track")
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
        return hand_out(get_object_or_404(page.documents_of(case), pk=pk), at=timezone.now())
    except DocumentNotReady as reason:
        messages.warning(request, str(reason))
        return redirect("bureau:matter", number=case.number)
