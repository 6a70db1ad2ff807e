"""Addresses of the room "guides", in the namespace `licensing`."""

from django.urls import path

from licensing.views import guide_parts, guides

urlpatterns = [
    path("staff/guides/", guides.guide_list, name="guides"),
    path("staff/guides/<str:code>/", guides.guide_edit, name="guide-edit"),
    path("staff/guides/<str:code>/start/", guides.guide_start, name="guide-start"),
    path("staff/guides/<str:code>/preview/", guides.guide_preview, name="guide-preview"),
    path("staff/guides/<str:code>/publish/", guides.guide_publish, name="guide-publish"),
    path("staff/guides/<str:code>/discard/", guides.guide_discard, name="guide-discard"),
    path("staff/guides/<str:code>/versions/<int:edition>/", guides.guide_version, name="guide-version"),
    path("staff/guides/<str:code>/edit/json/", guide_parts.guide_json, name="guide-json"),
    path("staff/guides/<str:code>/edit/<str:part>/", guide_parts.guide_part, name="guide-part"),
    path("staff/guides/<str:code>/edit/<str:part>/new/", guide_parts.guide_row_new, name="guide-row-new"),
    path("staff/guides/<str:code>/edit/<str:part>/<int:position>/", guide_parts.guide_row, name="guide-row"),
    path("staff/guides/<str:code>/edit/<str:part>/<int:position>/change/", guide_parts.guide_row_change, name="guide-row-change"),
]
