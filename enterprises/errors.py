"""Refusals of the register, besides ValidationError for single fields."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bureau.errors import BureauError
from enterprises.models import Enterprise


class StaleEntry(BureauError):
    """Somebody else changed the entry since this page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody changed this entry while you were working on it. Your text is kept below: look at the entry again, then send.")
        )


class EntryRefused(BureauError):
    """The entry takes no change of this sort, or not from this person."""


class KnownCode(ValidationError):
    """The register has this code already; `enterprise` is the entry that bears it, or the one it was merged into."""

    def __init__(self, enterprise: Enterprise) -> None:
        self.enterprise = enterprise
        super().__init__(_("This code is in the register already: %(name)s."), "code-known", {"name": enterprise.name})
