"""Every one of the 483 penalties that ship: each rule computed with sample sums, bounds finite and in order, the article to be seen."""

from decimal import Decimal

import pytest

from licensing.catalogue.loader import load_catalogue
from licensing.catalogue.rows import read_file
from licensing.catalogue.validation import read_catalogue
from licensing.fines.ranges import FineUnknown, choices, fine_range
from licensing.fines.rules import rules_of, value_names
from licensing.fines.tiers import tier_range
from licensing.models import ItemVersion
from tests.licensing.catalogue.small import AT, ON

ROWS = {row.code: row for row in read_catalogue(read_file()) if row.kind == "penalty"}
# Nothing of it, small sums on both sides of every threshold, a large one.
SAMPLES = [Decimal(one) for one in ("0", "4999", "5000", "9999.99", "10000", "99999", "100000", "299999", "300000", "20000000")]


@pytest.fixture
def versions(db, discretion):
    """Every penalty as it is loaded."""
    load_catalogue(at=AT, on=ON)
    return list(ItemVersion.objects.in_force(ON).filter(kind="penalty").select_related("item").prefetch_related("bases"))


def party_of(rule):
    return "citizen" if rule.who in ("person", "citizen") else "unit"


def walked(version):
    """Every rule of the item with every sample for which it applies."""
    for rule in rules_of(version):
        found = 0
        for sample in SAMPLES:
            values = dict.fromkeys(value_names(version), sample)
            told = choices(version, party_type=party_of(rule), values=values)
            assert [one.index for one in told] == list(range(len(version.fines)))
            if told[rule.index].fits is False or (rule.multiple_of and sample == 0):
                continue
            found += 1
            yield rule, fine_range(version, party_type=party_of(rule), values=values, rule=rule.index)
        assert found, (version.item.code, rule.index, "no sample reaches the rule")


def test_all_483_rules_compute_to_finite_ordered_bounds_with_an_article(versions):
    assert len(versions) == len(ROWS) == 483
    computed = set()
    for version in versions:
        cited = [basis.citation for basis in version.bases.all()]
        assert cited, version.item.code
        assert all(one.startswith("《") and "》第" in one for one in cited), version.item.code
        for rule, found in walked(version):
            place = (version.item.code, rule.index)
            assert found.high is not None and found.high.is_finite() and found.high > 0, place
            assert found.low is None or 0 < found.low <= found.high, place
            assert found.words, place
            assert found.holds(found.high), place
            assert not rule.article or rule.article.startswith("《"), place
            computed.add(place)
    assert computed == {(row.code, index) for row in ROWS.values() for index in range(len(row.fines))}


def test_every_range_has_its_tiers_in_order(versions):
    general = {}
    for version in versions:
        for _rule, found in walked(version):
            general[(found.low, found.high)] = (found, version.item)
    for found, item in list(general.values())[:400]:
        edges = [tier_range(found, tier, item=item, on=ON) for tier in ("light", "ordinary", "heavy")]
        assert edges[0][0] == (found.low or 0)
        assert edges[2][1] == found.high
        assert edges[0][1] == edges[1][0]
        assert edges[1][1] == edges[2][0]


def test_each_penalty_with_a_fine_tells_what_it_needs_when_nothing_is_known(versions):
    silent = []
    for version in versions:
        try:
            fine_range(version, party_type="unit", values={})
        except FineUnknown as unknown:
            silent += [] if str(unknown) else [version.item.code]
    assert silent == []


def test_a_fine_is_among_the_sanctions_exactly_when_there_are_rules_or_a_doubt():
    wrong = [row.code for row in ROWS.values() if ("罚款" in row.sanctions) != bool(row.fines) and not row.doubt]
    assert wrong == []


def test_what_is_checked_has_no_doubt_and_what_is_not_has_one():
    assert [row.code for row in ROWS.values() if row.checked == bool(row.doubt)] == []
    assert sum(not row.checked for row in ROWS.values()) == 45


@pytest.mark.parametrize(
    ("code", "party", "values", "rule", "expected"),
    [
        # 产品质量法第五十条: 百分之五十以上三倍以下.
        ("CF-004", "unit", {"货值金额": "80000"}, None, ("40000", "240000")),
        # 食品安全法第一百二十四条.
        ("CF-266", "unit", {"货值金额": "6000"}, None, ("50000", "100000")),
        ("CF-266", "unit", {"货值金额": "12000"}, None, ("120000", "240000")),
        # 消费者权益保护法第五十六条.
        ("CF-357", "unit", {"违法所得": "0"}, None, (None, "500000")),
        # 特种设备安全法第九十一条: a share of last year's income of the person.
        ("CF-111", "citizen", {"年收入": "100000"}, 1, ("40000", "40000")),
        # 广告法第五十八条: fees that cannot be computed.
        ("CF-458", "unit", {"广告费用": "0"}, None, ("100000", "200000")),
        ("CF-458", "unit", {"广告费用": "30000"}, None, ("30000", "90000")),
        ("CF-458", "unit", {"广告费用": "100"}, 1, ("100000", "200000")),
    ],
)
def test_some_ranges_worked_out_by_hand(versions, code, party, values, rule, expected):
    version = next(one for one in versions if one.item.code == code)
    found = fine_range(version, party_type=party, values={name: Decimal(value) for name, value in values.items()}, rule=rule)
    assert (found.low, found.high) == tuple(None if one is None else Decimal(one) for one in expected)
