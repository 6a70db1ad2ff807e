"""Addresses of the workbench, below /staff/ in the namespace `bureau`."""

from django.urls import include, path

from bureau.views import actions, case, dashboard, handover, reveals, saved_views, supervision, workbench

urlpatterns = [
    path("", workbench.workbench, name="workbench"),
    path("search/", workbench.search, name="search"),
    path("export/", workbench.export, name="export"),
    path("assign/", workbench.bulk_assign, name="bulk-assign"),
    path("views/save/", saved_views.save, name="saved-view-save"),
    path("views/<int:pk>/delete/", saved_views.delete, name="saved-view-delete"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("supervision/", supervision.supervision, name="supervision"),
    path("handover/", handover.handover, name="handover"),
    path("", include("bureau.urls_people")),
    path("cases/<str:number>/", case.case_page, name="case"),
    # Before the steps: no step may be called like these.
    path("cases/<str:number>/print/", case.case_print, name="case-print"),
    path("cases/<str:number>/looking/", case.looking, name="case-looking"),
    path("cases/<str:number>/attach/", case.attach, name="case-attach"),
    path("cases/<str:number>/persons/<int:pk>/", reveals.reveal_person, name="case-reveal"),
    path("cases/<str:number>/<slug:transition>/", actions.take_step, name="case-action"),
]
