"""An administrator changes how often a task runs; nobody adds or deletes one."""

import pytest
from django.urls import reverse
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from outreach.schedules import install_schedules

pytestmark = pytest.mark.django_db


@pytest.fixture
def task():
    install_schedules()
    return PeriodicTask.objects.get(task="outreach.warn_deadlines")


def test_the_interval_is_changed_and_stays_changed(as_administrator, task):
    slower = IntervalSchedule.objects.create(every=600, period=IntervalSchedule.SECONDS)
    page = reverse("admin:django_celery_beat_periodictask_change", args=[task.pk])
    assert as_administrator.get(page).status_code == 200
    assert as_administrator.post(page, {"interval": slower.pk, "enabled": "on"}).status_code == 302
    install_schedules()
    task.refresh_from_db()
    assert task.interval == slower
    assert task.enabled


def test_none_is_added_or_deleted(as_administrator, task):
    assert as_administrator.get(reverse("admin:django_celery_beat_periodictask_add")).status_code == 403
    assert as_administrator.post(reverse("admin:django_celery_beat_periodictask_delete", args=[task.pk])).status_code == 403
    assert as_administrator.post(reverse("admin:django_celery_beat_intervalschedule_delete", args=[task.interval.pk])).status_code == 403


def test_the_list_names_them_all(as_administrator, task):
    page = as_administrator.get(reverse("admin:django_celery_beat_periodictask_changelist"))
    assert "outreach.deliver_messages" in page.content.decode()


def test_clerks_do_not_come_in(as_clerk, task):
    assert as_clerk.get(reverse("admin:django_celery_beat_periodictask_changelist")).status_code in {302, 403}
