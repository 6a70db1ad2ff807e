"""The Celery application. Schedules live in the database (django-celery-beat)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")

app = Celery("bureau_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
