"""What stands around one obligation on its page: the facts of what it is about, and what has happened. Of a person only the mask."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Certificate, DeclaredStandard, Instrument, Obligation, QualifiedPerson, SpecialEquipment
from enterprises.obligations.ledger_notes import note_text

# What a page says of a source, by its table; sealed fields are not among them.
FACTS: Mapping[type[Any], tuple[str, ...]] = {
    SpecialEquipment: ("category", "name", "code", "registration_number", "product_number", "location", "in_use_since"),
    Instrument: ("name", "model", "serial_number", "use", "location"),
    Certificate: ("number", "scope", "issuer"),
    DeclaredStandard: ("level", "number", "title", "products"),
    QualifiedPerson: ("duty", "name_mask", "certificate_number", "item"),
}
DATES = ("standing", "last_done_on", "expires_on")
END_TONES = {Obligation.State.MET: ("success", "check-circle"), Obligation.State.CANCELLED: ("neutral", "x-circle")}


def source_facts(source: Any | None) -> list[tuple[str, Any]]:
    """The facts of a source as (label, value), those that are known; nothing for an obligation about nothing in the register."""
    if source is None:
        return []
    found = []
    for name in (*FACTS[type(source)], *DATES):
        value = getattr(source, f"get_{name}_display", lambda name=name: getattr(source, name))()
        if value not in ("", None):
            found.append((str(source._meta.get_field(name).verbose_name), value))
    return found


def story(obligation: Obligation, rounds: Sequence[Obligation]) -> list[dict[str, Any]]:
    """What happened to it, newest first, then its earlier and later rounds, as entries {title, on, text, tone, icon}."""
    entries = [_ending(obligation)] if obligation.closed_on else []
    entries.append(_entry(_("Entered in the ledger"), timezone.localdate(obligation.created_at), icon="journal-plus"))
    return [*entries, *(_round(one) for one in rounds)]


def _ending(obligation: Obligation) -> dict[str, Any]:
    tone, icon = END_TONES[Obligation.State(obligation.state)]
    return _entry(obligation.get_state_display(), obligation.closed_on, text=note_text(obligation.note), tone=tone, icon=icon)


def _round(other: Obligation) -> dict[str, Any]:
    title = _("Another round: %(state)s") % {"state": other.get_state_display()}
    return _entry(title, other.closed_on or other.due_on, text=note_text(other.note), icon="arrow-repeat")


def _entry(title: str, on: date | None, *, text: str = "", tone: str = "neutral", icon: str = "dot") -> dict[str, Any]:
    return {"title": title, "on": on, "text": text, "tone": tone, "icon": icon}
