"""What the room "applications" makes known to the floors below and to the other rooms."""

from django.utils.translation import gettext_lazy as _

from bureau import panels
from bureau.panels import Panel
from enterprises.desk import menu
from enterprises.desk.menu import DeskEntry
from enterprises.obligations import doors as obligation_doors
from licensing.applications import cards, desk, doors, slips
from licensing.processes import processes

DESK_ENTRY = DeskEntry(label=_("Apply online"), url_name="licensing:desk-applications", icon="pencil-square", order=25)


def register_all() -> None:
    """Called once when Django is ready, after the rooms that bring the processes."""
    slips.register()
    menu.register(DESK_ENTRY)
    obligation_doors.register(doors.obligation_links)
    obligation_doors.register_progress(doors.open_renewals)
    for kind in dict.fromkeys(process.kind for process in processes()):
        panels.register(Panel(kind, "licensing/staff_application_panel.html", cards.staff_card, order=20))
        desk.add_to_kind(kind)
