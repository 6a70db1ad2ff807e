"""Addresses of the ground floor."""

from django.urls import include, path

from bureau.views import home

app_name = "bureau"

urlpatterns = [
    path("", home.home, name="home"),
    path("accessibility/", home.accessibility, name="accessibility"),
    path("large-text/", home.large_text, name="large-text"),
    path("", include("bureau.urls_papers")),
    path("", include("bureau.urls_following")),
    path("staff/", include("bureau.urls_staff")),
]
