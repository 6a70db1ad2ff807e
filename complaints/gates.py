"""What must be there before a step: each predicate returns the missing thing in the reader's language, or None."""

from django.utils.translation import gettext as _

from bureau.models import Party
from bureau.workflow import Act
from complaints.models import Rating


def complainant_is_named(act: Act) -> str | None:
    """A complaint is real-name: name, phone and address (121: 10)."""
    party = Party.objects.filter(case_id=act.case.pk, part=Party.Part.COMPLAINANT).first()
    if party and party.name and party.phone and party.address:
        return None
    return _("The complainant's name, phone number and address are not complete (article 10). Ask for them, or do not accept.")


def business_is_named(act: Act) -> str | None:
    """Name and address of the business (121: 10)."""
    if act.case.subject_name:
        return None
    return _("The name of the business complained of is missing (article 10).")


def has_handler(act: Act) -> str | None:
    """Somebody answers for the step."""
    return None if act.case.handler_id else _("Nobody has this matter in hand yet: assign it first.")


def not_rated_yet(act: Act) -> str | None:
    """One rating per matter."""
    return _("You have already rated this matter. Thank you.") if Rating.objects.filter(case_id=act.case.pk).exists() else None
