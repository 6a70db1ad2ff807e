"""The register's cards on the page of an enterprise: contacts, premises, officers in charge."""

from collections.abc import Mapping
from typing import Any

from bureau.models import User
from enterprises.models import Enterprise
from enterprises.register.care import officers_of
from enterprises.register.contacts import contacts_of
from enterprises.register.labels import load_labels
from enterprises.register.places import premises_of
from enterprises.register.services import WRITERS


def contacts(enterprise: Enterprise, reader: User) -> Mapping[str, Any]:
    """Whom to speak to, masked. One query."""
    return {"enterprise": enterprise, "contacts": contacts_of(enterprise), "can_write": reader.has_role(*WRITERS)}


def premises(enterprise: Enterprise, reader: User) -> Mapping[str, Any]:
    """Where it works. Four queries at most."""
    rows = premises_of(enterprise)
    townships = load_labels().townships if any(row.township for row in rows) else {}
    places = [(row, townships.get(row.township, row.township)) for row in rows]
    return {"enterprise": enterprise, "places": places, "can_write": reader.has_role(*WRITERS)}


def officers(enterprise: Enterprise, reader: User) -> Mapping[str, Any]:
    """Who at the bureau looks after it, and who did before. One query."""
    rows = officers_of(enterprise)
    return {
        "enterprise": enterprise,
        "standing": [row for row in rows if row.until is None],
        "former": [row for row in rows if row.until is not None],
        "can_write": reader.has_role(*WRITERS),
    }
