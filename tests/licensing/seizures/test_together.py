"""Two people at once: one thing is written into one inventory, one line is disposed of once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from bureau.errors import BureauError
from bureau.workflow import Actor, perform
from licensing.models import HeldThing
from licensing.seizures import things
from tests.factories.penalties import NOON, penalty_case
from tests.factories.seizures import in_force, line_values, proposed
from tests.people import approver, officer

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*attempts) -> list[bool]:
    """Run them together; which came through."""

    def run(attempt) -> bool:
        try:
            attempt()
        except BureauError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


def test_one_thing_is_written_into_one_inventory():
    user = officer()
    measures = [proposed(lines=0), proposed(penalty=penalty_case(), lines=0)]
    attempts = [lambda one=one: things.add_thing(one, line_values(mark="SN1"), by=user, at=NOON) for one in measures]
    assert sorted(at_once(*attempts)) == [False, True]
    assert HeldThing.objects.filter(mark="SN1").count() == 1


def test_one_line_is_disposed_of_once():
    measure, actor = in_force(), Actor.of(approver())
    data = {"ground": "no-violation", "receiver": "李建国", "reason": "", "lines": [1]}
    attempts = [lambda: perform(measure.pk, "release", actor=actor, at=NOON, data=data) for _ in range(2)]
    assert sorted(at_once(*attempts)) == [False, True]
    assert measure.documents.filter(template="measure-release").count() == 1
