"""What staff do with the papers and sealed answers of an application, from its case page."""

from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bureau import reveals
from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from bureau.models import Case, Party
from bureau.roles import Role
from bureau.views.case import visible_case
from licensing.applications import checks, correcting
from licensing.applications.sealed import IDENTITY, personal_answers
from licensing.guides.answers import answer_rows
from licensing.guides.selectors import content_of
from licensing.models import Application
from licensing.processes import processes

READERS = (Role.CLERK, Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)


class ReasonForm(forms.Form):
    """Why the sealed answers are needed."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        min_length=reveals.MIN_REASON,
        help_text=gettext_lazy("Your name, the time and this reason are logged for good."),
    )


def _application(case: Case) -> Application:
    if case.kind not in {one.kind for one in processes()}:
        raise Http404
    return correcting.application_of(case.pk)


@require_POST
@staff(Role.CLERK, Role.OFFICER)
def material_check(request: HttpRequest, number: str) -> HttpResponse:
    """Note what was found of the papers."""
    case = visible_case(request, number)
    if not case.is_open:
        raise PermissionDenied(_("This matter is closed."))
    codes = [name.removeprefix("finding-") for name in request.POST if name.startswith("finding-") and request.POST[name]]
    findings = {code: (request.POST[f"finding-{code}"], request.POST.get(f"remark-{code}", "")) for code in codes[:100]}
    try:
        changed = checks.record_checks(_application(case), findings, by=cast(StaffRequest, request).user, at=timezone.now())
    except BureauError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The findings are noted.") if changed else _("Nothing has changed."))
    return redirect("bureau:case", number=case.number)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("reason")
@staff(*READERS)
def answers_reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the reason; a POST logs it with the applicant and shows the sealed answers once."""
    case = visible_case(request, number)
    application = _application(case)
    party = Party.objects.filter(case_id=case.pk, part=Party.Part.APPLICANT).first()
    if party is None or not application.sealed_answers:
        raise Http404
    form = ReasonForm(request.POST or None)
    context = {"case": case, "party": party, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "licensing/staff_answers.html", context, status=422 if form.errors else 200)
    user, now = cast(StaffRequest, request).user, timezone.now()
    try:
        reveals.reveal(party, user=user, fields=["name"], reason=form.cleaned_data["reason"], at=now, also=["answers"])
    except reveals.RevealRefused as error:
        form.add_error(None, str(error))
        return render(request, "licensing/staff_answers.html", context, status=429)
    return render(request, "licensing/staff_answers.html", {**context, "shown": _shown(application), "reason": form.cleaned_data["reason"]})


def _shown(application: Application) -> list[tuple[str, str]]:
    """The sealed answers alone, question and words."""
    personal, content = personal_answers(application), content_of(application.guide)
    labels = {one.label for one in content.fields if one.code in personal}
    plain = {**application.answers, **{code: value for code, value in personal.items() if code != IDENTITY}}
    rows = [row for section in answer_rows(content, application.request, plain, {}) for row in section.rows if row[0] in labels]
    if personal.get(IDENTITY):
        rows.append((_("Identity number"), str(personal[IDENTITY])))
    if application.delivery_address:
        rows.append((_("Address for the post"), application.delivery_address.open()))
    return rows
