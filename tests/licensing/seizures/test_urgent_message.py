"""The report of an urgent measure reaches the head in words: it is what article 19 wants within twenty-four hours."""

from pathlib import Path

import pytest

import licensing
from bureau.message_templates import load_templates
from bureau.models import Message
from outreach.envelopes import wording
from tests.factories.penalties import NOON
from tests.factories.seizures import ON_THE_SPOT, proposed, step
from tests.people import approver, officer

pytestmark = pytest.mark.django_db


def test_the_head_reads_when_it_was_carried_out():
    load_templates(Path(licensing.__file__).parent / "data" / "messages_seizures.json")
    head, measure = approver(), proposed(urgent=True)
    measure = step(measure, "carry-out-urgent", officer(), carried_out_at=NOON, **ON_THE_SPOT)
    message = Message.objects.filter(code="staff-measure-urgent", user=head, channel="inbox").get()
    _subject, body = wording(message)
    assert "11月23日 12:00" in body and measure.number in body
    assert "+08:00" in message.context["carried_out_at"] or "Z" in message.context["carried_out_at"]
