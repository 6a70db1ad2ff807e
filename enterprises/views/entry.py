"""Entering an enterprise and changing its entry."""

from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from enterprises import codes
from enterprises.errors import KnownCode, StaleEntry
from enterprises.models import Enterprise
from enterprises.register.doubles import Likeness, find_doubles
from enterprises.register.forms import EnterpriseForm, EntryCheckForm
from enterprises.register.labels import load_labels
from enterprises.register.selectors import enterprise_by_code
from enterprises.register.services import WRITERS, change_enterprise, checked_code, register_enterprise

PAGE = "enterprises/staff_enterprise_form.html"
# What likeness is judged by.
JUDGED = ("name", "legal_representative", "address", "township", "phone")
SHOWN_DOUBLES = 8


@dataclass(frozen=True, slots=True)
class Checked:
    """What the register knows of an entry being typed: the organisation code inside a good code, why it is none, who bears it, doubles."""

    organisation_code: str = ""
    problem: str = ""
    known: Enterprise | None = None
    doubles: list[Likeness] = field(default_factory=list)


def entry_or_404(code: str) -> Enterprise:
    """The enterprise of an address; a merged one is the row it was merged into."""
    try:
        return enterprise_by_code(code)
    except Enterprise.DoesNotExist as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*WRITERS)
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new entry. Likely doubles are shown first; who says it is another one goes on."""
    form = EnterpriseForm(request.POST or None, labels=load_labels())
    if request.method != "POST":
        return render(request, PAGE, {"form": form, "checked": Checked()})
    checked = Checked()
    if form.is_valid():
        data = form.cleaned_data
        checked = check_entry(data["code"], {name: data[name] for name in JUDGED})
        if checked.doubles and not checked.problem and not checked.known and not data["another"]:
            form.add_error("another", _("The register has enterprises much like this one. Look at them first."))
            return _again(request, form, checked=checked)
    if form.is_valid():
        try:
            by = cast(StaffRequest, request).user
            row = register_enterprise(by=by, at=timezone.now(), code=form.cleaned_data["code"], **form.entry())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is in the register.") % {"name": row.name})
            return redirect("enterprises:enterprise", row.code)
    return _again(request, form, checked=checked)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*WRITERS)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The form of an entry as it stands."""
    enterprise = entry_or_404(code)
    form = EnterpriseForm(request.POST or None, labels=load_labels(), enterprise=enterprise)
    if request.method != "POST":
        return render(request, PAGE, {"form": form, "enterprise": enterprise})
    if not form.is_valid():
        return _again(request, form, enterprise=enterprise)
    try:
        by, version = cast(StaffRequest, request).user, form.cleaned_data["version"]
        change_enterprise(enterprise, by=by, at=timezone.now(), version=version, **form.entry())
    except ValidationError as error:
        form.add_error(None, error)
        return _again(request, form, enterprise=enterprise)
    except BureauError as error:
        form.add_error(None, str(error))
        return _again(request, form, enterprise=enterprise, status=409, stale=isinstance(error, StaleEntry))
    messages.success(request, _("The entry was changed."))
    return redirect("enterprises:enterprise", enterprise.code)


def _again(request: HttpRequest, form: Form, *, status: int = 422, **context: Any) -> HttpResponse:
    """The form as typed, with what is wrong."""
    return render(request, PAGE, {"form": form, **context}, status=status)


@require_POST
@never_cache
@staff(*WRITERS)
def check(request: HttpRequest) -> HttpResponse:
    """What the register knows of an entry while it is typed, for the page to put in."""
    form = EntryCheckForm(request.POST)
    form.is_valid()
    typed = {name: form.cleaned_data.get(name, "") for name in JUDGED}
    checked = check_entry(form.cleaned_data.get("code", ""), typed)
    return render(request, "enterprises/staff_entry_check.html", {"checked": checked, "form": None})


def check_entry(typed: str, entry: dict[str, str]) -> Checked:
    """Whether the code is good and new, and who is much like the entry."""
    known, problem, code = None, "", ""
    if codes.clean_text(typed):
        try:
            code = checked_code(typed)
        except ValidationError as error:
            cause = error.error_dict["code"][0]
            known = cause.enterprise if isinstance(cause, KnownCode) else None
            problem = "" if known else " ".join(cause.messages)
    words = {name: codes.clean_text(value) for name, value in entry.items()}
    doubles = find_doubles(Enterprise(code=code, **words)) if len(words["name"]) > 1 and known is None else []
    organisation = codes.organisation_code(code) if code else ""
    return Checked(organisation, problem, known, doubles[:SHOWN_DOUBLES])
