"""Risk notes and the credit record."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, transaction

from enterprises.errors import EntryRefused
from enterprises.models import CreditEntry, RiskNote
from enterprises.page import notes
from tests import people
from tests.factories.enterprises import AT, EnterpriseFactory

pytestmark = pytest.mark.django_db


def test_a_note_is_added_and_ended_once():
    note = notes.add_risk_note(EnterpriseFactory(), level="high", text=" 仓库消防通道堵塞 ", by=people.clerk(), at=AT)
    assert (note.text, note.by) == ("仓库消防通道堵塞", people.clerk())
    ended = notes.end_risk_note(note, by=people.officer(), at=AT + timedelta(days=1))
    assert (ended.ended_by, ended.ended_at) == (people.officer(), AT + timedelta(days=1))
    with pytest.raises(EntryRefused):
        notes.end_risk_note(note, by=people.clerk(), at=AT + timedelta(days=2))
    note.refresh_from_db()
    assert note.ended_by == people.officer()


@pytest.mark.parametrize(("given", "field"), [({"level": "deadly", "text": "x"}, "level"), ({"level": "low", "text": "  "}, "text")])
def test_a_note_needs_a_level_and_words(given, field):
    with pytest.raises(ValidationError) as caught:
        notes.add_risk_note(EnterpriseFactory(), **given, by=people.clerk(), at=AT)
    assert list(caught.value.message_dict) == [field]
    assert not RiskNote.objects.exists()


def credit_line(**fields):
    given = {"kind": "honour", "text": "市长质量奖", "happened_on": AT.date(), "reference": "淮政发〔2026〕8号", **fields}
    return notes.add_credit_entry(EnterpriseFactory(), **given, by=people.officer(), at=AT)


def test_a_credit_line_is_written_and_stays():
    entry = credit_line()
    with pytest.raises(InternalError), transaction.atomic():
        CreditEntry.objects.filter(pk=entry.pk).update(text="另一个奖")
    with pytest.raises(InternalError), transaction.atomic():
        entry.delete()
    assert CreditEntry.objects.get().text == "市长质量奖"


@pytest.mark.parametrize(
    ("given", "field"),
    [({"happened_on": AT.date() + timedelta(days=1)}, "happened_on"), ({"kind": "gossip"}, "kind"), ({"text": " "}, "text")],
)
def test_a_credit_line_of_tomorrow_or_without_words_is_refused(given, field):
    with pytest.raises(ValidationError) as caught:
        credit_line(**given)
    assert list(caught.value.message_dict) == [field]
