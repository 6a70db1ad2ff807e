"""What can be applied for, and what somebody has begun: the start page of the desk. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from bureau import drafts
from bureau.models import Case, Clock, Draft, User
from enterprises.models import Enterprise
from enterprises.register.family import family_of
from licensing.applications.place import PURPOSE
from licensing.guides.content import GuideContent, RequestSpec
from licensing.guides.selectors import content_of
from licensing.models import Guide, ItemVersion
from licensing.processes import find_process


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One item that can be applied for, with the ways of asking."""

    code: str
    name: str
    summary: str
    requests: tuple[RequestSpec, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Items of one sort under a heading."""

    is_permit: bool
    offers: list[Offer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A draft of this person for this enterprise."""

    pk: object
    code: str
    name: str
    request: str
    certificate: str
    expires_at: datetime


def guides(*, applicant: str) -> list[tuple[Guide, GuideContent]]:
    """Published guides of items that have a process and that this sort of applicant may ask for, by code. One query."""
    rows = Guide.objects.filter(state=Guide.State.PUBLISHED).select_related("item").order_by("item__code")
    pairs = [(row, content_of(row)) for row in rows if find_process(row.item.code)]
    return [(row, content) for row, content in pairs if applicant in content.applicants]


def groups(*, applicant: str) -> list[Group]:
    """What can be applied for: permits first. Two queries."""
    found = guides(applicant=applicant)
    names = item_names([row.item.code for row, _content in found])
    offers = [
        (row.item.kind, Offer(code=row.item.code, name=names[row.item.code], summary=content.summary, requests=content.requests))
        for row, content in found
        if row.item.code in names
    ]
    permits = [one for kind, one in offers if kind == "permit"]
    others = [one for kind, one in offers if kind != "permit"]
    return [Group(is_permit=flag, offers=rows) for flag, rows in ((True, permits), (False, others)) if rows]


def item_names(codes: list[str]) -> dict[str, str]:
    """Names of items in force until further notice, by code. One query."""
    rows = ItemVersion.objects.filter(item__code__in=codes, valid_to__isnull=True)
    return dict(rows.values_list("item__code", "name"))


def own_drafts(user: User, enterprise: Enterprise, *, at: datetime) -> list[Begun]:
    """What this person has begun for this enterprise, newest first. Three queries at most."""
    rows = [
        row for code in family_of(enterprise).codes for row in drafts.drafts_of(user, at=at, purpose=PURPOSE, subject_starts=f"{code}:")
    ]
    names = item_names([_parts(row)[1] for row in rows])
    begun = []
    for row in rows:
        _code, item, request, number = _parts(row)
        begun.append(
            Begun(
                pk=row.pk,
                code=item,
                name=names.get(item, item),
                request=request,
                certificate=number,
                expires_at=timezone.localtime(row.expires_at),
            )
        )
    return begun


def _parts(row: Draft) -> tuple[str, str, str, str]:
    code, item, request, *rest = [*row.subject.split(":", 3), "", "", ""]
    return code, item, request, rest[0]


def first_clock(case: Case) -> Clock | None:
    """The running period that ends first. One query."""
    return Clock.objects.running().select_related("rule").filter(case_id=case.pk).order_by("due_on", "pk").first()
