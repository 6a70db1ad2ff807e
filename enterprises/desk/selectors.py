"""Reads of an enterprise's desk: what is next, what it has, what the register says of it. Each page has a fixed number of queries.

People of the enterprise are shown in plain to those who act for that very enterprise (owner, agent), by mask to a reader; their values are
opened for one page at a time, and the opened rows are never saved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bureau.calendar import Calendar
from bureau.models import Light, Message, MessageChannel, Township
from bureau.seek import Order, Slice, read_slice
from bureau.tables import Row, rows_of
from enterprises.access import ACTING
from enterprises.desk.matters import visible_matters
from enterprises.holdings import kinds as holding_kinds
from enterprises.models import CareOfficer, Certificate, Contact, Enterprise, Industry, Membership, Obligation, Premises, Standing
from enterprises.obligations import doors
from enterprises.obligations import rows as obligation_rows
from enterprises.obligations.rows import ObligationRow

FEW = 5
# How long before its last day a thing is shown as ending, where no kind of obligation says otherwise.
WARN_DAYS = 60
CERTIFICATE_DAYS = 90
# The newest messages that are looked at for unread ones: the cost does not grow with the years.
MESSAGE_WINDOW = 200
PAGE_SIZE = 30
CONTACTS, PLACES = 50, 100


@dataclass(frozen=True, slots=True)
class Unread:
    """Unread messages of one person: how many among the newest, and the first few."""

    count: int
    newest: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Home:
    """The desk's first page. `unread` is None for staff who also act for an enterprise: their messages are read at the workbench."""

    obligations: list[ObligationRow]
    matters: list[Row]
    unread: Unread | None
    certificates: list[Certificate]
    officers: list[CareOfficer]


def home_of(membership: Membership, *, today: date, calendar: Calendar) -> Home:
    """What the first page shows, in nine queries and those of the doors (`enterprises.obligations.doors`) at most."""
    enterprise = membership.enterprise
    due = Obligation.objects.filter(enterprise=enterprise, state=Obligation.State.OPEN).select_related("kind", "enterprise")
    matters = visible_matters(membership).open().select_related("office", "handler").order_by("-opened_at", "-id")[:FEW]
    return Home(
        obligations=_next_obligations(membership, list(due.order_by("due_on", "id")[:FEW]), today=today, calendar=calendar),
        matters=rows_of(matters, today=today, calendar=calendar),
        unread=unread_of(membership),
        certificates=ending_certificates(enterprise, today=today),
        officers=officers_of(enterprise),
    )


def _next_obligations(membership: Membership, obligations: Sequence[Obligation], *, today: date, calendar: Calendar) -> list[ObligationRow]:
    """As the list of obligations shows them: those who act are led to where each can be done, or to the matter in which it is."""
    rows = obligation_rows.rows_of(obligations, today=today, calendar=calendar)
    return doors.with_doors(rows, obligations, membership.enterprise) if is_acting(membership) else rows


def unread_of(membership: Membership) -> Unread | None:
    """Unread inbox messages of the person, among the newest. One query."""
    if membership.user.is_bureau_staff:
        return None
    rows = Message.objects.filter(user_id=membership.user_id, channel=MessageChannel.INBOX).order_by("-id")
    seen = rows.values("subject", "sent_at", "status", "read_at")[:MESSAGE_WINDOW]
    unread = [row for row in seen if row["status"] == Message.Status.DELIVERED and row["read_at"] is None]
    return Unread(len(unread), unread[:FEW])


def ending_certificates(enterprise: Enterprise, *, today: date) -> list[Certificate]:
    """Certificates in use that have ended or end within three months, the first to end first. One query."""
    rows = Certificate.objects.filter(
        enterprise=enterprise, standing=Standing.IN_USE, expires_on__lte=today + timedelta(days=CERTIFICATE_DAYS)
    )
    return list(rows.order_by("expires_on", "id")[:FEW])


def officers_of(enterprise: Enterprise) -> list[CareOfficer]:
    """Who of the bureau looks after the enterprise now, with the office. One query."""
    return list(CareOfficer.objects.filter(enterprise=enterprise, until__isnull=True).select_related("user__office").order_by("duty", "pk"))


def light_of(expires_on: date | None, *, standing: str, today: date) -> str:
    """Red after the last good day, yellow in its last weeks, green before; empty without a date or out of use."""
    if expires_on is None or standing != Standing.IN_USE:
        return ""
    if expires_on < today:
        return Light.RED.value
    return Light.YELLOW.value if expires_on <= today + timedelta(days=WARN_DAYS) else Light.GREEN.value


# --- what it has ------------------------------------------------------------------------------------------------------
DATED, UNDATED, OUT_OF_USE = "dated", "undated", "out-of-use"
ORDERS = {DATED: Order("expires_on"), UNDATED: Order("id", descending=True), OUT_OF_USE: Order("id", descending=True)}


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing the enterprise has, in the words of its sort."""

    row: holding_kinds.HoldingRow
    light: str


@dataclass(frozen=True, slots=True)
class HoldingPage:
    """One page of one sort of holdings."""

    kind: holding_kinds.HoldingKind
    rows: list[Holding]
    before: str
    after: str


def is_acting(membership: Membership) -> bool:
    """Whether this person may act for the enterprise, and so reads its own people in plain."""
    return membership.part in ACTING


def holding_page(membership: Membership, key: str, *, show: str, today: date, before: str = "", after: str = "") -> HoldingPage:
    """Holdings of one sort: in use with a last day (first to end first), in use without one, or out of use. One query."""
    kind = holding_kinds.KINDS[key]
    rows = holding_kinds.with_words(kind.model.objects.filter(enterprise=membership.enterprise), kind)
    rows = rows.exclude(standing=Standing.IN_USE) if show == OUT_OF_USE else rows.filter(standing=Standing.IN_USE)
    if show != OUT_OF_USE:
        rows = rows.filter(expires_on__isnull=show == UNDATED)
    page = read_slice(rows, ORDERS[show], before=before, after=after, size=PAGE_SIZE)
    if key == "person" and is_acting(membership):
        _open_people(page)
    shown = holding_kinds.shown(page.rows, kind)
    holdings = [Holding(row, light_of(row.row.expires_on, standing=row.row.standing, today=today)) for row in shown]
    return HoldingPage(kind, holdings, page.before, page.after)


def _open_people(page: Slice) -> None:
    """Put the plain values where the masks are, on the rows of this page only."""
    for row in page.rows:
        row.name_mask, row.phone_mask = row.name.open(), row.phone.open()


# --- what the register says -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact as this reader may see it."""

    pk: int
    duty: str
    name: str
    phone: str
    email: str
    channel: str


@dataclass(frozen=True, slots=True)
class Profile:
    """The entry as the bureau has it."""

    facts: list[tuple[str, Any]]
    former_names: list[str]
    contacts: list[ContactLine]
    premises: Sequence[Premises]
    is_plain: bool


def profile_of(membership: Membership) -> Profile:
    """Facts, contacts and premises. Five queries."""
    enterprise = membership.enterprise
    return Profile(
        facts=facts_of(enterprise),
        former_names=[f"{row.name}" for row in enterprise.former_names.all()[:FEW]],
        contacts=[contact_line(row, membership) for row in contacts_of(enterprise)],
        premises=list(enterprise.premises.filter(active=True)[:PLACES]),
        is_plain=is_acting(membership),
    )


def facts_of(enterprise: Enterprise) -> list[tuple[str, Any]]:
    """The entry's own columns with their labels, in reading order. Two queries of small tables."""
    township = Township.objects.filter(code=enterprise.township).first() if enterprise.township else None
    codes = [code for code in (enterprise.industry_section, enterprise.industry_division) if code]
    # The section first: its code is the shorter one.
    rows = sorted(Industry.objects.filter(code__in=codes), key=lambda row: len(row.code)) if codes else []
    industry = "；".join(str(row) for row in rows)
    return [
        (_("Unified social credit code"), enterprise.code),
        (_("Organisation code"), enterprise.organisation_code),
        (_("Name of the enterprise"), enterprise.name),
        (_("Legal representative"), enterprise.legal_representative),
        (_("Address"), enterprise.address),
        (_("Township"), township or enterprise.township),
        (_("Industry"), industry),
        (_("Status"), enterprise.get_status_display()),
        (_("Size"), enterprise.get_scale_display()),
        (_("Founded"), enterprise.founded_on),
        (_("Main products or services"), enterprise.main_products),
        (_("Business phone"), enterprise.phone),
    ]


def contacts_of(enterprise: Enterprise) -> "QuerySet[Contact]":
    """The contacts that count, oldest first."""
    return Contact.objects.filter(enterprise=enterprise, active=True).order_by("id")[:CONTACTS]


def contact_line(contact: Contact, membership: Membership) -> ContactLine:
    """A contact in plain for who acts for the enterprise, masked for a reader."""
    plain = is_acting(membership)
    return ContactLine(
        pk=contact.pk,
        duty=str(contact.get_duty_display()),
        name=contact.name.open() if plain else contact.name_mask,
        phone=contact.phone.open() if plain else contact.phone_mask,
        email=contact.email.open() if plain else contact.email_mask,
        channel=str(contact.get_channel_display()),
    )
