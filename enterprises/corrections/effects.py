"""What the steps on a correction change. Run by `bureau.workflow.perform` inside its transaction; nothing here assigns a state."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bureau import outbox
from bureau.errors import GateClosed
from bureau.models import Event, MessageChannel, User
from bureau.workflow import Act
from enterprises.corrections.fields import columns_of, labels_of, moved_fields
from enterprises.models import Enterprise
from enterprises.register.services import change_enterprise


def confirm(act: Act) -> None:
    """Write what was asked for into the register, in the same transaction. Raises GateClosed if the register moved a moment ago."""
    correction = act.case
    enterprise = Enterprise.objects.select_for_update().get(pk=correction.enterprise_id)
    moved = moved_fields(correction, enterprise)
    if moved or enterprise.merged_into_id:
        raise GateClosed([_("The register has changed since this was asked (%(fields)s).") % {"fields": labels_of(moved)}])
    columns = columns_of(correction.proposed)
    if columns and act.actor.user is not None:
        try:
            change_enterprise(enterprise, by=act.actor.user, at=act.at, version=enterprise.version, **columns)
        except ValidationError as error:
            # It was possible on the day it was asked: a township may have been retired since.
            raise GateClosed(error.messages) from error
    act.note = correction.decision = act.data.get("note", "")
    _tell_inbox(act, "correction-confirmed")


def refuse(act: Act) -> None:
    """The reason, as the enterprise reads it."""
    act.note = act.case.decision = act.data["reason"]
    _tell_inbox(act, "correction-refused")


def withdraw(act: Act) -> None:
    """The enterprise's own decision; who took it is kept with the event."""
    act.note = act.data.get("reason", "")
    member = act.data.get("member")
    act.record = {"user": member.user_id} if member is not None else {}


def _tell_inbox(act: Act, code: str) -> None:
    """Tell whoever asked while they still act for the enterprise; SMS and e-mail go to the applicant through the table's `tells`."""
    asked = Event.objects.filter(case_id=act.case.pk, action="open").values("actor_id")
    standing = User.objects.filter(
        pk__in=asked, is_active=True, memberships__enterprise_id=act.case.enterprise_id, memberships__ended_at__isnull=True
    )
    for user in standing:
        outbox.queue(
            code=code,
            to=user,
            channels=[MessageChannel.INBOX],
            context={},
            case_id=act.case.pk,
            dedupe_key=f"{code}:{act.case.pk}:user{user.pk}",
            at=act.at,
        )
    outbox.wake_delivery()
