"""Refusals the house can give. Each carries a sentence for the reader; screens and API turn them into 403, 404 or 409."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


class BureauError(Exception):
    """Root of the family. `str(error)` is a sentence in the user's language."""


class UnknownTransition(BureauError):
    """No such step in this kind of matter."""

    def __init__(self, name: str) -> None:
        super().__init__(_("There is no step “%(name)s” in this kind of matter.") % {"name": name})


class TransitionRefused(BureauError):
    """The step exists, but not for this person or not from this state."""


class ConflictOfInterest(TransitionRefused):
    """The person took an earlier part that excludes this step (separation of duties)."""


class StaleCase(BureauError):
    """Somebody else changed the case since this page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody changed this matter while you were working on it. Your text is kept below: check the timeline and send again.")
        )


class GateClosed(BureauError):
    """Something that must be there first is missing. `missing` lists all of it, not only the first."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = list(missing)
        super().__init__(" ".join(self.missing))
