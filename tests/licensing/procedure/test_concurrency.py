"""Two heads who decide one case at the same moment: one decision, and the other is told so."""

import threading

import pytest
from django.db import connection

from bureau.errors import BureauError
from bureau.models import Document
from licensing.models import PenaltyCase
from tests import people
from tests.factories.bureau import UserFactory
from tests.licensing.procedure import scenes

TRIES = 4


@pytest.mark.django_db(transaction=True)
def test_a_case_is_decided_once_however_many_decide_at_the_same_moment():
    case = scenes.deciding()
    heads = [people.approver(), *(UserFactory(username=f"head-{number}", roles=["approver"]) for number in range(TRIES - 1))]
    together, outcomes = threading.Barrier(TRIES), []

    def decide(head):
        try:
            together.wait(timeout=30)
            own = PenaltyCase.objects.get(pk=case.pk)
            scenes.do(own, "decide", head, scenes.days(9, 2), **scenes.DECIDED)
            outcomes.append("decided")
        except BureauError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[head]) for head in heads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    assert sorted(outcomes) == ["decided", *["refused"] * (TRIES - 1)]
    assert Document.objects.filter(case_id=case.pk, template="penalty-decision").count() == 1
