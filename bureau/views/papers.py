"""Papers on screen: anybody checks a document by its code, staff open the files of the cases they may see."""

import logging
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from bureau import documents, eseal, verification
from bureau.access import StaffRequest, public, staff
from bureau.attachments import open_attachment
from bureau.models import Attachment, Case, Document
from bureau.throttle import client_address, hit

log = logging.getLogger(__name__)

CHECKS_PER_MINUTE = 30
MAX_COMPARED_BYTES = 20 * 1024 * 1024


class CodeForm(forms.Form):
    """The check code as printed on the paper."""

    code = forms.CharField(label=gettext_lazy("Check code"), max_length=40)

    def clean_code(self) -> str:
        """In the printed form; a code that cannot exist is refused before anything is looked up."""
        code = documents.normal_check_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("A check code has 12 letters and digits, such as K7QF-9M2P-4TXD. It has no 0, O, 1, I or L."))
        return code


class CompareForm(forms.Form):
    """The PDF somebody holds, to be compared with the one issued."""

    file = forms.FileField(
        label=gettext_lazy("PDF file"),
        help_text=gettext_lazy("Choose the file or drag it onto the field. It is compared and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> UploadedFile:
        """Letters are small; a huge file is not one."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_COMPARED_BYTES:
            raise forms.ValidationError(_("The file is larger than %(limit)s.") % {"limit": filesizeformat(MAX_COMPARED_BYTES)})
        return file


def _is_throttled(request: HttpRequest) -> bool:
    return not hit(f"verify:{client_address(request)}", limit=CHECKS_PER_MINUTE, seconds=60)


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    context.setdefault("form", CodeForm())
    return render(request, "bureau/public_verify.html", context, status=status)


@public
@require_GET
def verify_form(request: HttpRequest) -> HttpResponse:
    """Ask for a code; a well-formed one leads to its own address, which is also what the QR code holds."""
    if "code" not in request.GET:
        return _page(request)
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _page(request, form=form)
    return redirect("bureau:verify-code", form.cleaned_data["code"])


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the bureau knows of a code; POST compares a file with the issued one."""
    if _is_throttled(request):
        return _page(request, status=429, throttled=True)
    found = documents.verify(code)
    # Who checks documents, and whether codes are being guessed, can be read from the log.
    log.info("document check: code=%s known=%s compared=%s", code[:40], found is not None, request.method == "POST")
    if found is None:
        return _page(request, status=404, form=CodeForm({"code": code}), unknown_code=code[:40])
    if request.method != "HEAD":
        verification.record_check(found, address=client_address(request), at=timezone.now())
    compare = CompareForm(request.POST or None, request.FILES or None)
    same = seal = None
    if request.method == "POST":
        compare = CompareForm(request.POST, request.FILES)
        if compare.is_valid():
            file = compare.cleaned_data["file"]
            same = documents.is_same_file(found, file.chunks())
            file.seek(0)
            seal = eseal.check(file.read())
    standing = verification.standing_for(found)
    return _page(request, found=found, standing=standing, compare=compare, same=same, seal=seal, is_checked=same is not None)


@require_GET
@staff()
def attachment(request: StaffRequest, number: str, pk: int) -> HttpResponseBase:
    """A file handed in, for staff who may see its case; anybody else learns nothing about it."""
    visible = Case.objects.visible_to(request.user)
    return open_attachment(get_object_or_404(Attachment, pk=pk, guarded=False, case__number=number, case__in=visible))


@require_GET
@staff()
def document(request: StaffRequest, number: str, pk: int) -> HttpResponseBase:
    """A document of the bureau, for staff who may see its case; rendered now if the worker has not come to it."""
    visible = Case.objects.visible_to(request.user)
    issued = get_object_or_404(Document, pk=pk, case__number=number, case__in=visible)
    try:
        return documents.open_document(issued)
    except documents.DocumentNotReady as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"})
