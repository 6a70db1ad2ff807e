"""Entering a certificate that exists on paper: matter, register of certificates and enterprise register together or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pghistory
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import docket
from bureau.errors import BureauError
from bureau.models import Party, User
from bureau.workflow import Actor, perform
from enterprises.models import Enterprise
from licensing.applications.sealed import IDENTITY as APPLICANT_IDENTITY
from licensing.applications.sealed import sealed_text
from licensing.catalogue.selectors import item_in_force
from licensing.certificates import register_link, statuses
from licensing.certificates.facts import Statement
from licensing.certificates.register_link import Link
from licensing.certificates.series import is_of_own_series
from licensing.certificates.takeover.workflow import CERTIFICATE_TAKEOVER, STEP, TAKERS
from licensing.guides.content import GuideContent
from licensing.guides.selectors import content_of, published_guide
from licensing.models import ApplicantType, Application, Guide, IssuedCertificate, ItemVersion
from licensing.processes import office_id, process_of

PREFIX = "ZL"
TITLE_LENGTH = 200


class TakeOverRefused(BureauError):
    """The certificate cannot be taken over: it is in the register already, or it does not stand any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on the paper. The holder is `enterprise`, or a person by `name` and `identity_number`.

    `plain` and `personal` are its facts as the guide's form gave them. `valid_to` is the last good day, None without end.
    """

    item_code: str
    number: str
    valid_from: date
    valid_to: date | None
    enterprise: Enterprise | None = None
    name: str = ""
    identity_number: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    plain: Mapping[str, Any]
    personal: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def holder(self) -> str:
        """The holder's full name."""
        return self.enterprise.name if self.enterprise else self.name


@transaction.atomic
def take_over(paper: Paper, *, by: User, submission_key: UUID, at: datetime) -> IssuedCertificate:
    """Enter a paper certificate; the enterprise register follows it as at an issue, so that its renewal falls due.

    Sent twice, it is one. Raises TakeOverRefused, GateClosed where the enterprise register cannot follow, ItemVersion.DoesNotExist,
    Guide.DoesNotExist, and KeyError for an item nobody applies for.
    """
    # Two clerks with the same paper wait for each other here.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"certificate-takeover:{paper.number}"])
    earlier = IssuedCertificate.objects.filter(case__submission_key=submission_key).first()
    if earlier is not None:
        return earlier
    today = timezone.localdate(at)
    _refuse(paper, by=by, today=today)
    version, guide = item_in_force(paper.item_code, today), published_guide(paper.item_code)
    content = content_of(guide)
    case = _matter(paper, version, guide, by=by, submission_key=submission_key)
    opened = docket.open_case(
        case,
        prefix=PREFIX,
        search=(version.name, paper.number, *((paper.enterprise.name, paper.enterprise.code) if paper.enterprise else ())),
        at=at,
        parties=[Party.sealed(Party.Part.APPLICANT, name=paper.holder, phone=paper.phone)],
        actor=by,
        actor_role=min(role for role in TAKERS if by.has_role(role)),
        record={"item": paper.item_code, "certificate": paper.number},
        without_gaps=True,
    )
    perform(opened.case_id, STEP, actor=Actor.of(by), at=at)
    return _enter(paper, Application.objects.get(pk=opened.case_id), content, by=by, at=at)


def _refuse(paper: Paper, *, by: User, today: date) -> None:
    """Raises TakeOverRefused with everything that stands against it."""
    reasons = []
    if not any(by.has_role(role) for role in TAKERS) or by.office_id != office_id(process_of(paper.item_code)):
        reasons.append(_("Only the office that issues these certificates takes them over."))
    if IssuedCertificate.objects.filter(number=paper.number).exists():
        reasons.append(_("Certificate %(number)s is in the register already.") % {"number": paper.number})
    if is_of_own_series(paper.number, since=today.year):
        reasons.append(_("The number %(number)s belongs to what this portal issues itself.") % {"number": paper.number})
    if paper.valid_from > today:
        reasons.append(_("Its first day has not come yet."))
    if paper.valid_to is not None and paper.valid_to < today:
        reasons.append(_("It has run out: only certificates that hold are taken over."))
    if reasons:
        raise TakeOverRefused(" ".join(reasons))


def _matter(paper: Paper, version: ItemVersion, guide: Guide, *, by: User, submission_key: UUID) -> Application:
    """The unsaved matter: as if what the paper states had been applied for, so that a renewal begins with it."""
    enterprise, personal = paper.enterprise, dict(paper.personal)
    if enterprise is None:
        personal[APPLICANT_IDENTITY] = paper.identity_number
    case = Application(
        kind=CERTIFICATE_TAKEOVER.kind,
        item_version=version,
        guide=guide,
        category=paper.item_code,
        applicant_type=ApplicantType.ENTERPRISE if enterprise else ApplicantType.PERSON,
        applicant_name=paper.holder,
        enterprise_code=enterprise.code if enterprise else "",
        township=enterprise.township if enterprise else "",
        answers=dict(paper.plain),
        sealed_answers=sealed_text(personal),
        taken_by=by,
        handler=by,
        office_id=by.office_id,
        submission_key=submission_key,
    )
    if enterprise is None:
        case.name_person(name=paper.name, identity_number=paper.identity_number)
    case.title = f"{case.applicant_name}：{statuses.TAKEN_OVER}{paper.number}"[:TITLE_LENGTH]
    return case


def _enter(paper: Paper, case: Application, content: GuideContent, *, by: User, at: datetime) -> IssuedCertificate:
    """The row of the register and what follows it. The paper itself is the holder's: there is no document of ours."""
    stated = set(content.result.facts)
    personal = {code: value for code, value in paper.personal.items() if code in stated}
    facts = {code: value for code, value in paper.plain.items() if code in stated}
    statement = Statement(plain=facts, personal=personal, holder=paper.holder, identity_number=paper.identity_number)
    row = IssuedCertificate(
        item_id=case.item_version.item_id,
        kind=content.result.kind,
        title=content.result.name,
        number=paper.number,
        enterprise_code=case.enterprise_code,
        holder_name=paper.holder,
        facts=facts,
        sealed_facts=statement.sealed_text,
        issued_on=paper.valid_from,
        valid_from=paper.valid_from,
        valid_to=paper.valid_to,
        status_since=paper.valid_from,
        status_reason=statuses.TAKEN_OVER,
        case=case,
        updated_at=at,
    )
    if paper.enterprise is None:
        row.name_person(name=paper.name, identity_number=paper.identity_number)
    with pghistory.context(user=by.pk, transition="certificate-taken-over"):
        row.save(force_insert=True)
        register_link.follow(Link(certificate=row, result=content.result, answers=paper.plain, before=None, begins=True, by=by, at=at))
        _refuse_second(row)
        row.save(update_fields=["source_type", "source_id"])
    return row


def _refuse_second(row: IssuedCertificate) -> None:
    """What the register holds once is certified once. Raises TakeOverRefused."""
    if not row.source_type:
        return
    others = IssuedCertificate.objects.standing().filter(source_type=row.source_type, source_id=row.source_id).exclude(pk=row.pk)
    known = others.values_list("number", flat=True).first()
    if known:
        raise TakeOverRefused(_("The same is certified already, by certificate %(number)s.") % {"number": known})
