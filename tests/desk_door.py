"""Getting onto an enterprise's desk in tests: addresses, colleagues of one enterprise, and a correction they ask for."""

from uuid import UUID

from django.test import Client
from django.urls import reverse

from bureau.roles import Role
from enterprises.corrections.services import ask_correction
from enterprises.models import Membership, RegisterCorrection
from tests import people
from tests.factories.bureau import UserFactory
from tests.factories.enterprises import AT, MembershipFactory


def page(_name: str, code: str, **more: object) -> str:
    """The address of a page of the desk."""
    return reverse(f"enterprises:{_name}", kwargs={"code": code, **more})


def client_of(membership: Membership) -> Client:
    """Signed in as the person of this membership, by password alone as people of enterprises are."""
    return people.signed_in(Client(), membership.user, second_factor=False)


def member_client(membership: Membership, part: str, name: str) -> Client:
    """A colleague of the same enterprise in that part, signed in."""
    user = UserFactory(username=name, display_name="李会计", roles=[Role.ENTERPRISE.value], office=None)
    return client_of(MembershipFactory(enterprise=membership.enterprise, user=user, part=part))


def ask(membership: Membership, key: int = 1, **wanted: object) -> RegisterCorrection:
    """A correction as the desk opens it; without `wanted` a new phone number, another for each `key`."""
    opened = ask_correction(
        membership,
        wanted or {"phone": f"0517-859{key:05d}"},
        explanation="上周换发了营业执照",
        submission_key=UUID(int=key),
        basket=None,
        language="zh-hans",
        at=AT,
    )
    return RegisterCorrection.objects.get(pk=opened.case_id)
