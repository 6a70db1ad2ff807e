"""Addresses of the room "inspections", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
