"""What the room "filings" makes known to the floors below and to the other rooms."""

from bureau import letters, numbering, panels, workflow
from bureau.following import kinds as following
from licensing import processes
from licensing.filings.change import REGISTRATION_CHANGE
from licensing.filings.following import FOLLOW
from licensing.filings.instruments import CLOCK, INSTRUMENT_FILING
from licensing.filings.letter_kinds import FILING_LETTERS, PREFIXES
from licensing.filings.panels import PANELS
from licensing.filings.works import RECEIPT, WORKS_NOTICE
from licensing.permit.panels import site_checks
from licensing.processes import Process
from licensing.steps.transitions import ACCEPTANCE

PROCESSES = (
    Process(kind="works-notice", items=("QT-01",), prefix="SG", opening_clocks=(RECEIPT,)),
    Process(kind="registration-change", items=("QT-02",), prefix="BG", opening_clocks=(ACCEPTANCE,)),
    Process(kind="instrument-filing", items=("QT-03",), prefix="BA", opening_clocks=(CLOCK,)),
)


def register_all() -> None:
    """Called once when Django is ready. The desk takes words and cards from what is registered for following."""
    for kind, words in PREFIXES.items():
        numbering.register_prefix(kind, words)
    for letter in FILING_LETTERS:
        letters.register(letter)
    for flow in (WORKS_NOTICE, REGISTRATION_CHANGE, INSTRUMENT_FILING):
        workflow.register(flow)
    for process in PROCESSES:
        processes.register(process)
    for panel in PANELS:
        panels.register(panel)
    panels.register(panels.Panel("registration-change", "licensing/permit_checks_panel.html", site_checks, 30))
    for entry in FOLLOW:
        following.register(entry)
