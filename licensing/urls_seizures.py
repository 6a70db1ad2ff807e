"""Addresses of the room "seizures", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
