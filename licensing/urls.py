"""Addresses of the licensing floor, by room. Staff rooms lie below staff/, the enterprise's own below desk/, the rest is for everybody."""

from django.urls import include, path

app_name = "licensing"

urlpatterns = [
    path("", include("licensing.urls_catalogue")),
    path("", include("licensing.urls_guides")),
    path("", include("licensing.urls_apply")),
    path("", include("licensing.urls_permit")),
    path("", include("licensing.urls_certificates")),
    path("", include("licensing.urls_window")),
    path("", include("licensing.urls_inspections")),
    path("", include("licensing.urls_fines")),
    path("", include("licensing.urls_penalties")),
    path("", include("licensing.urls_procedure")),
    path("", include("licensing.urls_evidence")),
    path("", include("licensing.urls_execution")),
    path("", include("licensing.urls_seizures")),
    path("", include("licensing.urls_spot")),
    path("", include("licensing.urls_papers")),
    path("", include("licensing.urls_publicity")),
]
