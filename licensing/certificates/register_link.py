"""The enterprise register follows what is certified: the row behind a certificate is found or made, moves on with it, and ends with it.

What cannot be entered (an equipment code that stands with another enterprise) stops the decision with the register's own words, because it
is the register that knows better. What happens by law or by time alone is not stopped: the certificate stands, the register is left and
the log says so.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from bureau.documents import BUREAU_NAME
from bureau.errors import BureauError, GateClosed
from bureau.models import Party, User
from enterprises.holdings import services as holdings
from enterprises.models import SOURCES, Certificate, Enterprise, QualifiedPerson, SpecialEquipment, Standing
from enterprises.register.selectors import find_by_code, stands_for
from licensing.certificates.facts import opened
from licensing.certificates.series import base_number
from licensing.guides.content import ResultSpec
from licensing.models import Application, IssuedCertificate

log = logging.getLogger(__name__)

SCOPE_LENGTH = 200
ITEM_LENGTH = 60
# 特种设备作业人员考核: item A is safety management, everything else work at the machine.
SAFETY_ITEM = "a"
SafetyOrWork = QualifiedPerson.Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One certificate to be followed. `answers` are the plain answers of its application over the facts; `before` the one it replaces.

    `begins`: a new round (first issue or renewal), which meets what was open; else the row is put right within its round.
    """

    certificate: IssuedCertificate
    result: ResultSpec
    answers: Mapping[str, Any]
    before: IssuedCertificate | None
    begins: bool
    by: User | None
    at: datetime


def follow(link: Link) -> None:
    """Bring the register after a certificate just issued and remember the row. Raises GateClosed when a person can mend what is wrong."""
    handler = _HANDLERS.get(link.result.holding)
    if handler is None:
        return
    try:
        with transaction.atomic():
            source = handler(link)
    except (ValidationError, BureauError) as error:
        if link.by is not None:
            raise GateClosed([_("The enterprise register cannot take this over: %(why)s") % {"why": _sentence(error)}]) from error
        log.exception("The register did not follow certificate %s", link.certificate.number)
        return
    if source is not None:
        link.certificate.source_type, link.certificate.source_id = holdings.source_type_of(source), source.pk


def let_go(certificate: IssuedCertificate, *, is_scrapped: bool, by: User | None, at: datetime) -> None:
    """The certificate has ended: what stood on it ends too, so that nothing falls due for it any more.

    A machine is still there when its registration ends: it goes out of use unless it is scrapped, and its registration number is taken off.
    """
    model = SOURCES.get(certificate.source_type)
    row = model._default_manager.filter(pk=certificate.source_id).first() if model else None
    if row is None or row.standing == Standing.ENDED:
        return
    if not isinstance(row, SpecialEquipment):
        holdings.set_standing(row, Standing.ENDED, by=by, at=at, version=row.version)
        return
    stopped = holdings.correct_holding(row, by=by, at=at, version=row.version, registration_number="")
    wanted = Standing.ENDED if is_scrapped else Standing.STOPPED
    if stopped.standing != wanted:
        holdings.set_standing(stopped, wanted, by=by, at=at, version=stopped.version)


def _sentence(error: ValidationError | BureauError) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _entry(code: str) -> Enterprise | None:
    """The entry an enterprise's code stands for today; None if the register does not know it."""
    found = find_by_code(code) if code else None
    return stands_for(found) if found else None


def _day(value: Any) -> date | None:
    return parse_date(value) if isinstance(value, str) else value


def _source(link: Link, model: type[Any], enterprise: Enterprise) -> Any:
    """The row behind the certificate that is replaced, while it still stands with this enterprise."""
    before = link.before
    if before is None or SOURCES.get(before.source_type) is not model:
        return None
    return model._default_manager.filter(pk=before.source_id, enterprise=enterprise).exclude(standing=Standing.ENDED).first()


# --- special equipment ------------------------------------------------------------------------------------------------
def _equipment(link: Link) -> Any:
    """Registered and in use: the machine found by its code or product number, or entered."""
    enterprise = _entry(link.certificate.enterprise_code)
    if enterprise is None:
        return None
    row = _source(link, SpecialEquipment, enterprise) or _machine(enterprise, link.answers)
    given = _equipment_fields(link.answers)
    number = {"registration_number": base_number(link.certificate.number)}
    if row is None:
        return holdings.add_holding("equipment", enterprise, by=link.by, at=link.at, **given, **number)
    # What the register holds already was entered with care: only what is empty is filled in.
    empty = {name: value for name, value in given.items() if not getattr(row, name)}
    row = holdings.correct_holding(row, by=link.by, at=link.at, version=row.version, **empty, **number)
    if row.standing != Standing.IN_USE:
        row = holdings.set_standing(row, Standing.IN_USE, by=link.by, at=link.at, version=row.version)
    return _inspected(link, row, given)


def _machine(enterprise: Enterprise, answers: Mapping[str, Any]) -> SpecialEquipment | None:
    standing = SpecialEquipment.objects.filter(enterprise=enterprise).exclude(standing=Standing.ENDED)
    code, product = answers.get("equipment_code"), answers.get("product_number")
    if code and (found := standing.filter(code=code).first()):
        return found
    # A row with another code is another machine, whatever its product number.
    return standing.filter(Q(code="") | Q(code=code or ""), product_number=product).order_by("pk").first() if product else None


def _equipment_fields(answers: Mapping[str, Any]) -> dict[str, Any]:
    named = {
        "category": answers.get("equipment_category"),
        "name": answers.get("equipment_name"),
        "code": answers.get("equipment_code"),
        "product_number": answers.get("product_number"),
        "maker": answers.get("maker"),
        "location": answers.get("location"),
        "in_use_since": _day(answers.get("in_use_since")),
        "last_done_on": _day(answers.get("inspected_on")),
        "expires_on": _day(answers.get("next_inspection_on")),
    }
    return {name: value for name, value in named.items() if value}


def _inspected(link: Link, row: Any, given: Mapping[str, Any]) -> Any:
    """A later inspection than the one on record is recorded too: what was due for it is met."""
    done, until = given.get("last_done_on"), given.get("expires_on")
    if not link.begins or not done or not until or not row.last_done_on or done <= row.last_done_on:
        return row
    return holdings.record_done(row, done_on=done, expires_on=until, by=link.by, at=link.at, version=row.version)


# --- certificates of an enterprise ------------------------------------------------------------------------------------
def _certificate(link: Link) -> Any:
    """A certificate of the enterprise with its number and days."""
    enterprise, issued = _entry(link.certificate.enterprise_code), link.certificate
    if enterprise is None:
        return None
    row = _source(link, Certificate, enterprise) or _same_paper(link, enterprise)
    fields = {"number": issued.number, "scope": _scope(link), "issuer": BUREAU_NAME}
    if row is None:
        kind = link.result.holding_kind
        days = {"last_done_on": issued.issued_on, "expires_on": issued.valid_to}
        return holdings.add_holding("certificate", enterprise, by=link.by, at=link.at, kind=kind, **fields, **days)
    return _carried_on(link, row, **fields)


def _same_paper(link: Link, enterprise: Enterprise) -> Certificate | None:
    """The row of the certificate that is replaced or taken over, where it was entered or imported before the portal knew it."""
    number = (link.before or link.certificate).number
    rows = Certificate.objects.filter(enterprise=enterprise, kind=link.result.holding_kind, number=number)
    return rows.exclude(standing=Standing.ENDED).first()


def _scope(link: Link) -> str:
    values = (link.certificate.facts.get(code) for code in link.result.facts)
    return "；".join(str(one) for one in values if isinstance(one, str) and one)[:SCOPE_LENGTH]


def _carried_on(link: Link, row: Any, **fields: Any) -> Any:
    """Put right, and where a new period begins on a later day than the last, the next round begun."""
    issued = link.certificate
    if link.begins and (row.last_done_on is None or issued.issued_on > row.last_done_on):
        row = holdings.record_done(row, done_on=issued.issued_on, expires_on=issued.valid_to, by=link.by, at=link.at, version=row.version)
    elif issued.valid_to != row.expires_on:
        fields["expires_on"] = issued.valid_to
    return holdings.correct_holding(row, by=link.by, at=link.at, version=row.version, **fields)


# --- people ---------------------------------------------------------------------------------------------------------------
def _person(link: Link) -> Any:
    """A qualified person of the employer named, if the register knows the employer. Whoever changed employers leaves the earlier one."""
    enterprise, issued = _entry(str(link.answers.get("employer_code") or "")), link.certificate
    _left_employer(link, enterprise)
    if enterprise is None:
        return None
    item = str(link.answers.get("work_item") or "")
    duty = SafetyOrWork.SAFETY if item == SAFETY_ITEM else SafetyOrWork.OPERATOR
    row = _source(link, QualifiedPerson, enterprise) or _same_person(link, enterprise)
    fields = {"certificate_number": issued.number, "item": item.upper()[:ITEM_LENGTH]}
    if row is not None:
        return _carried_on(link, row, **fields)
    party = Party.objects.filter(case_id=issued.case_id, part=Party.Part.APPLICANT).first()
    known = {"name": opened(issued.person_name), "phone": opened(party.phone) if party else ""}
    days = {"last_done_on": issued.issued_on, "expires_on": issued.valid_to}
    return holdings.add_holding("person", enterprise, by=link.by, at=link.at, duty=duty, **known, **fields, **days)


def _same_person(link: Link, enterprise: Enterprise) -> QualifiedPerson | None:
    """The row of the same certificate, where it was entered or imported before the portal knew it."""
    number = (link.before or link.certificate).number
    rows = QualifiedPerson.objects.filter(enterprise=enterprise, certificate_number=number)
    return rows.exclude(standing=Standing.ENDED).first()


def _left_employer(link: Link, now: Enterprise | None) -> None:
    before = link.before
    if before is None or before.source_type != "person" or before.source_id is None:
        return
    former = QualifiedPerson.objects.filter(pk=before.source_id).exclude(standing=Standing.ENDED).first()
    if former is not None and (now is None or former.enterprise_id != now.pk):
        holdings.set_standing(former, Standing.ENDED, by=link.by, at=link.at, version=former.version)


_HANDLERS = {"equipment": _equipment, "certificate": _certificate, "person": _person}


def answers_over_facts(application: Application | None, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is known for the register: what the certificate states, and over it what was answered this time."""
    answered = {code: value for code, value in (application.answers if application else {}).items() if value not in (None, "", [])}
    return {**facts, **answered}
