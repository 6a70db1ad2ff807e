"""What somebody asked the list of obligations for, read from the address and written back to it.

The words of an address are read as the workbench reads its own, so that a slug or a day is the same thing on every list of the portal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from bureau.filters import READERS as DOCKET_READERS
from bureau.filters import read_slug
from bureau.list_filter import ListFilter, Reader, one_of, read_parameters
from enterprises.codes import LENGTH, clean_text
from enterprises.models import ObligationKind

OPEN, LATE, COMING, ENDED = TABS = ("open", "late", "coming", "ended")
# What an enterprise may ask of its own list: the rest is given by whose list it is.
OWN = frozenset({"tab", "action", "kind", "date_from", "date_to"})


@dataclass(frozen=True, slots=True)
class ObligationFilter(ListFilter):
    """One list of obligations. Empty means "any". The dates are of the last day to act, on the tab `ended` of the day it ended."""

    NOT_COUNTED: ClassVar[frozenset[str]] = frozenset({"tab"})

    tab: str = OPEN
    township: str = ""
    action: str = ""
    kind: str = ""
    enterprise: str = ""
    date_from: date | None = None
    date_to: date | None = None


def _code(text: str) -> str | None:
    """A code as people type it; whether an enterprise has it is the register's question, not the address's."""
    code = clean_text(text).replace(" ", "").replace("-", "").upper()
    return code if len(code) == LENGTH and code.isascii() and code.isalnum() else None


READERS: Mapping[str, Reader] = {
    "tab": one_of(*TABS),
    "township": read_slug,
    "action": one_of(*ObligationKind.Action.values),
    "kind": read_slug,
    "enterprise": _code,
    "date_from": DOCKET_READERS["received_from"],
    "date_to": DOCKET_READERS["received_to"],
}


def read_filter(parameters: Mapping[str, str], *, names: frozenset[str] = frozenset(READERS)) -> ObligationFilter:
    """The filter an address asks for, of the parameters in `names`. What cannot be understood is left out, and said in `problems`."""
    values, problems = read_parameters(parameters, {name: reader for name, reader in READERS.items() if name in names})
    found = ObligationFilter(**values)
    if found.date_from and found.date_to and found.date_from > found.date_to:
        problems.append(_("The period ends before it starts."))
    return replace(found, problems=tuple(problems))
