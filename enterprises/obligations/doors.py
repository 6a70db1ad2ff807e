"""Pages of the desk on which an obligation can be done at once: a registry the floors above fill in `AppConfig.ready()`.

What a door opens goes before the address of the kind (`ObligationKind.link`), and is shown on the enterprise's own desk alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from enterprises.models import Enterprise, Obligation
from enterprises.obligations.rows import ObligationRow

# Addresses by primary key for those of these obligations that can be done now; all are the enterprise's own. A fixed number of queries.
Door = Callable[[Sequence[Obligation], Enterprise], Mapping[int, str]]

# Numbers of the enterprise's open matters in which some of these are being done already, by primary key. A fixed number of queries.
Progress = Callable[[Sequence[Obligation], Enterprise], Mapping[int, str]]

_doors: list[Door] = []
_progress: list[Progress] = []


def register(door: Door) -> Door:
    """Add a door; the same one again is one."""
    if door not in _doors:
        _doors.append(door)
    return door


def register_progress(progress: Progress) -> Progress:
    """Add who knows what is being done already; the same one again is one."""
    if progress not in _progress:
        _progress.append(progress)
    return progress


def links_for(obligations: Sequence[Obligation], enterprise: Enterprise) -> dict[int, str]:
    """Where these can be done, by primary key; only open ones can."""
    still_open = [one for one in obligations if one.state == Obligation.State.OPEN]
    found: dict[int, str] = {}
    for door in _doors if still_open else ():
        found = {**door(still_open, enterprise), **found}
    return found


def with_doors(rows: Sequence[ObligationRow], obligations: Sequence[Obligation], enterprise: Enterprise) -> list[ObligationRow]:
    """The rows of a page, those that can be done at once leading there, those being done already to their matter."""
    links = links_for(obligations, enterprise)
    matters: dict[int, str] = {}
    for progress in _progress if links else ():
        matters = {**progress(obligations, enterprise), **matters}
    return [replace(row, link=links.get(row.pk, row.link), matter=matters.get(row.pk, "")) for row in rows]
