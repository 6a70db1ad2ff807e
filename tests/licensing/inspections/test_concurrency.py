"""Two heads who draw one plan at the same moment: one draw, and the other is told so."""

import threading

import pytest
from django.db import connection

from licensing.inspections import drawing
from licensing.inspections.plans import PlanRefused
from licensing.models import Inspection, InspectionPlan
from tests import people
from tests.factories.bureau import UserFactory
from tests.licensing.inspections import scenes

TRIES = 4


@pytest.mark.django_db(transaction=True)
def test_a_plan_is_drawn_once_however_many_draw_at_the_same_moment():
    plan = scenes.published()
    heads = [people.approver(), *(UserFactory(username=f"head-{number}", roles=["approver"]) for number in range(TRIES - 1))]
    together, outcomes = threading.Barrier(TRIES), []

    def draw(head):
        try:
            together.wait(timeout=30)
            drawing.draw_plan(plan, by=head, witness="区纪委 王某", version=plan.version, at=scenes.AT)
            outcomes.append("drawn")
        except PlanRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=draw, args=[head]) for head in heads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["drawn", *["refused"] * (TRIES - 1)]
    numbers = sorted(Inspection.objects.values_list("number", flat=True))
    assert numbers == ["CJ20261123000001", "CJ20261123000002"]
    assert InspectionPlan.objects.get().state == "drawn"
