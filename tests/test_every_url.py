"""Every URL x every role: what ACCESS below does not open to a role must refuse it. A URL that is not in the table fails.

To add a page: one line in ACCESS, under the name the URLconf gives it (`namespace:name`). PUBLIC opens it to everyone, ANY_STAFF to all
staff, `roles(...)` to those, ANY_ACCOUNT to whoever is signed in. A view of ours must declare the same with `@public` or `@staff(...)`.
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
from bureau.roles import STAFF_ROLES, Role
from tests.factories.docket import ComplaintFactory
from tests.people import PASSWORD, signed_in

FLOORS = ("config", "complaints", "licensing", "outreach", "enterprises", "bureau")
ANONYMOUS, STRANGER, ONE_FACTOR = "anonymous", "stranger", "clerk without second factor"
ACCOUNTS = {*map(str, Role), STRANGER, ONE_FACTOR} - {Role.SYSTEM.value, Role.CITIZEN.value}
CAST = sorted({ANONYMOUS, *ACCOUNTS})

PUBLIC = frozenset(CAST)
ANY_ACCOUNT = frozenset(ACCOUNTS)
WITH_SECOND_FACTOR = ANY_ACCOUNT - {ONE_FACTOR}
ANY_STAFF = frozenset(map(str, STAFF_ROLES))


def roles(*allowed: Role) -> frozenset[str]:
    return frozenset(map(str, allowed))


ADMINISTRATOR = roles(Role.ADMINISTRATOR)
NOBODY: frozenset[str] = frozenset()
MESSAGE_OVERSEERS = roles(Role.SUPERVISOR, Role.ADMINISTRATOR)
REGISTER_WRITERS = roles(Role.CLERK, Role.OFFICER, Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR)
CALLERS = roles(Role.CLERK, Role.SEAT, Role.SUPERVISOR, Role.ADMINISTRATOR)
IMPORTERS = roles(Role.CLERK, Role.SUPERVISOR, Role.APPROVER, Role.ADMINISTRATOR)

# Tables of the administration whose rows come from what happens or from code, and those whose history matters.
WRITTEN_ELSEWHERE = ("clockrule", "messagetemplate", "event", "reveal", "document", "message")
REGISTER_TABLES = ("industry", "tag", "certificatekind", "instrumentkind", "obligationkind")
NEVER_DELETED = (*WRITTEN_ELSEWHERE, "office", "user", "officer", "township", "category")

ACCESS: dict[str, frozenset[str]] = {
    # --- public ---
    "bureau:home": PUBLIC,
    "bureau:accessibility": PUBLIC,
    "bureau:large-text": PUBLIC,
    "health": PUBLIC,
    "set_language": PUBLIC,
    "bureau:verify": PUBLIC,
    "bureau:verify-code": PUBLIC,
    # The citizen's pages show a matter to whoever proved its number and query code, and ask for them otherwise.
    "complaints:new": PUBLIC,
    "complaints:other-authorities": PUBLIC,
    "complaints:receipt": PUBLIC,
    "complaints:draft": PUBLIC,
    "complaints:draft-file-add": PUBLIC,
    "complaints:draft-file-remove": PUBLIC,
    "complaints:draft-discard": PUBLIC,
    "complaints:resume": PUBLIC,
    "complaints:resume-code": PUBLIC,
    "complaints:track": PUBLIC,
    "complaints:track-number": PUBLIC,
    "complaints:leave": PUBLIC,
    "complaints:matter": PUBLIC,
    "complaints:matter-file": PUBLIC,
    "complaints:matter-document": PUBLIC,
    "complaints:matter-step": PUBLIC,
    # --- API ---
    "api:workflow-list": PUBLIC,
    "api:clock-rule-list": PUBLIC,
    "api:schema": ANY_STAFF,
    "api:case-list": ANY_STAFF,
    "api:case": ANY_STAFF,
    "api:case-step": ANY_STAFF,
    # --- sign-in (allauth guards itself) ---
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,  # answers that accounts come from an administrator
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_reauthenticate": ANY_ACCOUNT,
    "account_change_password": ANY_ACCOUNT,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": ANY_ACCOUNT,
    "mfa_index": ANY_ACCOUNT,
    "mfa_activate_totp": ANY_ACCOUNT,
    "mfa_deactivate_totp": WITH_SECOND_FACTOR,
    "mfa_view_recovery_codes": WITH_SECOND_FACTOR,
    "mfa_generate_recovery_codes": WITH_SECOND_FACTOR,
    "mfa_download_recovery_codes": WITH_SECOND_FACTOR,
    # --- staff ---
    "bureau:workbench": ANY_STAFF,
    "bureau:search": ANY_STAFF,
    "bureau:export": ANY_STAFF,
    "bureau:bulk-assign": roles(Role.CLERK, Role.SEAT, Role.OFFICER, Role.APPROVER, Role.SUPERVISOR),
    "bureau:saved-view-save": ANY_STAFF,
    "bureau:saved-view-delete": ANY_STAFF,
    "bureau:supervision": roles(Role.SUPERVISOR, Role.MANAGER, Role.APPROVER),
    "bureau:handover": roles(Role.SUPERVISOR, Role.APPROVER),
    "bureau:case": ANY_STAFF,
    "bureau:case-print": ANY_STAFF,
    "bureau:case-looking": ANY_STAFF,
    "bureau:case-attach": ANY_STAFF,
    "bureau:case-reveal": ANY_STAFF,
    "bureau:case-action": ANY_STAFF,
    "complaints:staff-new": roles(Role.CLERK, Role.SEAT, Role.OFFICER, Role.SUPERVISOR),
    "complaints:staff-caller": roles(Role.CLERK, Role.SEAT, Role.OFFICER, Role.SUPERVISOR),
    "bureau:profile": ANY_STAFF,
    "bureau:sign-out-everywhere": ANY_STAFF,
    "bureau:attachment": ANY_STAFF,
    "bureau:document": ANY_STAFF,
    "bureau:dashboard": roles(Role.MANAGER, Role.SUPERVISOR, Role.APPROVER, Role.ADMINISTRATOR),
    "outreach:inbox": ANY_STAFF | roles(Role.ENTERPRISE),
    "outreach:inbox-read": ANY_STAFF | roles(Role.ENTERPRISE),
    "outreach:inbox-read-all": ANY_STAFF | roles(Role.ENTERPRISE),
    "outreach:call-list": CALLERS,
    "outreach:message-called": CALLERS,
    "outreach:message-list": MESSAGE_OVERSEERS,
    "outreach:message-resend": MESSAGE_OVERSEERS,
    # --- enterprises: accounts and members ---
    "enterprises:account-new": PUBLIC,
    "enterprises:account-new-code": PUBLIC,
    "enterprises:account-forgotten": PUBLIC,
    "enterprises:account-forgotten-code": PUBLIC,
    "enterprises:invitation": PUBLIC,
    "enterprises:account": roles(Role.ENTERPRISE),
    "enterprises:account-ask": roles(Role.ENTERPRISE),
    "enterprises:account-profile": roles(Role.ENTERPRISE),
    "enterprises:account-phone": roles(Role.ENTERPRISE),
    "enterprises:account-phone-code": roles(Role.ENTERPRISE),
    "enterprises:account-request": roles(Role.ENTERPRISE),
    "enterprises:account-request-code": roles(Role.ENTERPRISE),
    "enterprises:account-request-prove": roles(Role.ENTERPRISE),
    "enterprises:account-request-withdraw": roles(Role.ENTERPRISE),
    "enterprises:account-request-files": roles(Role.ENTERPRISE),
    "enterprises:account-request-file": roles(Role.ENTERPRISE),
    "enterprises:account-request-file-remove": roles(Role.ENTERPRISE),
    "enterprises:desk-members": roles(Role.ENTERPRISE),
    "enterprises:desk-member-invite": roles(Role.ENTERPRISE),
    "enterprises:desk-member-leave": roles(Role.ENTERPRISE),
    "enterprises:desk-member-part": roles(Role.ENTERPRISE),
    "enterprises:desk-member-end": roles(Role.ENTERPRISE),
    "enterprises:desk-invitation-revoke": roles(Role.ENTERPRISE),
    "enterprises:account-requests": roles(Role.CLERK, Role.APPROVER, Role.SUPERVISOR),
    "enterprises:account-requests-one": roles(Role.CLERK, Role.APPROVER, Role.SUPERVISOR),
    "enterprises:account-requests-grant": roles(Role.CLERK, Role.APPROVER, Role.SUPERVISOR),
    "enterprises:account-requests-refuse": roles(Role.CLERK, Role.APPROVER, Role.SUPERVISOR),
    "enterprises:account-requests-file": roles(Role.CLERK, Role.APPROVER, Role.SUPERVISOR),
    # --- enterprises: doubles ---
    "enterprises:doubles": REGISTER_WRITERS,
    "enterprises:double": REGISTER_WRITERS,
    "enterprises:double-apart": REGISTER_WRITERS,
    "enterprises:merge-undo": roles(Role.SUPERVISOR, Role.APPROVER, Role.ADMINISTRATOR),
    # --- enterprises: the desk (of one's own enterprise only: tests/enterprises/test_desk.py) ---
    "outreach:desk-inbox": roles(Role.ENTERPRISE),
    "enterprises:desk": roles(Role.ENTERPRISE),
    "enterprises:desk-home": roles(Role.ENTERPRISE),
    "enterprises:desk-holdings": roles(Role.ENTERPRISE),
    "enterprises:desk-matters": roles(Role.ENTERPRISE),
    "enterprises:desk-matter": roles(Role.ENTERPRISE),
    "enterprises:desk-matter-step": roles(Role.ENTERPRISE),
    "enterprises:desk-file": roles(Role.ENTERPRISE),
    "enterprises:desk-documents": roles(Role.ENTERPRISE),
    "enterprises:desk-document": roles(Role.ENTERPRISE),
    "enterprises:desk-profile": roles(Role.ENTERPRISE),
    "enterprises:desk-correction": roles(Role.ENTERPRISE),
    "enterprises:desk-contact-add": roles(Role.ENTERPRISE),
    "enterprises:desk-contact": roles(Role.ENTERPRISE),
    "enterprises:desk-contact-end": roles(Role.ENTERPRISE),
    # --- enterprises: register ---
    "enterprises:register": ANY_STAFF,
    "enterprises:register-export-csv": ANY_STAFF,
    "enterprises:register-export-xlsx": ANY_STAFF,
    "enterprises:suggest": ANY_STAFF,
    "enterprises:enterprise-new": REGISTER_WRITERS,
    "enterprises:enterprise-check": REGISTER_WRITERS,
    "enterprises:enterprise-edit": REGISTER_WRITERS,
    "enterprises:contact-add": REGISTER_WRITERS,
    "enterprises:contact-change": REGISTER_WRITERS,
    "enterprises:contact-end": REGISTER_WRITERS,
    "enterprises:contact-reveal": ANY_STAFF,
    "enterprises:premises-add": REGISTER_WRITERS,
    "enterprises:premises-change": REGISTER_WRITERS,
    "enterprises:premises-end": REGISTER_WRITERS,
    "enterprises:officer-assign": REGISTER_WRITERS,
    "enterprises:officer-end": REGISTER_WRITERS,
    # --- enterprises: page and holdings ---
    "enterprises:enterprise": ANY_STAFF,
    "enterprises:enterprise-print": ANY_STAFF,
    "enterprises:enterprise-timeline": ANY_STAFF,
    "enterprises:enterprise-holdings": ANY_STAFF,
    "enterprises:holdings-home": ANY_STAFF,
    "enterprises:holdings": ANY_STAFF,
    "enterprises:holdings-export": ANY_STAFF,
    "enterprises:person-reveal": ANY_STAFF,
    "enterprises:holding-add": REGISTER_WRITERS,
    "enterprises:holding-correct": REGISTER_WRITERS,
    "enterprises:holding-done": REGISTER_WRITERS,
    "enterprises:holding-standing": REGISTER_WRITERS,
    "enterprises:risk-note-add": roles(Role.CLERK, Role.OFFICER, Role.SUPERVISOR, Role.APPROVER),
    "enterprises:risk-note-end": roles(Role.CLERK, Role.OFFICER, Role.SUPERVISOR, Role.APPROVER),
    "enterprises:credit-add": roles(Role.OFFICER, Role.SUPERVISOR, Role.APPROVER),
    # --- enterprises: imports ---
    "enterprises:import-list": IMPORTERS,
    "enterprises:import-template": IMPORTERS,
    "enterprises:import-run": IMPORTERS,
    "enterprises:import-columns": IMPORTERS,
    "enterprises:import-progress": IMPORTERS,
    "enterprises:import-report": IMPORTERS,
    "enterprises:import-apply": IMPORTERS,
    "enterprises:import-discard": IMPORTERS,
    # --- enterprises: obligations ---
    **{f"enterprises:obligations{page}": ANY_STAFF for page in ("", "-export", "-month", "-feed")},
    "enterprises:obligation-done": REGISTER_WRITERS,
    **{f"enterprises:desk-{page}": roles(Role.ENTERPRISE) for page in ("obligations", "obligations-month", "obligation", "feed")},
    "enterprises:feed": PUBLIC,  # the key in the address is the permission
    **{f"enterprise-api:enterprise-{what}": ANY_STAFF for what in ("list", "obligations")},
    **{f"enterprise-api:desk-{what}": roles(Role.ENTERPRISE) for what in ("list", "obligations", "holdings")},
    # --- administration: every page of it ---
    "admin:login": PUBLIC,
    "admin:*": ADMINISTRATOR,
    "admin:autocomplete": NOBODY,  # without the name of a registered field
    **{f"admin:bureau_{table}_add": NOBODY for table in WRITTEN_ELSEWHERE},
    **{f"admin:bureau_{table}_delete": NOBODY for table in NEVER_DELETED},
    **{f"admin:enterprises_{table}_delete": NOBODY for table in REGISTER_TABLES},
    "admin:django_celery_beat_periodictask_add": NOBODY,
    "admin:django_celery_beat_periodictask_delete": NOBODY,
    "admin:django_celery_beat_intervalschedule_delete": NOBODY,
}

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
