"""Addresses of the room "holdings", in the namespace `enterprises`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
