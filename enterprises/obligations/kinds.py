"""The kinds of obligation: loading those the house ships, and what makes a kind one the ledger can work with."""

import re
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from enterprises.models import SOURCES, Contact, ObligationKind

Trigger = ObligationKind.Trigger
YEARLY_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
# The sources a trigger can look at; OUTSIDE names whoever declares it.
SOURCES_OF: dict[str, frozenset[str]] = {
    Trigger.EXPIRY: frozenset(SOURCES),
    Trigger.CHANGE: frozenset(SOURCES),
    Trigger.FIRST_USE: frozenset({"equipment"}),
    Trigger.YEARLY: frozenset({"enterprise"}),
}


def load_kinds(rows: list[dict[str, Any]]) -> int:
    """Add the kinds that are missing, in the order of the rows; one that is there belongs to the bureau. Returns how many were added."""
    before = ObligationKind.objects.count()
    kinds = [ObligationKind(**row, order=10 * place) for place, row in enumerate(rows, start=1)]
    ObligationKind.objects.bulk_create(kinds, ignore_conflicts=True)
    return ObligationKind.objects.count() - before


def kind_problems(kind: ObligationKind) -> dict[str, str]:
    """What the ledger could not work with, by field, in words for whoever administers the kinds. Empty: the kind is sound."""
    problems = {}
    allowed = SOURCES_OF.get(kind.trigger)
    if allowed is not None and kind.source_type not in allowed:
        problems["source_type"] = _("With this trigger the source is one of: %(sources)s.") % {"sources": ", ".join(sorted(allowed))}
    if not isinstance(kind.source_kinds, list) or not all(isinstance(one, str) for one in kind.source_kinds):
        problems["source_kinds"] = _('Give a list of codes, like ["lift", "crane"], or an empty one for all.')
    if kind.trigger == Trigger.YEARLY and not YEARLY_DAY.fullmatch(kind.yearly_day):
        problems["yearly_day"] = _("Give month and day in two figures each: 06-30.")
    if kind.duty and kind.duty not in Contact.Duty.values:
        problems["duty"] = _("The duty is one of: %(duties)s.") % {"duties": ", ".join(Contact.Duty.values)}
    if kind.link and not _leads_somewhere(kind.link):
        problems["link"] = _("Give an address that begins with https://, or the name of a page of this portal.")
    if kind.valid_from and kind.valid_to and kind.valid_to < kind.valid_from:
        problems["valid_to"] = _("The last day lies before the first.")
    return problems


def _leads_somewhere(link: str) -> bool:
    if link.startswith("https://"):
        return True
    try:
        reverse(link)
    except NoReverseMatch:
        return False
    return True
