"""Addresses of the room "certificates", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
