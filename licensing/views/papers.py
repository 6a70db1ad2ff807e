"""Staff: the official forms of a case with previews and voids, and the volume of the whole file."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bureau.access import StaffRequest, staff
from bureau.attachments import private_file
from bureau.documents import VoidRefused
from bureau.errors import BureauError
from bureau.models import User
from bureau.roles import Role
from bureau.typesetting import TypesettingError
from bureau.workflow import specific
from licensing.models import CaseVolume
from licensing.papers import kinds, page, previews, voiding, volume
from licensing.papers.forms import VoidForm

READERS = (Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)
VOIDERS = (Role.OFFICER, Role.APPROVER)


def _user(request: HttpRequest) -> User:
    return cast(StaffRequest, request).user


@require_safe
@never_cache
@staff(*READERS)
def paper_list(request: HttpRequest, number: str) -> HttpResponse:
    """Every form of the case: issued, to preview, void; and its volumes."""
    case = page.find_case(number, _user(request))
    return render(request, "licensing/staff_papers.html", {**page.list_context(case, _user(request)), "void_form": VoidForm()})


@require_safe
@never_cache
@staff(*READERS)
def paper_form(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """One form: what it still lacks, in words, and the way to its preview."""
    case = page.find_case(number, _user(request))
    code = page.find_form(case, form)
    fault, missing = "", []
    try:
        missing = previews.missing(specific(case), code)
    except BureauError as error:
        fault = str(error)
    context = {"case": case, "form": kinds.ALL[code], "code": code, "missing": missing, "fault": fault}
    return render(request, "licensing/staff_paper_form.html", context)


@require_safe
@never_cache
@staff(*READERS)
def paper_preview(request: HttpRequest, number: str, form: str) -> HttpResponseBase:
    """The form as a PDF with a watermark; no number is taken."""
    case = page.find_case(number, _user(request))
    code = page.find_form(case, form)
    try:
        pdf = previews.preview(specific(case), code, at=timezone.now())
    except (BureauError, TypesettingError) as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="preview-{code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@staff(*VOIDERS)
def paper_void(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Void a paper, with the reason."""
    case = page.find_case(number, _user(request))
    document = page.find_paper(case, pk)
    form = VoidForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the document is void."))
        return redirect("licensing:papers", case.number)
    try:
        voiding.void(document, reason=form.cleaned_data["reason"], by=_user(request), at=timezone.now())
    except VoidRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(number)s is void. Whoever checks its code is told so.") % {"number": document.number})
    return redirect("licensing:papers", case.number)


@require_POST
@staff(*READERS)
def volume_ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the whole file as one PDF."""
    case = page.find_case(number, _user(request))
    volume.ask(case, by=_user(request), at=timezone.now())
    messages.success(request, _("The volume is being bound. Load this page again in a minute."))
    return redirect("licensing:papers", case.number)


@require_safe
@never_cache
@staff(*READERS)
def volume_file(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """A volume that was made."""
    case = page.find_case(number, _user(request))
    made = get_object_or_404(CaseVolume, pk=pk, case_id=case.pk, made_at__isnull=False)
    return private_file(made.file.storage.open(str(made.file.name)), name=f"{case.number}.pdf", content_type="application/pdf")
