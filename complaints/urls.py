"""Addresses of the 12365 desk: the citizen's side, then the staff's."""

from django.urls import include, path

from complaints.views import drafts, public, tracking

app_name = "complaints"

urlpatterns = [
    path("staff/", include("complaints.urls_staff")),
    path("new/", public.new, name="new"),
    path("other-authorities/", public.other_authorities, name="other-authorities"),
    path("receipt/<str:token>/", public.receipt, name="receipt"),
    path("draft/", drafts.save, name="draft"),
    path("draft/files/add/", drafts.add_file, name="draft-file-add"),
    path("draft/files/remove/", drafts.drop_file, name="draft-file-remove"),
    path("draft/discard/", drafts.discard, name="draft-discard"),
    path("resume/", drafts.resume, name="resume"),
    path("resume/<str:code>/", drafts.resume, name="resume-code"),
    path("track/", tracking.track, name="track"),
    path("t/<str:number>/", tracking.track, name="track-number"),
    path("leave/", tracking.leave, name="leave"),
    path("matter/<str:number>/", tracking.matter, name="matter"),
    path("matter/<str:number>/files/<int:pk>/", tracking.matter_file, name="matter-file"),
    path("matter/<str:number>/documents/<int:pk>/", tracking.matter_document, name="matter-document"),
    path("matter/<str:number>/<slug:name>/", tracking.step, name="matter-step"),
]
