"""Taking a paper certificate over into the register, on the screen of the approval office."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from bureau.roles import Role
from licensing.applications import offers
from licensing.applications.place import NothingToApplyFor, read_item
from licensing.certificates.takeover.forms import PaperForm, facts_form
from licensing.certificates.takeover.services import Paper, take_over
from licensing.guides.content import GuideContent
from licensing.guides.forms import GuideForm
from licensing.models import IssuedCertificate, ItemVersion


@staff(Role.CLERK, Role.ADMINISTRATOR)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_over_paper(request: StaffRequest) -> HttpResponse:
    """Which item, then what stands on the paper; after it the certificate's own page."""
    today = timezone.localdate()
    code = request.GET.get("item", "")
    if not code:
        return render(request, "licensing/staff_certificate_takeover.html", {"items": _items()})
    version, content = _item(code, today)
    data = request.POST if request.method == "POST" else None
    paper = PaperForm(data, content=content, initial={"submission_key": uuid4()})
    facts = facts_form(content, today=today, data=data)
    if data is not None and all([paper.is_valid(), facts.is_valid()]):
        try:
            made = _taken_over(request, code, paper, facts)
        except BureauError as error:
            paper.add_error(None, str(error))
        else:
            messages.success(request, _("Certificate %(number)s stands in the register now.") % {"number": made.number})
            return redirect("licensing:certificate", made.number)
    context = {"version": version, "content": content, "paper": paper, "facts": facts}
    return render(request, "licensing/staff_certificate_takeover.html", context, status=422 if paper.errors or facts.errors else 200)


def _items() -> list[tuple[str, str, str]]:
    """Code, name and certificate of every item that gives one. Two queries."""
    found = {row.item.code: content for row, content in [*offers.guides(applicant="enterprise"), *offers.guides(applicant="person")]}
    names = offers.item_names(list(found))
    return [(code, names[code], found[code].result.name) for code in sorted(found) if code in names and found[code].result.kind]


def _item(code: str, today: date) -> tuple[ItemVersion, GuideContent]:
    try:
        version, _guide, content = read_item(code[:12], today=today)
    except NothingToApplyFor as error:
        raise Http404 from error
    if not content.result.kind:
        raise Http404
    return version, content


def _taken_over(request: StaffRequest, code: str, form: PaperForm, facts: GuideForm) -> IssuedCertificate:
    data: dict[str, Any] = form.cleaned_data
    answers = facts.split()
    paper = Paper(
        item_code=code,
        number=data["number"],
        valid_from=data["valid_from"],
        valid_to=data["valid_to"],
        enterprise=form.enterprise,
        name="" if form.enterprise else data["name"],
        identity_number="" if form.enterprise else data["identity_number"],
        phone=data["phone"],
        plain=answers.plain,
        personal=answers.personal,
    )
    return take_over(paper, by=request.user, submission_key=data["submission_key"], at=timezone.now())
