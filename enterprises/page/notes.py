"""Writing what staff remember of an enterprise: risk notes, which are ended, and credit lines, which stay for ever."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.models import User
from bureau.roles import Role
from enterprises.errors import EntryRefused
from enterprises.holdings.services import date_problems
from enterprises.models import CreditEntry, Enterprise, RiskNote

# Who may write each.
NOTE_WRITERS = (Role.CLERK, Role.OFFICER, Role.SUPERVISOR, Role.APPROVER)
CREDIT_WRITERS = (Role.OFFICER, Role.SUPERVISOR, Role.APPROVER)
# How long a note may be: the column itself has no end.
NOTE_MAX = 1000


def add_risk_note(enterprise: Enterprise, *, level: str, text: str, by: User, at: datetime) -> RiskNote:
    """A note for colleagues, never shown to the enterprise. Raises ValidationError (fields `level`, `text`)."""
    note = RiskNote(enterprise=enterprise, level=level, text=text.strip(), by=by, at=at)
    if len(note.text) > NOTE_MAX:
        raise ValidationError({"text": [_("At most %(count)d characters.") % {"count": NOTE_MAX}]})
    note.full_clean(exclude={"enterprise", "by", "ended_by"})
    note.save()
    return note


@transaction.atomic
def end_risk_note(note: RiskNote, *, by: User, at: datetime) -> RiskNote:
    """The note no longer counts; it stays in the timeline with both names. Raises EntryRefused."""
    fresh = RiskNote.objects.select_for_update().get(pk=note.pk)
    if fresh.ended_at is not None:
        raise EntryRefused(_("This note was ended already."))
    fresh.ended_by, fresh.ended_at = by, at
    fresh.save(update_fields=["ended_by", "ended_at"])
    return fresh


def add_credit_entry(
    enterprise: Enterprise,
    *,
    kind: str,
    text: str,
    happened_on: date,
    by: User | None,
    at: datetime,
    reference: str = "",
    authority: str = "",
) -> CreditEntry:
    """One line of the credit record; a mistake is put right by another line, not by changing this one.

    `by` None: written by the portal itself. Raises ValidationError by field.
    """
    entry = CreditEntry(
        enterprise=enterprise,
        kind=kind,
        text=text.strip(),
        happened_on=happened_on,
        reference=reference.strip(),
        authority=authority.strip(),
        by=by,
        at=at,
    )
    entry.full_clean(exclude={"enterprise", "by"})
    problems = date_problems({"happened_on": happened_on}, past=("happened_on",), today=timezone.localdate(at))
    if problems:
        raise ValidationError({field: [words] for field, words in problems.items()})
    entry.save()
    return entry
