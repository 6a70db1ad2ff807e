"""Staff: the ledger of evidence of a case, its pieces with files, custody and exclusion, the check of the digests, the lists."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau.access import StaffRequest, staff
from bureau.attachments import file_kind, open_attachment
from bureau.errors import BureauError
from bureau.models import Case, User
from bureau.roles import Role
from bureau.tables import csv_table
from licensing.evidence import digests, ledger, reveals, selectors
from licensing.evidence.admission import READERS, may_write
from licensing.evidence.forms import EvidenceForm, ExcludeForm, FilesForm, MoveForm, OpenForm
from licensing.models import Evidence
from licensing.penalties import team

FROM_RECORD = ("kind", "title", "origin")


def user_of(request: HttpRequest) -> User:
    """The member of staff who asks."""
    return cast(StaffRequest, request).user


def _ledger(request: HttpRequest, case: Case, **more: Any) -> HttpResponse:
    rows = list(selectors.ledger_of(case))
    context = {"case": case, "rows": rows, "may_write": may_write(case, user_of(request)), "at": timezone.now(), **more}
    return render(request, "licensing/staff_evidence.html", context)


@require_safe
@never_cache
@staff(*READERS)
def evidence(request: HttpRequest, number: str) -> HttpResponse:
    """The ledger, also for printing."""
    return _ledger(request, selectors.find_case(number, user_of(request)))


@require_POST
@staff(*READERS)
def evidence_verify(request: HttpRequest, number: str) -> HttpResponse:
    """Work out the digests of all files anew and show the result, file by file."""
    case = selectors.find_case(number, user_of(request))
    verdicts = digests.verify_files(case.pk)
    return _ledger(request, case, verdicts=verdicts, faulty=digests.faulty(verdicts), is_verified=True)


@require_safe
@staff(*READERS)
def evidence_csv(request: HttpRequest, number: str) -> HttpResponseBase:
    """The ledger as CSV, without what names persons."""
    case = selectors.find_case(number, user_of(request))
    cut_off = _("The list is longer: only the first %(limit)d pieces were exported.") % {"limit": selectors.CSV_LIMIT}
    lines = csv_table(selectors.csv_header(), selectors.csv_rows(case), limit=selectors.CSV_LIMIT, cut_off=cut_off)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="evidence-{case.number}.csv"'
    return response


@require_POST
@staff(Role.OFFICER)
def evidence_list(request: HttpRequest, number: str) -> HttpResponse:
    """Issue the ledger as an official list."""
    case = selectors.find_case(number, user_of(request))
    try:
        issued = ledger.issue_list(case.pk, by=user_of(request), at=timezone.now())
    except BureauError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The list of evidence was issued: %(number)s.") % {"number": issued.number})
    return redirect("licensing:evidence", case.number)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(Role.OFFICER)
def evidence_add(request: HttpRequest, number: str) -> HttpResponse:
    """Enter a piece with its files."""
    case, user, now = selectors.find_case(number, user_of(request)), user_of(request), timezone.now()
    officers, refused = team.investigators(case), ""
    if request.method == "POST":
        form = EvidenceForm(request.POST, request.FILES, officers=officers)
        if form.is_valid():
            try:
                row = ledger.add_evidence(case.pk, form.piece(), form.uploads(), by=user, at=now)
            except BureauError as refusal:
                refused = str(refusal)
            else:
                messages.success(request, _("Entered as number %(number)d.") % {"number": row.number})
                return redirect("licensing:evidence-piece", case.number, row.number)
    else:
        sent = {name: request.GET[name][:200] for name in FROM_RECORD if name in request.GET}
        others = [one for one in officers if one.pk != user.pk]
        own = {
            "collected_by": user,
            "witnessed_by": others[0] if others else None,
            "obtained_at": timezone.localtime(now),
            "holder": _bureau(case),
        }
        form = EvidenceForm(officers=officers, initial={**own, **sent})
    context = {"case": case, "form": form, "may_write": may_write(case, user), "refused": refused}
    return render(request, "licensing/staff_evidence_add.html", context, status=422 if form.is_bound else 200)


def _bureau(case: Case) -> str:
    return str(case.office or "")


def _piece_page(request: HttpRequest, case: Case, row: Evidence, *, status: int = 200, refused: str = "", **forms: Any) -> HttpResponse:
    files = [
        {
            "url": f"files/{one.pk}/",
            "name": one.attachment.name,
            "size": one.attachment.size,
            "kind": file_kind(one.attachment),
            "sha256": one.sha256,
        }
        for one in row.files.select_related("attachment").order_by("pk")
    ]
    now = timezone.localtime(timezone.now())
    context = {
        "case": case,
        "row": row,
        "files": files,
        "moves": list(row.moves.select_related("recorded_by")),
        "refused": refused,
        "is_sealed": reveals.is_sealed(row),
        "may_write": may_write(case, user_of(request)) and row.excluded_at is None,
        "may_move": case.is_open and row.excluded_at is None and case.has_member(user_of(request)),
        "files_form": FilesForm(),
        "move_form": forms.get("move_form") or MoveForm(initial={"giver": row.holder, "moved_at": now}),
        "exclude_form": forms.get("exclude_form") or ExcludeForm(auto_id="exclude-%s"),
    }
    return render(request, "licensing/staff_evidence_piece.html", context, status=status)


@require_safe
@never_cache
@staff(*READERS)
def evidence_piece(request: HttpRequest, number: str, piece: int) -> HttpResponse:
    """One piece: what it is, its files, where it has been."""
    case = selectors.find_case(number, user_of(request))
    return _piece_page(request, case, selectors.piece_of(case, piece))


@require_POST
@staff(Role.OFFICER)
def evidence_files(request: HttpRequest, number: str, piece: int) -> HttpResponse:
    """Put more files to a piece."""
    case = selectors.find_case(number, user_of(request))
    row, form = selectors.piece_of(case, piece), FilesForm(request.POST, request.FILES)
    uploads = form.uploads() if form.is_valid() else []
    if not uploads:
        messages.error(request, _("Choose a file first."))
        return redirect("licensing:evidence-piece", case.number, row.number)
    try:
        taken = ledger.add_files(row, uploads, by=user_of(request), at=timezone.now())
    except BureauError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(count)d files were added.") % {"count": len(taken)})
    return redirect("licensing:evidence-piece", case.number, row.number)


@require_POST
@staff(*READERS)
def evidence_move(request: HttpRequest, number: str, piece: int) -> HttpResponse:
    """A link of the chain of custody."""
    case = selectors.find_case(number, user_of(request))
    row, form = selectors.piece_of(case, piece), MoveForm(request.POST)
    if form.is_valid():
        try:
            ledger.move_evidence(row, **form.cleaned_data, by=user_of(request), at=timezone.now())
        except BureauError as refusal:
            return _piece_page(request, case, row, status=422, move_form=form, refused=str(refusal))
        messages.success(request, _("The move is on record."))
        return redirect("licensing:evidence-piece", case.number, row.number)
    return _piece_page(request, case, row, status=422, move_form=form)


@require_POST
@staff(Role.OFFICER)
def evidence_exclude(request: HttpRequest, number: str, piece: int) -> HttpResponse:
    """Strike a piece out, with its reason."""
    case = selectors.find_case(number, user_of(request))
    row, form = selectors.piece_of(case, piece), ExcludeForm(request.POST, auto_id="exclude-%s")
    if form.is_valid():
        try:
            ledger.exclude_evidence(row, reason=form.cleaned_data["reason"], by=user_of(request), at=timezone.now())
        except BureauError as refusal:
            return _piece_page(request, case, row, status=422, exclude_form=form, refused=str(refusal))
        messages.success(request, _("The piece is excluded; it stays in the ledger with the reason."))
        return redirect("licensing:evidence-piece", case.number, row.number)
    return _piece_page(request, case, row, status=422, exclude_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*READERS)
def evidence_file(request: HttpRequest, number: str, piece: int, pk: int) -> HttpResponseBase:
    """A file of evidence; what a person said opens after a reason alone, which is logged."""
    case = selectors.find_case(number, user_of(request))
    row = selectors.piece_of(case, piece)
    file = get_object_or_404(row.files.select_related("attachment", "evidence"), pk=pk)
    if not reveals.is_sealed(row):
        if request.method == "POST":
            raise Http404
        return open_attachment(file.attachment)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            reveals.admit_reader(file, user=user_of(request), reason=form.cleaned_data["reason"], at=timezone.now())
        except BureauError as refusal:
            form.add_error(None, str(refusal))
        else:
            return open_attachment(file.attachment)
    context = {"case": case, "row": row, "file": file, "form": form}
    return render(request, "licensing/staff_evidence_open.html", context, status=422 if form.is_bound else 200)
