"""Addresses of the room "apply", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
