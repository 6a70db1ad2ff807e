"""Addresses of papers: the public check of a document, and the files staff may open. Part of the namespace `bureau`."""

from django.urls import path

from bureau.views import papers

urlpatterns = [
    path("verify/", papers.verify_form, name="verify"),
    path("verify/<str:code>/", papers.verify_code, name="verify-code"),
    path("staff/cases/<str:number>/attachments/<int:pk>/", papers.attachment, name="attachment"),
    path("staff/cases/<str:number>/documents/<int:pk>/", papers.document, name="document"),
]
