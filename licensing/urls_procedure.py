"""Addresses of the room "procedure", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
