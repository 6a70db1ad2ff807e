"""Everything the public page of an item shows, gathered from the catalogue, its guide, its process, its clocks and its figures."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bureau.models import User
from bureau.process_diagram import Diagram
from bureau.roles import Role
from enterprises.access import ACTING, memberships_of
from licensing.catalogue import item_clocks
from licensing.catalogue.figures import Figures, figures_of
from licensing.catalogue.fine_words import limit_words
from licensing.catalogue.subjects import rank_label, subject_label
from licensing.fines.published import RuleOnPage, rules_on_page
from licensing.guides.page import guide_context
from licensing.guides.selectors import content_of, published_guide
from licensing.models import Guide, ItemBasis, ItemVersion, PowerKind
from licensing.processes import find_process

MOST_DESKS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisRow:
    """One article with the version and the rank of its law."""

    citation: str
    law: str
    law_version: date
    rank: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """One version of an item. What only the version in force has is None or empty in the others."""

    version: ItemVersion
    subject: str
    bases: list[BasisRow]
    fines: list[RuleOnPage]
    limit: str
    versions: list[ItemVersion]
    in_force: ItemVersion | None
    clocks: list[item_clocks.ClockRow] = field(default_factory=list)
    diagram: Diagram | None = None
    figures: Figures | None = None
    can_apply: bool = False
    # Codes and names of the enterprises the reader may apply for.
    desks: list[tuple[str, str]] = field(default_factory=list)
    for_enterprises: bool = False
    guide: dict[str, Any] = field(default_factory=dict)

    @property
    def is_in_force(self) -> bool:
        """Whether what is shown applies today."""
        return self.in_force is not None and self.version.pk == self.in_force.pk

    @property
    def has_unknown_fine(self) -> bool:
        """Whether it names a fine whose amount is not in the catalogue."""
        return "罚款" in self.version.sanctions and not self.fines and not self.version.fines_from


def find_version(versions: list[ItemVersion], number: str, today: date) -> ItemVersion | None:
    """The version asked for by number; without one the version in force, else the newest. None if there is no such version."""
    if number:
        return next((one for one in versions if str(one.number) == number), None)
    return in_force(versions, today) or (versions[0] if versions else None)


def in_force(versions: list[ItemVersion], today: date) -> ItemVersion | None:
    """The one that applies today."""
    return next((one for one in versions if one.valid_from <= today and (one.valid_to is None or today < one.valid_to)), None)


def build_page(version: ItemVersion, versions: list[ItemVersion], *, user: Any, now: datetime, today: date, language: str) -> ItemPage:
    """The page of a version in the reader's language. At most eight queries."""
    current = in_force(versions, today)
    values: dict[str, Any] = {
        "version": version,
        "subject": subject_label(version.subject),
        "bases": [_basis_row(basis) for basis in version.bases.all()],
        "fines": rules_on_page(version, today),
        "limit": limit_words((version.measure or {}).get("limit")),
        "versions": versions,
        "in_force": current,
    }
    if current is None or version.pk != current.pk:
        return ItemPage(**values)
    return ItemPage(**values, **_process_parts(version.item.code, version.kind, user=user, now=now, today=today, language=language))


def _basis_row(basis: ItemBasis) -> BasisRow:
    return BasisRow(citation=basis.citation, law=basis.law, law_version=basis.law_version, rank=rank_label(basis.rank))


def _process_parts(code: str, kind: str, *, user: Any, now: datetime, today: date, language: str) -> dict[str, Any]:
    """What an item one applies for, or by which the bureau acts on its own, has besides: guide, process, clocks, figures."""
    if kind in (PowerKind.PENALTY, PowerKind.MEASURE):
        return {}
    guide = _guide(code)
    parts: dict[str, Any] = {"figures": figures_of(code, now=now, today=today)}
    flow = item_clocks.flow_of(code)
    if flow is not None:
        codes = item_clocks.clock_codes(code, flow, guide)
        parts["clocks"] = item_clocks.clock_rows(codes, on=today, language=language)
        parts["diagram"] = item_clocks.diagram_of(flow, item_clocks.clock_names(codes, parts["clocks"]), language=language)
    if guide is not None:
        parts["guide"] = guide_context(guide, language=language, today=today)
        parts["can_apply"] = find_process(code) is not None
        parts["for_enterprises"] = "enterprise" in content_of(guide).applicants
        parts["desks"] = _desks(user) if parts["can_apply"] and parts["for_enterprises"] else []
    return parts


def _guide(code: str) -> Guide | None:
    try:
        return published_guide(code)
    except Guide.DoesNotExist:
        return None


def _desks(user: Any) -> list[tuple[str, str]]:
    """The first few enterprises in whose name a signed-in reader may apply. One query for them, none for others."""
    if not isinstance(user, User) or not user.has_role(Role.ENTERPRISE):
        return []
    found = memberships_of(user).filter(part__in=ACTING)[:MOST_DESKS]
    return [(one.enterprise.code, one.enterprise.name) for one in found]
