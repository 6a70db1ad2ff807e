"""Reads of the register: the list with its search, an enterprise by its code, and the rows that were merged into it.

Lists never count. Every filter has its index; a search by words is bounded by `bureau.bounded`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from bureau.bounded import SCATTERED_WINDOW, WINDOW, Match, find_bounded
from bureau.models import User
from bureau.sealing import blind_index
from bureau.seek import Fetch, Slice, fetch_plainly, read_slice
from bureau.selectors import is_phone
from enterprises.codes import LENGTH, clean_text
from enterprises.models import CareOfficer, Contact, Enterprise
from enterprises.register.filter import ME, RegisterFilter

PAGE_SIZE = 30
PHONE_MATCHES = 200
# Merges are few and flat; a chain longer than this is a circle.
MOST_MERGES = 20
COLUMNS = (
    *("code", "name", "legal_representative", "township", "industry_section", "industry_division"),
    *("status", "tags", "updated_at", "search_text"),
)
# A code or its beginning: registering department, kind of body, then at least two figures of the region.
_CODE = re.compile(r"(1[1239]|5[1239]|9[123]|[2-8][1-59]|A[19]|N[1239]|Y1)\d{2,6}[0-9A-HJ-NPQRTUWXY]{0,10}", re.ASCII)
_ORGANISATION = re.compile(r"([0-9A-Z]{8})(-?)([0-9X])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """What a filter asks for. `rows` pass the filters; `match` keeps those the typed words mean (None: all).

    `taken_for` says what the words were taken for: "code", "organisation", "phone", "text", "short" (too little to search for) or "".
    """

    rows: "QuerySet[Enterprise]"
    taken_for: str = ""
    match: Match | None = None
    near_match: Match | None = None
    # Whether filters leave only some of the rows.
    scattered: bool = False

    @property
    def fetch(self) -> Fetch:
        """How to read the first rows in a bounded time."""
        if self.match is None:
            return fetch_plainly
        window = SCATTERED_WINDOW if self.scattered else WINDOW
        return partial(find_bounded, match=self.match, near_match=self.near_match, window=window, scattered=self.scattered)

    @property
    def matching(self) -> "QuerySet[Enterprise]":
        """All of it as one queryset, for export: not quick for a common word, but complete."""
        return self.rows if self.match is None else self.match(self.rows)


def find_enterprises(wanted: RegisterFilter, user: User | None = None) -> Found:
    """The enterprises of one list, unordered; merged rows are in none. `user` is who "me" is. At most two queries, for typed words only."""
    rows = _filtered(wanted, user)
    typed = clean_text(wanted.q)
    return replace(_searched(rows, typed), scattered=wanted.count > 0) if typed else Found(rows)


def enterprise_page(wanted: RegisterFilter, user: User, *, before: str = "", after: str = "", size: int = PAGE_SIZE) -> tuple[Slice, str]:
    """One page of a list, and what the typed words were taken for."""
    found = find_enterprises(wanted, user)
    rows = found.rows.only(*COLUMNS)
    return read_slice(rows, wanted.order, before=before, after=after, size=size, fetch=found.fetch), found.taken_for


def suggestions(typed: str, *, size: int = 10) -> list[Enterprise]:
    """The newest enterprises these words may mean, for a field that completes what is typed. At most five queries."""
    found = find_enterprises(RegisterFilter(q=typed))
    return found.fetch(found.rows.only("code", "name", "township", "status"), ("-id",), size) if found.taken_for else []


def _filtered(wanted: RegisterFilter, user: User | None) -> "QuerySet[Enterprise]":
    columns = {
        "township": wanted.township,
        "industry_section": wanted.section,
        "industry_division": wanted.division,
        "status": wanted.status,
    }
    rows = Enterprise.objects.filter(merged_into__isnull=True, **{name: value for name, value in columns.items() if value})
    if wanted.tag:
        rows = rows.filter(tags__contains=[wanted.tag])
    if wanted.officer == ME:
        charged = CareOfficer.objects.filter(user=user, until__isnull=True)
        rows = rows.filter(pk__in=charged.values("enterprise_id"))
    return rows


# --- search -----------------------------------------------------------------------------------------------------------
def _searched(rows: "QuerySet[Enterprise]", typed: str) -> Found:
    """Take the typed words for an organisation code, a contact's phone number, a code or its beginning, else for parts of names."""
    code = typed.upper().replace(" ", "")
    organisation = _ORGANISATION.fullmatch(code)
    if organisation and organisation[2]:
        return Found(rows.filter(organisation_code=organisation[1] + organisation[3]), "organisation")
    if is_phone(typed):
        contacts = Contact.objects.filter(phone_index=blind_index(typed), active=True)
        having = list(contacts.order_by("-pk").values_list("enterprise_id", flat=True)[:PHONE_MATCHES])
        if having:
            return Found(rows.filter(pk__in=having), "phone")
    if organisation and Enterprise.objects.filter(organisation_code=code).exists():
        return Found(rows.filter(organisation_code=code), "organisation")
    if len(code) == LENGTH and _CODE.fullmatch(code):
        known = find_by_code(code)
        return Found(rows.filter(pk=stands_for(known).pk) if known else rows.none(), "code")
    if _CODE.fullmatch(code):
        return Found(rows, "code", lambda kept: kept.filter(code__startswith=code))
    return _named(rows, typed.lower().split())


def _named(rows: "QuerySet[Enterprise]", words: Sequence[str]) -> Found:
    """Enterprises whose present or former names hold all the words. The index knows pairs of characters, so one alone is too little."""
    pairs = sorted({word[place : place + 2] for word in words for place in range(len(word) - 1)})
    if not pairs:
        return Found(rows.none(), "short")
    held = _holding(words)
    # A word of two characters is its pair: found by the index it need not be looked for in the text.
    rest = _holding([word for word in words if len(word) != 2])
    return Found(rows, "text", lambda kept: kept.filter(rest, grams__contains=pairs), lambda kept: kept.filter(held))


def _holding(words: Sequence[str]) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(search_text__icontains=word)
    return condition


def former_name_found(enterprise: Enterprise, typed: str) -> str:
    """The former name for which a search by words found the row; empty if the present name holds the words itself."""
    words = clean_text(typed).lower().split()
    present, *former = enterprise.search_text.split("\n")
    if all(word in present.lower() for word in words):
        return ""
    return next((name for name in former if any(word in name.lower() for word in words)), "")


# --- one enterprise and its family -------------------------------------------------------------------------------------
def find_by_code(code: str) -> Enterprise | None:
    """The row that bears a code, merged or not."""
    return Enterprise.objects.filter(code=code).first()


def stands_for(enterprise: Enterprise) -> Enterprise:
    """The row an enterprise was merged into, at the end of the chain; itself if it was not. One query a merge."""
    row, steps = enterprise, 0
    while row.merged_into_id is not None and steps < MOST_MERGES:
        row, steps = Enterprise.objects.get(pk=row.merged_into_id), steps + 1
    return row


def enterprise_by_code(code: str) -> Enterprise:
    """The enterprise of a code; of a merged one the row it was merged into. Raises Enterprise.DoesNotExist."""
    return stands_for(Enterprise.objects.get(code=code))


def family_ids(enterprise: Enterprise) -> list[int]:
    """The row itself and all merged into it, also in turn: whose records are read together. One query a generation."""
    return [pk for pk, _code in _family(enterprise)]


def family_codes(enterprise: Enterprise) -> list[str]:
    """The codes of the row itself and of all merged into it: matters of either are matters of this enterprise."""
    return [code for _pk, code in _family(enterprise)]


def _family(enterprise: Enterprise) -> list[tuple[int, str]]:
    family: list[tuple[int, str]] = [(enterprise.pk, enterprise.code)]
    known, parents = {enterprise.pk}, [enterprise.pk]
    while parents:
        rows: Any = Enterprise.objects.filter(merged_into__in=parents).order_by("pk").values_list("pk", "code")
        found = [pair for pair in rows if pair[0] not in known]
        family += found
        parents = [pk for pk, _code in found]
        known |= set(parents)
    return family
