"""Addresses of the room "execution", in the namespace `licensing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
