"""Why an obligation no longer applies: a slug in the row, words on the screen. What a person wrote as a note stands there as written."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ENTERPRISE_LEFT = "enterprise-left"
NOT_OPERATING = "not-operating"
SOURCE_DELETED = "source-deleted"
SOURCE_ENDED = "source-ended"
KIND_OFF = "kind-off"
DATE_REMOVED = "date-removed"
SUPERSEDED = "superseded"
NOT_COVERED = "not-covered"

NOTES: dict[str, str | Promise] = {
    ENTERPRISE_LEFT: _("The enterprise has closed, moved away or was merged."),
    NOT_OPERATING: _("The enterprise has suspended its business."),
    SOURCE_DELETED: _("What it was about has been taken off the register."),
    SOURCE_ENDED: _("What it was about is out of use."),
    KIND_OFF: _("Obligations of this kind are not kept any more."),
    DATE_REMOVED: _("The date it was counted from has been removed."),
    SUPERSEDED: _("A later change has taken its place."),
    NOT_COVERED: _("After a correction it does not apply."),
}


def note_text(note: str) -> str:
    """The note in the reader's language; a note of somebody's own as it is."""
    return str(NOTES.get(note, note))
