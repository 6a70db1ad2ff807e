"""The menus of the portal: a registry every app fills in `AppConfig.ready()`, so that the ground floor's templates know no app above."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from bureau.roles import STAFF_ROLES, Role

Audience = Literal["public", "staff", "enterprise"]

# Who sees an entry that names no roles.
DEFAULT_ROLES: Mapping[str, frozenset[str]] = {"staff": frozenset(STAFF_ROLES), "enterprise": frozenset({Role.ENTERPRISE})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a menu.

    `roles` None means everyone of the audience (for staff: any staff role); else the user must hold one of them. `badge` is asked, per
    page, how many things wait for this user (None or 0 shows nothing), so it must be one cheap indexed query. `description` is the
    sentence under the label in the service grid of the landing page; an entry without one is not shown there.
    """

    label: str | Promise
    url_name: str
    icon: str
    audience: Audience
    order: int = 100
    roles: frozenset[str] | None = None
    badge: Callable[[Any], int | None] | None = None
    description: str | Promise = ""
    # False: in the service grid of the landing page only, so that the bar above every page stays one line.
    in_bar: bool = True

    def is_open_to(self, user: Any) -> bool:
        """Whether this user may see the entry; the view behind it still checks for itself."""
        if self.audience == "public":
            return True
        wanted = DEFAULT_ROLES[self.audience] if self.roles is None else self.roles
        return bool(wanted.intersection(getattr(user, "roles", ())))


_entries: dict[tuple[Audience, str], Entry] = {}


def register(entry: Entry) -> None:
    """Add an entry. Registering the same one again changes nothing; a second, different one for the same page is a mistake and raises."""
    known = _entries.setdefault((entry.audience, entry.url_name), entry)
    if known != entry:
        raise ImproperlyConfigured(f"The {entry.audience} menu has two different entries for {entry.url_name}.")


def entries_for(user: Any, audience: Audience) -> list[Entry]:
    """The entries of one menu this user may see, in reading order."""
    visible = (entry for entry in _entries.values() if entry.audience == audience and entry.is_open_to(user))
    return sorted(visible, key=lambda entry: (entry.order, entry.url_name))
