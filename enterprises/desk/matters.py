"""Which matters an enterprise sees on its desk: a registry by kind, filled in `AppConfig.ready()`. What is not registered is never shown.

A complaint or report against the enterprise carries its code too, so the code alone opens nothing: an app must say of each kind which of
its matters the enterprise may read, and in which words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from bureau.following.kinds import FormOf
from bureau.models import Case
from bureau.models.case import CaseQuerySet
from bureau.standings import NOBODY, US, YOU, Card, Standing, unspoken
from enterprises.models import Membership
from enterprises.register.selectors import family_codes

__all__ = ["NOBODY", "US", "YOU", "Card", "DeskKind", "Standing", "desk_kind", "register", "standing_of", "visible_matters"]

Visible = Callable[[Membership], Q | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskKind:
    """One kind of case on the desk.

    `visible(membership)`: which of the enterprise's matters of this kind this person may read, as a condition on `Case` (`Q()` for all);
    None for none. `standings`: words by state. `told`: steps whose note is written for the enterprise; of the others only the name is told.
    `papers`: which of the letters written for the enterprise may be read, as a condition on `Document`; None for all. `since(case)`: what
    happened before that moment is not told. `forms`: the enterprise's own form of a step, where that of the step asks what staff know.
    """

    kind: str
    visible: Visible
    standings: Mapping[str, Standing] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    card: Card | None = None
    papers: Q | None = None
    since: Callable[[Case], datetime | None] | None = None
    forms: Mapping[str, FormOf] = field(default_factory=dict)


_kinds: dict[str, DeskKind] = {}


def register(
    kind: str,
    *,
    visible: Visible,
    standings: Mapping[str, Standing] | None = None,
    told: frozenset[str] = frozenset(),
    card: Card | None = None,
    papers: Q | None = None,
    since: Callable[[Case], datetime | None] | None = None,
    forms: Mapping[str, FormOf] | None = None,
) -> DeskKind:
    """Make a kind of case readable on the desk; the same kind again replaces it. See `DeskKind`."""
    entry = _kinds[kind] = DeskKind(
        kind=kind,
        visible=visible,
        standings=standings or {},
        told=told,
        card=card,
        papers=papers,
        since=since,
        forms=forms or {},
    )
    return entry


def desk_kind(kind: str) -> DeskKind | None:
    """What was registered for a kind; None if it is not for the desk."""
    return _kinds.get(kind)


def readable_papers() -> Q:
    """Which letters may be read on a desk, as a condition on `Document`: those of a kind with a condition of its own only under it."""
    limited = {entry.kind: entry.papers for entry in _kinds.values() if entry.papers is not None}
    if not limited:
        return Q()
    return reduce(or_, (Q(case__kind=kind) & papers for kind, papers in limited.items()), ~Q(case__kind__in=list(limited)))


def standing_of(case: Case) -> Standing:
    """The words for where a matter stands."""
    entry = desk_kind(case.kind)
    found = entry.standings.get(case.state) if entry else None
    return found or unspoken(case)


def visible_matters(membership: Membership) -> CaseQuerySet:
    """The matters this person may read on this desk: of registered kinds, of the enterprise and of those merged into it. One query here."""
    conditions = [Q(kind=entry.kind) & shown for entry in _kinds.values() if (shown := entry.visible(membership)) is not None]
    if not conditions:
        return Case._default_manager.none()
    return Case.objects.filter(reduce(or_, conditions), enterprise_code__in=family_codes(membership.enterprise)).defer("search")
