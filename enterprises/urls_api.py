"""Addresses of the register's API, below /api/."""

from django.urls import path

from enterprises.api import views

app_name = "enterprise-api"

urlpatterns = [
    path("enterprises/", views.EnterpriseList.as_view(), name="enterprise-list"),
    path("enterprises/<str:code>/obligations/", views.EnterpriseObligations.as_view(), name="enterprise-obligations"),
    path("desk/", views.DeskList.as_view(), name="desk-list"),
    path("desk/<str:code>/obligations/", views.DeskObligations.as_view(), name="desk-obligations"),
    path("desk/<str:code>/holdings/<slug:kind>/", views.DeskHoldings.as_view(), name="desk-holdings"),
]
