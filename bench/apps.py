"""App configuration of the bench: it has one table."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    """Only installed by `bench.settings`."""

    name = "bench"
    default_auto_field = "django.db.models.BigAutoField"
