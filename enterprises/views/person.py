"""Opening the sealed data of a qualified person: asked with a reason, shown once, never cached."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bureau.access import staff
from enterprises.models import QualifiedPerson
from enterprises.views.entry import entry_or_404
from enterprises.views.revealing import reveal_page


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("reason")
@staff()
def person_reveal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask for the reason; a POST logs it and shows the fields."""
    enterprise = entry_or_404(code)
    return reveal_page(request, enterprise, get_object_or_404(QualifiedPerson, pk=pk, enterprise=enterprise))
