"""Addresses of following a matter by number and query code. Part of the namespace `bureau`."""

from django.urls import path

from bureau.views import following

urlpatterns = [
    path("follow/", following.track, name="track"),
    # Short, because it is printed as a QR code.
    path("f/<str:number>/", following.track, name="track-number"),
    path("receipt/<str:token>/", following.receipt, name="receipt"),
    # Before the numbers: no matter is called like this.
    path("follow/leave/", following.leave, name="leave"),
    path("follow/<str:number>/", following.matter, name="matter"),
    path("follow/<str:number>/files/<int:pk>/", following.matter_file, name="matter-file"),
    path("follow/<str:number>/documents/<int:pk>/", following.matter_document, name="matter-document"),
    path("follow/<str:number>/<slug:name>/", following.step, name="matter-step"),
]
