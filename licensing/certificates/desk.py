"""The certificates of an enterprise as its people see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from bureau.seek import Slice, read_slice
from enterprises.models import Enterprise, Membership
from enterprises.register.selectors import family_codes
from licensing.certificates.filter import NEWEST
from licensing.certificates.lists import Row, row_of
from licensing.certificates.selectors import certificates_of_enterprise
from licensing.guides.selectors import content_of
from licensing.models import Guide, IssuedCertificate, Request

PAGE_SIZE = 20
# A renewal is offered from so many days before it must be asked for, so that there is time to gather papers.
AHEAD_DAYS = 90


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One certificate on the desk. `renew_url` while it can be renewed now; `renew_by` the last day to ask for it."""

    row: Row
    file_url: str
    renew_url: str
    renew_by: date | None


def own_certificates(enterprise: Enterprise) -> "QuerySet[IssuedCertificate]":
    """The certificates of the enterprise and of those merged into it. One query here."""
    return certificates_of_enterprise(family_codes(enterprise))


def certificate_page(membership: Membership, *, today: date, before: str = "", after: str = "") -> Slice:
    """One page. Three queries: the family, the certificates, the guides of their items."""
    enterprise = membership.enterprise
    found = read_slice(own_certificates(enterprise), NEWEST, before=before, after=after, size=PAGE_SIZE)
    windows = renewal_windows({one.item_id for one in found.rows})
    may_act = membership.part in (Membership.Part.OWNER, Membership.Part.AGENT)
    rows = [_desk_row(one, enterprise.code, windows if may_act else {}, today=today) for one in found.rows]
    return Slice(rows, found.before, found.after)


def renewal_windows(item_ids: set[int]) -> Mapping[int, int]:
    """By item: the days before the end by which a renewal must be asked for; only items whose published guide offers renewal."""
    windows = {}
    for guide in Guide.objects.filter(item_id__in=item_ids, state=Guide.State.PUBLISHED):
        spec = content_of(guide).request_spec(Request.RENEWAL)
        if spec is not None:
            windows[guide.item_id] = spec.window_days
    return windows


def _desk_row(certificate: IssuedCertificate, code: str, windows: Mapping[int, int], *, today: date) -> DeskRow:
    number = certificate.number
    renew_by = _renew_by(certificate, windows)
    file_url = reverse("licensing:desk-certificate-file", args=[code, number]) if certificate.document_id else ""
    is_open = renew_by is not None and renew_by - timedelta(days=AHEAD_DAYS) <= today
    renew_url = reverse("licensing:desk-renew", args=[code, number]) if is_open else ""
    return DeskRow(row_of(certificate, today=today), file_url, renew_url, renew_by)


def _renew_by(certificate: IssuedCertificate, windows: Mapping[int, int]) -> date | None:
    stands = certificate.status in (IssuedCertificate.Status.VALID, IssuedCertificate.Status.SUSPENDED)
    if not stands or certificate.valid_to is None or certificate.item_id not in windows:
        return None
    return certificate.valid_to - timedelta(days=windows[certificate.item_id])
