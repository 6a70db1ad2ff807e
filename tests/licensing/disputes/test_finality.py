"""Awards become final by themselves once the days for an appeal are over: not a day before, and once."""

from datetime import timedelta

import pytest

from bureau.models import Clock
from licensing.disputes.finality import finalise_awards
from tests.licensing.disputes import quarrels

pytestmark = pytest.mark.django_db


def test_final_the_day_after_the_last_day():
    case = quarrels.dispute()
    at = quarrels.told(case)
    due = Clock.objects.get(case_id=case.pk, code="arbitration-appeal").due_on
    last = at + (due - at.date())
    assert finalise_awards(last) == 0
    case.refresh_from_db()
    assert case.state == "told"
    assert finalise_awards(last + timedelta(days=1)) == 1
    assert finalise_awards(last + timedelta(days=1)) == 0
    case.refresh_from_db()
    assert (case.state, case.outcome, case.is_open) == ("final", "awarded", False)
