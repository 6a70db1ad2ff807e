"""Addresses of likely doubles and merges, below enterprises/staff/doubles/."""

from django.urls import path

from enterprises.views import doubles

urlpatterns = [
    path("", doubles.double_list, name="doubles"),
    path("<int:pk>/", doubles.double, name="double"),
    path("<int:pk>/apart/", doubles.double_apart, name="double-apart"),
    path("merges/<int:pk>/undo/", doubles.merge_undo, name="merge-undo"),
]
