"""What the room "disputes" makes known to the floors below and to the other rooms."""

from bureau import letters, numbering, panels, workflow
from bureau.following import kinds as following
from licensing import processes
from licensing.disputes import metrology, openings, petition
from licensing.disputes.following import FOLLOW
from licensing.disputes.letter_kinds import DISPUTE_LETTERS, PREFIXES
from licensing.disputes.panels import PANELS
from licensing.processes import Process

PROCESSES = (
    Process(
        kind="metrology-dispute",
        items=("QT-04",),
        prefix="JL",
        opening_clocks=(metrology.ACCEPTANCE,),
        extra=openings.dispute_rows,
    ),
    Process(
        kind="quality-petition",
        items=("QT-05",),
        prefix="SS",
        opening_clocks=(petition.ACCEPTANCE,),
        extra=openings.petition_rows,
    ),
)


def register_all() -> None:
    """Called once when Django is ready. The desk takes words and cards from what is registered for following."""
    for kind, words in PREFIXES.items():
        numbering.register_prefix(kind, words)
    for letter in DISPUTE_LETTERS:
        letters.register(letter)
    for flow in (metrology.METROLOGY_DISPUTE, petition.QUALITY_PETITION):
        workflow.register(flow)
    for process in PROCESSES:
        processes.register(process)
    for panel in PANELS:
        panels.register(panel)
    for entry in FOLLOW:
        following.register(entry)
