"""Addresses of the 12365 desk: the citizen's side, then the staff's."""

from django.urls import include, path
from django.views.generic import RedirectView

from bureau.access import public as open_to_all
from complaints.views import drafts, public

app_name = "complaints"

# Printed on receipts and sent in messages before following a matter moved to the ground floor.
old_track = open_to_all(RedirectView.as_view(pattern_name="bureau:track", query_string=True, permanent=True))
old_track_number = open_to_all(RedirectView.as_view(pattern_name="bureau:track-number", permanent=True))

urlpatterns = [
    path("staff/", include("complaints.urls_staff")),
    path("new/", public.new, name="new"),
    path("other-authorities/", public.other_authorities, name="other-authorities"),
    path("draft/", drafts.save, name="draft"),
    path("draft/files/add/", drafts.add_file, name="draft-file-add"),
    path("draft/files/remove/", drafts.drop_file, name="draft-file-remove"),
    path("draft/discard/", drafts.discard, name="draft-discard"),
    path("resume/", drafts.resume, name="resume"),
    path("resume/<str:code>/", drafts.resume, name="resume-code"),
    path("track/", old_track, name="old-track"),
    path("t/<str:number>/", old_track_number, name="old-track-number"),
]
