"""Where a clerk stands who takes an application in: item, way of asking, applicant, certificate. Built from the intake's own `Place`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict

from bureau import drafts
from bureau.baskets import Basket
from bureau.models import Draft, User
from enterprises.codes import clean_text
from enterprises.models import Enterprise
from enterprises.register.selectors import enterprise_by_code
from licensing.applications import prefill, typed
from licensing.applications.bars import same_applicant
from licensing.applications.place import Place, read_item
from licensing.models import IssuedCertificate, ItemVersion
from licensing.window.board import ticket_of

PURPOSE = "window"
FINDING, REMARK = "finding-", "remark-"
# What only the window's form has, kept with its draft besides the answers.
OWN = ("enterprise", "ticket", "receiver", "correction_text")
MOST, LONGEST = 200, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whoever stands at the window, as far as the address or the form names them."""

    enterprise: Enterprise | None = None
    certificate: IssuedCertificate | None = None
    ticket: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The words of an address that name the same visitor."""
        named = {
            "enterprise": self.enterprise.code if self.enterprise else "",
            "certificate": self.certificate.number if self.certificate else "",
            "ticket": self.ticket,
        }
        return {name: value for name, value in named.items() if value}


def visitor_of(data: Mapping[str, str], *, today: date) -> Visitor:
    """The visitor by code, certificate or number of the day; what is unknown is left out. Four queries at most."""
    number, label = clean_text(data.get("certificate", ""))[:60], data.get("ticket", "")[:6]
    certificate = IssuedCertificate.objects.standing().select_related("item").filter(number=number).first() if number else None
    ticket = ticket_of(label, today) if label else None
    code = clean_text(data.get("enterprise", "")).upper()[:18]
    code = code or (certificate.enterprise_code if certificate else "") or (ticket.enterprise_code if ticket else "")
    return Visitor(enterprise=find_enterprise(code), certificate=certificate, ticket=ticket.label if ticket else "")


def find_enterprise(code: str) -> Enterprise | None:
    """The enterprise that stands for a code; None if the register has none."""
    try:
        return enterprise_by_code(code) if code else None
    except Enterprise.DoesNotExist:
        return None


def window_place(code: str, request: str, visitor: Visitor, *, clerk: User, today: date) -> Place | None:
    """The form with everything known filled in; None while the way of asking or the certificate it is about is still to be chosen.

    Raises NothingToApplyFor. Six queries at most.
    """
    version, guide, content = read_item(code, today=today)
    if content.request_spec(request) is None:
        return None
    certificate, enterprise = visitor.certificate, visitor.enterprise
    place = Place(
        version=version,
        guide=guide,
        content=content,
        request=request,
        certificate=certificate,
        certificate_number=certificate.number if certificate else "",
        enterprise=enterprise,
        user=clerk,
        known=prefill.known_answers(content, request, _known(visitor), earlier=_earlier(version, enterprise)),
    )
    return None if place.needs_certificate and certificate is None else place


def _known(visitor: Visitor) -> prefill.Sources:
    holding = None
    if visitor.certificate is not None and visitor.enterprise is not None:
        holding = prefill.holding_behind(visitor.certificate, visitor.enterprise)
    return prefill.sources(enterprise=visitor.enterprise, holding=holding, certificate=visitor.certificate)


def _earlier(version: ItemVersion, enterprise: Enterprise | None) -> dict[str, Any]:
    who = same_applicant(enterprise_code=enterprise.code, person_index=None) if enterprise else None
    return prefill.earlier_answers(version.item.code, who)


def known_applicant(enterprise: Enterprise | None) -> dict[str, str]:
    """What the register says of the applicant, to begin the form with."""
    if enterprise is None:
        return {}
    return {"type": "enterprise", "name": enterprise.name, "enterprise_code": enterprise.code, "address": enterprise.address}


# --- half-written forms of the window --------------------------------------------------------------------------------------
def kept(data: QueryDict) -> QueryDict:
    """What the intake keeps of a form, and what only the window has."""
    result = typed.kept(data)
    for name in list(_own(data))[:MOST]:
        result[name] = data.get(name, "").replace("\0", "")[:LONGEST]
    return result


def _own(data: QueryDict) -> Iterator[str]:
    return (name for name in data if name in OWN or name.startswith((FINDING, REMARK)))


def save_draft(place: Place, data: QueryDict, basket: Basket | None, *, clerk: User, at: Any) -> Basket:
    """Keep what was typed under the clerk's account. Raises drafts.DraftGone if it was sent already."""
    fields = {"typed": kept(data).urlencode()}
    return drafts.save(fields, basket, at=at, purpose=PURPOSE, owner=clerk, subject=place.subject)


def open_draft(raw: str, *, clerk: User, code: str, at: Any) -> drafts.Opened | None:
    """The clerk's own draft of this item; None if there is none any more."""
    try:
        found = drafts.opened(UUID(raw), at=at, purpose=PURPOSE, owner=clerk)
    except ValueError:
        return None
    is_right = isinstance(found, drafts.Opened) and found.subject.split(":")[1:2] == [code]
    return found if isinstance(found, drafts.Opened) and is_right else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A draft as a list shows it."""

    pk: UUID
    item: str
    enterprise_code: str
    request: str


def begun(row: Draft) -> Begun:
    """What the subject of a draft says."""
    code, item, request, *_rest = [*row.subject.split(":"), "", "", ""]
    return Begun(pk=row.pk, item=item, enterprise_code=code, request=request)
