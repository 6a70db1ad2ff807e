"""The team of a case: who belongs to it, who investigates, whose certificate is valid on a day, and who ever investigated.

Investigators are the officer in charge and the other officers. A row that ended stays: who once investigated never reviews or decides.
Basis: 行政处罚法 42 (two officers with the power to enforce), 43 (recusal), 64 (the chair did not investigate).
"""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.errors import GateClosed
from bureau.models import Case, CaseMember, User
from licensing.models import Recusal

Part = CaseMember.Part
INVESTIGATING_PARTS = (Part.LEAD, Part.OFFICER)
NEEDED = 2
REASON_LENGTH = 200


def team_of(case: Case) -> list[CaseMember]:
    """Everybody who belongs to the case or was granted access, the officer in charge first. One query."""
    rows = CaseMember.objects.standing().filter(case_id=case.pk).select_related("user__officer", "user__office")
    return sorted(rows, key=lambda row: (row.part != Part.LEAD, row.part != Part.OFFICER, row.since, row.pk))


def investigators(case: Case) -> list[User]:
    """The officers who investigate now, the one in charge first. One query."""
    return [row.user for row in team_of(case) if row.part in INVESTIGATING_PARTS]


def certified(case: Case, day: date) -> list[User]:
    """Those of them whose enforcement certificate is valid on that day. One query."""
    return [user for user in investigators(case) if has_certificate(user, day)]


def has_certificate(user: User, day: date) -> bool:
    """Whether somebody may enforce on that day: an officer in office with a certificate that still runs (42)."""
    officer = getattr(user, "officer", None)
    return user.is_active and officer is not None and officer.is_certified_on(day)


def is_investigator(case: Case, user: User | None) -> bool:
    """Whether somebody investigates this case now. One query."""
    rows = CaseMember.objects.standing().filter(case_id=case.pk, part__in=INVESTIGATING_PARTS)
    return user is not None and rows.filter(user_id=user.pk).exists()


def was_investigator(case: Case, user: User | None) -> bool:
    """Whether somebody ever investigated this case; having left the team changes nothing. One query."""
    return user is not None and CaseMember.objects.filter(case_id=case.pk, part__in=INVESTIGATING_PARTS, user_id=user.pk).exists()


def is_lead(case: Case, user: User | None) -> bool:
    """Whether somebody is the officer in charge now. One query."""
    return user is not None and CaseMember.objects.standing().filter(case_id=case.pk, part=Part.LEAD, user_id=user.pk).exists()


def add_member(case: Case, user: User, *, part: str, by: User | None, at: datetime, reason: str = "") -> CaseMember:
    """Somebody joins; an investigator with the number of the certificate.

    Raises GateClosed for an investigator without a valid certificate (42), who was recused from this case (43), or who reviewed it or
    chaired its hearing; and for somebody who has this part already.
    """
    if part in INVESTIGATING_PARTS and (fault := fault_of(case, user, timezone.localdate(at))):
        raise GateClosed([fault])
    standing = CaseMember.objects.standing().filter(case_id=case.pk, user_id=user.pk)
    if standing.filter(part=part).exists() or (part == Part.OFFICER and standing.filter(part=Part.LEAD).exists()):
        raise GateClosed([_("%(person)s belongs to the team already.") % {"person": user}])
    officer = getattr(user, "officer", None)
    row = CaseMember.objects.create(
        case_id=case.pk,
        user=user,
        part=part,
        certificate_number=officer.certificate_number[:32] if officer is not None and part in INVESTIGATING_PARTS else "",
        reason=reason[:REASON_LENGTH],
        added_by=by,
        since=at,
    )
    _forget(case)
    return row


def fault_of(case: Case, user: User, day: date) -> str:
    """Why somebody may not investigate this case; empty when nothing speaks against it."""
    if not has_certificate(user, day):
        return _("%(person)s has no enforcement certificate valid on that day (行政处罚法第四十二条).") % {"person": user}
    if Recusal.objects.filter(case_id=case.pk, of=user, granted=True).exists():
        return _("%(person)s was recused from this case (行政处罚法第四十三条).") % {"person": user}
    judged = CaseMember.objects.filter(case_id=case.pk, user_id=user.pk, part__in=(Part.REVIEWER, Part.CHAIR))
    if judged.exists():
        return _("%(person)s reviewed this case or chaired its hearing and may not investigate it (行政处罚法第五十八条、第六十四条).") % {
            "person": user
        }
    return ""


def end_member(case: Case, user: User, *, reason: str, at: datetime, parts: tuple[str, ...] | None = None) -> int:
    """Somebody leaves, from every part or from those named; how many rows ended. The rows stay with the reason."""
    rows = CaseMember.objects.standing().filter(case_id=case.pk, user_id=user.pk)
    if parts is not None:
        rows = rows.filter(part__in=parts)
    ended = rows.update(until=at, ended_reason=reason[:REASON_LENGTH])
    _forget(case)
    return ended


def _forget(case: Case) -> None:
    """The case remembers its members for the questions asked of one object; after a change it asks anew."""
    if hasattr(case, "_member_ids"):
        del case._member_ids
