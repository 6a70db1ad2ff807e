"""What the room "certificates" makes known to the floors below and to the other rooms."""

from django.utils.translation import gettext_lazy as _

from bureau import letters, navigation, numbering, panels, workflow
from bureau.following import kinds as following
from bureau.navigation import Entry
from enterprises import panels as enterprise_panels
from enterprises.desk import matters, menu
from enterprises.desk.menu import DeskEntry
from licensing.certificates import cards
from licensing.certificates.measures.letters import KINDS, PREFIXES
from licensing.certificates.measures.workflow import CERTIFICATE_MEASURE
from licensing.certificates.papers import register_papers
from licensing.certificates.standing import register_standings
from licensing.certificates.takeover.workflow import CERTIFICATE_TAKEOVER

ENTRIES = (
    Entry(label=_("Register of certificates"), url_name="licensing:certificates", icon="patch-check", audience="staff", order=46),
    Entry(
        label=_("Check a certificate"),
        url_name="licensing:certificate-check",
        icon="patch-check",
        audience="public",
        order=56,
        description=_("By number and holder: does a certificate of this bureau hold today?"),
    ),
)
DESK_ENTRY = DeskEntry(label=_("Certificates"), url_name="licensing:desk-certificates", icon="patch-check", order=36)


def register_all() -> None:
    """Called once when Django is ready."""
    register_papers()
    for kind, words in PREFIXES.items():
        numbering.register_prefix(kind, words)
    for letter in KINDS:
        letters.register(letter)
    workflow.register(CERTIFICATE_MEASURE)
    workflow.register(CERTIFICATE_TAKEOVER)
    register_standings()
    for entry in ENTRIES:
        navigation.register(entry)
    menu.register(DESK_ENTRY)
    panels.register(cards.CASE_PANEL)
    enterprise_panels.register(cards.ENTERPRISE_PANEL)
    following.register(cards.FOLLOW)
    matters.register(
        CERTIFICATE_MEASURE.kind,
        visible=cards.told_ones,
        standings=cards.STANDINGS,
        told=cards.TOLD,
        card=cards.HOLDER_CARD,
    )
