"""Whether a charge rests on the right version of the law, and on one that is settled."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from licensing.fines.amounts import values_of
from licensing.fines.cited import LAWFUL_BASIS, LIGHTER, cited
from licensing.fines.versions import lighter, versions_for
from licensing.models import Charge


def version_faults(charge: Charge, on: date) -> Iterator[str]:
    """The version of the act or the lighter one of the decision (第三十七条); departures and doubts need their reason on record."""
    version = charge.item_version
    if version.doubt and not charge.applied_reason.strip():
        yield cited(
            _("Not settled in the catalogue; write down how the law was checked: %(doubt)s") % {"doubt": version.doubt}, LAWFUL_BASIS
        )
    if not version.checked and not version.doubt:
        yield cited(_("The fine rules of the item have not been compared with the article yet."), LAWFUL_BASIS)
    found = versions_for(version.item, act_on=charge.act_to, decide_on=on)
    choice = lighter(found, party_type=charge.case.party_type, values=values_of(charge))
    if found.at_act is None and found.at_decision is None:
        yield cited(_("The item is in force neither on the day of the act nor on that of the decision."), LAWFUL_BASIS)
    elif choice.version is None:
        yield choice.reason
    elif version not in (found.at_act, found.at_decision):
        yield cited(_("The charge rests on a version of the item that does not apply to it."), LIGHTER)
    elif version != choice.version and not charge.applied_reason.strip():
        yield _("Another version of the item applies: %(reason)s") % {"reason": choice.reason}
