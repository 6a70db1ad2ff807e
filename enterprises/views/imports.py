"""Staff: bringing a spreadsheet into the register, step by step. One address shows a run wherever it stands, so a reload never loses it."""

import uuid
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import cast

from django.contrib import messages
from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bureau.access import StaffRequest, staff
from bureau.attachments import private_file
from bureau.errors import BureauError
from bureau.models import User
from bureau.roles import Role
from bureau.seek import Order, read_slice
from enterprises.imports import report, runs, samples, selectors, uploads
from enterprises.imports.columns import columns_of, confirm_columns, unmapped
from enterprises.imports.fields import KIND_LABELS
from enterprises.imports.forms import ApplyForm, ColumnsForm, PlaceForm, ResultFilter, UploadForm
from enterprises.imports.refusals import FileRefused
from enterprises.imports.workbook import Sheet, open_sheet
from enterprises.models import ImportRun

ROLES = (Role.CLERK, Role.SUPERVISOR, Role.APPROVER, Role.ADMINISTRATOR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = ImportRun.State
PAGE_SIZE = 20

Found = Callable[..., HttpResponseBase]


def of_run(view: Found) -> Found:
    """Gives the view the run of the address: one's own, or for supervisors anyone's; 404 otherwise."""

    @wraps(view)
    def found(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
        return view(request, get_object_or_404(selectors.runs_visible_to(_user(request)), key=key))

    return found


def of_own_run(view: Found) -> Found:
    """Like `of_run`, but what changes something is for the person who sent the file: anyone else gets 404."""

    @wraps(view)
    def found(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
        own = selectors.runs_visible_to(_user(request)).filter(made_by=_user(request))
        return view(request, get_object_or_404(own, key=key))

    return found


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*ROLES)
def import_list(request: HttpRequest) -> HttpResponse:
    """GET: the form and earlier imports; POST takes a file."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = uploads.receive(form.cleaned_data["file"], kind=form.cleaned_data["kind"], by=_user(request), at=timezone.now())
        except FileRefused as error:
            form.add_error("file", str(error))
        else:
            return redirect("enterprises:import-columns", key=run.key)
    page = read_slice(
        selectors.runs_visible_to(_user(request)),
        Order("id", descending=True),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
        size=PAGE_SIZE,
    )
    context = {
        "form": form,
        "kinds": list(KIND_LABELS.items()),
        "rows": [(run, KIND_LABELS[run.kind]) for run in page.rows],
        "everyone": selectors.is_overseer(_user(request)),
        "previous_url": f"?before={page.before}" if page.before else "",
        "next_url": f"?after={page.after}" if page.after else "",
    }
    return render(request, "enterprises/staff_import_list.html", context, status=422 if form.errors else 200)


@require_GET
@staff(*ROLES)
def import_template(request: HttpRequest, kind: str) -> HttpResponseBase:
    """An empty table to fill in."""
    if kind not in KIND_LABELS:
        raise Http404
    name = _("Import template %(kind)s.xlsx") % {"kind": KIND_LABELS[kind]}
    return private_file(BytesIO(samples.template_sheet(kind)), name=name, content_type=XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*ROLES)
@of_own_run
def import_columns(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """What the columns mean. GET suggests, for another sheet or header row too; POST keeps what the person says and starts the check."""
    if run.state not in runs.CHECKABLE:
        return redirect("enterprises:import-run", key=run.key)
    place = PlaceForm(request.POST if request.method == "POST" else request.GET or None)
    chosen = place.cleaned_data if place.is_valid() else {}
    known = chosen.get("sheet") or run.sheet, chosen.get("header_row") or (0 if chosen.get("sheet") else run.header_row)
    run.sheet, run.header_row = known
    try:
        sheet = open_sheet(run)
    except BureauError as error:
        messages.error(request, str(error))
        run.refresh_from_db()
        there = reverse("enterprises:import-columns", args=[run.key])
        return redirect("enterprises:import-list" if request.get_full_path() == there else there)
    # What was confirmed earlier holds as long as the same rows are looked at.
    confirmed = run.mapping if run.mapping and not chosen else None
    form = ColumnsForm(request.POST or None, kind=run.kind, columns=columns_of(run, sheet, confirmed))
    if request.method == "POST" and form.is_valid() and _confirmed(request, run, sheet, form):
        return redirect("enterprises:import-run", key=run.key)
    return _columns_page(request, run, sheet, form)


def _confirmed(request: HttpRequest, run: ImportRun, sheet: Sheet, form: ColumnsForm) -> bool:
    try:
        confirm_columns(
            run,
            sheet=sheet.name,
            header_row=sheet.header_row,
            found=sheet.headers,
            rows=sheet.estimated_rows,
            mapping=form.mapping,
            by=_user(request),
            at=timezone.now(),
        )
    except BureauError as error:
        form.add_error(None, str(error))
        return False
    return True


def _columns_page(request: HttpRequest, run: ImportRun, sheet: Sheet, form: ColumnsForm) -> HttpResponse:
    mapping = form.mapping if form.is_bound else {str(column.place): column.field for column in form.columns if column.field}
    missing, wanted = unmapped(run.kind, mapping)
    context = {
        "run": run,
        "kind": KIND_LABELS[run.kind],
        "form": form,
        "sheet": sheet,
        "place": PlaceForm(initial={"sheet": sheet.name, "header_row": sheet.header_row}, sheets=sheet.sheets),
        "missing": [] if form.is_bound else [field.label for field in missing],
        "wanted": [field.label for field in wanted],
    }
    return render(request, "enterprises/staff_import_columns.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
@staff(*ROLES)
@of_run
def import_run(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The run wherever it stands: columns, progress, result or end."""
    mine = run.made_by_id == _user(request).pk
    if run.state == State.UPLOADED and mine:
        return redirect("enterprises:import-columns", key=run.key)
    if run.state in runs.AT_WORK:
        context = {"run": run, "kind": KIND_LABELS[run.kind], "mine": mine, "can_discard": runs.can_discard(run)}
        return render(request, "enterprises/staff_import_progress.html", context)
    return _result_page(request, run, ApplyForm())


def _result_page(request: HttpRequest, run: ImportRun, form: ApplyForm, *, status: int = 200) -> HttpResponse:
    shown = ResultFilter(request.GET)
    wanted = (shown.cleaned_data["show"] if shown.is_valid() else "") or ("refused" if run.refused else "changed" if run.changed else "new")
    counts = {"refused": run.refused, "changed": run.changed, "new": run.new, "same": run.same}
    labels = dict(ResultFilter.base_fields["show"].choices)  # type: ignore[attr-defined]  # a ChoiceField has them
    context = {
        "run": run,
        "kind": KIND_LABELS[run.kind],
        "form": form,
        "mine": run.made_by_id == _user(request).pk,
        "show": wanted,
        "tabs": [(name, labels[name], count) for name, count in [*counts.items(), (ResultFilter.NOTED, None)]],
        "rows": selectors.noted_rows(run) if wanted == ResultFilter.NOTED else selectors.rows_shown(run, verdict=wanted),
        "most": selectors.SHOWN_ROWS,
        "to_write": run.new + run.changed,
        "can_apply": runs.can_apply(run),
        "can_check": run.state in runs.CHECKABLE,
        "can_discard": runs.can_discard(run),
        "has_result": run.checked_at is not None and run.state != State.DISCARDED,
    }
    return render(request, "enterprises/staff_import_result.html", context, status=status)


@require_GET
@never_cache
@staff(*ROLES)
@of_run
def import_progress(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The bar alone, asked for every second; once the work is over htmx is told to go to the result."""
    response = render(request, "enterprises/staff_import_bar.html", {"run": run})
    if run.state not in runs.AT_WORK:
        response["HX-Redirect"] = reverse("enterprises:import-run", args=[run.key])
    return response


@require_GET
@never_cache
@staff(*ROLES)
@of_run
def import_report(request: HttpRequest, run: ImportRun) -> HttpResponseBase:
    """Every row with its verdict and why, as a workbook; `?only=refused` for those to be corrected."""
    if run.checked_at is None or not run.rows.exists():
        raise Http404
    only_refused = request.GET.get("only") == "refused"
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    with NamedTemporaryFile(suffix=".xlsx") as book:
        try:
            report.write_report(run, Path(book.name), reader=_user(request), only_refused=only_refused)
        except FileRefused as error:
            messages.error(request, str(error))
            return redirect("enterprises:import-run", key=run.key)
        book.seek(0)
        for chunk in iter(lambda: book.read(1 << 20), b""):
            file.write(chunk)
    file.seek(0)
    name = _("Import report %(name)s.xlsx") % {"name": Path(run.file_name).stem}
    return private_file(File(file), name=name, content_type=XLSX)


@require_POST
@staff(*ROLES)
@of_own_run
def import_apply(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Take the result over."""
    form = ApplyForm(request.POST)
    form.is_valid()
    try:
        runs.start_apply(run, by=_user(request), at=timezone.now(), without_refused=form.cleaned_data["without_refused"])
    except BureauError as error:
        form.add_error(None, str(error))
        run.refresh_from_db()
        return _result_page(request, run, form, status=409)
    return redirect("enterprises:import-run", key=run.key)


@require_POST
@staff(*ROLES)
@of_own_run
def import_discard(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Throw it away, file and rows."""
    try:
        runs.discard(run, by=_user(request), at=timezone.now())
    except BureauError as error:
        messages.error(request, str(error))
        return redirect("enterprises:import-run", key=run.key)
    messages.success(request, _("The import was discarded; nothing of it is kept."))
    return redirect("enterprises:import-list")


def _user(request: HttpRequest) -> User:
    return cast(StaffRequest, request).user
