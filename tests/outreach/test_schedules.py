"""Schedules: put into the database once, then the administrator's; and the tasks they start exist."""

from datetime import date

import pytest
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from bureau.models import Message
from bureau.signals import reference_loading
from config.celery import app
from outreach import tasks
from outreach.schedules import SCHEDULES, install_schedules
from tests import people
from tests.factories.outreach import CaseFactory, ClockFactory

pytestmark = pytest.mark.django_db


def test_installed_once():
    assert [install_schedules(), install_schedules()] == [19, 0]
    found = dict(PeriodicTask.objects.filter(name__in=[one.name for one in SCHEDULES]).values_list("task", "interval__every"))
    assert found == {
        "outreach.deliver_messages": 5,
        "outreach.warn_deadlines": 60,
        "bureau.render_documents": 10,
        "bureau.fold_tallies": 30,
        "bureau.discard_expired_baskets": 86400,
        "bureau.recount_clocks": 86400,
        "bureau.clear_sessions": 86400,
        "bureau.discard_drafts": 3600,
        "enterprises.fail_stuck_imports": 60,
        "enterprises.clear_old_imports": 86400,
        "enterprises.keep_ledger": 86400,
        "licensing.apply_silence": 600,
        "licensing.expire_certificates": 3600,
        "licensing.keep_measure_dates": 3600,
        "licensing.pass_penalty_time": 600,
        "licensing.remind_of_payments": 3600,
        "licensing.end_granted_access": 3600,
        "licensing.keep_publicity": 3600,
        "licensing.make_volumes": 60,
    }


def test_what_an_administrator_changed_stays():
    install_schedules()
    slower = IntervalSchedule.objects.create(every=20, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.filter(task="outreach.deliver_messages").update(interval=slower, enabled=False)
    install_schedules()
    kept = PeriodicTask.objects.get(task="outreach.deliver_messages")
    assert (kept.interval, kept.enabled) == (slower, False)


def test_loading_the_reference_data_installs_them():
    report: list[str] = []
    reference_loading.send(sender=None, report=report)
    assert "schedules: 19 added" in report
    assert PeriodicTask.objects.filter(task="outreach.warn_deadlines").exists()


def test_the_tasks_are_known_to_celery_by_name():
    app.loader.import_default_modules()
    assert {"outreach.deliver_messages", "outreach.warn_deadlines"} <= set(app.tasks)


def test_beats_two_tasks_warn_and_deliver(wordings, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    ClockFactory(case=CaseFactory(handler=people.officer()), yellow_on=date(2020, 1, 1), due_on=date(2020, 1, 2))
    tasks.warn_deadlines()
    assert Message.objects.filter(status="queued").count() == 2
    tasks.deliver_messages()
    assert sorted(Message.objects.values_list("channel", "status")) == [("email", "sent"), ("inbox", "delivered")]
