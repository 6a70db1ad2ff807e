"""The pages where the secret address of a calendar is made, renewed and switched off."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.models import Township
from enterprises.models import FeedKey
from enterprises.obligations.feeds import Scope, find_feed, make_feed_key
from tests.factories.enterprises import MembershipFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership():
    return MembershipFactory()


def address(key):
    return reverse("enterprises:feed", args=[key])


def shown_address(answer):
    found = re.search(r'value="[^"]*(/enterprises/feed/([0-9a-f]{48})\.ics)"', answer.content.decode())
    return found and found[2]


def test_an_address_is_shown_once_and_only_its_digest_is_kept(client, membership):
    url = reverse("enterprises:desk-feed", args=[membership.enterprise.code])
    signed_in(client, membership.user)
    assert shown_address(client.get(url)) is None
    made = client.post(url, {"do": "make", "scope": membership.enterprise.code})
    key = shown_address(made)
    assert "no-store" in made["Cache-Control"]
    assert Client().get(address(key)).status_code == 200
    page = client.get(url)
    assert key not in page.content.decode()
    row = FeedKey.objects.get()
    assert key.encode() not in bytes(row.key_index)
    assert bytes.fromhex(key)[:16] != bytes(row.key_index)


def test_renewing_ends_the_old_address_and_switching_off_ends_all(client, membership):
    url = reverse("enterprises:desk-feed", args=[membership.enterprise.code])
    signed_in(client, membership.user)
    form = {"scope": membership.enterprise.code}
    first = shown_address(client.post(url, {**form, "do": "make"}))
    second = shown_address(client.post(url, {**form, "do": "make"}))
    assert first != second
    assert Client().get(address(first)).status_code == 404
    assert Client().get(address(second)).status_code == 200
    assert client.post(url, {**form, "do": "off"}).status_code == 302
    assert Client().get(address(second)).status_code == 404
    assert FeedKey.objects.filter(revoked_at__isnull=True).count() == 0
    assert FeedKey.objects.count() == 2


def test_an_address_belongs_to_one_person_and_one_scope(membership):
    key = make_feed_key(user=membership.user, scope=Scope(membership.enterprise), at=timezone.now())
    other = MembershipFactory(enterprise=membership.enterprise, user__username="second-member")
    theirs = make_feed_key(user=other.user, scope=Scope(membership.enterprise), at=timezone.now())
    second = MembershipFactory(user=membership.user)
    elsewhere = make_feed_key(user=membership.user, scope=Scope(second.enterprise), at=timezone.now())
    make_feed_key(user=membership.user, scope=Scope(membership.enterprise), at=timezone.now())
    assert find_feed(key) is None
    assert find_feed(theirs)
    assert find_feed(elsewhere)


@pytest.mark.parametrize("form", [{"do": "make"}, {"do": "make", "scope": "all"}, {"do": "make", "scope": "huaicheng"}, {"scope": "own"}])
def test_the_desk_makes_addresses_of_its_own_enterprise_only(client, membership, form):
    form = {**form, **({"scope": membership.enterprise.code} if form.get("scope") == "own" else {})}
    answer = signed_in(client, membership.user).post(reverse("enterprises:desk-feed", args=[membership.enterprise.code]), form)
    assert answer.status_code == 404
    assert not FeedKey.objects.exists()


def test_staff_make_one_for_a_township_and_one_for_the_district(as_clerk):
    Township.objects.get_or_create(code="huaicheng", defaults={"label": "淮城镇"})
    url = reverse("enterprises:obligations-feed")
    town = shown_address(as_clerk.post(url, {"do": "make", "scope": "huaicheng"}))
    district = shown_address(as_clerk.post(url, {"do": "make", "scope": "all"}))
    assert find_feed(town)[1] == Scope(township="huaicheng")
    assert find_feed(district)[1] == Scope()
    assert as_clerk.post(url, {"do": "make", "scope": "no-such-town"}).status_code == 404
    assert as_clerk.post(url, {"do": "make", "scope": MembershipFactory().enterprise.code}).status_code == 404
    assert FeedKey.objects.count() == 2
    shown = {feed["value"]: feed["key"] is not None for feed in as_clerk.get(url).context["feeds"]}
    assert shown["huaicheng"]
    assert shown["all"]
