"""Reads for the pages about messages. No list counts its rows; every view of a list has its index."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.models import Case, Message, MessageChannel, User
from outreach.envelopes import CannotWrite, wording

PAGE_SIZE = 50
# The badge looks at so many of the newest messages and no further: its cost does not grow with the years.
BADGE_WINDOW = 200


class Show(models.TextChoices):
    """Which messages the list shows; each choice is served by one index."""

    DEAD = "dead", _("Given up")
    WAITING = "waiting", _("Waiting or being sent")
    CALLS = "calls", _("Calls to make")
    ALL = "all", _("All")


@dataclass(frozen=True, slots=True)
class Page:
    """One page, newest first. `older` and `newer` are the ids to go on from, None at the end."""

    rows: list[Message]
    older: int | None
    newer: int | None


def messages_shown(show: str, case_number: str = "") -> models.QuerySet[Message]:
    """The messages of one choice, optionally of one case."""
    rows = Message.objects.select_related("case", "party", "user", "template")
    if show == Show.DEAD:
        rows = rows.filter(status=Message.Status.DEAD)
    elif show == Show.WAITING:
        rows = rows.filter(status__in=[Message.Status.QUEUED, Message.Status.SENDING]).exclude(channel=MessageChannel.PHONE)
    elif show == Show.CALLS:
        rows = rows.filter(status=Message.Status.QUEUED, channel=MessageChannel.PHONE)
    return rows.filter(case__number=case_number) if case_number else rows


def calls_for(user: User) -> models.QuerySet[Message]:
    """Calls to make in cases this person may see."""
    return messages_shown(Show.CALLS).filter(case__in=Case.objects.visible_to(user))


def inbox_of(user: User) -> models.QuerySet[Message]:
    """What arrived in one's own inbox."""
    return Message.objects.filter(user=user, channel=MessageChannel.INBOX, status=Message.Status.DELIVERED).select_related("case")


def unread_count(user: Any) -> int:
    """Unread among the newest messages of this person: the badge of the navigation, one bounded query."""
    if not isinstance(user, User):
        return 0
    newest = Message.objects.filter(user=user, channel=MessageChannel.INBOX).order_by("-id").values_list("status", "read_at")[:BADGE_WINDOW]
    return sum(status == Message.Status.DELIVERED and read_at is None for status, read_at in newest)


def page_of(rows: models.QuerySet[Message], *, before: int | None = None, after: int | None = None, size: int = PAGE_SIZE) -> Page:
    """The page older than `before`, or newer than `after`, or the newest. One query, whatever the depth."""
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("id")[: size + 1])
        more_newer, more_older = len(found) > size, True
        found = found[:size][::-1]
    else:
        found = list((rows.filter(pk__lt=before) if before is not None else rows).order_by("-id")[: size + 1])
        more_newer, more_older = before is not None, len(found) > size
        found = found[:size]
    if not found:
        return Page([], None, None)
    return Page(found, older=found[-1].pk if more_older else None, newer=found[0].pk if more_newer else None)


def words_to_say(rows: Sequence[Message]) -> list[tuple[Message, str]]:
    """Each call with what is to be told, name and query code hidden; empty where the words are missing."""
    return [(message, _words(message)) for message in rows]


def _words(message: Message) -> str:
    try:
        return wording(message, masked=True)[1]
    except CannotWrite:
        return ""
