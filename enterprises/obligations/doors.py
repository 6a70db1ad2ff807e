"""Pages of the desk on which an obligation can be done at once: a registry the floors above fill in `AppConfig.ready()`.

What a door opens goes before the address of the kind (`ObligationKind.link`), and is shown on the enterprise's own desk alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from enterprises.models import Enterprise, Obligation
from enterprises.obligations.rows import ObligationRow

# Addresses by primary key for those of these obligations that can be done now; all are the enterprise's own. A fixed number of queries.
Door = Callable[[Sequence[Obligation], Enterprise], Mapping[int, str]]

_doors: list[Door] = []


def register(door: Door) -> Door:
    """Add a door; the same one again is one."""
    if door not in _doors:
        _doors.append(door)
    return door


def links_for(obligations: Sequence[Obligation], enterprise: Enterprise) -> dict[int, str]:
    """Where these can be done, by primary key; only open ones can."""
    still_open = [one for one in obligations if one.state == Obligation.State.OPEN]
    found: dict[int, str] = {}
    for door in _doors if still_open else ():
        found = {**door(still_open, enterprise), **found}
    return found


def with_doors(rows: Sequence[ObligationRow], obligations: Sequence[Obligation], enterprise: Enterprise) -> list[ObligationRow]:
    """The rows of a page, those that can be done at once leading there."""
    links = links_for(obligations, enterprise)
    return [replace(row, link=links.get(row.pk, row.link)) for row in rows]
