"""Addresses of the room "register", in the namespace `enterprises`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
