"""What must be there before a step on a correction of the register: each predicate returns the missing thing, or None."""

from django.utils.translation import gettext as _

from bureau.workflow import Act
from enterprises.corrections.fields import PREMISES, labels_of, moved_fields, value_now
from enterprises.models import Membership


def register_has_not_moved(act: Act) -> str | None:
    """What was to be put right still stands there as the enterprise saw it; otherwise nobody knows what it would ask for today."""
    enterprise = act.case.enterprise
    if enterprise.merged_into_id:
        return _("The entry has been merged into another since this was asked. Refuse it with this reason; the enterprise can ask again.")
    moved = moved_fields(act.case, enterprise)
    if not moved:
        return None
    return _("The register has changed since this was asked (%(fields)s). Refuse it with this reason; the enterprise can ask again.") % {
        "fields": labels_of(moved)
    }


def premises_are_put_right(act: Act) -> str | None:
    """Premises are not written by this step: staff have put the rows right on the page of the enterprise before."""
    case = act.case
    if PREMISES not in case.proposed or value_now(case.enterprise, PREMISES) != case.before.get(PREMISES, ""):
        return None
    return _("The premises still stand as they did. Put them right on the page of the enterprise first, then confirm.")


def decider_is_not_of_the_enterprise(act: Act) -> str | None:
    """Nobody confirms for the bureau what they ask for an enterprise."""
    user = act.actor.user
    if user is None or not Membership.objects.filter(enterprise_id=act.case.enterprise_id, user=user, ended_at__isnull=True).exists():
        return None
    return _("You act for this enterprise yourself; somebody else must decide.")


def is_taken_at_the_desk(act: Act) -> str | None:
    """A step of the enterprise comes from its desk, where the membership is checked, never from the workbench."""
    return None if act.actor.user is None else _("Only the enterprise takes this step, on its own desk.")
