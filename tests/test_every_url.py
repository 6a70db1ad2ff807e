"""Every URL x every role: what the tables in `tests/access` do not open to a role must refuse it. A URL that is in none fails.

To add a page: one line in the table of its room, under the name the URLconf gives it (`namespace:name`). PUBLIC opens it to everyone,
ANY_STAFF to all staff, `roles(...)` to those, ANY_ACCOUNT to whoever is signed in. A view of ours must declare the same with `@public`,
`@staff(...)` or `@member(...)`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.regex_helper import normalize

from bureau.models import Case, Office, User
from bureau.roles import Role
from tests.access import (
    enterprises,
    house,
    licensing_apply,
    licensing_catalogue,
    licensing_certificates,
    licensing_evidence,
    licensing_execution,
    licensing_fines,
    licensing_guides,
    licensing_inspections,
    licensing_papers,
    licensing_penalties,
    licensing_permit,
    licensing_procedure,
    licensing_publicity,
    licensing_seizures,
    licensing_spot,
    licensing_window,
)
from tests.access.words import ANONYMOUS, CAST, ONE_FACTOR, PUBLIC, STRANGER, Table
from tests.factories.docket import ComplaintFactory
from tests.people import PASSWORD, signed_in

FLOORS = ("config", "complaints", "licensing", "outreach", "enterprises", "bureau")
TABLES = (
    house,
    enterprises,
    licensing_catalogue,
    licensing_guides,
    licensing_apply,
    licensing_permit,
    licensing_procedure,
    licensing_publicity,
    licensing_seizures,
    licensing_spot,
    licensing_certificates,
    licensing_window,
    licensing_inspections,
    licensing_fines,
    licensing_penalties,
    licensing_evidence,
    licensing_execution,
    licensing_papers,
)
ACCESS: Table = {name: who for table in TABLES for name, who in table.ACCESS.items()}

# What stands in a path. `number` is a case that exists; the rest leads nowhere, which is a 404 for those who may ask.
PARAMETERS: dict[str, Any] = {
    "number": "URL20260101000001",
    "case_number": "URL20260101000001",
    "code": "91320803000000010X",
    "kind": "equipment",
    "app_label": "bureau",
    "uidb36": "1",
    "content_type_id": 999_999,
    "format": "json",
}
UUID_DUMMY = UUID(int=1)
# Sign-in pages that send on whoever has no business there, without showing anything.
SENDS_ON = {"account_login", "account_signup", "account_inactive", "mfa_authenticate", "admin:login", "account_logout"}


@dataclass(frozen=True)
class Address:
    """One URL pattern: its full name, a path that fits it, its view."""

    name: str
    path: str
    view: Any
    has_parameters: bool


def fill(pattern: str) -> str:
    """A path that fits the pattern: each parameter by its name, else whatever its expression takes."""
    template, names = normalize(pattern)[0]
    for value in ("1", "a", str(UUID_DUMMY), "2026-01-01"):
        path = template % {name: PARAMETERS.get(name, value) for name in names}
        if re.match(pattern, path):
            return path
    pytest.fail(f"no dummy value fits {pattern}: add its parameters to PARAMETERS")


def walk(resolver: URLResolver, prefix: str = "", namespaces: tuple[str, ...] = ()) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        pattern = prefix + entry.pattern.regex.pattern.removeprefix("^").removesuffix(r"\Z").removesuffix("$")
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from walk(entry, pattern, inner)
        elif isinstance(entry, URLPattern):
            name = ":".join((*namespaces, entry.name or pattern))
            yield Address(name, "/" + fill(pattern), entry.callback, "(" in pattern)


ADDRESSES = list(walk(get_resolver()))


def allowed_to(name: str) -> frozenset[str] | None:
    """Who may open it: the line of the URL itself, else that of its whole namespace."""
    return ACCESS.get(name, ACCESS.get(f"{name.rpartition(':')[0]}:*"))


def declared(view: Any) -> Any:
    """What a view of ours says about itself; DRF keeps it on the class."""
    return getattr(view, "access", getattr(getattr(view, "cls", getattr(view, "view_class", None)), "access", None))


def is_ours(view: Any) -> bool:
    return view.__module__.partition(".")[0] in FLOORS and not hasattr(view, "admin_site")


def refused(response: HttpResponse, *, one_factor: bool) -> bool:
    """Sent to sign in (or to set up the second factor), forbidden, not found or not that way."""
    if response.status_code in {302, 303}:
        doors = [reverse(name) for name in ("account_login", "account_reauthenticate", "admin:login", "admin:index")]
        doors += [reverse("mfa_activate_totp")] if one_factor else []
        return response["Location"].partition("?")[0] in doors
    return response.status_code in {401, 403, 404, 405}


def leads_nowhere(address: Address, response: HttpResponse) -> bool:
    """Not found, not that way, or sent on by a page of sign-in: an answer for somebody who may ask."""
    target = response.get("Location", "").partition("?")[0]
    sent_back = target == reverse("account_reauthenticate") or (address.has_parameters and target == reverse("admin:index"))
    unknown = address.has_parameters and response.status_code == 404
    return unknown or sent_back or response.status_code == 405 or address.name in SENDS_ON


def test_every_url_is_in_the_table():
    missing = sorted({address.name for address in ADDRESSES if allowed_to(address.name) is None})
    assert missing == [], "say in ACCESS who may open these"


def test_the_table_names_only_urls_that_exist():
    names = {address.name for address in ADDRESSES}
    groups = {f"{name.rpartition(':')[0]}:*" for name in names}
    assert sorted(ACCESS.keys() - names - groups) == []


def test_every_view_of_ours_declares_what_the_table_says():
    wrong = {}
    for address in ADDRESSES:
        access = declared(address.view)
        if not is_ours(address.view) or (access is None and address.path.startswith(("/accounts/", "/manage/"))):
            continue
        says = PUBLIC if access == "public" else frozenset(map(str, access or ()))
        if says != allowed_to(address.name):
            wrong[address.name] = sorted(says)
    assert wrong == {}


def client_of(person: str, office: Office) -> Client:
    client = Client(raise_request_exception=False)
    if person == ANONYMOUS:
        return client
    role = {STRANGER: [], ONE_FACTOR: [Role.CLERK.value]}.get(person, [person])
    user = User.objects.create_user(username=f"url-{person}".replace(" ", "-"), password=PASSWORD, roles=role, office=office)
    if person != ONE_FACTOR:
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    return signed_in(client, user, second_factor=person != ONE_FACTOR)


def ask(client: Client, method: str, path: str) -> HttpResponse:
    """One request whose traces are taken back."""
    with transaction.atomic():
        response = getattr(client, method)(path)
        transaction.set_rollback(True)
    return response


def fault(client: Client, address: Address, person: str) -> str | None:
    """What is wrong with how this URL receives this person; None if nothing is."""
    response = ask(client, "get", address.path)
    if response.status_code >= 500 and response.status_code != 503:
        return f"{address.name}: GET fails with {response.status_code}"
    one_factor = person == ONE_FACTOR
    if person in (allowed_to(address.name) or ()):
        is_shut = refused(response, one_factor=False) and not leads_nowhere(address, response)
        return f"{address.name}: shut, though the table opens it ({response.status_code})" if is_shut else None
    if not refused(response, one_factor=one_factor):
        return f"{address.name}: GET answers {response.status_code} {response.get('Location', '')}"
    response = ask(client, "post", address.path)
    if not refused(response, one_factor=one_factor):
        return f"{address.name}: POST answers {response.status_code} {response.get('Location', '')}"
    return None


@pytest.mark.django_db
@pytest.mark.parametrize("person", CAST)
def test_every_url_is_shut_unless_the_table_opens_it(person):
    office = Office.objects.create(code="url-desk", name="登记窗口")
    case = ComplaintFactory(office=office)
    Case.objects.filter(pk=case.pk).update(number=PARAMETERS["number"])
    client = client_of(person, office)

    faults = [found for address in ADDRESSES if (found := fault(client, address, person))]

    assert not faults, "\n".join(faults)
