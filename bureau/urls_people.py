"""Addresses of one's own account, included by the ground floor's `urls.py` into the namespace `bureau`."""

from django.urls import path

from bureau.views import profile

urlpatterns = [
    path("profile/", profile.own_profile, name="profile"),
    path("profile/sign-out-everywhere/", profile.sign_out_everywhere, name="sign-out-everywhere"),
]
