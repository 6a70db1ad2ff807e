"""Settling a request to act for an enterprise: by a code sent to the contact on file, or by a decision of staff.

Each way locks the request, so that of two clerks, or a clerk and a code, one settles it and the other is told.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bureau import throttle
from bureau.errors import BureauError
from bureau.models import User
from enterprises.accounts import members, proofs
from enterprises.accounts import notes as account_notes
from enterprises.accounts.proofs import CodeRefused
from enterprises.accounts.selectors import find_enterprise, voucher_of
from enterprises.models import AccountRequest, Contact, Enterprise, Membership
from enterprises.register.services import register_enterprise

# Over the whole life of a request: with five tries each this leaves a guesser a chance of one in 22,000, and the bureau can still decide.
CODES_PER_REQUEST = 9
CODES_PER_PERSON = 20


class RequestRefused(BureauError):
    """What was asked is not possible; the sentence says why."""


class AlreadySettled(RequestRefused):
    """Somebody else was quicker. `request` is the request as it is now."""

    def __init__(self, request: AccountRequest) -> None:
        self.request = request
        super().__init__(_("This request has been settled meanwhile: %(state)s.") % {"state": request.get_state_display()})


def locked(request_id: int) -> AccountRequest:
    """The waiting request, locked to the end of the transaction. Raises AlreadySettled."""
    request = AccountRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=request_id)
    if request.state != AccountRequest.State.WAITING:
        raise AlreadySettled(request)
    return request


# --- the code sent to the contact on file -----------------------------------------------------------------------------
@transaction.atomic
def send_contact_code(request_id: int, *, at: datetime) -> str:
    """Send six digits to the contact on file and return the mask of that phone. A second click within a minute sends nothing.

    Raises RequestRefused if there is no such contact, CodeRefused when enough codes were sent, AlreadySettled.
    """
    request = locked(request_id)
    enterprise = find_enterprise(request.code)
    contact = voucher_of(enterprise) if enterprise is not None else None
    if enterprise is None or contact is None:
        raise RequestRefused(_("No code can be sent for this request. The bureau will look at it."))
    if _was_just_sent(request, at):
        return contact.phone_mask
    if not _may_send(request, contact):
        raise CodeRefused(proofs.too_many_codes(), over=True)
    code = proofs.new_code()
    request.code_digest = proofs.code_digest(_owner(request), code)
    request.code_expires_at = at + timedelta(minutes=proofs.MINUTES)
    request.code_tries = 0
    request.codes_sent += 1
    request.save(update_fields=["code_digest", "code_expires_at", "code_tries", "codes_sent"])
    account_notes.send_contact_code(request, enterprise, contact, code, minutes=proofs.MINUTES, at=at)
    return contact.phone_mask


def _may_send(request: AccountRequest, contact: Contact) -> bool:
    """Counted by the contact too, so that many requests together do not ring one phone all day, and by the person, who may ask for many."""
    if request.codes_sent >= CODES_PER_REQUEST or not proofs.is_code_allowed(f"contact:{contact.pk}"):
        return False
    return throttle.hit(f"sms-code-day:asked:{request.user_id}", limit=CODES_PER_PERSON, seconds=proofs.DAY)


def _owner(request: AccountRequest) -> str:
    return f"request:{request.pk}"


def _was_just_sent(request: AccountRequest, at: datetime) -> bool:
    if request.code_expires_at is None or request.code_tries >= proofs.TRIES:
        return False
    sent_at = request.code_expires_at - timedelta(minutes=proofs.MINUTES)
    return sent_at > at - timedelta(seconds=proofs.PAUSE_SECONDS)


def is_code_open(request: AccountRequest, *, at: datetime) -> bool:
    """Whether a code was sent that can still be typed in."""
    return request.code_expires_at is not None and request.code_expires_at > at and request.code_tries < proofs.TRIES


def prove_by_contact(request_id: int, typed: str, *, at: datetime) -> Membership:
    """The contact read the code to the person: grant the request, as owner if there is none. Raises CodeRefused and AlreadySettled."""
    with transaction.atomic():
        # The count of tries must be kept, so what is wrong is told after the commit.
        outcome = _tried(locked(request_id), typed, at)
    if isinstance(outcome, CodeRefused):
        raise outcome
    return outcome


def _tried(request: AccountRequest, typed: str, at: datetime) -> Membership | CodeRefused:
    if request.code_digest is None or request.code_expires_at is None or request.code_expires_at <= at:
        return CodeRefused(proofs.code_is_over(), over=True)
    if request.code_tries >= proofs.TRIES:
        return CodeRefused(proofs.used_up(), over=True)
    enterprise = find_enterprise(request.code)
    if not proofs.is_code(_owner(request), typed, request.code_digest) or enterprise is None:
        request.code_tries += 1
        request.save(update_fields=["code_tries"])
        return proofs.wrong_code(proofs.TRIES - request.code_tries)
    return settle_by_code(request, enterprise, at=at)


def settle_by_code(request: AccountRequest, enterprise: Enterprise, *, at: datetime) -> Membership:
    """Grant a request whose person proved to belong to the enterprise, in the caller's transaction."""
    return _settle(request, enterprise, part=None, proof=Membership.Proof.CODE, by=None, at=at)


def _settle(
    request: AccountRequest,
    enterprise: Enterprise,
    *,
    part: Membership.Part | None,
    proof: Membership.Proof,
    by: User | None,
    at: datetime,
) -> Membership:
    membership = members.join(enterprise, request.user, part=part, proof=proof, by=by, at=at)
    _row(request).update(state=AccountRequest.State.GRANTED, enterprise=enterprise, **_closing(by=by, at=at))
    request.refresh_from_db()
    account_notes.tell_granted(request, membership, at=at)
    return membership


def _row(request: AccountRequest) -> "QuerySet[AccountRequest]":
    return AccountRequest.objects.filter(pk=request.pk)


def _closing(*, by: User | None, at: datetime) -> dict[str, Any]:
    """What every end of a request writes: by whom, when, and no code that could still be typed in."""
    return {"decided_at": at, "decided_by": by, "code_digest": None, "code_expires_at": None}


# --- staff ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def grant(request_id: int, *, part: Membership.Part, by: User, at: datetime, entry: dict[str, Any] | None = None) -> Membership:
    """Staff checked the papers: the person may act. `entry` (name, township, address) makes the register's entry if there is none.

    Raises AlreadySettled, RequestRefused without an entry, and what `register_enterprise` raises.
    """
    request = locked(request_id)
    enterprise = find_enterprise(request.code)
    if enterprise is None:
        if not entry:
            raise RequestRefused(_("The register does not know this enterprise yet. Give its name, township and address."))
        enterprise = register_enterprise(by=by, at=at, source=Enterprise.Source.SELF, code=request.code, **entry)
    return _settle(request, enterprise, part=part, proof=Membership.Proof.STAFF, by=by, at=at)


@transaction.atomic
def refuse(request_id: int, *, reason: str, by: User, at: datetime) -> AccountRequest:
    """Say no, with a reason the person reads. Raises AlreadySettled."""
    request = locked(request_id)
    _row(request).update(state=AccountRequest.State.REFUSED, reason=reason, **_closing(by=by, at=at))
    request.refresh_from_db()
    account_notes.tell_refused(request, at=at)
    return request


@transaction.atomic
def withdraw(request_id: int, *, at: datetime) -> AccountRequest:
    """The person takes the request back. Raises AlreadySettled."""
    request = locked(request_id)
    _row(request).update(state=AccountRequest.State.WITHDRAWN, **_closing(by=None, at=at))
    request.refresh_from_db()
    return request
