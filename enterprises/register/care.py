"""Which officer of the bureau looks after an enterprise in which matter. One standing officer a duty; those before are history."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from bureau.models import User
from enterprises.errors import EntryRefused
from enterprises.models import CareOfficer, Enterprise
from enterprises.register.services import require_staff


@transaction.atomic
def assign_officer(enterprise: Enterprise, *, user: User, duty: str, by: User, today: date) -> CareOfficer:
    """Put a duty into an officer's hands from today on; whoever had it ends today. Who has it already keeps it.

    Raises ValidationError of `user` or `duty`, EntryRefused.
    """
    require_staff(by)
    if duty not in CareOfficer.Duty.values:
        raise ValidationError({"duty": ValidationError(_("Choose one of the list."), "invalid")})
    if not (user.is_active and user.is_bureau_staff):
        raise ValidationError({"user": ValidationError(_("Choose somebody who works at the bureau."), "invalid")})
    # The row of the enterprise is the lock: two hand-overs at once happen one after the other.
    row = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
    if row.merged_into_id is not None:
        raise EntryRefused(_("This entry was merged into another; change that one."))
    standing = CareOfficer.objects.filter(enterprise=row, duty=duty, until__isnull=True).first()
    if standing is not None and standing.user_id == user.pk:
        return standing
    if standing is not None:
        standing.until = today
        standing.save(update_fields=["until"])
    return CareOfficer.objects.create(enterprise=row, user=user, duty=duty, since=today)


def end_officer(care: CareOfficer, *, by: User, today: date) -> None:
    """Nobody looks after this duty from today on. Ending an ended one changes nothing. Raises EntryRefused."""
    require_staff(by)
    CareOfficer.objects.filter(pk=care.pk, until__isnull=True).update(until=today)


def officers_of(enterprise: Enterprise) -> list[CareOfficer]:
    """All who look or looked after it: the standing ones first, then the newest."""
    rows = CareOfficer.objects.filter(enterprise=enterprise).select_related("user__office")
    return sorted(rows, key=lambda row: (row.until is not None, -(row.until or row.since).toordinal(), row.duty))
