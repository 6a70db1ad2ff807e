"""Addresses of the room "fines", in the namespace `licensing`."""

from django.urls import path

from licensing.views import fines

urlpatterns = [
    path("penalties/discretion/", fines.discretion, name="discretion"),
    path("penalties/discretion/data.json", fines.discretion_json, name="discretion-json"),
]
