"""Which process an item one applies for follows: a registry filled by the rooms of this app in `registry.py`.

Permits, notices, filings, disputes and petitions share their intake (`licensing.applications`); what happens afterwards is the workflow of
their kind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bureau.models import Office
from bureau.workflow import Workflow, workflow_for
from licensing.models import Application


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """How an application for one of `items` is opened.

    `prefix` begins its number, which counts without gaps by year; `opening_clocks` run from receipt; `receipt` is the code of the message
    that confirms it (SMS, e-mail; an inbox line for people of an enterprise); `slip` the letter given at the window.
    `extra(application, answers)` gives unsaved rows that belong to it (a dispute's other side), written in the same transaction.
    """

    kind: str
    items: tuple[str, ...]
    prefix: str
    opening_clocks: tuple[str, ...] = ()
    receipt: str = "application-received"
    slip: str = "application-receipt"
    office: str = "approval"
    extra: Callable[[Application, dict[str, Any]], Sequence[Any]] | None = None

    @property
    def workflow(self) -> Workflow:
        """The table of its steps."""
        return workflow_for(self.kind)


_processes: dict[str, Process] = {}


def register(process: Process) -> Process:
    """Make the process of some items known. Raises ValueError if an item has another already, or a prefix is taken."""
    for code in process.items:
        if _processes.get(code, process) != process:
            raise ValueError(f"{code} has two processes")
    taken = {one.prefix for one in _processes.values() if one != process}
    if process.prefix in taken:
        raise ValueError(f"two processes count as {process.prefix}")
    _processes.update(dict.fromkeys(process.items, process))
    return process


def process_of(item_code: str) -> Process:
    """The process of an item. Raises KeyError for an item nobody applies for (penalties, measures, random inspections)."""
    return _processes[item_code]


def find_process(item_code: str) -> Process | None:
    """The process of an item, None if nobody applies for it."""
    return _processes.get(item_code)


def processes() -> list[Process]:
    """Every process once, in order of registration."""
    return list(dict.fromkeys(_processes.values()))


def office_id(process: Process) -> int | None:
    """The office that receives applications of this process; the desk where a bureau has no office of that code. One query."""
    offices = {row.code: row for row in Office.objects.filter(active=True)}
    desks = [row for row in offices.values() if row.is_desk]
    office = offices.get(process.office) or (desks[0] if desks else None)
    return office.pk if office else None
