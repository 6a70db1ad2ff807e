"""The two tasks of this floor: named as the schedule names them, and in the order the law wants."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from licensing import tasks
from licensing.models import IssuedCertificate
from outreach.schedules import SCHEDULES
from tests.factories import licensing
from tests.licensing.permit import story

pytestmark = pytest.mark.django_db


def test_the_schedule_names_both():
    assert {tasks.apply_silence.name, tasks.expire_certificates.name} <= {one.task for one in SCHEDULES}


def test_silence_is_applied_by_the_task():
    case = story.application(at=timezone.now() - timedelta(days=30))
    assert tasks.apply_silence() == 1
    case.refresh_from_db()
    assert case.acceptance_deemed


def test_a_certificate_whose_renewal_was_left_undecided_is_renewed_and_does_not_expire():
    now = timezone.now()
    first = story.application(at=now - timedelta(days=400))
    story.do(first, "withdraw", story.Actor.citizen(), now - timedelta(days=399))
    valid_to = timezone.localdate(now) - timedelta(days=1)
    old = licensing.certificate(first, valid_from=date(2020, 1, 1), valid_to=valid_to)
    other = licensing.certificate(first, valid_from=date(2020, 1, 1), valid_to=valid_to)
    case = story.application(at=now - timedelta(days=60), request="renewal", certificate=old)
    story.reviewing(case)
    tasks.expire_certificates()
    case.refresh_from_db()
    assert case.decision_deemed
    status = dict(IssuedCertificate.objects.values_list("pk", "status"))
    assert status[other.pk] == IssuedCertificate.Status.EXPIRED
    tasks.expire_certificates()
    case.refresh_from_db()
    assert case.state == "granted"
