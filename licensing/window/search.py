"""One box that finds whoever stands at the window: by name, credit code, certificate number, phone, case number. Reads only."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from bureau import drafts
from bureau.models import Case, Party, User
from bureau.sealing import blind_index
from bureau.selectors import is_phone
from enterprises.codes import clean_text
from enterprises.models import Enterprise, Obligation
from enterprises.obligations.filter import ObligationFilter
from enterprises.obligations.selectors import obligations
from enterprises.register.family import family_of
from enterprises.register.selectors import find_by_code, stands_for, suggestions
from licensing.certificates.selectors import certificates_of_enterprise
from licensing.models import IssuedCertificate, WindowTicket
from licensing.window.place import PURPOSE, Begun, begun

FEW, MEANT, LONGEST = 8, 10, 60
_CASE_NUMBER = re.compile(r"[A-Z]{1,4}\d{10,16}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the window needs of one enterprise."""

    enterprise: Enterprise
    certificates: list[IssuedCertificate]
    matters: list[Case]
    drafts: list[Begun]
    obligations: list[Obligation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the typed words mean: one enterprise with its card, or several to choose from; matters, certificates and tickets besides."""

    typed: str
    card: Card | None = None
    enterprises: list[Enterprise] = field(default_factory=list)
    matters: list[Case] = field(default_factory=list)
    certificates: list[IssuedCertificate] = field(default_factory=list)
    tickets: list[WindowTicket] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.card or self.enterprises or self.matters or self.certificates or self.tickets)


def find(typed: str, user: User, *, at: datetime) -> Found:
    """Everything the words may mean, each list short. At most twenty queries, whatever was typed."""
    words = clean_text(typed)[:LONGEST]
    if len(words) < 2:
        return Found(typed=words)
    matters, tickets = _matters(words, user), _tickets(words, at)
    certificates = _certificates(words)
    enterprises = _enterprises(words, matters, certificates)
    if len(enterprises) == 1:
        card = card_of(enterprises[0], user, at=at)
        return Found(typed=words, card=card, matters=matters, certificates=certificates, tickets=tickets)
    return Found(typed=words, enterprises=enterprises, matters=matters, certificates=certificates, tickets=tickets)


def _matters(words: str, user: User) -> list[Case]:
    """By number, or open ones by the phone number of one of their persons."""
    number = words.upper().replace(" ", "")
    visible = Case.objects.visible_to(user).defer("search")
    if _CASE_NUMBER.fullmatch(number):
        return list(visible.filter(number=number))
    if not is_phone(words):
        return []
    having = list(Party.objects.filter(phone_index=blind_index(words)).order_by("-pk").values_list("case_id", flat=True)[:200])
    return list(visible.filter(pk__in=having, closed_at__isnull=True).order_by("-opened_at")[:FEW]) if having else []


def _tickets(words: str, at: datetime) -> list[WindowTicket]:
    """Visits booked or numbers taken with this phone, from today on."""
    if not is_phone(words):
        return []
    rows = WindowTicket.objects.filter(phone_index=blind_index(words), day__gte=timezone.localdate(at))
    return list(rows.exclude(state=WindowTicket.State.CANCELLED).order_by("day", "booked_for")[:FEW])


def _certificates(words: str) -> list[IssuedCertificate]:
    """By the whole number or its beginning."""
    if not any(sign.isdigit() for sign in words) or is_phone(words):
        return []
    return list(IssuedCertificate.objects.filter(number__startswith=words).select_related("item").order_by("number")[:FEW])


def _enterprises(words: str, matters: list[Case], certificates: list[IssuedCertificate]) -> list[Enterprise]:
    """By the register's own search; else those whose matter or certificate was named."""
    found = suggestions(words, size=MEANT)
    if found:
        return found
    codes = {row.enterprise_code for row in matters} | {row.enterprise_code for row in certificates}
    return list(Enterprise.objects.filter(code__in=codes - {""})[:MEANT])


def card_of(enterprise: Enterprise, user: User, *, at: datetime) -> Card:
    """The enterprise with what is open about it. At most nine queries."""
    whole = stands_for(find_by_code(enterprise.code) or enterprise)
    family, today = family_of(whole), timezone.localdate(at)
    open_matters = Case.objects.visible_to(user).filter(closed_at__isnull=True, enterprise_code__in=family.codes).defer("search")
    return Card(
        enterprise=whole,
        certificates=list(certificates_of_enterprise(family.codes)[:FEW]),
        matters=list(open_matters.order_by("-opened_at")[:FEW]),
        drafts=[begun(row) for row in drafts.drafts_of(user, at=at, purpose=PURPOSE, subject_starts=f"{whole.code}:")[:FEW]],
        obligations=_due(family.ids, today),
    )


def _due(ids: list[int], today: date) -> list[Obligation]:
    """What has to be done next."""
    rows = obligations(ObligationFilter(), today=today).filter(Q(enterprise_id__in=ids))
    return list(rows.select_related("kind").order_by("due_on", "id")[:FEW])
