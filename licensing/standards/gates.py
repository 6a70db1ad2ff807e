"""What must be there before a step of a check of declared standards."""

from django.utils.translation import gettext as _

from bureau.workflow import Act
from licensing.standards.checklist import defects


def nothing_is_wrong(act: Act) -> str | None:
    """Conforming means that no line of the checklist was answered with no."""
    return _("A line of the checklist says no: record what is wrong instead.") if defects(act.data.get("answers", {})) else None


def something_is_wrong(act: Act) -> str | None:
    """At least one line says no; asked once something is typed."""
    if not act.data or defects(act.data.get("answers", {})):
        return None
    return _("No line of the checklist says no: record that it conforms instead.")
