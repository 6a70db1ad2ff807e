"""The card of certificates on an enterprise's page, and the card of a measure on its case page, desk and public page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.following.kinds import FollowKind, FollowStep
from bureau.models import User
from bureau.panels import Panel
from bureau.standings import NOBODY, US, YOU, Card, Standing
from enterprises.models import Enterprise, Membership
from enterprises.panels import Panel as EnterprisePanel
from enterprises.register.selectors import family_codes
from licensing.certificates.lists import row_of
from licensing.certificates.measures.forms import StatementForm
from licensing.certificates.measures.grounds import GROUNDS, measure_words
from licensing.certificates.measures.workflow import MeasureState
from licensing.certificates.selectors import certificates_of_enterprise
from licensing.certificates.statuses import tone_of, words_of
from licensing.models import CertificateMeasure

SHOWN = 8
S = MeasureState


def enterprise_card(enterprise: Enterprise, reader: User) -> Mapping[str, Any] | None:
    """The newest certificates of the enterprise and those merged into it; no card without any. Two queries."""
    today = timezone.localdate()
    found = list(certificates_of_enterprise(family_codes(enterprise))[: SHOWN + 1])
    if not found:
        return None
    return {"rows": [row_of(one, today=today) for one in found[:SHOWN]], "has_more": len(found) > SHOWN, "code": enterprise.code}


def holder_card(case: CertificateMeasure, reader: Any) -> Mapping[str, Any]:
    """The same card for the holder, who has no register of certificates to go to."""
    return {**measure_card(case, reader), "is_staff": False}


def measure_card(case: CertificateMeasure, reader: Any) -> Mapping[str, Any]:
    """What is proposed against which certificate, on which ground, and what the holder said."""
    certificate = case.certificate
    return {
        "certificate": certificate,
        "status_words": words_of(certificate.status),
        "tone": tone_of(certificate.status),
        "measure": measure_words(case.measure),
        "ground": GROUNDS[case.ground].label if case.ground in GROUNDS else case.ground,
        "facts": case.facts,
        "statement": case.statement,
        "until": case.until,
        "is_staff": True,
    }


def told_ones(membership: Membership) -> Q:
    """An enterprise reads of a measure once it was told, not while it is only proposed."""
    return ~Q(state=MeasureState.PROPOSED) & ~Q(outcome="taken-back")


STANDINGS: Mapping[str, Standing] = {
    S.TOLD: Standing(
        _("The bureau means to act on your certificate. Nothing has been decided yet."),
        _("Read the notice and say what speaks against it, until the day it names."),
        YOU,
        "waiting",
    ),
    S.DECIDED: Standing(
        _("The bureau has decided. How the certificate stands is shown below."),
        _("Reasons and remedies are in the decision."),
        NOBODY,
        "danger",
    ),
    S.DROPPED: Standing(
        _("The measure was dropped: your certificate stands as it was."), _("Nothing more is to be done."), NOBODY, "success"
    ),
    S.PROPOSED: Standing(_("The bureau is looking into a certificate."), _("You are told before anything is decided."), US, "progress"),
}
TOLD = frozenset({"hear", "decide", "drop"})
HOLDER_CARD = Card("licensing/case_measure.html", holder_card)
ENTERPRISE_PANEL = EnterprisePanel(key="certificates", template="licensing/panel_certificates.html", context=enterprise_card, order=36)
CASE_PANEL = Panel("certificate-measure", "licensing/case_measure.html", measure_card, 10)
FOLLOW = FollowKind(
    kind="certificate-measure",
    standings=STANDINGS,
    told=TOLD,
    steps={
        "hear": FollowStep(
            form=StatementForm,
            thanks=_("Your statement is on file and will be weighed before anything is decided."),
            title=_("Statement and defence"),
            lead=_("Say what speaks against the measure. A heavier measure is never taken for it."),
            button=_("Send the statement"),
        )
    },
    card=HOLDER_CARD,
)
