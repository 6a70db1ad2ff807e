"""The register of certificates for staff: the list, one certificate, the list as a file, and proposing a measure against one."""

from typing import Any, cast
from uuid import uuid4

import structlog
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bureau.access import StaffRequest, staff
from bureau.choices import Control
from bureau.errors import BureauError
from bureau.roles import Role
from licensing.certificates import lists, page
from licensing.certificates.filter import CertificateFilter, read_filter
from licensing.certificates.measures.forms import ProposeForm
from licensing.certificates.measures.services import possible_measures, propose
from licensing.certificates.measures.workflow import PROPOSERS
from licensing.certificates.selectors import certificate_by_number
from licensing.certificates.statuses import words_of
from licensing.certificates.takeover.workflow import TAKERS
from licensing.models import IssuedCertificate

log = structlog.get_logger("licensing.certificates")


@staff()
@never_cache
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """One page of the register."""
    wanted, today = read_filter(request.GET), timezone.localdate()
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    found = lists.certificate_page(wanted, today=today, before=before, after=after)
    here = reverse("licensing:certificates")
    context = {
        "wanted": wanted,
        "rows": found.rows,
        "controls": _controls(wanted),
        "here": here,
        "query": wanted.query(),
        "clear_url": here,
        "previous_url": f"{here}?{wanted.query(before=found.before)}" if found.before else "",
        "next_url": f"{here}?{wanted.query(after=found.after)}" if found.after else "",
        "can_take_over": cast(StaffRequest, request).user.has_role(*TAKERS),
    }
    return render(request, "licensing/staff_certificates.html", context)


def _controls(wanted: CertificateFilter) -> list[Control]:
    """The filter bar with what is set. One query."""
    given = wanted.given()
    ends = [("30", _("Within 30 days")), ("90", _("Within 90 days"))]
    statuses = [(value, str(words_of(value))) for value in IssuedCertificate.Status.values]
    return [
        Control("item", _("Power item"), given.get("item", ""), page.item_choices(timezone.localdate())),
        Control("status", _("Certificate status"), given.get("status", ""), statuses),
        Control("ends", _("Runs out"), given.get("ends", ""), ends),
    ]


@staff()
@never_cache
@require_safe
def export_csv(request: HttpRequest) -> HttpResponseBase:
    """The list on screen as CSV; that it leaves the house is logged, without the words searched for."""
    wanted, today = read_filter(request.GET), timezone.localdate()
    log.warning("certificates_exported", user=cast(StaffRequest, request).user.pk, filter=wanted.query(q=None))
    response = StreamingHttpResponse(lists.csv_lines(wanted, today=today), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="certificates-{today.isoformat()}.csv"'
    return response


def _found(number: str) -> IssuedCertificate:
    try:
        return certificate_by_number(number)
    except IssuedCertificate.DoesNotExist as error:
        raise Http404 from error


@staff()
@never_cache
@require_safe
def certificate(request: StaffRequest, number: str) -> HttpResponse:
    """One certificate: what it states, how it stands and came to stand, its paper, measures, checks."""
    context = page.certificate_context(_found(number), request.user, today=timezone.localdate())
    return render(request, "licensing/staff_certificate.html", {**context, "can_propose": request.user.has_role(*PROPOSERS)})


@staff(Role.CLERK, Role.OFFICER, Role.SUPERVISOR)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: StaffRequest, number: str) -> HttpResponse:
    """Propose a measure against a certificate."""
    found = _found(number)
    possible = possible_measures(found)
    form = ProposeForm(request.POST or None, possible=possible, today=timezone.localdate(), initial={"submission_key": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            opened = _proposed(request, found, form)
        except BureauError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The measure is proposed. Next the holder is told and heard."))
            return redirect("bureau:case", opened)
    context = {"form": form, "certificate": found, "possible": possible}
    return render(request, "licensing/staff_certificate_measure.html", context, status=422 if form.errors else 200)


def _proposed(request: StaffRequest, found: IssuedCertificate, form: ProposeForm) -> str:
    data: dict[str, Any] = form.cleaned_data
    key = data.get("submission_key") or uuid4()
    return propose(found, data=data, by=request.user, submission_key=key, at=timezone.now()).number
