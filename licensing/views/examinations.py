"""Staff: samplings, tests and appraisals of a case: the result with its report, what the party was told, another test asked for."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau.access import staff
from bureau.attachments import accept_file, open_attachment
from bureau.errors import BureauError
from bureau.models import Attachment, Case, User
from bureau.roles import Role
from bureau.workflow import Actor, perform, workflow_for
from licensing.evidence import examinations, selectors
from licensing.evidence.admission import READERS, may_write
from licensing.evidence.examination_facts import examination_rows
from licensing.evidence.forms import ResultForm, RetestForm, ToldForm
from licensing.models import Examination
from licensing.views.evidence import user_of

BEGIN, END = "begin-examination", "end-examination"


def _find(request: HttpRequest, number: str, turn: int) -> tuple[Case, Examination]:
    """The case and its `turn`-th examination. Raises Http404."""
    case = selectors.find_case(number, user_of(request))
    rows = selectors.examinations_of(case.pk)
    if not 1 <= turn <= len(rows):
        raise Http404
    return case, rows[turn - 1]


def _page(request: HttpRequest, case: Case, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "case": case,
        "rows": examination_rows(case.pk),
        "may_write": may_write(case, user_of(request)),
        "may_begin": any(step.name == BEGIN and case.state in step.sources for step in workflow_for(case.kind).transitions),
        "told_form": ToldForm(auto_id=False),
        "retest_form": RetestForm(auto_id=False),
        **more,
    }
    return render(request, "licensing/staff_examinations.html", context, status=status)


@require_safe
@never_cache
@staff(*READERS)
def examination_page(request: HttpRequest, number: str) -> HttpResponse:
    """All examinations of the case."""
    return _page(request, selectors.find_case(number, user_of(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(Role.OFFICER)
def examination_end(request: HttpRequest, number: str, turn: int) -> HttpResponse:
    """The result, with the report as a file; the step of the case behind it is `END`."""
    case, row = _find(request, number, turn)
    form = ResultForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _end(case, turn, form, by=user_of(request))
        except BureauError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The result is on record and the notice for the party was issued."))
            return redirect("licensing:examinations", case.number)
    context = {"case": case, "row": row, "turn": turn, "form": form}
    return render(request, "licensing/staff_examination_end.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _end(case: Case, turn: int, form: ResultForm, *, by: User) -> None:
    """File and step together: neither stays without the other."""
    data, now = {**form.cleaned_data, "examination": turn}, timezone.now()
    sent = data.pop("report")
    report: Attachment | None = accept_file(sent, case=case, by=by, from_citizen=False, at=now) if sent else None
    perform(case.pk, END, actor=Actor.of(by), at=now, data={**data, "report": report})


@require_POST
@staff(Role.OFFICER)
def examination_told(request: HttpRequest, number: str, turn: int) -> HttpResponse:
    """The day the party received the notice of the time, or of the result."""
    case, row = _find(request, number, turn)
    form = ToldForm(request.POST)
    if not form.is_valid():
        return _page(request, case, refused=_("Give the day."), status=422)
    try:
        examinations.note_told(row, **form.cleaned_data, by=user_of(request), at=timezone.now())
    except BureauError as refusal:
        return _page(request, case, refused=str(refusal), status=409)
    messages.success(request, _("Noted."))
    return redirect("licensing:examinations", case.number)


@require_POST
@staff(Role.OFFICER)
def examination_retest(request: HttpRequest, number: str, turn: int) -> HttpResponse:
    """The party asked for another test."""
    case, row = _find(request, number, turn)
    form = RetestForm(request.POST)
    if not form.is_valid():
        return _page(request, case, refused=_("Give the day and what was asked."), status=422)
    try:
        examinations.note_retest(row, **form.cleaned_data, by=user_of(request), at=timezone.now())
    except BureauError as refusal:
        return _page(request, case, refused=str(refusal), status=409)
    messages.success(request, _("Noted."))
    return redirect("licensing:examinations", case.number)


@require_safe
@staff(*READERS)
def examination_report(request: HttpRequest, number: str, turn: int) -> HttpResponseBase:
    """The report of a laboratory."""
    _case, row = _find(request, number, turn)
    if row.report is None:
        raise Http404
    return open_attachment(row.report)
