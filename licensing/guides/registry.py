"""What the room "guides" makes known to the floors below and to the other rooms."""

from django.utils.translation import gettext_lazy as _

from bureau import navigation
from bureau.navigation import Entry
from bureau.roles import Role

ENTRIES: tuple[Entry, ...] = (
    Entry(
        label=_("Guides"),
        url_name="licensing:guides",
        icon="journal-text",
        audience="staff",
        order=85,
        roles=frozenset({Role.ADMINISTRATOR.value}),
    ),
)


def register_all() -> None:
    """Called once when Django is ready."""
    for entry in ENTRIES:
        navigation.register(entry)
