"""Addresses of the room "permit", in the namespace `licensing`: on-site checks by the number of their matter and their turn in it."""

from django.urls import path

from licensing.views import permit

urlpatterns = [
    path("staff/checks/<str:number>/<int:turn>/", permit.check, name="check"),
    path("staff/checks/<str:number>/<int:turn>/photo/", permit.check_photo, name="check-photo"),
    path("staff/checks/<str:number>/<int:turn>/photo/<int:pk>/", permit.check_photo_file, name="check-photo-file"),
    path("staff/checks/<str:number>/<int:turn>/confirm/", permit.check_confirm, name="check-confirm"),
]
