"""The enterprise's matters on its desk: the list, one matter with its steps, papers, and asking to have the register put right."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau import throttle
from bureau.attachments import ACCEPT, AttachmentRefused, accept_file, open_attachment
from bureau.calendar import current_calendar
from bureau.clocks import ClockError
from bureau.documents import DocumentNotReady, hand_out
from bureau.errors import BureauError
from bureau.models import Attachment, Case
from bureau.tables import rows_of
from bureau.workflow import Transition
from enterprises.access import MemberRequest, member
from enterprises.corrections import services as corrections
from enterprises.corrections.forms import CorrectionForm
from enterprises.desk import matter_page as desk_matter_page
from enterprises.desk.forms import MatterFilter
from enterprises.desk.matters import desk_kind
from enterprises.desk.steps import take_step
from enterprises.form_errors import put_beside_fields
from enterprises.models import Membership

ACTING = (Membership.Part.OWNER, Membership.Part.AGENT)
HOUR = 3600
ASKED_PER_HOUR = 20
MAX_FILES = 10


@member()
@never_cache
@require_safe
def matter_list(request: MemberRequest) -> HttpResponse:
    """Everything in hand and closed, newest first."""
    filters = MatterFilter(request.GET or None)
    wanted = filters.wanted() if filters.is_bound else {"q": "", "status": ""}
    page = desk_matter_page.matter_page(request.membership, **wanted, **_marks(request))
    context = {
        "rows": rows_of(page.rows, today=timezone.localdate(), calendar=current_calendar()),
        "page": page,
        "filters": filters,
        "active": sum(bool(value) for value in wanted.values()),
    }
    return render(request, "enterprises/desk_matters.html", context)


@member()
@never_cache
@require_safe
def matter(request: MemberRequest, number: str) -> HttpResponse:
    """One matter: where it stands, who acts next, papers, what happened."""
    return _show(request, _case(request, number))


def _case(request: MemberRequest, number: str) -> Case:
    return get_object_or_404(desk_matter_page.matters_of(request.membership), number=number)


def _show(
    request: MemberRequest, case: Case, *, sent: dict[str, forms.Form] | None = None, notice: str = "", status: int = 200
) -> HttpResponse:
    """The page of a matter, with a form as it was sent when something was wrong."""
    now = timezone.now()
    found = desk_matter_page.matter_of(case, request.membership, at=now, today=timezone.localdate(now), calendar=current_calendar())
    code = request.enterprise.code
    steps = [
        (offer.transition, (sent or {}).get(offer.transition.name) or step_form(offer.transition, found.case)) for offer in found.offers
    ]
    context: dict[str, Any] = {
        "matter": found,
        "steps": steps,
        "files": [
            {**desk_matter_page.file_facts(file), "url": reverse("enterprises:desk-file", args=[code, case.number, file.pk])}
            for file in found.files
        ],
        "notice": notice,
    }
    return render(request, "enterprises/desk_matter.html", context, status=status)


def step_form(transition: Transition, case: Any, data: Any = None) -> forms.Form:
    """The enterprise's own form of a step, else the step's; several stand on one page, so each numbers its fields by its own name."""
    kind = desk_kind(case.kind)
    own = kind.forms.get(transition.name) if kind else None
    make = own(case) if own else transition.form or forms.Form
    return make(data, auto_id=f"id_{transition.name}_%s")


@member(*ACTING)
@require_POST
def step(request: MemberRequest, number: str, name: str) -> HttpResponse:
    """Take one of the steps offered to the enterprise."""
    case = _case(request, number)
    found = desk_matter_page.matter_of(case, request.membership, at=timezone.now(), today=timezone.localdate(), calendar=current_calendar())
    transition = next((offer.transition for offer in found.offers if offer.transition.name == name), None)
    if transition is None:
        words = _("This step is not possible any more: see below where the matter stands now.")
        return _show(request, case, notice=words, status=409)
    form = step_form(transition, found.case, request.POST)
    if not form.is_valid():
        return _show(request, case, sent={name: form}, status=422)
    raw = request.POST.get("version", "")[:9]
    version = int(raw) if raw.isascii() and raw.isdigit() else None
    try:
        take_step(case.pk, name, membership=request.membership, data=form.cleaned_data, version=version, at=timezone.now())
    except (BureauError, ClockError) as refusal:
        return _show(request, _case(request, number), sent={name: form}, notice=str(refusal), status=409)
    messages.success(request, _("“%(step)s” is done.") % {"step": transition.label})
    return redirect("enterprises:desk-matter", code=request.enterprise.code, number=case.number)


# --- papers -----------------------------------------------------------------------------------------------------------
@member()
@never_cache
@require_safe
def document_list(request: MemberRequest) -> HttpResponse:
    """Every letter and decision of the enterprise's matters."""
    page = desk_matter_page.document_page(request.membership, **_marks(request))
    return render(request, "enterprises/desk_documents.html", {"page": page})


@member()
@require_safe
def document(request: MemberRequest, pk: int) -> HttpResponseBase:
    """One document, rendered now if the worker has not come to it."""
    issued = get_object_or_404(desk_matter_page.documents_of(request.membership), pk=pk)
    try:
        return hand_out(issued, at=timezone.now())
    except DocumentNotReady as reason:
        messages.warning(request, str(reason))
        return redirect("enterprises:desk-documents", code=request.enterprise.code)


@member()
@require_safe
def matter_file(request: MemberRequest, number: str, pk: int) -> HttpResponseBase:
    """A file the enterprise handed in."""
    return open_attachment(get_object_or_404(desk_matter_page.files_of(request.membership), pk=pk, case__number=number))


# --- asking for a correction ------------------------------------------------------------------------------------------
@member(*ACTING)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: MemberRequest) -> HttpResponse:
    """The entry as a form: what is changed in it is what is asked for."""
    if request.method != "POST":
        return _correction_page(request, CorrectionForm(enterprise=request.enterprise))
    if not throttle.hit(f"correction:{request.enterprise.pk}", limit=ASKED_PER_HOUR, seconds=HOUR):
        form = CorrectionForm(request.POST, enterprise=request.enterprise)
        form.add_error(None, _("So many requests in one hour are more than we can read. Please try again later."))
        return _correction_page(request, form, status=429)
    form = CorrectionForm(request.POST, enterprise=request.enterprise)
    if form.is_valid():
        key = form.cleaned_data["submission_key"]
        _take_files(request, form, key)
        opened = _ask(request, form, key) if form.is_valid() else None
        if opened:
            messages.success(request, _("Your request has arrived under the number %(number)s.") % {"number": opened})
            return redirect("enterprises:desk-matter", code=request.enterprise.code, number=opened)
    return _correction_page(request, form, status=422)


def _ask(request: MemberRequest, form: CorrectionForm, key: UUID) -> str:
    """The number of the matter; empty when it was refused, with the reason in the form."""
    try:
        opened = corrections.ask_correction(
            request.membership,
            form.wanted(),
            explanation=form.cleaned_data["explanation"],
            submission_key=key,
            basket=key,
            language=get_language() or "zh-hans",
            at=timezone.now(),
        )
    except ValidationError as error:
        put_beside_fields(form, error)
    except BureauError as error:
        form.add_error(None, str(error))
    else:
        return opened.number
    return ""


def _take_files(request: MemberRequest, form: CorrectionForm, key: UUID) -> None:
    """Files lie in a basket under the form's own key until the matter is opened: what was taken once need not be sent again."""
    uploads: list[UploadedFile] = request.FILES.getlist("files")[:MAX_FILES]
    for upload in uploads:
        try:
            accept_file(upload, basket=key, by=request.user, from_citizen=True, at=timezone.now())
        except AttachmentRefused as refusal:
            form.add_error(None, str(refusal))


def _correction_page(request: MemberRequest, form: CorrectionForm, *, status: int = 200) -> HttpResponse:
    key = form.cleaned_data.get("submission_key") if form.is_bound and hasattr(form, "cleaned_data") else None
    waiting = Attachment.objects.filter(basket=key, uploaded_by=request.user).order_by("pk") if key else []
    context = {
        "form": form,
        "key": key or form.initial["submission_key"],
        "accept": ACCEPT,
        "waiting": [row.name for row in waiting],
    }
    return render(request, "enterprises/desk_correction.html", context, status=status)


def _marks(request: MemberRequest) -> dict[str, str]:
    return {"before": request.GET.get("before", ""), "after": request.GET.get("after", "")}
