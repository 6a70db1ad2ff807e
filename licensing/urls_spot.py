"""Addresses of the room "spot", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
