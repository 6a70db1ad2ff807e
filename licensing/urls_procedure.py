"""Addresses of the room "procedure", in the namespace `licensing`: service and statements by the number of their case."""

from django.urls import path

from licensing.views import procedure

urlpatterns = [
    path("staff/penalties/<str:number>/service/", procedure.service, name="penalty-service"),
    path("staff/penalties/<str:number>/service/<int:document>/", procedure.attempt, name="penalty-attempt"),
    path("staff/penalties/<str:number>/service/<int:document>/outcome/", procedure.outcome, name="penalty-service-outcome"),
    path("staff/penalties/<str:number>/service/<int:document>/proof/<int:attempt>/", procedure.proof, name="penalty-service-proof"),
    path("staff/penalties/<str:number>/statements/", procedure.statements, name="penalty-statements"),
    path("staff/penalties/<str:number>/statements/<int:turn>/", procedure.statement_paper, name="penalty-statement-paper"),
]
