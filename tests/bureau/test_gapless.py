"""Numbers of matters that count without gaps: also when a submission comes twice, and when the transaction around it fails."""

from uuid import UUID

import pytest
from django.db import transaction

from bureau import docket
from bureau.models import Case, NumberCounter
from complaints.models import Complaint
from tests.factories.docket import RECEIVED_AT, ComplaintFactory

pytestmark = pytest.mark.django_db


def open_one(key: int) -> docket.Opened:
    case = Complaint(kind="complaint", title="t", statement="s", submission_key=UUID(int=key))
    return docket.open_case(case, prefix="XX", search=(), at=RECEIVED_AT, without_gaps=True)


def test_serials_count_from_one_and_a_repeat_takes_none():
    ComplaintFactory()  # loads the rules; numbered by the common sequence
    first, again, second = open_one(1), open_one(1), open_one(2)
    assert (first.number, second.number) == ("XX20261123000001", "XX20261123000002")
    assert (again.number, again.created) == (first.number, False)
    assert NumberCounter.objects.get(kind="case-XX", year=2026).last == 2


def test_a_serial_goes_back_when_the_transaction_fails():
    open_one(1)
    with pytest.raises(RuntimeError), transaction.atomic():
        open_one(2)
        raise RuntimeError
    assert open_one(3).number == "XX20261123000002"
    assert Case.objects.filter(number__startswith="XX").count() == 2
