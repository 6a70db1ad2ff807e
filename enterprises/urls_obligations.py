"""Addresses of the room "obligations", in the namespace `enterprises`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
