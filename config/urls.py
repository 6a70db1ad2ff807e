"""All addresses of the portal, by room."""

from django.urls import include, path

from bureau.access import public
from bureau.admin import site
from bureau.views import errors, health

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

urlpatterns = [
    path("", include("bureau.urls")),
    path("complaints/", include("complaints.urls")),
    path("outreach/", include("outreach.urls")),
    path("enterprises/", include("enterprises.urls")),
    path("services/", include("licensing.urls")),
    path("accounts/", include("bureau.urls_accounts")),
    path("manage/", site.urls),
    path("api/", include("bureau.urls_api")),
    path("api/", include("enterprises.urls_api")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("health/", public(health.health), name="health"),
]
