"""The people of an enterprise: joining, inviting, changing the part, leaving. Every change locks the enterprise, so that two of them cannot
together take away the last owner."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bureau.errors import BureauError
from bureau.models import User
from bureau.sealing import Sealed, blind_index, mask_phone
from enterprises.accounts import notes as account_notes
from enterprises.accounts.selectors import find_enterprise, has_owner, open_invitations, owners_of, standing_members
from enterprises.models import Enterprise, Invitation, Membership

INVITATION_DAYS = 7
INVITATIONS_PER_DAY = 20


class MemberRefused(BureauError):
    """The change is not possible; the sentence says why."""


def _lock(enterprise: Enterprise) -> None:
    # Not for its own sake: changes of the people of one enterprise come one after the other.
    Enterprise.objects.select_for_update(no_key=True).only("pk").get(pk=enterprise.pk)


@transaction.atomic
def join(
    enterprise: Enterprise,
    user: User,
    *,
    part: Membership.Part | None,
    proof: Membership.Proof,
    by: User | None,
    at: datetime,
) -> Membership:
    """Let the person act for the enterprise; `part` None makes the first one owner and everybody after agent. The owners are told.

    Who acts for it already stays what he is.
    """
    _lock(enterprise)
    known = standing_members(enterprise).filter(user=user).first()
    if known is not None:
        return known
    chosen = part or (Membership.Part.AGENT if has_owner(enterprise) else Membership.Part.OWNER)
    owners = owners_of(enterprise)
    membership = Membership.objects.create(enterprise=enterprise, user=user, part=chosen, proof=proof, granted_by=by, since=at)
    account_notes.tell_joined(membership, [owner for owner in owners if by is None or owner.pk != by.pk], at=at)
    return membership


def _standing(membership_id: int, enterprise: Enterprise) -> Membership:
    """The membership as it is now. Raises MemberRefused if it has ended or belongs to another enterprise."""
    found = standing_members(enterprise).select_related("enterprise").filter(pk=membership_id).first()
    if found is None:
        raise MemberRefused(_("This person does not act for the enterprise any more."))
    return found


@transaction.atomic
def change_part(membership_id: int, part: Membership.Part, *, enterprise: Enterprise, by: User, at: datetime) -> Membership:
    """Give a person another part. Raises MemberRefused for the last owner."""
    _lock(enterprise)
    membership = _standing(membership_id, enterprise)
    if membership.part == part:
        return membership
    if membership.part == Membership.Part.OWNER:
        _keep_an_owner(enterprise, membership)
        _revoke_made_by(membership.user, enterprise, at=at)
    membership.part = part
    membership.save(update_fields=["part"])
    if membership.user_id != by.pk:
        account_notes.tell_part_changed(membership, at=at)
    return membership


@transaction.atomic
def end_membership(membership_id: int, *, enterprise: Enterprise, by: User, at: datetime) -> Membership:
    """The person is out from this moment; the row stays as history. Raises MemberRefused for the last owner."""
    _lock(enterprise)
    membership = _standing(membership_id, enterprise)
    if membership.part == Membership.Part.OWNER:
        _keep_an_owner(enterprise, membership)
    membership.ended_at, membership.ended_by = at, by
    membership.save(update_fields=["ended_at", "ended_by"])
    _revoke_made_by(membership.user, enterprise, at=at)
    if membership.user_id != by.pk:
        account_notes.tell_ended(membership, at=at)
    return membership


def _keep_an_owner(enterprise: Enterprise, membership: Membership) -> None:
    if not has_owner(enterprise, besides=membership.user_id):
        raise MemberRefused(_("An enterprise keeps at least one owner. Make somebody else an owner first."))


def _revoke_made_by(user: User, enterprise: Enterprise, *, at: datetime) -> None:
    """Who may no longer invite leaves no open door behind."""
    open_invitations(enterprise, at=at).filter(invited_by=user).update(revoked_at=at)


@transaction.atomic
def invite(enterprise: Enterprise, *, phone: str, part: Membership.Part, by: User, at: datetime) -> Invitation:
    """Invite the holder of a mobile phone; the link in the SMS works once within seven days. A newer invitation replaces an older one.

    Raises MemberRefused if that person acts for the enterprise already, and after twenty invitations a day.
    """
    _lock(enterprise)
    index = blind_index(phone) or b""
    if standing_members(enterprise).filter(user__username=phone).exists():
        raise MemberRefused(_("The person with this phone acts for the enterprise already."))
    if Invitation.objects.filter(enterprise=enterprise, made_at__gt=at - timedelta(days=1)).count() >= INVITATIONS_PER_DAY:
        raise MemberRefused(_("Twenty invitations a day are enough. Go on tomorrow."))
    open_invitations(enterprise, at=at).filter(phone_index=index).update(revoked_at=at)
    token = secrets.token_hex(16)
    invitation = Invitation.objects.create(
        enterprise=enterprise,
        part=part,
        phone=phone,
        phone_mask=mask_phone(phone),
        phone_index=index,
        token_index=blind_index(token) or b"",
        invited_by=by,
        made_at=at,
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    account_notes.send_invitation(invitation, phone=phone, token=token, at=at)
    return invitation


def revoke(invitation_id: int, *, enterprise: Enterprise, at: datetime) -> bool:
    """Take an invitation back; False if it was accepted, revoked or over already."""
    return bool(open_invitations(enterprise, at=at).filter(pk=invitation_id).update(revoked_at=at))


@transaction.atomic
def accept(invitation_id: int, user: User, *, at: datetime) -> Membership:
    """Make the invited person a member; the invitation is used up.

    Raises MemberRefused if the account's phone is not the invited one, and if the invitation was used, revoked or is too old.
    """
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("enterprise", "invited_by")
    invitation = rows.filter(pk=invitation_id, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at).first()
    if invitation is None:
        raise MemberRefused(_("This invitation has been used, taken back or is too old. Ask for a new one."))
    if blind_index(user.username) != bytes(invitation.phone_index):
        raise MemberRefused(_("This invitation is for another phone. Sign in with the account of that phone."))
    enterprise = find_enterprise(invitation.enterprise.code) or invitation.enterprise
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    part = Membership.Part(invitation.part)
    return join(enterprise, user, part=part, proof=Membership.Proof.INVITED, by=invitation.invited_by, at=at)


def phone_of(invitation: Invitation) -> str:
    """The invited phone in plain, to make the account of whoever brought the link from its SMS. Raises UnsealError."""
    phone = invitation.phone
    return phone.open() if isinstance(phone, Sealed) else str(phone)
