"""Addresses of the room "catalogue", in the namespace `licensing`."""

from django.urls import path

from licensing.views import catalogue

urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("items.json", catalogue.catalogue_json, name="catalogue-json"),
    path("items.csv", catalogue.catalogue_csv, name="catalogue-csv"),
    path("items/<str:code>/", catalogue.item, name="item"),
]
