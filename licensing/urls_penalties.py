"""Addresses of the room "penalties", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
