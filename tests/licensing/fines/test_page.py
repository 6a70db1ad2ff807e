"""The rules of discretion on their public page and as data."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from licensing.admin import PenaltyBoundAdmin
from licensing.fines.loading import load_discretion
from licensing.fines.published import published, rules_on_page
from licensing.models import DiscretionTier, PenaltyBound
from tests import people
from tests.licensing.fines.made import version_of

PAGE = "licensing:discretion"


def page(client, name=PAGE):
    client.cookies["django_language"] = "en"
    response = client.get(reverse(name))
    assert response.status_code == 200
    return response


def test_everybody_reads_tiers_circumstances_and_sums(client, discretion, django_assert_max_num_queries):
    page(client)
    with django_assert_max_num_queries(3):
        html = page(client).content.decode()
    assert "30% to 70% of the range" in html
    assert "below the least fine" in html
    assert "主动消除或者减轻违法行为危害后果" in html
    assert "《中华人民共和国行政处罚法》第三十二条第（一）项" in html
    assert "300,000 yuan" in html


def test_what_was_not_compared_bears_its_mark(client, discretion):
    html = page(client).content.decode()
    assert html.count("†</abbr>") == 3 + 6
    assert "could not be compared with their official text" in html
    DiscretionTier.objects.update(confirmed=True)
    PenaltyBound.objects.update(confirmed=True)
    html = page(client).content.decode()
    assert "†" not in html


def test_nothing_in_force_is_said(client, db):
    assert "No tiers are in force" in page(client).content.decode()


def test_programs_read_the_same(client, discretion):
    found = page(client, "licensing:discretion-json").json()
    assert found["as_of"] == timezone.localdate().isoformat()
    assert [one["tier"]["code"] for one in found["tiers"]] == ["waived", "mitigated", "light", "ordinary", "heavy"]
    assert found["tiers"][2]["high"] == "0.3000"
    assert {one["code"]: one["amount"] for one in found["bounds"]}["upper-food-fine"] == "300000.00"
    assert found["factors"][0]["binding"] is True
    assert all(one["citation"] for key in ("tiers", "factors", "bounds") for one in found[key])


@pytest.mark.parametrize(
    ("fine", "expected"),
    [
        ({"min": 2000, "max": 20000}, ["2,000 to 7,400 yuan", "7,400 to 14,600 yuan", "14,600 to 20,000 yuan"]),
        ({"max": 50000}, ["up to 15,000 yuan", "15,000 to 35,000 yuan", "35,000 to 50,000 yuan"]),
        (
            {"min": 0.05, "max": 0.2, "of": "财物价值"},
            ["5% to 9.5% of the 财物价值", "9.5% to 15.5% of the 财物价值", "15.5% to 20% of the 财物价值"],
        ),
        ({"min": 5000, "max": 5000}, []),
        ({"min": 5000}, []),
    ],
)
def test_the_tiers_of_a_rule_in_words(discretion, fine, expected):
    version = version_of(fine)
    version.item.save()
    (told,) = rules_on_page(version, date(2026, 11, 23))
    assert [words for _name, words, _confirmed in told.tiers] == expected


def test_a_version_without_fines_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rules_on_page(version_of(), date(2026, 11, 23)) == []


def test_what_an_administrator_saves_is_the_bureaus_own(client, discretion):
    people.signed_in(client, people.administrator())
    row = PenaltyBound.objects.get(code="hearing-fine-unit")
    data = {"name": row.name, "citation": "本省规定", "note": "", "valid_from": "2021-07-15", "valid_to": "", "code": row.code}
    address = reverse("admin:licensing_penaltybound_change", args=[row.pk])
    response = client.post(address, {**data, "amount": "50000", "confirmed": "on"})
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.amount, row.local, row.confirmed) == (50000, True, True)
    load_discretion()
    row.refresh_from_db()
    assert row.amount == 50000
    assert PenaltyBoundAdmin.deletable is False


def test_published_has_nothing_open_when_nothing_is_there(db):
    assert published(date(2000, 1, 1)).has_open is False
