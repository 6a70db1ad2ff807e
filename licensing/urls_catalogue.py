"""Addresses of the room "catalogue", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
