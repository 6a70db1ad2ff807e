"""Addresses of the room "seizures", in the namespace `licensing`: measures by their number, lines of an inventory by theirs."""

from django.urls import URLPattern, path

from licensing.views import held_things, seizures

urlpatterns: list[URLPattern] = [
    path("staff/measures/", seizures.measure_list, name="measures"),
    path("staff/measures/export.csv", seizures.measures_csv, name="measures-csv"),
    path("staff/measures/new/", seizures.propose, name="measure-new"),
    path("staff/measures/store/", seizures.store, name="measure-store"),
    path("staff/measures/store/export.csv", seizures.store_csv, name="measure-store-csv"),
    path("staff/measures/<str:number>/things/", held_things.inventory, name="measure-things"),
    path("staff/measures/<str:number>/labels/", held_things.labels, name="measure-labels"),
    path("staff/measures/<str:number>/things/<int:line>/", held_things.thing, name="measure-thing"),
    path("staff/measures/<str:number>/things/<int:line>/remove/", held_things.remove, name="measure-thing-remove"),
    path("staff/measures/<str:number>/things/<int:line>/move/", held_things.move, name="measure-thing-move"),
    path("staff/measures/<str:number>/things/<int:line>/split/", held_things.split, name="measure-thing-split"),
]
