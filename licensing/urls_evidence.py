"""Addresses of the room "evidence", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
