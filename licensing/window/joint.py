"""Joint handling (联办): one visit, several items, one applicant, one set of papers; a case and a clock for each item. Writes.

A paper handed in for one item counts for every other item whose guide asks for a paper of the same code.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils import timezone

from bureau.attachments import AttachmentRefused
from bureau.docket import Opened
from bureau.models import Channel, User
from bureau.numbering import next_number
from bureau.roles import Role
from bureau.sealing import mask_name
from licensing.applications import materials, services
from licensing.applications.checking import check
from licensing.applications.checks import record_checks
from licensing.applications.wanted import ApplicationRefused, Wanted
from licensing.guides.content import GuideContent
from licensing.models import Application, JointVisit, MaterialFile
from licensing.processes import process_of
from licensing.window.findings import Findings

PREFIX = "LB"
COUNTER = "joint-visit"


@dataclass(slots=True, kw_only=True)
class Part:
    """One item of the visit: what is wanted, by its guide; `reasons`: what stands against it."""

    wanted: Wanted
    content: GuideContent
    reasons: list[str] = field(default_factory=list)

    @property
    def asked(self) -> set[str]:
        """Codes of the papers this item asks for."""
        return {one.code for one in self.content.materials_for(self.wanted.request, self.wanted.answers)}


class NothingToOpen(ApplicationRefused):
    """Items have faults and the clerk did not say to leave them out, or no sound one is left."""


def examine(parts: Sequence[Part], *, shared: UUID | None, findings: Findings, at: datetime) -> list[Part]:
    """Note at each item what stands against it. Four queries an item."""
    today, codes = timezone.localdate(at), {row.code for row in materials.files_of(shared)}
    for part in parts:
        looked_at = replace(part.wanted, basket=None, seen=frozenset(findings) | codes)
        part.reasons = check(looked_at, part.content, process_of(part.wanted.item_code), today=today).reasons
    return list(parts)


def find_visit(key: UUID, items: Collection[str]) -> JointVisit | None:
    """The visit this form made already. One query."""
    keys = [uuid5(key, one) for one in items]
    found = Application.objects.filter(submission_key__in=keys, visit__isnull=False).select_related("visit").defer("search").first()
    return found.visit if found else None


@transaction.atomic
def open_visit(
    parts: Sequence[Part],
    *,
    shared: UUID | None,
    findings: Findings,
    leave_out_faulty: bool,
    clerk: User,
    key: UUID,
    language: str,
    at: datetime,
) -> tuple[JointVisit, list[Opened]]:
    """Open one case for each sound item. Sent twice with one `key` it happens once.

    Raises NothingToOpen with every reason if an item has a fault and `leave_out_faulty` is not said, ApplicationRefused if an item became
    impossible meanwhile; then nothing has happened. Numbers are taken in the order of their prefixes, so that two windows never wait for
    each other.
    """
    earlier = find_visit(key, [one.wanted.item_code for one in parts])
    if earlier is not None:
        return earlier, [Opened(row.pk, row.number, created=False) for row in earlier.applications.order_by("pk").only("pk", "number")]
    examine(parts, shared=shared, findings=findings, at=at)
    sound = [one for one in parts if not one.reasons]
    if not sound or (len(sound) < len(parts) and not leave_out_faulty):
        raise NothingToOpen([words for one in parts for words in one.reasons])
    visit = _visit(sound[0].wanted, clerk=clerk, at=at)
    files = materials.files_of(shared)
    opened = []
    for part in sorted(sound, key=lambda one: process_of(one.wanted.item_code).prefix):
        wanted = replace(
            part.wanted, visit=visit, taken_by=clerk, basket=_copy(files, part, clerk=clerk, at=at), seen=frozenset(findings) & part.asked
        )
        one = services.submit(
            wanted,
            by=clerk,
            actor_role=Role.CLERK,
            channel=Channel.WINDOW,
            language=language,
            submission_key=uuid5(key, wanted.item_code),
            at=at,
        )
        application = Application.objects.select_related("guide").defer("search").get(pk=one.case_id)
        record_checks(application, _of_part(findings, part), by=clerk, at=at)
        opened.append(one)
    return visit, opened


def _visit(wanted: Wanted, *, clerk: User, at: datetime) -> JointVisit:
    """The visit with its number, which counts without gaps by year."""
    who, day = wanted.applicant, timezone.localdate(at)
    return JointVisit.objects.create(
        number=f"{PREFIX}{day:%Y%m%d}{next_number(COUNTER, day.year):06d}",
        enterprise_code=who.enterprise_code,
        applicant_mask=mask_name(who.name) if who.is_person else who.name,
        taken_by=clerk,
        opened_at=at,
    )


def _copy(files: Sequence[MaterialFile], part: Part, *, clerk: User, at: datetime) -> UUID | None:
    """A basket with a copy of every shared file this item asks for; None if there is none. Raises ApplicationRefused."""
    wanted = [row for row in files if row.code in part.asked]
    if not wanted:
        return None
    basket = uuid4()
    for row in wanted:
        try:
            materials.reuse(basket, row.code, row, at=at, by=clerk)
        except AttachmentRefused as refusal:
            raise ApplicationRefused([str(refusal)]) from refusal
    return basket


def _of_part(findings: Mapping[str, tuple[str, str]], part: Part) -> Findings:
    return {code: found for code, found in findings.items() if code in part.asked}
