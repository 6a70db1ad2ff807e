"""Opening the sealed data of a person of an enterprise to staff: with a reason, logged in a row nobody can change, and not too often."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from bureau.models import User
from bureau.reveals import admit
from enterprises.models import Contact, PersonReveal, QualifiedPerson


@transaction.atomic
def reveal(person: Contact | QualifiedPerson, *, user: User, fields: Sequence[str], reason: str, at: datetime) -> dict[str, str]:
    """The plain values of the fields asked for, by field. Raises `bureau.reveals.RevealRefused`."""
    wanted, why = admit(person, user=user, fields=fields, reason=reason)
    PersonReveal.objects.create(
        enterprise_id=person.enterprise_id,
        subject=f"{person._meta.model_name}:{person.pk}",
        user=user,
        fields=",".join(wanted),
        reason=why,
        at=at,
    )
    return {field: _opened(getattr(person, field)) for field in wanted}


def _opened(value: Any) -> str:
    return str(value.open())
