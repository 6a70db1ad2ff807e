"""Addresses of the enterprise floor, by room. Staff rooms lie below staff/, the enterprise's own below desk/."""

from django.urls import include, path

app_name = "enterprises"

urlpatterns = [
    path("staff/", include("enterprises.urls_register")),
    path("staff/", include("enterprises.urls_holdings")),
    path("staff/doubles/", include("enterprises.urls_doubles")),
    path("staff/imports/", include("enterprises.urls_imports")),
    path("", include("enterprises.urls_obligations")),
    path("", include("enterprises.urls_accounts")),
    path("desk/", include("enterprises.urls_desk")),
]
