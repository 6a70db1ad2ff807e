"""App configuration of the roof, so that it may hold the `demo` command."""

from django.apps import AppConfig

# The web process must know the configured Celery app too, or its wake-ups never reach the workers.
from config.celery import app as celery_app

__all__ = ["ConfigConfig", "celery_app"]


class ConfigConfig(AppConfig):
    """`config` has no models, only commands."""

    name = "config"
    verbose_name = "Configuration"
