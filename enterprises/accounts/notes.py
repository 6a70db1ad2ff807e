"""What people are told about their accounts. Names of people and links that open something lie sealed in the message."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bureau import outbox
from bureau.models import MessageChannel, User
from bureau.outbox import Addressee, Note, Secret
from bureau.sealing import mask_name, mask_phone
from enterprises.models import AccountRequest, Contact, Enterprise, Invitation, Membership

OWN_CHANNELS = (MessageChannel.SMS, MessageChannel.INBOX)


def page(name: str, *args: Any) -> str:
    """The full address of a page, for a message."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def part_words(part: str) -> str:
    """What a part is called, in the language in which people without a known one are written to."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(Membership.Part(part).label)


def _note(code: str, to: User, *, key: str, at: datetime, **context: Any) -> Note:
    return Note(
        code=f"enterprise-{code}",
        to=to,
        channels=OWN_CHANNELS,
        context={"account_url": page("enterprises:account"), **context},
        case_id=None,
        dedupe_key=f"account:{code}:{key}",
        at=at,
    )


def _send(notes: Iterable[Note]) -> None:
    outbox.queue_many(notes)
    outbox.wake_delivery()


def tell_granted(request: AccountRequest, membership: Membership, *, at: datetime) -> None:
    """The person may act for the enterprise now."""
    name, part = membership.enterprise.name, part_words(membership.part)
    _send([_note("request-granted", request.user, key=str(request.pk), at=at, enterprise=name, part=part)])


def tell_refused(request: AccountRequest, *, at: datetime) -> None:
    """The bureau said no, and why."""
    note = _note("request-refused", request.user, key=str(request.pk), at=at, enterprise=request.enterprise_name, reason=request.reason)
    _send([note])


def tell_joined(membership: Membership, owners: Iterable[User], *, at: datetime) -> None:
    """The other owners learn who joined: somebody they do not know must not go unnoticed."""
    words = {"enterprise": membership.enterprise.name, "part": part_words(membership.part), "person": Secret(str(membership.user))}
    _send(
        _note("member-joined", owner, key=f"{membership.pk}:{owner.pk}", at=at, **words)
        for owner in owners
        if owner.pk != membership.user_id
    )


def tell_ended(membership: Membership, *, at: datetime) -> None:
    """The person no longer acts for the enterprise."""
    _send([_note("membership-ended", membership.user, key=str(membership.pk), at=at, enterprise=membership.enterprise.name)])


def tell_part_changed(membership: Membership, *, at: datetime) -> None:
    """The person may now do more, or less."""
    words = {"enterprise": membership.enterprise.name, "part": part_words(membership.part)}
    _send([_note("part-changed", membership.user, key=f"{membership.pk}:{int(at.timestamp())}", at=at, **words)])


def tell_phone_changed(user: User, old: str, *, at: datetime) -> None:
    """The phone that was used until now learns that it opens nothing any more: a thief would change it first."""
    _send(
        [
            Note(
                code="enterprise-phone-changed",
                to=Addressee(phone=old),
                channels=(MessageChannel.SMS,),
                context={"phone": mask_phone(user.username)},
                case_id=None,
                dedupe_key=f"account:phone-changed:{user.pk}:{int(at.timestamp())}",
                at=at,
            )
        ]
    )


def send_contact_code(request: AccountRequest, enterprise: Enterprise, contact: Contact, code: str, *, minutes: int, at: datetime) -> None:
    """The contact on file gets the code with who asks for it, so that it is read to nobody unknown."""
    person = f"{mask_name(str(request.user))} {mask_phone(request.user.username)}"
    _send(
        [
            Note(
                code="enterprise-contact-code",
                to=Addressee(phone=contact.phone),
                channels=(MessageChannel.SMS,),
                context={"code": Secret(code), "minutes": minutes, "person": person, "enterprise": enterprise.name},
                case_id=None,
                dedupe_key=f"account:contact-code:{request.pk}:{request.codes_sent}",
                at=at,
            )
        ]
    )


def send_invitation(invitation: Invitation, *, phone: str, token: str, at: datetime) -> None:
    """The link, by SMS: who opens it has the phone in the hand."""
    _send(
        [
            Note(
                code="enterprise-invitation",
                to=Addressee(phone=phone),
                channels=(MessageChannel.SMS,),
                context={
                    "link": Secret(page("enterprises:invitation", token)),
                    "enterprise": invitation.enterprise.name,
                    "part": part_words(invitation.part),
                    "expires_at": invitation.expires_at,
                },
                case_id=None,
                dedupe_key=f"account:invitation:{invitation.pk}",
                at=at,
            )
        ]
    )
