"""One enterprise reaches nothing of another: every address of the enterprise floor and of its API, asked by somebody of enterprise A
for what belongs to enterprise B, by B's code and by B's rows below A's code.

The addresses come from the URL configuration, so that a new one is covered by itself. A parameter it does not know makes the test fail:
say in `theirs` what of B stands there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from bureau.models import Attachment, Document
from bureau.roles import Role
from enterprises.corrections.services import ask_correction
from enterprises.models import (
    SOURCES,
    AccountRequest,
    CareOfficer,
    Contact,
    CreditEntry,
    Invitation,
    Membership,
    Obligation,
    Premises,
    RegisterCorrection,
    RiskNote,
)
from tests import people
from tests.factories.bureau import OfficeFactory, TownshipFactory, UserFactory
from tests.factories.enterprises import (
    CertificateFactory,
    ContactFactory,
    DeclaredStandardFactory,
    EnterpriseFactory,
    InstrumentFactory,
    MembershipFactory,
    ObligationFactory,
    PremisesFactory,
    QualifiedPersonFactory,
    SpecialEquipmentFactory,
)
from tests.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

NAMESPACES = ("enterprises", "enterprise-api")
# Open to whoever holds the secret in the address, whatever enterprise that person is of.
BY_SECRET = {"enterprises:feed", "enterprises:invitation"}
# What says which of B's rows is meant; the rest of an address only says what to do with it.
ROWS = {"pk", "file", "number", "key"}
STEP = "withdraw"
BELONGINGS = (
    *SOURCES.values(),
    *(Membership, Contact, Premises, Obligation, RiskNote, CareOfficer, CreditEntry, Invitation, AccountRequest, Attachment, Document),
)


@dataclass(frozen=True)
class Address:
    """One address of the floor: its name, the parameters in it, its view."""

    name: str
    parameters: tuple[str, ...]
    view: Any

    def path(self, values: dict[str, Any]) -> str:
        unknown = set(self.parameters) - values.keys()
        assert not unknown, f"{self.name}: say in `theirs` what of B stands for {unknown}"
        return reverse(self.name, kwargs={name: values[name] for name in self.parameters})

    @property
    def rows(self) -> list[str]:
        """The parameters that name rows, outermost first."""
        return [name for name in self.parameters if name in ROWS]

    @property
    def is_for_enterprises(self) -> bool:
        access = getattr(self.view, "access", None)
        return isinstance(access, frozenset) and Role.ENTERPRISE in access


def walk(resolver: URLResolver, names: tuple[str, ...] = (), before: tuple[str, ...] = ()) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        parameters = (*before, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from walk(entry, (*names, entry.namespace) if entry.namespace else names, parameters)
        elif isinstance(entry, URLPattern) and names and names[0] in NAMESPACES:
            yield Address(":".join((*names, entry.name)), parameters, entry.callback)


ADDRESSES = list(walk(get_resolver()))
NAMED = [address for address in ADDRESSES if address.name not in BY_SECRET]
WITH_CODE = [address for address in NAMED if "code" in address.parameters]
WITH_ROWS = [address for address in NAMED if address.rows]


# --- two enterprises with everything ----------------------------------------------------------------------------------
def own_everything(membership: Membership, *, pk: int) -> str:
    """One of everything an enterprise can have, all under the same primary key; returns the number of its matter."""
    enterprise, user, now = membership.enterprise, membership.user, timezone.now()
    ContactFactory(id=pk, enterprise=enterprise)
    PremisesFactory(id=pk, enterprise=enterprise)
    for make in (SpecialEquipmentFactory, InstrumentFactory, CertificateFactory, DeclaredStandardFactory, QualifiedPersonFactory):
        make(id=pk, enterprise=enterprise)
    ObligationFactory(id=pk, enterprise=enterprise, source_id=pk)
    clerk = people.clerk()
    CareOfficer.objects.create(id=pk, enterprise=enterprise, user=clerk, since=now.date())
    RiskNote.objects.create(id=pk, enterprise=enterprise, text="仅供内部", by=clerk, at=now)
    CreditEntry.objects.create(id=pk, enterprise=enterprise, kind="honour", text="守合同重信用", happened_on=now.date(), at=now)
    AccountRequest.objects.create(
        id=pk, user=user, code=enterprise.code, enterprise=enterprise, enterprise_name=enterprise.name, made_at=now
    )
    Invitation.objects.create(
        id=pk,
        enterprise=enterprise,
        part=Membership.Part.READER,
        phone_mask="139****0001",
        phone_index=pk.to_bytes(16, "big"),
        token_index=pk.to_bytes(16, "big"),
        invited_by=user,
        made_at=now,
        expires_at=now + timedelta(days=7),
    )
    opened = ask_correction(
        membership,
        {"name": f"{enterprise.name}甲"},
        explanation="换照",
        submission_key=UUID(int=pk),
        basket=None,
        language="zh-hans",
        at=now,
    )
    case = RegisterCorrection.objects.get(pk=opened.case_id)
    paper = {"id": pk, "case_id": case.pk, "file": ContentFile(b"ok", name=f"{uuid4()}.pdf"), "sha256": sha256(b"ok").hexdigest()}
    Attachment.objects.create(**paper, name="执照.txt", content_type="text/plain", size=2, from_citizen=True, uploaded_at=now)
    Document.objects.create(**paper, template="letter", title="告知书", number=f"告知{pk}号", check_code=f"CODE-{pk}", issued_at=now)
    number: str = case.number
    return number


OURS, THEIRS, NOBODYS = 8_000_001, 9_000_001, 7_000_001
# What would be a sound form on many pages: a request that stopped at an empty form would prove little.
FORM = {
    "part": "reader",
    "do": "make",
    "standing": "ended",
    "reason": "试",
    "explanation": "试",
    "version": "1",
    "name": "试",
    "phone": "13912345678",
}
ABSENT = {"pk": NOBODYS, "file": NOBODYS, "number": "GZ20000101000001", "key": UUID(int=NOBODYS)}


@pytest.fixture
def ours(db):
    """What belongs to A, by the names of parameters."""
    OfficeFactory(desk=True)
    TownshipFactory()
    membership = MembershipFactory(id=OURS)
    number = own_everything(membership, pk=OURS)
    return {"membership": membership, "code": membership.enterprise.code, "pk": OURS, "file": OURS, "number": number, "key": UUID(int=OURS)}


@pytest.fixture
def theirs(ours):
    """What belongs to B."""
    user = UserFactory(username="somebody-of-b", display_name="乙某", roles=[Role.ENTERPRISE.value], office=None)
    membership = MembershipFactory(id=THEIRS, user=user, enterprise=EnterpriseFactory())
    number = own_everything(membership, pk=THEIRS)
    return {
        "membership": membership,
        "code": membership.enterprise.code,
        "pk": THEIRS,
        "file": THEIRS,
        "number": number,
        "key": UUID(int=THEIRS),
        "name": STEP,
        "kind": "equipment",
        "holding": "equipment",
    }


@pytest.fixture
def somebody_of_a(theirs, ours):
    return signed_in(Client(), ours["membership"].user)


def ask(client, method, path):
    """One request whose traces are taken back, once it is certain that it left none on what is B's."""
    with transaction.atomic():
        before = belongings(THEIRS)
        answer = client.get(path) if method == "get" else client.post(path, FORM)
        after = belongings(THEIRS)
        transaction.set_rollback(True)
    changed = [model.__name__ for model, rows in after.items() if rows != before[model]]
    return answer.status_code, answer.get("Location", ""), changed


def belongings(pk):
    """Everything of one of the two as it lies in the database."""
    return {model: list(model.objects.filter(pk=pk).values()) for model in BELONGINGS}


def answers(client, address, values):
    return {method: ask(client, method, address.path(values)) for method in ("get", "post")}


def refuses(address, found):
    """Not found, whichever way it is asked (405 for a method it never takes); staff's rooms shut the door on everybody's code alike."""
    codes, shut = {code for code, _location, _changed in found.values()}, 404 if address.is_for_enterprises else 403
    return codes <= {shut, 405} and shut in codes and not any(changed for _code, _location, changed in found.values())


def hides(client, address, values, *, rows):
    """Whether `rows` of B are refused, or at least answered exactly like rows that do not exist, and left alone."""
    found = answers(client, address, values)
    if refuses(address, found):
        return True
    untouched = not any(changed for _code, _location, changed in found.values())
    return untouched and found == answers(client, address, {**values, **{name: ABSENT[name] for name in rows}})


# --- what must be shut ------------------------------------------------------------------------------------------------
def test_nothing_is_found_under_the_code_of_another_enterprise(somebody_of_a, theirs):
    found = {address.path(theirs): answers(somebody_of_a, address, theirs) for address in WITH_CODE}
    open_doors = {address.path(theirs) for address in WITH_CODE if not refuses(address, found[address.path(theirs)])}
    assert not open_doors, {path: found[path] for path in open_doors}


def test_no_row_of_another_enterprise_is_found_under_ones_own_code(somebody_of_a, ours, theirs):
    values = {**theirs, "code": ours["code"]}
    open_doors = [address.path(values) for address in WITH_ROWS if not hides(somebody_of_a, address, values, rows=address.rows)]
    assert not open_doors


def test_no_row_of_another_enterprise_is_found_below_ones_own_matter(somebody_of_a, ours, theirs):
    nested = [address for address in WITH_ROWS if len(address.rows) > 1]
    assert nested
    for address in nested:
        first, *rest = address.rows
        values = {**theirs, "code": ours["code"], first: ours[first]}
        assert hides(somebody_of_a, address, values, rows=rest), answers(somebody_of_a, address, values)


# --- that the test asks for something -----------------------------------------------------------------------------------
def test_the_addresses_are_all_there():
    names = {address.name for address in ADDRESSES}
    assert len(WITH_CODE) > 15
    assert len(WITH_ROWS) > 5
    assert names >= BY_SECRET | {"enterprises:desk-obligation", "enterprise-api:desk-holdings", "enterprises:desk-matter"}


def test_both_have_everything(ours, theirs):
    for model in BELONGINGS:
        assert {OURS, THEIRS} <= set(model.objects.values_list("pk", flat=True)), model


def test_the_owner_finds_what_the_other_does_not(theirs):
    """The control: the very same addresses open to somebody of B, else the tests above would prove nothing."""
    client = signed_in(Client(), theirs["membership"].user)
    shut = {}
    for address in WITH_CODE:
        codes = {ask(client, method, address.path(theirs))[0] for method in ("get", "post")}
        if address.is_for_enterprises and not codes - {404, 405}:
            shut[address.path(theirs)] = codes
    assert not shut, "not found even by their owner"
