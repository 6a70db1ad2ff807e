"""Addresses of the room "desk", in the namespace `enterprises`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
