"""Who may not apply again yet: after false material (行政许可法 78) and after a permit got by fraud or bribery (行政许可法 79).

Both concern items of public safety, health, life and property alone (`GuideContent.safety`). The periods are clock rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import clocks
from bureau.day_words import day_words
from licensing.certificates.measures import grounds
from licensing.guides.selectors import content_of
from licensing.models import Application, CertificateMeasure, IssuedCertificate

FALSE_MATERIAL = "permit-bar-false-material"
FRAUD = "permit-bar-fraud"
# The ground of a revocation under article 69, second paragraph.
FRAUD_GROUNDS = (grounds.FRAUD,)


@dataclass(frozen=True, slots=True)
class Bar:
    """Why an applicant is barred, and the last day of it."""

    code: str
    since: date
    until: date

    def __str__(self) -> str:
        """The sentence for the applicant."""
        values = {"since": day_words(self.since), "until": day_words(self.until)}
        if self.code == FRAUD:
            return (
                _(
                    "A permit of this item was revoked on %(since)s because it had been obtained by fraud or bribery: no new application "
                    "until %(until)s (Administrative Licensing Law, article 79)."
                )
                % values
            )
        return (
            _(
                "An application for this item was turned down on %(since)s for false material: no new application until %(until)s "
                "(Administrative Licensing Law, article 78)."
            )
            % values
        )


def same_applicant(*, enterprise_code: str, person_index: bytes | None) -> Q | None:
    """The condition that finds the applicant again on applications and certificates; None for somebody who cannot be known again."""
    if enterprise_code:
        return Q(enterprise_code=enterprise_code)
    return Q(person_index=person_index) if person_index else None


def bars_against(*, item_code: str, enterprise_code: str, person_index: bytes | None, today: date) -> list[Bar]:
    """The bars that still run today for this applicant and item. Two queries at most."""
    who = same_applicant(enterprise_code=enterprise_code, person_index=person_index)
    if who is None:
        return []
    starts = [*_after_false_material(item_code, who), *_after_fraud(item_code, who)]
    bars = (Bar(code, since, clocks.clock_values(code, on=since, rules_as_of=today)["due_on"]) for code, since in starts)
    return [bar for bar in bars if bar.until >= today]


def bar_of(application: Application, *, on: date) -> str | None:
    """The sentence about a bar that keeps this application from being accepted on a day; None if there is none. Three queries at most."""
    if not content_of(application.guide).safety:
        return None
    index = bytes(application.person_index) if application.person_index else None
    found = bars_against(item_code=application.category, enterprise_code=application.enterprise_code, person_index=index, today=on)
    return str(found[0]) if found else None


def _after_false_material(item_code: str, who: Q) -> Iterator[tuple[str, date]]:
    """Refused, or not accepted, for false statements."""
    found = Application.objects.filter(who, found_false=True, item_version__item__code=item_code)
    for decided_on, closed_at in found.values_list("decided_on", "closed_at"):
        since = decided_on or (timezone.localdate(closed_at) if closed_at else None)
        if since is not None:
            yield FALSE_MATERIAL, since


def _after_fraud(item_code: str, who: Q) -> Iterator[tuple[str, date]]:
    """A certificate of the item revoked because it was got by fraud or bribery; counted from the day it was revoked."""
    frauds = CertificateMeasure.objects.filter(measure=CertificateMeasure.Measure.REVOKE, ground__in=FRAUD_GROUNDS)
    revoked = IssuedCertificate.objects.filter(who, item__code=item_code, status=IssuedCertificate.Status.REVOKED)
    for since in revoked.filter(pk__in=frauds.values("certificate_id")).values_list("status_since", flat=True):
        yield FRAUD, since
