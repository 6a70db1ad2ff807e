"""The enterprise keeps its own contacts: who may touch which of them. The writing itself is that of `enterprises.register.contacts`.

Contacts for the enterprise as a whole (`VOUCHERS`) can vouch for a new account by a code sent to their phone: only an owner, who may name
people anyway, puts such a phone on file. Otherwise an agent could make an owner of anybody.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from enterprises.access import OWNERS
from enterprises.accounts.selectors import VOUCHERS
from enterprises.errors import EntryRefused
from enterprises.models import Contact, Membership
from enterprises.register import contacts


def add_own_contact(membership: Membership, *, at: datetime, **fields: Any) -> Contact:
    """A new contact of one's own enterprise. Raises ValidationError by field, EntryRefused."""
    _require_right(membership, fields["duty"])
    return contacts.add_contact(membership.enterprise, by=membership.user, at=at, **fields)


def change_own_contact(membership: Membership, contact: Contact, *, seen: datetime, at: datetime, **fields: Any) -> Contact:
    """Change a contact; an empty phone or e-mail is taken off it. Raises ValidationError by field, StaleEntry, EntryRefused."""
    _require_right(membership, contact.duty, fields["duty"])
    gone = tuple(name for name in ("phone", "email") if not fields[name])
    return contacts.change_contact(contact, by=membership.user, at=at, seen=seen, remove=gone, **fields)


def end_own_contact(membership: Membership, contact: Contact, *, at: datetime) -> None:
    """The person is no longer a contact; the last one stays, or no reminder would find anybody. Raises EntryRefused."""
    _require_right(membership, contact.duty)
    if not Contact.objects.filter(enterprise=membership.enterprise, active=True).exclude(pk=contact.pk).exists():
        raise EntryRefused(_("This is the last contact. Add another one first, so that reminders reach somebody."))
    contacts.end_contact(contact, by=membership.user, at=at)


def _require_right(membership: Membership, *duties: str) -> None:
    if membership.part not in OWNERS and set(duties) & set(VOUCHERS):
        raise EntryRefused(_("The general contact and the head can vouch for new accounts: only an owner changes them."))
