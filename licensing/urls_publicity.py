"""Addresses of the room "publicity", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
