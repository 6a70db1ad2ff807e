"""What ways and outcomes of service are called on screens; the models' own labels are single words that elsewhere mean something else."""

from django.utils.translation import gettext_lazy as _

from licensing.models import ServiceAttempt

Way, Outcome = ServiceAttempt.Way, ServiceAttempt.Outcome
WAYS = {
    Way.DIRECT: _("Handed over to the party in person"),
    Way.LEFT: _("Left at the party's place"),
    Way.POST: _("Sent by post"),
    Way.ELECTRONIC: _("Sent electronically, with signed consent"),
    Way.ENTRUSTED: _("Served through another authority"),
    Way.ANNOUNCEMENT: _("Served by announcement"),
}
OUTCOMES = {
    Outcome.PENDING: _("service under way"),
    Outcome.SERVED: _("reached the party"),
    Outcome.FAILED: _("did not reach the party"),
}


def way_label(code: str) -> str:
    """The way in the reader's language."""
    return str(WAYS[Way(code)])


def outcome_label(code: str) -> str:
    """The outcome in the reader's language."""
    return str(OUTCOMES[Outcome(code)])
