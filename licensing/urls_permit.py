"""Addresses of the room "permit", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
