"""What this app makes known to the floors below. Each room brings its own entries."""

from bureau import navigation, workflow
from bureau.navigation import Entry
from bureau.workflow import Workflow
from enterprises import panels

# --- register (list, page, holdings, doubles) ---
REGISTER_ENTRIES: tuple[Entry, ...] = ()
# --- obligations (staff and desk) ---
OBLIGATION_ENTRIES: tuple[Entry, ...] = ()
# --- imports ---
IMPORT_ENTRIES: tuple[Entry, ...] = ()
# --- accounts and members ---
ACCOUNT_ENTRIES: tuple[Entry, ...] = ()
# --- the enterprise's desk ---
DESK_ENTRIES: tuple[Entry, ...] = ()
# --- cards of the enterprise page ---
PANELS: tuple[panels.Panel, ...] = ()
# --- workflows ---
WORKFLOWS: tuple[Workflow, ...] = ()


def register_all() -> None:
    """Called once when Django is ready."""
    for flow in WORKFLOWS:
        workflow.register(flow)
    for panel in PANELS:
        panels.register(panel)
    for entry in (*REGISTER_ENTRIES, *OBLIGATION_ENTRIES, *IMPORT_ENTRIES, *ACCOUNT_ENTRIES, *DESK_ENTRIES):
        navigation.register(entry)
