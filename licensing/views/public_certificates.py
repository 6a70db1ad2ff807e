"""Anybody asks whether a certificate holds today, by number and holder: both, so that nobody reads the register by counting."""

import logging

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bureau.access import public
from bureau.throttle import client_address, hit
from licensing.certificates.selectors import certificate_by_number, is_held_by
from licensing.certificates.standing import standing_words
from licensing.models import IssuedCertificate

log = logging.getLogger(__name__)

CHECKS_PER_MINUTE = 20


class CertificateForm(forms.Form):
    """What stands on the paper."""

    number = forms.CharField(label=gettext_lazy("Certificate number"), max_length=60)
    holder = forms.CharField(
        label=gettext_lazy("Holder"),
        max_length=120,
        help_text=gettext_lazy("The full name of the enterprise or person, as on the certificate."),
    )


@public
@never_cache
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The form, and what the bureau says of the certificate asked for. A wrong name and an unknown number give the same answer."""
    if "number" not in request.GET:
        return render(request, "licensing/public_certificate_check.html", {"form": CertificateForm()})
    if not hit(f"certificate:{client_address(request)}", limit=CHECKS_PER_MINUTE, seconds=60):
        return render(request, "licensing/public_certificate_check.html", {"form": CertificateForm(), "throttled": True}, status=429)
    form = CertificateForm(request.GET)
    if not form.is_valid():
        return render(request, "licensing/public_certificate_check.html", {"form": form})
    found = _found(form.cleaned_data["number"], form.cleaned_data["holder"])
    log.info("certificate check: known=%s", found is not None)
    context = {"form": form, "certificate": found, "standing": standing_words(found) if found else None, "is_unknown": found is None}
    return render(request, "licensing/public_certificate_check.html", context, status=200 if found else 404)


def _found(number: str, holder: str) -> IssuedCertificate | None:
    try:
        found = certificate_by_number(number)
    except IssuedCertificate.DoesNotExist:
        return None
    return found if is_held_by(found, holder) else None
