"""Addresses of the staff's side of the 12365 desk, included by `complaints.urls` below `staff/`."""

from django.urls import path

from complaints.views import staff

urlpatterns = [
    path("new/", staff.new, name="staff-new"),
    path("caller/", staff.caller, name="staff-caller"),
]
