"""Addresses of the room "papers", in the namespace `licensing`: forms and volumes of a case by its number."""

from django.urls import path

from licensing.views import papers

urlpatterns = [
    path("staff/penalties/<str:number>/papers/", papers.paper_list, name="papers"),
    path("staff/penalties/<str:number>/papers/<slug:form>/", papers.paper_form, name="paper-form"),
    path("staff/penalties/<str:number>/papers/<slug:form>/preview/", papers.paper_preview, name="paper-preview"),
    path("staff/penalties/<str:number>/papers/void/<int:pk>/", papers.paper_void, name="paper-void"),
    path("staff/penalties/<str:number>/volumes/", papers.volume_ask, name="volume-ask"),
    path("staff/penalties/<str:number>/volumes/<int:pk>/", papers.volume_file, name="volume-file"),
]
