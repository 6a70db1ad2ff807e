"""Service of papers and statements of the party: pages that hang on a case, for whoever sees the case."""

from datetime import datetime
from typing import cast

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bureau.access import StaffRequest, staff
from bureau.attachments import accept_file, open_attachment
from bureau.errors import BureauError
from bureau.models import Attachment, Case, User
from bureau.roles import Role
from bureau.workflow import Actor
from licensing.models import PartyStatement
from licensing.penalties import team
from licensing.procedure import service_page, serving
from licensing.procedure import statements as declarations
from licensing.procedure.periods import statements as statements_of
from licensing.procedure.service_forms import AttemptForm, OutcomeForm, StatementForm

READERS = (Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)


def _user(request: HttpRequest) -> User:
    return cast(StaffRequest, request).user


def _case(request: HttpRequest, number: str) -> Case:
    visible = Case.objects.visible_to(_user(request)).filter(kind__in=service_page.KINDS).select_related("office").defer("search")
    return get_object_or_404(visible, number=number)


def _paper(case: Case, document: int) -> service_page.Paper:
    found = next((one for one in service_page.papers_of(case) if one.document.pk == document), None)
    if found is None:
        raise Http404
    return found


def _upload(request: HttpRequest, case: Case, at: datetime) -> Attachment | None:
    sent = request.FILES.get("file")
    return accept_file(sent, case=case, by=_user(request), from_citizen=False, at=at) if sent is not None else None


def _refused(request: HttpRequest, form: forms.Form, error: BureauError) -> None:
    for reason in getattr(error, "missing", [str(error)]):
        form.add_error(None, reason)


@require_safe
@never_cache
@staff(*READERS)
def service(request: HttpRequest, number: str) -> HttpResponse:
    """Every paper that must be served, and every attempt."""
    case = _case(request, number)
    context = {"case": case, "papers": service_page.papers_of(case), "may_write": team.is_investigator(case, _user(request))}
    return render(request, "licensing/staff_service.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(Role.OFFICER)
def attempt(request: HttpRequest, number: str, document: int) -> HttpResponse:
    """Record an attempt to serve a paper."""
    case, now = _case(request, number), timezone.now()
    paper = _paper(case, document)
    form = AttemptForm(request.POST or None, request.FILES or None, case=case, initial={"attempted_at": timezone.localtime(now)})
    if request.method == "POST" and form.is_valid():
        details = {name: value for name, value in form.cleaned_data.items() if name not in {"way", "file"} and value not in (None, "")}
        try:
            with transaction.atomic():
                proof = _upload(request, case, now)
                serving.record_attempt(paper.document, way=form.cleaned_data["way"], by=_user(request), at=now, proof=proof, **details)
        except BureauError as error:
            _refused(request, form, error)
        else:
            messages.success(request, _("The attempt was recorded."))
            return redirect("licensing:penalty-service", number)
    context = {"case": case, "paper": paper, "form": form, "title": _("Serve a paper")}
    return render(request, "licensing/staff_service_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(Role.OFFICER)
def outcome(request: HttpRequest, number: str, document: int) -> HttpResponse:
    """Record what came of the attempt that is under way."""
    case, now = _case(request, number), timezone.now()
    paper = _paper(case, document)
    if paper.pending is None:
        raise Http404
    form = OutcomeForm(request.POST or None, initial={"on": timezone.localdate(now)})
    if request.method == "POST" and form.is_valid():
        data, user = form.cleaned_data, _user(request)
        try:
            if data["served"]:
                facts = {"receiver": data["receiver"], "relation": data["relation"], "refused_to_sign": data["refused_to_sign"] or None}
                serving.succeed(paper.pending, on=data["on"], by=user, at=now, **facts)
            else:
                serving.fail(paper.pending, reason=data["reason"], by=user, at=now)
        except BureauError as error:
            _refused(request, form, error)
        else:
            messages.success(request, _("The outcome was recorded."))
            return redirect("licensing:penalty-service", number)
    context = {"case": case, "paper": paper, "form": form, "title": _("Outcome of the attempt")}
    return render(request, "licensing/staff_service_form.html", context, status=422 if form.is_bound else 200)


@require_safe
@staff(*READERS)
def proof(request: HttpRequest, number: str, document: int, attempt: int) -> HttpResponseBase:
    """The proof of an attempt, for whoever sees the case."""
    found = next((one for one in _paper(_case(request, number), document).attempts if one.pk == attempt), None)
    if found is None or found.proof is None:
        raise Http404
    return open_attachment(found.proof)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*READERS)
def statements(request: HttpRequest, number: str) -> HttpResponse:
    """What the party declared; an officer of the case takes down more."""
    case, now = _case(request, number), timezone.now()
    form = StatementForm(request.POST or None, request.FILES or None, case=case, initial={"received_on": timezone.localdate(now)})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                _declare(request, case, form, now)
        except BureauError as error:
            _refused(request, form, error)
        else:
            messages.success(request, _("The statement was recorded."))
            return redirect("licensing:penalty-statements", number)
    may_write = team.is_investigator(case, _user(request)) and case.is_open
    context = {"case": case, "rows": list(statements_of(case.pk)), "form": form, "may_write": may_write}
    return render(request, "licensing/staff_statements.html", context, status=422 if form.is_bound else 200)


def _declare(request: HttpRequest, case: Case, form: StatementForm, at: datetime) -> PartyStatement:
    data, user = form.cleaned_data, _user(request)
    paper = _upload(request, case, at)
    if data["kind"] == PartyStatement.Kind.ELECTRONIC_CONSENT:
        return declarations.consent_electronically(
            case, address=data["address"], form=data["form"], at=at, by=user, paper=paper, confirmed=data["confirmed"]
        )
    return declarations.declare(
        case,
        data["kind"],
        actor=Actor.of(user),
        at=at,
        form=data["form"],
        text=data["text"],
        paper=paper,
        received_on=data["received_on"],
        confirmed=data["confirmed"],
        record=data.get("record"),
    )


@require_safe
@staff(*READERS)
def statement_paper(request: HttpRequest, number: str, turn: int) -> HttpResponseBase:
    """The paper handed in with the `turn`-th statement (from 1)."""
    rows = list(statements_of(_case(request, number).pk))
    found = rows[turn - 1].paper if 0 < turn <= len(rows) else None
    if found is None:
        raise Http404
    return open_attachment(found)
