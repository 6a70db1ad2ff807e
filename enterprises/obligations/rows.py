"""An obligation as people read it: the same words on screen, in the exported file and in a calendar. Lights are computed, never stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bureau.calendar import Calendar
from bureau.models import Light, Township
from bureau.tables import CHUNK, EXPORT_LIMIT, csv_table, remaining_words
from enterprises.models import Obligation, ObligationKind

TONES = {Obligation.State.OPEN: "progress", Obligation.State.MET: "success", Obligation.State.CANCELLED: "neutral"}


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """What a list shows of one obligation. `light` is "none" once it has ended; `link` is "" where it cannot be done by a click."""

    pk: int
    code: str
    enterprise: str
    kind: str
    action: str
    title: str
    township: str
    due_on: date
    opens_on: date
    closed_on: date | None
    state: str
    tone: str
    light: str
    light_label: str
    remaining: str
    basis: str
    is_confirmed: bool
    link: str
    # A fixed day of the year: nothing in the register tells when it was done, so staff note it.
    is_noted_by_staff: bool
    # On the enterprise's own desk: the number of the open matter in which it is being done already.
    matter: str = ""

    @property
    def is_outside(self) -> bool:
        """Whether the link leads away from the portal."""
        return self.link.startswith("https://")


def light_of(obligation: Obligation, today: date) -> Light:
    """Red past the last day, yellow from the day it can be done, green before; none once it has ended."""
    if obligation.state != Obligation.State.OPEN:
        return Light.NONE
    if obligation.due_on < today:
        return Light.RED
    return Light.YELLOW if obligation.opens_on <= today else Light.GREEN


def how_of(kind: ObligationKind) -> str:
    """How to do it, in the reader's language where it was written in it."""
    return kind.how_en if (get_language() or "").startswith("en") and kind.how_en else kind.how


def link_of(kind: ObligationKind, code: str) -> str:
    """Where it can be done: an https address, or a page of the portal, which may ask for the enterprise's code; "" if there is none."""
    if not kind.link or kind.link.startswith("https://"):
        return kind.link
    for arguments in ({}, {"code": code}):
        try:
            return reverse(kind.link, kwargs=arguments)
        except NoReverseMatch:
            continue
    return ""


def township_labels() -> dict[str, str]:
    """Names of townships in the reader's language. One query of a small table."""
    return {township.code: str(township) for township in Township.objects.all()}


def row_of(obligation: Obligation, *, today: date, calendar: Calendar, townships: dict[str, str]) -> ObligationRow:
    """One obligation with its words; needs `kind` and `enterprise` selected."""
    light, is_open = light_of(obligation, today), obligation.state == Obligation.State.OPEN
    return ObligationRow(
        pk=obligation.pk,
        code=obligation.enterprise.code,
        enterprise=obligation.enterprise.name,
        kind=str(obligation.kind),
        action=obligation.get_action_display(),
        title=obligation.title,
        township=townships.get(obligation.township, obligation.township),
        due_on=obligation.due_on,
        opens_on=obligation.opens_on,
        closed_on=obligation.closed_on,
        state=obligation.get_state_display(),
        tone=TONES[Obligation.State(obligation.state)],
        light=light.value,
        light_label=str(light.label),
        remaining=remaining_words(obligation.due_on, today, calendar) if is_open else "",
        basis=obligation.kind.basis,
        is_confirmed=obligation.kind.confirmed,
        link=link_of(obligation.kind, obligation.enterprise.code) if is_open else "",
        is_noted_by_staff=is_open and obligation.kind.trigger == ObligationKind.Trigger.YEARLY,
    )


def rows_of(obligations: Iterable[Obligation], *, today: date, calendar: Calendar) -> list[ObligationRow]:
    """Rows of a page."""
    townships = township_labels()
    return [row_of(obligation, today=today, calendar=calendar, townships=townships) for obligation in obligations]


# --- export -----------------------------------------------------------------------------------------------------------
def csv_lines(obligations: "QuerySet[Obligation]", *, today: date, calendar: Calendar, limit: int = EXPORT_LIMIT) -> Iterator[str]:
    """The list as lines of CSV, read and sent in pieces. Past the limit it ends with a line that says so."""
    townships = township_labels()
    found = obligations[: limit + 1].iterator(chunk_size=CHUNK)
    rows = (_cells(row_of(obligation, today=today, calendar=calendar, townships=townships)) for obligation in found)
    cut_off = _("The list is longer: only the first %(limit)d obligations were exported. Filter it further.") % {"limit": limit}
    return csv_table(_header(), rows, limit=limit, cut_off=cut_off)


def _header() -> list[str]:
    return [
        *(_("Unified social credit code"), _("Enterprise"), _("Township"), _("Obligation"), _("Action"), _("About")),
        *(_("Last day"), _("Can be done from"), _("Remaining"), _("Light"), _("State"), _("Ended on")),
        *(_("Legal basis"), _("Basis confirmed")),
    ]


def _cells(row: ObligationRow) -> list[Any]:
    return [
        *(row.code, row.enterprise, row.township, row.kind, row.action, row.title),
        *(row.due_on.isoformat(), row.opens_on.isoformat(), row.remaining, row.light_label, row.state),
        row.closed_on.isoformat() if row.closed_on else "",
        *(row.basis, _("yes") if row.is_confirmed else _("not confirmed")),
    ]
