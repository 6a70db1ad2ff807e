"""Addresses of the room "window", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
