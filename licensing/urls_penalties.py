"""Addresses of the room "penalties", in the namespace `licensing`."""

from django.urls import URLPattern, path

from licensing.views import charges, penalties

urlpatterns: list[URLPattern] = [
    path("staff/penalties/", penalties.penalty_list, name="penalties"),
    path("staff/penalties/export.csv", penalties.export_csv, name="penalties-export-csv"),
    path("staff/penalties/new/", penalties.penalty_new, name="penalty-new"),
    path("staff/penalties/<str:number>/facts/", penalties.penalty_facts, name="penalty-facts"),
    path("staff/penalties/<str:number>/charges/", charges.charge_list, name="penalty-charges"),
    path("staff/penalties/<str:number>/charges/choose/", charges.charge_choose, name="charge-choose"),
    path("staff/penalties/<str:number>/charges/add/<str:item>/", charges.charge_add, name="charge-add"),
    path("staff/penalties/<str:number>/charges/range/<str:item>/", charges.charge_range, name="charge-range"),
    path("staff/penalties/<str:number>/charges/<int:act>/<str:item>/", charges.charge_edit, name="charge-edit"),
    path("staff/penalties/<str:number>/charges/<int:act>/<str:item>/remove/", charges.charge_remove, name="charge-remove"),
]
