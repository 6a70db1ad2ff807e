"""Why an import cannot go on, as sentences for the person who started it."""

from typing import Any

from django.utils.translation import gettext as _

from bureau.errors import BureauError


class ImportRefused(BureauError):
    """Root of the family. Nothing of the file is in the register when one is raised."""


class NotConfirmed(ImportRefused):
    """Checking was asked for before anybody said what the columns mean."""

    def __init__(self) -> None:
        super().__init__(_("Nobody has said yet what the columns of this file mean. Confirm the columns first."))


class FileGone(ImportRefused):
    """The uploaded file is no longer in the storage."""

    def __init__(self) -> None:
        super().__init__(_("The file is no longer here. Upload it again."))


class NothingInIt(ImportRefused):
    """The sheet has a header and no rows below it."""

    def __init__(self) -> None:
        super().__init__(_("There are no rows below the header of this sheet."))


class RowsGone(ImportRefused):
    """The checked rows are not in the database any more, or not all of them."""

    def __init__(self) -> None:
        super().__init__(_("The checked rows of this file are no longer complete. Nothing was taken over: check the file again."))


class RowsRefused(ImportRefused):
    """Rows were refused, and nobody said to go on without them."""

    def __init__(self, refused: int) -> None:
        text = _("%(number)d rows were refused. Correct the file and upload it again, or take over the others without them.")
        super().__init__(text % {"number": refused})


class WrongState(ImportRefused):
    """The import is not where this step can be taken: somebody was quicker, or it has not come so far. Names where it stands."""

    def __init__(self, state: str) -> None:
        super().__init__(_("This import cannot take this step now. It stands at: %(state)s.") % {"state": state})


class QueueAway(ImportRefused):
    """No worker can be told to begin."""

    def __init__(self) -> None:
        super().__init__(_("The work could not be handed to a worker. Nothing was changed: try again in a few minutes."))


class Stopped(ImportRefused):
    """Somebody discarded the import, or it was given up, while a worker was still at it."""

    def __init__(self) -> None:
        super().__init__(_("This import was stopped while it was being worked on. Nothing was taken over."))


class RegisterMoved(ImportRefused):
    """The register is no longer what it was when the file was checked."""

    def __init__(self) -> None:
        super().__init__(
            _("The register has changed since this file was checked. Nothing was taken over: look at the new result and confirm again.")
        )


def unexpected() -> str:
    """What the run says when something broke that nobody foresaw; the log has the rest."""
    return _("Something went wrong. Nothing was taken over, and the register is as it was. You can try again.")


def not_moving() -> str:
    """What a run says that no worker has touched for minutes."""
    return _("The work stopped before its end, perhaps because the server was restarted. Nothing was taken over. You can try again.")


class CellError(ValueError):
    """A cell that cannot be taken: the code of the reason and what belongs into its sentence."""

    def __init__(self, code: str, **arguments: Any) -> None:
        super().__init__(code)
        self.code, self.arguments = code, arguments
