"""Addresses of the room "inspections", in the namespace `licensing`."""

from django.urls import path

from licensing.views import inspections as views
from licensing.views import public_inspections as public

urlpatterns = [
    path("inspections/", public.plan_list, name="inspections"),
    path("inspections/results/", public.results, name="inspection-results"),
    path("inspections/<str:number>/", public.plan, name="inspection-plan"),
    path("inspections/<str:number>/data.json", public.data, name="inspection-plan-data"),
    path("inspections/<str:number>/check/", public.check, name="inspection-plan-check"),
    path("staff/inspections/", views.plan_list, name="plans"),
    path("staff/inspections/new/", views.plan_new, name="plan-new"),
    path("staff/inspections/reported/", views.reported_check, name="reported-check"),
    path("staff/inspections/<str:number>/", views.plan, name="plan"),
    path("staff/inspections/<str:number>/edit/", views.plan_edit, name="plan-edit"),
    path("staff/inspections/<str:number>/publish/", views.publish, name="plan-publish"),
    path("staff/inspections/<str:number>/draw/", views.draw, name="plan-draw"),
    path("staff/inspections/<str:number>/cancel/", views.cancel, name="plan-cancel"),
]
