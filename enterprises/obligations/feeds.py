"""Secret addresses of calendar feeds: made, renewed, switched off, and looked up again by whoever holds one.

Only a keyed digest of the key is kept, so that nobody who reads the database can read a calendar. A key is worth what its owner may see at
the moment of asking: it dies with the membership, the staff role and the account, without anybody having to think of it.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bureau.models import Township, User
from bureau.roles import STAFF_ROLES, Role
from bureau.sealing import blind_index
from enterprises.access import memberships_of
from enterprises.models import Enterprise, FeedKey, Obligation, ObligationKind

KEY_BYTES = 24
_KEY = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}")
# Noting every reading would turn each one into a write.
READ_NOTED = timedelta(hours=1)

MAX_EVENTS, MAX_LATE, MAX_CANCELLED = 2000, 500, 200
COLUMNS = (
    *("enterprise__code", "enterprise__name", "kind_id", "action", "title", "due_on", "opens_on", "state"),
    *("created_at", "updated_at"),
)
AHEAD, BACK, CANCELLED_FOR = timedelta(days=400), timedelta(days=90), timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a feed shows: one enterprise, else one township, else ("") the whole district."""

    enterprise: Enterprise | None = None
    township: str = ""

    def filter(self) -> Q:
        """The rows of the ledger it is about."""
        if self.enterprise is not None:
            return Q(enterprise=self.enterprise)
        return Q(township=self.township) if self.township else Q()

    @property
    def name(self) -> str:
        """What the calendar is called, in the language now active."""
        if self.enterprise is not None:
            return _("Obligations: %(name)s") % {"name": self.enterprise.name}
        return _("Obligations: %(name)s") % {"name": township_name(self.township)}


def township_name(code: str) -> str:
    """The name of a township, or of the whole district for ""."""
    if not code:
        return _("Whole district")
    found = Township.objects.filter(code=code).first()
    return str(found) if found else code


# --- keys -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def make_feed_key(*, user: User, scope: Scope, at: datetime) -> str:
    """A new key for this person and scope; the one before ends. It is returned this once and cannot be read back."""
    # Two clicks at once: the later waits and ends the key of the earlier.
    User.objects.select_for_update().get(pk=user.pk)
    switch_off_feed(user=user, scope=scope, at=at)
    key = secrets.token_hex(KEY_BYTES)
    FeedKey.objects.create(key_index=blind_index(key), user=user, enterprise=scope.enterprise, township=scope.township, created_at=at)
    return key


def switch_off_feed(*, user: User, scope: Scope, at: datetime) -> bool:
    """End this person's address for the scope; False if there was none."""
    return feed_keys(user).filter(enterprise=scope.enterprise, township=scope.township).update(revoked_at=at) > 0


def feed_keys(user: User) -> "QuerySet[FeedKey]":
    """This person's addresses that work."""
    return FeedKey.objects.filter(user=user, revoked_at__isnull=True)


def find_feed(key: str) -> tuple[FeedKey, Scope] | None:
    """The feed a key opens now; None for an unknown or ended key and for an owner who may not see it any more. At most two queries."""
    if not _KEY.fullmatch(key):
        return None
    found = FeedKey.objects.filter(key_index=blind_index(key), revoked_at__isnull=True).select_related("user", "enterprise").first()
    if found is None or not _may_read(found):
        return None
    return found, Scope(found.enterprise, found.township)


def _may_read(key: FeedKey) -> bool:
    user = key.user
    if not user.is_active:
        return False
    if key.enterprise_id is None:
        return user.has_role(*STAFF_ROLES)
    return user.has_role(Role.ENTERPRISE) and memberships_of(user).filter(enterprise_id=key.enterprise_id).exists()


def note_reading(key: FeedKey, *, at: datetime) -> None:
    """Remember when the address was last read, to the hour: the page tells its owner."""
    if key.last_read_at is None or at - key.last_read_at >= READ_NOTED:
        FeedKey.objects.filter(pk=key.pk).update(last_read_at=at)


# --- what is in a feed ------------------------------------------------------------------------------------------------
def feed_obligations(scope: Scope, *, today: date) -> list[Obligation]:
    """The obligations of a feed by their last day: open ones 90 days back and 400 ahead, and what was cancelled in the last 60 days.

    At most MAX_EVENTS. Four queries, three of them ranges of one index each; of too many the nearest to today are taken.
    """
    rows = Obligation.objects.filter(scope.filter()).select_related("enterprise").only(*COLUMNS)
    is_open = rows.filter(state=Obligation.State.OPEN)
    gone = rows.filter(state=Obligation.State.CANCELLED, closed_on__gte=today - CANCELLED_FOR)
    cancelled = list(gone.filter(due_on__gte=today - BACK, due_on__lte=today + AHEAD).order_by("-closed_on", "-id")[:MAX_CANCELLED])
    late = list(is_open.filter(due_on__gte=today - BACK, due_on__lt=today).order_by("-due_on", "-id")[:MAX_LATE])
    left = MAX_EVENTS - len(cancelled) - len(late)
    coming = list(is_open.filter(due_on__gte=today, due_on__lte=today + AHEAD).order_by("due_on", "id")[:left])
    found = sorted([*cancelled, *late, *coming], key=lambda row: (row.due_on, row.pk))
    # Thousands of rows share a few kinds.
    kinds = ObligationKind.objects.in_bulk({row.kind_id for row in found})
    for row in found:
        row.kind = kinds[row.kind_id]
    return found
