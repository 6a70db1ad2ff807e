"""Addresses of the room "accounts", in the namespace `enterprises`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
