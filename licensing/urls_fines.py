"""Addresses of the room "fines", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
