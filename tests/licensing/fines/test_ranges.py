"""Which rule of an item applies, and from what to what the fine goes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.fines.ranges import FineUnknown, choices, fine_range
from licensing.fines.rules import value_names
from tests.licensing.fines.made import version_of

UNIT, SOLE, CITIZEN = "unit", "sole", "citizen"


def goods(value):
    return {"货值金额": Decimal(value)}


def bounds(version, party=UNIT, values=None, **kwargs):
    found = fine_range(version, party_type=party, values=values or {}, **kwargs)
    return found.low, found.high


# 食品安全法第一百二十四条: an amount below ten thousand yuan of goods, a multiple from there on.
FOOD = version_of(
    {"min": 50000, "max": 100000, "when": "货值金额不足一万元的", "if": [{"of": "货值金额", "below": 10000}]},
    {"min": 10, "max": 20, "of": "货值金额", "when": "货值金额一万元以上的", "if": [{"of": "货值金额", "from": 10000}]},
)
# 消费者权益保护法第五十六条: a multiple of the gain; an amount where there is none.
CONSUMER = version_of(
    {"min": 1, "max": 10, "of": "违法所得", "may": True, "if": [{"of": "违法所得", "some": True}]},
    {"max": 500000, "when": "没有违法所得的", "may": True, "if": [{"of": "违法所得", "none": True}]},
)
# 特种设备安全法第八十九条: unit and person.
BOTH = version_of({"min": 50000, "max": 200000, "who": "unit"}, {"min": 10000, "max": 50000, "who": "person"})
GRADED = version_of(
    {"min": 5000, "max": 100000},
    {"min": 100000, "max": 200000, "grade": "serious", "when": "情节严重的"},
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", (50000, 100000)),
        ("9999.99", (50000, 100000)),
        ("10000", (100000, 200000)),
        ("10000.01", (Decimal("100000.10"), Decimal("200000.20"))),
        ("250000", (2500000, 5000000)),
    ],
)
def test_the_value_of_the_goods_decides_between_amount_and_multiple(value, expected):
    assert bounds(FOOD, values=goods(value)) == expected


@pytest.mark.parametrize(
    ("gain", "expected"), [("0", (None, 500000)), ("0.01", (Decimal("0.01"), Decimal("0.10"))), ("3000", (3000, 30000))]
)
def test_a_gain_is_multiplied_and_where_there_is_none_an_amount_applies(gain, expected):
    assert bounds(CONSUMER, values={"违法所得": Decimal(gain)}) == expected


def test_what_is_missing_is_named():
    with pytest.raises(FineUnknown, match="货值金额"):
        bounds(FOOD)
    with pytest.raises(FineUnknown, match="违法所得"):
        bounds(CONSUMER, values=goods(5))
    with pytest.raises(FineUnknown, match="missing: 进口或销售额"):
        bounds(version_of({"max": 0.3, "of": "其他", "of_words": "进口或销售额"}))


def test_every_value_an_item_asks_for_is_known_beforehand():
    assert value_names(FOOD) == ["货值金额"]
    assert value_names(version_of({"max": 1, "of": "其他", "of_words": "销售额"}, {"min": 1, "max": 2})) == ["销售额"]


@pytest.mark.parametrize(
    ("party", "person", "expected"),
    [
        (UNIT, False, (50000, 200000)),
        (SOLE, False, (50000, 200000)),
        (UNIT, True, (10000, 50000)),
        (CITIZEN, False, (10000, 50000)),
    ],
)
def test_a_unit_and_the_persons_in_it_have_ranges_of_their_own(party, person, expected):
    assert bounds(BOTH, party, person=person) == expected


def test_where_the_law_fines_no_person_none_can_be():
    with pytest.raises(FineUnknown, match="No fine rule of the item applies"):
        bounds(FOOD, person=True, values=goods(1))
    with pytest.raises(FineUnknown, match="No fine rule of the item applies"):
        bounds(version_of({"min": 1, "max": 2, "who": "person"}), UNIT)


def test_a_natural_persons_range_is_not_a_units():
    version = version_of({"max": 100000, "who": "unit"}, {"max": 5000, "who": "citizen"})
    assert bounds(version, CITIZEN) == (None, 5000)
    assert bounds(version, UNIT) == (None, 100000)


def test_the_basic_case_applies_until_an_officer_says_it_is_grave():
    assert bounds(GRADED) == (5000, 100000)
    assert bounds(GRADED, rule=1) == (100000, 200000)
    grave = fine_range(GRADED, party_type=UNIT, values={}, rule=1)
    assert (grave.grade, grave.when, grave.rule) == ("serious", "情节严重的", 1)


def test_a_lone_rule_with_a_circumstance_is_taken_and_says_so():
    found = fine_range(version_of({"max": 3000, "grade": "serious", "when": "情节严重的"}), party_type=UNIT, values={})
    assert (found.low, found.high, found.when) == (None, 3000, "情节严重的")


def test_of_several_circumstances_somebody_must_choose():
    version = version_of({"min": 1, "max": 3, "when": "甲"}, {"min": 5, "max": 6, "when": "乙"})
    with pytest.raises(FineUnknown, match=r"choose one: 甲.*乙"):
        bounds(version)
    assert bounds(version, rule=1) == (5, 6)


def test_a_rule_that_does_not_fit_cannot_be_chosen():
    with pytest.raises(FineUnknown, match="does not apply to this party or to these sums"):
        bounds(FOOD, values=goods(5), rule=1)
    with pytest.raises(FineUnknown, match="no fine rule 3"):
        bounds(FOOD, values=goods(5), rule=2)


def test_nothing_is_computed_from_less_than_nothing():
    with pytest.raises(FineUnknown, match="below nought"):
        bounds(FOOD, values=goods(-1))
    with pytest.raises(FineUnknown, match="multiple of nought"):
        bounds(version_of({"min": 1, "max": 3, "of": "货值金额"}), values=goods(0))
    with pytest.raises(FineUnknown, match="holds no amount"):
        bounds(version_of())


def test_a_bound_the_law_does_not_name_is_none_and_nought_is_no_fine():
    found = fine_range(version_of({"max": 50000}), party_type=UNIT, values={})
    assert found.low is None
    assert not found.holds(Decimal(0))
    assert found.holds(Decimal("0.01"))
    assert found.holds(Decimal(50000))
    assert not found.holds(Decimal("50000.01"))


def test_choices_say_what_fits_what_does_not_and_what_must_be_judged():
    told = choices(FOOD, party_type=UNIT, values=goods(20000))
    assert [one.fits for one in told] == [False, True]
    assert [one.fits for one in choices(FOOD, party_type=UNIT, values={})] == [None, None]
    assert [one.fits for one in choices(GRADED, party_type=UNIT, values={})] == [True, None]
    assert [one.fits for one in choices(BOTH, party_type=UNIT, values={})] == [True, False]
    assert told[1].needs == ("货值金额",)
    assert told[1].when == "货值金额一万元以上的"


SUMS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("1e10"), places=2)


@given(value=SUMS)
def test_bounds_are_ordered_whatever_the_goods_are_worth(value):
    low, high = bounds(FOOD, values=goods(value))
    assert 0 < low <= high
    if value >= 10000:
        assert 10 * value <= low
        assert high <= 20 * value or high == low


@given(value=SUMS, low=st.integers(0, 30), more=st.integers(0, 30), scale=st.sampled_from((1, 10, 100)))
def test_a_multiple_never_widens_by_rounding(value, low, more, scale):
    least, greatest = low / scale, (low + more + 1) / scale
    found = fine_range(version_of({"min": least, "max": greatest, "of": "货值金额"}), party_type=UNIT, values=goods(value))
    assert found.low >= Decimal(str(least)) * value
    assert found.low <= found.high
    assert found.high <= max(Decimal(str(greatest)) * value, found.low, Decimal("0.01"))


@given(first=SUMS, second=SUMS)
def test_the_greatest_fine_of_one_rule_grows_with_its_base(first, second):
    version = version_of({"min": 1, "max": 3, "of": "货值金额"})
    less, more = sorted((first, second))
    assert bounds(version, values=goods(less))[1] <= bounds(version, values=goods(more))[1]
