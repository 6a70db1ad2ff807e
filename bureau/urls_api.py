"""Addresses of the API, below /api/."""

from django.urls import path

from bureau.api import views

app_name = "api"

urlpatterns = [
    path("cases/", views.CaseList.as_view(), name="case-list"),
    path("cases/<str:number>/", views.CaseDetail.as_view(), name="case"),
    path("cases/<str:number>/<slug:transition>/", views.CaseStep.as_view(), name="case-step"),
    path("workflows/", views.WorkflowList.as_view(), name="workflow-list"),
    path("clock-rules/", views.ClockRuleList.as_view(), name="clock-rule-list"),
    path("schema/", views.Schema.as_view(), name="schema"),
]
