"""Reads about accounts: requests that wait, who acts for an enterprise, and the contact on file who can vouch for somebody."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from bureau.models import Attachment, User
from bureau.sealing import blind_index
from enterprises.models import AccountRequest, Contact, Enterprise, Invitation, Membership
from enterprises.register.selectors import find_by_code, stands_for

# The badge counts so far and no further: "100" already says that there is enough to do.
BADGE_LIMIT = 100
PEOPLE_SHOWN = 200
HISTORY_SHOWN = 50
REQUESTS_SHOWN = 50
# Whoever answers for the enterprise as a whole may vouch for a colleague; a contact for scales or food may not.
VOUCHERS = (Contact.Duty.GENERAL, Contact.Duty.HEAD)
MOBILE_MASK = re.compile(r"1[3-9]\d\*{4}\d{4}")


def find_enterprise(code: str) -> Enterprise | None:
    """The register's entry of a code, or the one it was merged into; None if the register does not know it."""
    found = find_by_code(code)
    return stands_for(found) if found is not None else None


def voucher_of(enterprise: Enterprise) -> Contact | None:
    """The contact on file to whom a code can be sent: the general contact before the head, with a mobile phone. Opens nothing sealed."""
    contacts = Contact.objects.filter(enterprise=enterprise, duty__in=VOUCHERS, active=True, phone_index__isnull=False)
    reachable = (contact for contact in contacts if MOBILE_MASK.fullmatch(contact.phone_mask))
    return min(reachable, key=lambda contact: (VOUCHERS.index(Contact.Duty(contact.duty)), contact.pk), default=None)


def is_contact_phone(enterprise: Enterprise, phone: str) -> bool:
    """Whether this phone is one of the contacts' on file."""
    index = blind_index(phone)
    return index is not None and Contact.objects.filter(enterprise=enterprise, active=True, phone_index=index).exists()


def has_owner(enterprise: Enterprise, *, besides: int | None = None) -> bool:
    """Whether somebody manages the people of the enterprise, `besides` the user with that id."""
    owners = standing_members(enterprise).filter(part=Membership.Part.OWNER, user__is_active=True)
    return owners.exclude(user_id=besides).exists() if besides is not None else owners.exists()


def standing_members(enterprise: Enterprise) -> "QuerySet[Membership]":
    """Who acts for the enterprise now."""
    return Membership.objects.filter(enterprise=enterprise, ended_at__isnull=True).select_related("user", "granted_by")


def owners_of(enterprise: Enterprise) -> list[User]:
    """The people to be told of what happens to the enterprise's people."""
    return [row.user for row in standing_members(enterprise).filter(part=Membership.Part.OWNER, user__is_active=True)]


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who acts for an enterprise, did so, or is invited to."""

    members: list[Membership]
    past: list[Membership]
    invited: list[Invitation]


def people_of(enterprise: Enterprise, *, at: datetime) -> People:
    """The page of people, in three queries: at most 200 standing, 50 past and 50 invited."""
    past = Membership.objects.filter(enterprise=enterprise, ended_at__isnull=False).select_related("user", "ended_by")
    return People(
        members=list(standing_members(enterprise).order_by("since", "id")[:PEOPLE_SHOWN]),
        past=list(past.order_by("-ended_at", "-id")[:HISTORY_SHOWN]),
        invited=list(open_invitations(enterprise, at=at).select_related("invited_by").order_by("-made_at", "-id")[:HISTORY_SHOWN]),
    )


def open_invitations(enterprise: Enterprise, *, at: datetime) -> "QuerySet[Invitation]":
    """Invitations that can still be accepted."""
    return Invitation.objects.filter(enterprise=enterprise, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)


def find_invitation(token: str, *, at: datetime) -> Invitation | None:
    """The invitation behind a link, if it can still be accepted."""
    index = blind_index(token)
    rows = Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)
    return rows.select_related("enterprise", "invited_by").filter(token_index=index).first() if index else None


def requests_of(user: User) -> list[AccountRequest]:
    """What this person asked for, newest first."""
    return list(AccountRequest.objects.filter(user=user).order_by("-made_at", "-id")[:REQUESTS_SHOWN])


def waiting_requests() -> "QuerySet[AccountRequest]":
    """What waits for the bureau; served by the partial index `account_waiting`."""
    return AccountRequest.objects.filter(state=AccountRequest.State.WAITING).select_related("user")


def waiting_count(user: Any) -> int:
    """How many requests wait, at most 100: the badge of the menu."""
    return len(AccountRequest.objects.filter(state=AccountRequest.State.WAITING).values_list("pk")[:BADGE_LIMIT])


def files_of(request: AccountRequest) -> list[Attachment]:
    """The papers handed in with a request, oldest first; those of a settled request go after a month, as all unclaimed files do."""
    return list(files_in(request).order_by("pk"))


def files_in(request: AccountRequest) -> "QuerySet[Attachment]":
    """The papers of one request and of no other."""
    if request.basket is None:
        return Attachment.objects.none()
    return Attachment.objects.filter(basket=request.basket, case__isnull=True)
