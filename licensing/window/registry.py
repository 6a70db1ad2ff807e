"""What the room "window" makes known to the floors below and to the other rooms."""

from django.utils.translation import gettext_lazy as _

from bureau import navigation
from bureau.navigation import Entry
from bureau.roles import Role

WINDOW = Entry(
    label=_("Window desk"),
    url_name="licensing:window",
    icon="ticket-perforated",
    audience="staff",
    order=15,
    roles=frozenset({Role.CLERK.value, Role.SUPERVISOR.value}),
)
BOOK = Entry(
    label=_("Book a visit"),
    url_name="licensing:window-book",
    icon="calendar-check",
    audience="public",
    order=32,
    description=_("Choose a half hour at the service window, also in the evening and on Saturday, and come without queueing."),
)


def register_all() -> None:
    """Called once when Django is ready."""
    navigation.register(WINDOW)
    navigation.register(BOOK)
