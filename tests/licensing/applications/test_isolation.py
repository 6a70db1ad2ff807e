"""One enterprise reaches nothing of another on the desk pages of this floor: every such address of the URL configuration, by the other's
code, and by the other's matters, certificates and drafts below one's own code; looking and sending."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from bureau import drafts
from bureau.models import Case, Draft, Event
from bureau.roles import Role
from licensing.models import Application, IssuedCertificate
from tests.desk_door import client_of
from tests.factories import licensing as make
from tests.factories.bureau import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory
from tests.licensing.applications.handing_in import send, wanted

pytestmark = pytest.mark.django_db


def desk_addresses(resolver: URLResolver, *, inside: bool = False, before: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """Name and parameters of every address of this floor that holds an enterprise's code and is for enterprises."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in resolver.url_patterns:
        parameters = (*before, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            found |= desk_addresses(entry, inside=inside or entry.namespace == "licensing", before=parameters)
        elif isinstance(entry, URLPattern) and inside and Role.ENTERPRISE in (getattr(entry.callback, "access", None) or ()):
            found[f"licensing:{entry.name}"] = parameters
    return found


ADDRESSES = desk_addresses(get_resolver())
WITH_ROWS = {name: parameters for name, parameters in ADDRESSES.items() if set(parameters) - {"code", "item"}}


@pytest.fixture
def other(guide: Any) -> dict[str, Any]:
    """Another enterprise with an application, a certificate and a draft; what stands in an address for each parameter."""
    somebody = UserFactory(username="other-owner", display_name="赵刚", roles=[Role.ENTERPRISE.value], office=None)
    membership = MembershipFactory(enterprise=EnterpriseFactory(name="淮安东方机械制造有限公司"), user=somebody)
    opened = send(wanted(membership), key=77, by=membership.user, role=Role.ENTERPRISE)
    case = Case.objects.get(pk=opened.case_id)
    make.certificate(Application.objects.get(pk=case.pk), number="起17苏H77777(26)")
    basket = drafts.save({"request": "new"}, None, at=timezone.now(), purpose="application", owner=membership.user, subject="x")
    return {
        "code": membership.enterprise.code,
        "item": "XK-01",
        "case": opened.number,
        "certificate": "起17苏H77777(26)",
        "draft": basket.draft,
        "membership": membership,
    }


def path_of(name: str, other: dict[str, Any], **own: Any) -> str:
    number = other["certificate"] if name in {"licensing:desk-renew", "licensing:desk-certificate-file"} else other["case"]
    values = {**other, "number": number, **own}
    return reverse(name, kwargs={parameter: values[parameter] for parameter in ADDRESSES[name]})


def belongings() -> tuple[int, int, list[Any], int]:
    return (
        Event.objects.count(),
        Draft.objects.count(),
        list(IssuedCertificate.objects.values_list("version", "status")),
        Case.objects.count(),
    )


def test_the_desk_of_this_floor_was_found():
    assert {"licensing:desk-apply", "licensing:desk-renew", "licensing:desk-correct", "licensing:desk-certificates"} <= ADDRESSES.keys()
    assert all("code" in parameters for parameters in ADDRESSES.values())


@pytest.mark.parametrize("name", sorted(ADDRESSES))
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_code_of_another_opens_nothing(as_owner: Client, other: dict[str, Any], name: str, method: str):
    before = belongings()
    assert getattr(as_owner, method)(path_of(name, other)).status_code == 404
    assert belongings() == before


@pytest.mark.parametrize("name", sorted(WITH_ROWS))
@pytest.mark.parametrize("method", ["get", "post"])
def test_rows_of_another_below_the_own_code(as_owner: Client, membership: Any, other: dict[str, Any], name: str, method: str):
    before = belongings()
    answer = getattr(as_owner, method)(path_of(name, other, code=membership.enterprise.code))
    # A draft that is not (or no longer) there sends back to one's own list: pressing "delete" twice is no error.
    own_list = reverse("licensing:desk-applications", kwargs={"code": membership.enterprise.code})
    assert answer.status_code in {404, 405} or answer.headers.get("Location") == own_list, answer.status_code
    assert belongings() == before


def test_the_owner_of_it_reaches_all_of_it(other: dict[str, Any]):
    """Or the refusals above would prove nothing."""
    owner = client_of(other["membership"])
    for name in ("licensing:desk-certificates", "licensing:desk-renew", "licensing:desk-applications", "licensing:desk-apply"):
        assert owner.get(path_of(name, other)).status_code == 200, name
