"""What this app makes known to the floors below."""

from django.utils.translation import gettext_lazy as _

from bureau import navigation
from bureau.roles import Role
from bureau.signals import reference_loading
from enterprises.desk import menu as desk_menu
from enterprises.desk.menu import DeskEntry
from outreach import schedules, selectors

OVERSEERS = frozenset({Role.SUPERVISOR.value, Role.ADMINISTRATOR.value})
CALLERS = OVERSEERS | {Role.CLERK.value, Role.SEAT.value}

ENTRIES = (
    navigation.Entry(label=_("Inbox"), url_name="outreach:inbox", icon="inbox", audience="staff", order=60, badge=selectors.unread_count),
    navigation.Entry(
        label=_("Calls to make"), url_name="outreach:call-list", icon="telephone-outbound", audience="staff", order=62, roles=CALLERS
    ),
    navigation.Entry(label=_("Messages sent"), url_name="outreach:message-list", icon="send", audience="staff", order=64, roles=OVERSEERS),
)
DESK_INBOX = DeskEntry(
    label=_("Messages"),
    url_name="outreach:desk-inbox",
    icon="envelope",
    order=65,
    badge=lambda membership: None if membership.user.is_bureau_staff else selectors.unread_count(membership.user),
)


def register_all() -> None:
    """Called once when Django is ready."""
    reference_loading.connect(schedules.load_with_reference_data, dispatch_uid="outreach.schedules")
    for entry in ENTRIES:
        navigation.register(entry)
    desk_menu.register(DESK_INBOX)
