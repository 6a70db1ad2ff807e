"""What the room "permit" makes known to the floors below and to the other rooms."""

from bureau import letters, numbering, panels, workflow
from bureau.following import kinds as following
from bureau.standings import Card
from enterprises.desk import matters
from licensing import processes
from licensing.permit.following import FOLLOW, every_matter
from licensing.permit.letter_kinds import LETTER_KINDS, PREFIXES
from licensing.permit.panels import PANELS, applicant_card
from licensing.permit.standings import STANDINGS, TOLD
from licensing.permit.workflow import PERMIT
from licensing.processes import Process
from licensing.steps.transitions import ACCEPTANCE

PROCESS = Process(kind="permit", items=("XK-01", "XK-02", "XK-03", "XK-04"), prefix="XK", opening_clocks=(ACCEPTANCE,))


def register_all() -> None:
    """Called once when Django is ready."""
    for kind, words in PREFIXES.items():
        numbering.register_prefix(kind, words)
    for letter in LETTER_KINDS:
        letters.register(letter)
    workflow.register(PERMIT)
    processes.register(PROCESS)
    for panel in PANELS:
        panels.register(panel)
    following.register(FOLLOW)
    matters.register(
        PERMIT.kind,
        visible=every_matter,
        standings=STANDINGS,
        told=TOLD,
        card=Card("licensing/permit_applicant.html", applicant_card),
    )
