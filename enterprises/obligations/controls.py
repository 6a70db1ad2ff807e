"""What the filters of a list of obligations offer, and the tabs above it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bureau.choices import Control, labelled
from bureau.models import Township
from enterprises.models import ObligationKind
from enterprises.obligations.filter import COMING, ENDED, LATE, OPEN, ObligationFilter


@dataclass(frozen=True, slots=True)
class Tab:
    """One list of the four."""

    name: str
    label: str
    url: str
    current: bool


def tabs(wanted: ObligationFilter, here: str) -> list[Tab]:
    """The four lists with the filters kept. The dates are left behind where they would mean another thing."""
    labels = ((OPEN, _("To be done")), (LATE, _("Past the last day")), (COMING, _("Can be done now")), (ENDED, _("Ended")))
    found = []
    for name, label in labels:
        dates = {} if (name == ENDED) == (wanted.tab == ENDED) else {"date_from": None, "date_to": None}
        found.append(Tab(name, label, f"{here}?{wanted.query(tab=name, **dates)}", wanted.tab == name))
    return found


def controls(wanted: ObligationFilter, *, names: frozenset[str]) -> list[Control]:
    """The fields of the filter bar among `names`, with what is set. At most two queries of small tables."""
    given = wanted.given()
    ended = wanted.tab == ENDED
    actions = [(value, str(text)) for value, text in ObligationKind.Action.choices]
    fields = {
        "township": lambda: Control("township", _("Township"), given.get("township", ""), labelled(Township.objects.all())),
        "action": lambda: Control("action", _("Action"), wanted.action, actions),
        "kind": lambda: Control("kind", _("Obligation"), wanted.kind, [(kind.code, str(kind)) for kind in ObligationKind.objects.all()]),
        "date_from": lambda: Control("date_from", _("Ended from") if ended else _("Due from"), given.get("date_from", ""), is_date=True),
        "date_to": lambda: Control("date_to", _("Ended until") if ended else _("Due until"), given.get("date_to", ""), is_date=True),
    }
    return [make() for name, make in fields.items() if name in names]
