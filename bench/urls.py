"""The portal's addresses and the bare view's."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bench.models import BareRow
from bureau.access import public
from config import urls

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@public
@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    """What the complaint form is compared with: one INSERT, nothing else, under the same server and middleware."""
    BareRow.objects.create(text=request.POST["statement"])
    return HttpResponse(status=204)


urlpatterns = [path("bench/bare/", bare), *urls.urlpatterns]
