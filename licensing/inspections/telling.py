"""Telling an enterprise what was found: those who act for it, by their inbox and e-mail. Letters go the usual way besides."""

from typing import Any

from bureau import outbox
from bureau.models import User
from bureau.roles import Role
from bureau.workflow import Act
from enterprises.models import Enterprise, Membership
from enterprises.register.selectors import stands_for


def people_of(code: str) -> list[User]:
    """Owners and agents of the enterprise of that code, or of what it was merged into."""
    row = Enterprise.objects.filter(code=code).first()
    if row is None:
        return []
    acting = Membership.objects.filter(
        enterprise=stands_for(row), ended_at__isnull=True, user__is_active=True, user__roles__contains=[Role.ENTERPRISE.value]
    ).exclude(part=Membership.Part.READER)
    return [membership.user for membership in acting.select_related("user")]


def tell_enterprise(act: Act, code: str, **context: Any) -> None:
    """Queue a message to each of them, once for each matter, wording and round."""
    case = act.case
    for user in people_of(case.enterprise_code):
        outbox.queue(
            code=code,
            to=user,
            channels=None,
            context={"number": case.number, "title": case.title, **context},
            case_id=case.pk,
            dedupe_key=f"{code}:{case.pk}:{case.version}:user{user.pk}",
            at=act.at,
        )
    outbox.wake_delivery()
