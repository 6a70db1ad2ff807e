"""Decisions on the spot as lists: what waits to be taken on file, what is kept open, everything. No ranking of anybody (74)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from bureau.models import Case, User
from bureau.seek import Order, Slice, read_slice
from bureau.tables import state_label
from licensing.penalties.lists import item_names
from licensing.spot.items import KIND
from licensing.spot.states import DECIDED, SpotState

PAGE_SIZE = 30
NEWEST = Order("opened_at", descending=True)
TO_FILE, OPEN, ALL = "to-file", "open", "all"
TABS = ((TO_FILE, _("To be taken on file")), (OPEN, _("Not decided yet")), (ALL, _("All")))
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotRow:
    """One decision as the list shows it; a person by the mask."""

    number: str
    title: str
    party: str
    item: str
    item_name: str
    fine: Decimal
    state: str
    decided_on: date | None
    filed_on: date | None


def spot_cases(tab: str, user: User) -> Any:
    """The docket rows of a tab that this person may see, unordered."""
    rows = Case.objects.visible_to(user).filter(kind=KIND)
    if tab == TO_FILE:
        rows = rows.filter(state__in=DECIDED, penaltycase__filed_on__isnull=True)
    elif tab == OPEN:
        rows = rows.filter(state=SpotState.PREPARING)
    return rows.select_related("penaltycase").defer("search", "penaltycase__search", "penaltycase__facts", "penaltycase__decision_text")


def spot_page(tab: str, user: User, *, today: date, before: str = "", after: str = "") -> Slice:
    """One page, newest first. Two queries."""
    page = read_slice(spot_cases(tab, user), NEWEST, before=before, after=after, size=PAGE_SIZE)
    names = item_names({case.category for case in page.rows}, today)
    return Slice([_row(case, names.get(case.category, "")) for case in page.rows], page.before, page.after)


def _row(case: Any, name: str) -> SpotRow:
    own = case.penaltycase
    return SpotRow(
        number=case.number,
        title=case.title,
        party=own.party_name,
        item=case.category,
        item_name=name,
        fine=own.fine,
        state=state_label(case),
        decided_on=own.decided_on,
        filed_on=own.filed_on,
    )


def waiting_for_file(user: User) -> int | None:
    """How many decisions wait to be taken on file, at most 99: the badge of the heads' menu. One query."""
    return len(spot_cases(TO_FILE, user).values_list("pk", flat=True).order_by()[:MOST_COUNTED]) or None
