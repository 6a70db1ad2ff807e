"""Whom to speak to at an enterprise: sealed like every person. A contact is ended, not deleted: messages sent point to it."""

import re
from datetime import datetime
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from bureau.models import MessageChannel, User
from bureau.phones import clean_phone
from bureau.sealing import blind_index, mask_name, mask_phone
from enterprises.access import ACTING
from enterprises.codes import clean_text
from enterprises.errors import EntryRefused, StaleEntry
from enterprises.models import Contact, Enterprise, Membership
from enterprises.models.people import mask_email
from enterprises.register.services import require_staff

log = structlog.get_logger("enterprises.register")

MAX_NAME, MAX_EMAIL = 60, 200
# A mobile number as its mask shows it: whether SMS reach a contact is told without opening the number.
_MOBILE_MASK = re.compile(r"1[3-9]\d\*{4}\d{4}")
PLAIN = ("name", "phone", "email")


def add_contact(
    enterprise: Enterprise,
    *,
    by: User,
    at: datetime,
    name: str,
    duty: str = Contact.Duty.GENERAL,
    phone: str = "",
    email: str = "",
    channel: str = MessageChannel.SMS,
) -> Contact:
    """A new contact, reachable by the preferred channel. Raises ValidationError by field, EntryRefused."""
    _require_keeper(enterprise.pk, by)
    if enterprise.merged_into_id is not None:
        raise EntryRefused(_("This entry was merged into another; change that one."))
    contact = Contact(enterprise=enterprise, duty=duty, channel=channel, created_at=at, updated_at=at)
    contact.seal(**_checked({"name": name, "phone": phone, "email": email}))
    _require_reachable(contact)
    contact.save(force_insert=True)
    log.info("contact_added", contact=contact.pk, enterprise=enterprise.code, user=by.pk)
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, by: User, at: datetime, seen: datetime, remove: tuple[str, ...] = (), **fields: Any) -> Contact:
    """Change `duty`, `channel`, `name`, `phone` or `email`; an empty text keeps what is there, for nobody need open it to change another.

    `remove` names what is to go: "phone" or "email". `seen` is the `updated_at` the person was looking at.
    Raises ValidationError by field, StaleEntry, EntryRefused.
    """
    _require_keeper(contact.enterprise_id, by)
    row = _locked(contact, seen)
    plain = _checked({name: fields[name] for name in PLAIN if fields.get(name)})
    plain |= {name: "" for name in remove if name in ("phone", "email") and name not in plain}
    _seal_again(row, plain)
    row.duty, row.channel = fields.get("duty") or row.duty, fields.get("channel") or row.channel
    _require_reachable(row)
    row.updated_at = at
    row.save()
    log.info("contact_changed", contact=row.pk, fields=",".join(sorted(plain)), user=by.pk)
    return row


@transaction.atomic
def end_contact(contact: Contact, *, by: User, at: datetime) -> None:
    """The person is no longer a contact. Ending an ended one changes nothing. Raises EntryRefused."""
    _require_keeper(contact.enterprise_id, by)
    if Contact.objects.filter(pk=contact.pk, active=True).update(active=False, updated_at=at):
        log.info("contact_ended", contact=contact.pk, user=by.pk)


def contacts_of(enterprise: Enterprise) -> list[Contact]:
    """The standing contacts in order of their duty, masks only: the sealed columns stay in the database."""
    rows = list(Contact.objects.filter(enterprise=enterprise, active=True).defer(*PLAIN, "phone_index").order_by("id"))
    order = list(Contact.Duty.values)
    return sorted(rows, key=lambda row: (order.index(row.duty), row.pk))


def _require_keeper(enterprise_id: int, by: User) -> None:
    """Contacts are kept by the bureau, and by who acts for that very enterprise (see `desk_contacts`). Raises EntryRefused."""
    acting = Membership.objects.filter(enterprise_id=enterprise_id, user=by, part__in=ACTING, ended_at__isnull=True)
    if not acting.exists():
        require_staff(by)


def _locked(contact: Contact, seen: datetime) -> Contact:
    row = Contact.objects.select_for_update().get(pk=contact.pk)
    if row.updated_at != seen:
        raise StaleEntry
    if not row.active:
        raise EntryRefused(_("This contact has ended; add a new one."))
    return row


def _checked(plain: dict[str, str]) -> dict[str, str]:
    """The values in their one spelling. Raises ValidationError by field."""
    values, problems = {}, {}
    for name, value in plain.items():
        try:
            values[name] = _spelt(name, value)
        except ValidationError as error:
            problems[name] = error
    if problems:
        raise ValidationError(dict(problems))
    return values


def _spelt(name: str, value: str) -> str:
    text = clean_text(value)
    if name == "phone":
        return clean_phone(text)
    if name == "email":
        if text:
            validate_email(text)
        if len(text) > MAX_EMAIL:
            raise ValidationError(_("At most %(count)d characters.") % {"count": MAX_EMAIL}, "long")
        return text
    if not text:
        raise ValidationError(_("Give the name of the contact."), "required")
    if len(text) > MAX_NAME:
        raise ValidationError(_("At most %(count)d characters.") % {"count": MAX_NAME}, "long")
    return text


def _seal_again(row: Contact, plain: dict[str, str]) -> None:
    """Only what is given is sealed anew; the rest stays as it lies in the database."""
    if "name" in plain:
        row.name, row.name_mask = plain["name"], mask_name(plain["name"])
    if "phone" in plain:
        row.phone, row.phone_mask, row.phone_index = plain["phone"], mask_phone(plain["phone"]), blind_index(plain["phone"])
    if "email" in plain:
        row.email, row.email_mask = plain["email"], mask_email(plain["email"])


def _require_reachable(row: Contact) -> None:
    """Reminders must arrive by the channel that is preferred."""
    if row.duty not in Contact.Duty.values:
        raise ValidationError({"duty": ValidationError(_("Choose one of the list."), "invalid")})
    if row.channel == MessageChannel.SMS and not _MOBILE_MASK.fullmatch(row.phone_mask):
        raise ValidationError({"phone": ValidationError(_("Text messages need a mobile number of 11 digits."), "mobile")})
    if row.channel == MessageChannel.PHONE and not row.phone_mask:
        raise ValidationError({"phone": ValidationError(_("Calls need a phone number."), "required")})
    if row.channel == MessageChannel.EMAIL and not row.email_mask:
        raise ValidationError({"email": ValidationError(_("E-mails need an e-mail address."), "required")})
    if row.channel not in MessageChannel.values:
        raise ValidationError({"channel": ValidationError(_("Choose one of the list."), "invalid")})
