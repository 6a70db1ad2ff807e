"""What the filters of the workbench offer, as (value, label) lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bureau.filters import CLOSED, DUE, OPEN, RECEIVED, DocketFilter
from bureau.models import Category, Channel, Light, Office, Township, User
from bureau.models.reference import Labelled
from bureau.roles import STAFF_ROLES
from bureau.workflow import workflows

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Control:
    """One field of the filter bar: a list to choose from, or a date."""

    name: str
    label: str
    value: str
    choices: Choices = field(default_factory=list)
    is_date: bool = False


def controls(wanted: DocketFilter) -> list[Control]:
    """The filter bar with what is set. Four queries."""
    given = wanted.given()

    def choose(name: str, label: str, choices: Choices) -> Control:
        return Control(name, label, given.get(name, ""), choices)

    def day(name: str, label: str) -> Control:
        return Control(name, label, given.get(name, ""), is_date=True)

    return [
        choose("status", _("Open or closed"), [(OPEN, _("Open")), (CLOSED, _("Closed"))]),
        choose("kind", _("Kind"), [(flow.kind, str(flow.label)) for flow in workflows()]),
        choose("state", _("State"), states(wanted.kind)),
        choose("light", _("Light"), [(value, str(label)) for value, label in Light.choices]),
        choose("category", _("Category"), labelled(Category.objects.all())),
        choose("township", _("Township"), labelled(Township.objects.all())),
        choose("office", _("Office"), [(str(office.pk), str(office)) for office in Office.objects.all()]),
        choose("handler", _("Handler"), handlers()),
        choose("channel", _("Channel"), [(value, str(label)) for value, label in Channel.choices]),
        day("received_from", _("Received from")),
        day("received_to", _("Received until")),
        day("closed_from", _("Closed from")),
        day("closed_to", _("Closed until")),
        choose("sort", _("Sort by"), [(DUE, _("Due date (open matters only)")), (RECEIVED, _("Newest first"))]),
    ]


def states(kind: str) -> Choices:
    """The states of a kind, or of all kinds: kinds that share a state give all their words for it."""
    words: dict[str, list[str]] = {}
    for flow in workflows():
        if kind in ("", flow.kind):
            for value, label in flow.states.choices:
                known = words.setdefault(value, [])
                if str(label) not in known:
                    known.append(str(label))
    return [(value, " / ".join(labels)) for value, labels in words.items()]


def labelled(rows: "QuerySet[Category] | QuerySet[Township]") -> Choices:
    """Codes and labels in the reader's language; retired ones too, for old matters bear them."""
    found: Sequence[Labelled] = list(rows)
    return [(row.code, str(row)) for row in found]


def handlers() -> Choices:
    """Who can have a matter in hand."""
    people = User.objects.holding(*STAFF_ROLES).order_by("office__code", "display_name", "pk").only("display_name", "username")
    return [(str(person.pk), str(person)) for person in people]
