"""Opening sealed personal data: with a reason, logged for ever, and not too often."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.errors import BureauError
from bureau.models import Party, Reveal, User
from bureau.throttle import hit

MIN_REASON = 5
PER_HOUR = 60
FIELDS = {
    "name": gettext_lazy("Name"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "address": gettext_lazy("Address"),
}


class RevealRefused(BureauError):
    """No reason worth the name, nothing to open, or too many in an hour."""


def openable(person: Any) -> list[tuple[str, str]]:
    """The sealed fields of a person that hold something: (field, label)."""
    return [(field, str(label)) for field, label in FIELDS.items() if getattr(person, field, None)]


def admit(person: Any, *, user: User, fields: Sequence[str], reason: str) -> tuple[list[str], str]:
    """What may be opened of a person, and the reason as it goes into the log; counts one opening. Raises RevealRefused."""
    wanted = [field for field, _label in openable(person) if field in fields]
    reason = " ".join(reason.split())
    if not wanted:
        raise RevealRefused(_("Choose what you need to see."))
    if len(reason) < MIN_REASON:
        raise RevealRefused(_("Give a reason of at least %(count)d characters.") % {"count": MIN_REASON})
    if not hit(f"reveal:{user.pk}", limit=PER_HOUR, seconds=3600):
        raise RevealRefused(_("You opened personal data very often in the last hour. Go on later, or ask your supervisor."))
    return wanted, reason[:200]


@transaction.atomic
def reveal(party: Party, *, user: User, fields: Sequence[str], reason: str, at: datetime, also: Sequence[str] = ()) -> dict[str, str]:
    """The plain values of the fields asked for, by field; the log row is written in the same transaction.

    `also` names what else of the person the caller opens with this reason (sealed answers of a form), for the log. The caller has checked
    that the user may see the case. Raises RevealRefused.
    """
    wanted, reason = admit(party, user=user, fields=fields, reason=reason)
    Reveal.objects.create(party=party, user=user, fields=",".join([*wanted, *also]), reason=reason, at=at)
    return {field: getattr(party, field).open() for field in wanted}
