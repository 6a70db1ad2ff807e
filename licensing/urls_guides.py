"""Addresses of the room "guides", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
