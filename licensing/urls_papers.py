"""Addresses of the room "papers", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
