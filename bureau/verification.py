"""What the public check of a document says beyond its own facts: where the right it gives stands today, and how often it was checked.

A letter never changes; the certificate it is may be suspended or gone by now. The app that keeps such rights registers the templates it
knows in `AppConfig.ready()`, so that the ground floor knows no certificate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bureau.documents import Verification
from bureau.models import DocumentCheck
from bureau.spam import address_digest

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the right stands today, without any personal data. `words` and `tone` make the badge; `rows` are (label, value) below it."""

    words: Text
    tone: str
    is_good: bool
    rows: tuple[tuple[Text, str], ...] = ()


# By the primary key of the document; None where there is no such right. One query.
StandingOf = Callable[[int], Standing | None]
_standings: dict[str, StandingOf] = {}


def register(template: str, standing_of: StandingOf) -> None:
    """Say who knows where documents of a template stand. Raises ValueError if somebody else does already."""
    if _standings.get(template, standing_of) != standing_of:
        raise ValueError(f"Two apps tell the standing of {template!r}.")
    _standings[template] = standing_of


def standing_for(found: Verification) -> Standing | None:
    """Where the right given by a checked document stands; a voided one gives none any more; None for a letter that gives none."""
    if found.voided_on is not None:
        return _void(found, found.voided_on)
    known = _standings.get(found.template)
    return known(found.document_id) if known else None


def _void(found: Verification, on: date) -> Standing:
    rows: list[tuple[Text, str]] = [(_("Voided on"), date_format(on, "DATE_FORMAT")), (_("Reason"), found.void_reason)]
    if found.replaced_by:
        rows.append((_("Replaced by"), found.replaced_by))
    return Standing(words=_("Voided"), tone="danger", is_good=False, rows=tuple(rows))


def record_check(found: Verification, *, address: str, at: datetime) -> None:
    """Keep that somebody checked a document; of the address only a keyed digest."""
    DocumentCheck.objects.create(document_id=found.document_id, at=at, address_digest=address_digest(address))


def count_checks(document_id: int) -> int:
    """How often a document was checked by its code."""
    return DocumentCheck.objects.filter(document_id=document_id).count()
