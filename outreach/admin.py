"""Beat's schedules in the administration: how often a task runs, and whether it runs at all. Which tasks there are is code."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from bureau.admin import HouseAdmin, site


@admin.register(IntervalSchedule, site=site)
class IntervalAdmin(HouseAdmin):
    """Lengths of time to choose from. Not deletable: the schedules of that length would go too."""

    list_display = (
        "__str__",
        "every",
        "period",
    )


@admin.register(PeriodicTask, site=site)
class PeriodicTaskAdmin(HouseAdmin):
    """One task: change its interval or switch it off; deleted, it would come back. Beat notices within seconds."""

    list_display = (
        "name",
        "task",
        "interval",
        "enabled",
        "last_run_at",
    )
    fields = (
        "name",
        "task",
        "interval",
        "enabled",
        "last_run_at",
        "total_run_count",
    )
    readonly_fields = (
        "name",
        "task",
        "last_run_at",
        "total_run_count",
    )
    list_select_related = ("interval",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Those on intervals: the others are beat's own housekeeping."""
        return super().get_queryset(request).filter(interval__isnull=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: a task without code behind it would only fail."""
        return False
