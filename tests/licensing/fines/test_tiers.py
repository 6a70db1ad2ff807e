"""Tiers and factors: general and of an item, shipped and the bureau's own; what part of a range each covers."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.fines.bounds import BoundUnknown, all_bounds, bound, for_party
from licensing.fines.loading import load_discretion
from licensing.fines.ranges import FineRange, FineUnknown
from licensing.fines.tiers import bounds_of, factors, tier_range, tiers_for
from licensing.models import DiscretionFactor, DiscretionTier, PenaltyBound, PowerItem

ON = date(2026, 11, 23)


def within(low, high):
    one = [None if bound is None else Decimal(bound) for bound in (low, high)]
    return FineRange(low=one[0], high=one[1], rule=0, words="x")


@pytest.mark.parametrize(
    ("low", "high", "tier", "expected"),
    [
        ("2000", "20000", "light", ("2000", "7400")),
        ("2000", "20000", "ordinary", ("7400", "14600")),
        ("2000", "20000", "heavy", ("14600", "20000")),
        ("2000", "20000", "mitigated", ("0", "1999.99")),
        ("2000", "20000", "waived", ("0", "0")),
        (None, "50000", "light", ("0", "15000")),
        (None, "50000", "heavy", ("35000", "50000")),
        ("50000", "50000", "ordinary", ("50000", "50000")),
    ],
)
def test_what_part_of_the_range_a_tier_covers(discretion, low, high, tier, expected):
    assert tier_range(within(low, high), tier, item=None, on=ON) == tuple(map(Decimal, expected))


def test_below_no_least_fine_there_is_nothing(discretion):
    with pytest.raises(FineUnknown, match="行政处罚法第三十二条"):
        tier_range(within(None, 50000), "mitigated", item=None, on=ON)


def test_without_a_greatest_fine_there_are_no_tiers(discretion):
    with pytest.raises(FineUnknown, match="no greatest fine"):
        tier_range(within(1000, None), "light", item=None, on=ON)


def test_an_unknown_tier_is_refused(discretion):
    with pytest.raises(FineUnknown, match=r"“severe”.*行政处罚法第三十四条"):
        tier_range(within(1, 2), "severe", item=None, on=ON)


def test_before_they_were_in_force_there_are_none(discretion):
    assert tiers_for(None, date(2021, 7, 14)) == []
    assert [one.code for one in tiers_for(None, ON)] == ["waived", "mitigated", "light", "ordinary", "heavy"]


def test_an_item_may_have_tiers_of_its_own_and_the_bureaus_go_first(discretion, django_assert_num_queries):
    item, other = (PowerItem.objects.create(code=code, kind="penalty") for code in ("CF-001", "CF-002"))
    values = {"code": "light", "name": "从轻", "citation": "本局裁量基准", "valid_from": date(2026, 1, 1), "low": Decimal("0")}
    DiscretionTier.objects.create(item=item, high=Decimal("0.2"), **values)
    DiscretionTier.objects.create(item=None, high=Decimal("0.25"), local=True, **values)
    with django_assert_num_queries(1):
        assert tier_range(within(0, 1000), "light", item=item, on=ON) == (0, 200)
    assert tier_range(within(0, 1000), "light", item=other, on=ON) == (0, 250)
    assert tier_range(within(0, 1000), "heavy", item=item, on=ON) == (700, 1000)


SUMS = st.decimals(min_value=Decimal("0.02"), max_value=Decimal("1e9"), places=2)
GENERAL = {
    code: DiscretionTier(code=code, low=Decimal(low), high=Decimal(high))
    for code, low, high in (("mitigated", 0, 1), ("light", 0, "0.3"), ("ordinary", "0.3", "0.7"), ("heavy", "0.7", 1))
}


@given(one=SUMS, two=SUMS)
def test_tiers_cover_the_range_without_gap_and_mitigation_lies_below(one, two):
    low, high = sorted((one, two))
    covered = [bounds_of(GENERAL, within(low, high), tier) for tier in ("light", "ordinary", "heavy")]
    assert covered[0][0] == low
    assert covered[2][1] == high
    assert covered[0][1] == covered[1][0] <= covered[1][1] == covered[2][0]
    least, most = bounds_of(GENERAL, within(low, high), "mitigated")
    assert 0 <= least <= most < low


# --- factors and bounds -----------------------------------------------------------------------------------------------
def test_the_factors_are_those_of_the_law_in_its_order(discretion):
    found = factors(ON)
    assert [one.code for one in found[:3]] == ["under-fourteen", "without-capacity", "minor-corrected"]
    assert {one.tier for one in found} == {"waived", "mitigated", "heavy"}
    assert all(one.confirmed and one.citation.startswith("《") for one in found)
    assert {one.code: one.is_binding for one in found}["first-minor-corrected"] is False


def test_the_bureaus_own_factor_stands_for_the_shipped_one(discretion):
    values = {"name": "本局", "tier": "heavy", "citation": "x", "order": 1, "local": True}
    DiscretionFactor.objects.create(code="emergency", valid_from=date(2026, 1, 1), **values)
    assert factors(ON)[0].name == "本局"


@pytest.mark.parametrize(
    ("code", "amount"),
    [
        ("simple-fine-citizen", 200),
        ("simple-fine-unit", 3000),
        ("spot-cash", 100),
        ("hearing-fine-citizen", 10000),
        ("hearing-fine-unit", 100000),
        ("hearing-confiscation-citizen", 10000),
        ("hearing-confiscation-unit", 100000),
        ("upper-metrology-fine", 10000),
        ("upper-food-fine", 300000),
        ("publicity-small-fine-citizen", 200),
        ("publicity-small-fine-unit", 3000),
    ],
)
def test_the_sums_that_ship(discretion, code, amount):
    assert bound(code, ON) == amount


def test_sums_the_corpus_does_not_hold_are_marked(discretion):
    open_ = set(PenaltyBound.objects.filter(confirmed=False).values_list("code", flat=True))
    assert open_ == {
        f"{name}-{party}" for name in ("hearing-fine", "hearing-confiscation", "publicity-small-fine") for party in ("unit", "citizen")
    }


def test_an_unknown_sum_or_one_not_yet_in_force_is_refused(discretion):
    with pytest.raises(BoundUnknown, match="spot-money"):
        bound("spot-money", ON)
    with pytest.raises(BoundUnknown):
        bound("upper-food-fine", date(2019, 11, 30))


def test_a_sole_trader_has_the_sums_of_a_citizen():
    assert [for_party("hearing-fine", one) for one in ("unit", "sole", "citizen")] == [
        "hearing-fine-unit",
        "hearing-fine-citizen",
        "hearing-fine-citizen",
    ]


def test_the_bureaus_own_sum_goes_first_and_outlives_a_load(discretion):
    PenaltyBound.objects.create(
        code="hearing-fine-unit", name="本省", citation="x", amount=50000, valid_from=date(2026, 1, 1), local=True, confirmed=True
    )
    assert bound("hearing-fine-unit", ON) == 50000
    assert bound("hearing-fine-unit", date(2025, 12, 31)) == 100000
    assert {row.code: row.amount for row in all_bounds(ON)}["hearing-fine-unit"] == 50000
    assert len(all_bounds(ON)) == 11


# --- loading ----------------------------------------------------------------------------------------------------------
def test_loading_twice_changes_nothing(db, django_assert_max_num_queries):
    assert load_discretion() == "discretion +32, changed 0"
    with django_assert_max_num_queries(6):
        assert load_discretion() == "discretion +0, changed 0"


def test_a_shipped_row_follows_the_file_and_a_local_one_does_not(discretion):
    PenaltyBound.objects.filter(code="spot-cash").update(amount=1)
    PenaltyBound.objects.filter(code="hearing-fine-unit").update(amount=1, local=True)
    assert load_discretion() == "discretion +0, changed 1"
    assert bound("spot-cash", ON) == 100
    assert bound("hearing-fine-unit", ON) == 1


def test_a_tier_in_the_file_may_belong_to_an_item(db):
    item = PowerItem.objects.create(code="CF-001", kind="penalty")
    tier = {"code": "light", "name": "从轻", "citation": "x", "low": "0", "high": "0.1", "valid_from": "2026-01-01", "item": "CF-001"}
    load_discretion({"tiers": [tier]})
    assert [one.item for one in tiers_for(item, ON)] == [item]
    with pytest.raises(KeyError):
        load_discretion({"tiers": [{**tier, "item": "CF-999"}]})
