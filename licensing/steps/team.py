"""Officers who go on a check belong to its matter while they are needed: from another office they would not see what they are to sign.

Belonging opens the matter to be read and no step of it; those stay with its office and handler (`bureau.workflow.is_allowed`).
"""

from collections.abc import Iterable
from datetime import datetime

from bureau.models import CaseMember, User

CHECKER = CaseMember.Part.CHECKER


def join(case_id: int, officers: Iterable[User], *, by: User | None, at: datetime) -> None:
    """Those who go, each with the number of their enforcement certificate. Whoever belongs to it already is left as they are."""
    there = set(CaseMember.objects.standing().filter(case_id=case_id, part=CHECKER).values_list("user_id", flat=True))
    CaseMember.objects.bulk_create(
        CaseMember(case_id=case_id, user=one, part=CHECKER, certificate_number=one.officer.certificate_number[:32], added_by=by, since=at)
        for one in officers
        if one.pk not in there
    )


def leave(case_id: int, officers: Iterable[User] | None = None, *, reason: str, at: datetime) -> None:
    """They no longer go, all of them unless some are named; the row stays with its reason."""
    rows = CaseMember.objects.standing().filter(case_id=case_id, part=CHECKER)
    if officers is not None:
        rows = rows.filter(user__in=list(officers))
    rows.update(until=at, ended_reason=reason[:200])
