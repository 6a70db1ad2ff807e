"""Addresses of the room "imports", in the namespace `enterprises`."""

from django.urls import URLPattern, path

from enterprises.views import imports

urlpatterns: list[URLPattern] = [
    path("", imports.import_list, name="import-list"),
    path("template/<slug:kind>/", imports.import_template, name="import-template"),
    path("<uuid:key>/", imports.import_run, name="import-run"),
    path("<uuid:key>/columns/", imports.import_columns, name="import-columns"),
    path("<uuid:key>/progress/", imports.import_progress, name="import-progress"),
    path("<uuid:key>/report/", imports.import_report, name="import-report"),
    path("<uuid:key>/apply/", imports.import_apply, name="import-apply"),
    path("<uuid:key>/discard/", imports.import_discard, name="import-discard"),
]
