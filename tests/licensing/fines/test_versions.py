"""The law of the act against the law of the decision (行政处罚法 37)."""

from datetime import date
from decimal import Decimal

import pytest

from licensing.fines.versions import lighter, versions_for
from licensing.models import ItemBasis, ItemVersion, PowerItem
from tests.factories.licensing import RECEIVED_AT

OLD, NEW = date(2025, 5, 1), date(2026, 6, 1)
ACT, DECISION = date(2026, 3, 1), date(2026, 11, 23)


def rule(low, high, **more):
    return {"type": "amount", "min": low, "max": high, "when": "", "may": False, **more}


@pytest.fixture
def item(db):
    return PowerItem.objects.create(code="CF-800", kind="penalty")


def add(item, number, fines, *, law="2018-12-29", first=OLD, last=None, sanctions=("警告", "罚款")):
    version = ItemVersion.objects.create(
        item=item,
        number=number,
        kind="penalty",
        name="x",
        fines=fines,
        sanctions=list(sanctions),
        checked=True,
        valid_from=first,
        valid_to=last,
        loaded_at=RECEIVED_AT,
    )
    place = {"law": "某法", "law_version": date.fromisoformat(law), "rank": "law", "article": 1}
    ItemBasis.objects.create(version=version, citation="《某法》第一条", **place)
    return version


def two(item, old, new, **kwargs):
    before = add(item, 1, old, last=NEW, sanctions=kwargs.get("before", ("警告", "罚款")))
    return before, add(item, 2, new, law="2026-05-01", first=NEW, sanctions=kwargs.get("after", ("警告", "罚款")))


def judged(item, act=ACT, decision=DECISION, values=None):
    return lighter(versions_for(item, act_on=act, decide_on=decision), party_type="unit", values=values or {})


def test_one_law_on_both_days_leaves_nothing_to_compare(item, django_assert_num_queries):
    only = add(item, 1, [rule(1, 2)])
    with django_assert_num_queries(2):
        found = versions_for(item, act_on=ACT, decide_on=DECISION)
    assert (found.at_act, found.at_decision, found.are_same, found.note) == (only, only, True, "")
    assert judged(item).version == only


def test_a_correction_of_the_catalogue_is_no_change_of_the_law(item):
    add(item, 1, [rule(1, 2)], last=NEW)
    corrected = add(item, 2, [rule(5, 9)], first=NEW)
    found = versions_for(item, act_on=ACT, decide_on=DECISION)
    assert found.are_same
    assert found.at_act == corrected


@pytest.mark.parametrize(
    ("old", "new", "applied", "why"),
    [
        ([rule(1000, 5000)], [rule(1000, 3000)], "decision", "greatest fine of the new law is lower"),
        ([rule(1000, 5000)], [rule(500, 5000)], "decision", "least fine of the new law is lower"),
        ([rule(1000, 5000)], [rule(None, 5000)], "decision", "least fine of the new law is lower"),
        ([rule(1000, 5000)], [rule(1000, 5000)], "act", "not lighter"),
        ([rule(1000, 5000)], [rule(100, 9000)], "act", "not lighter"),
        ([rule(1000, 5000)], [], "decision", "sets no fine"),
        ([], [rule(1000, 5000)], "act", "not lighter"),
        ([], [], "act", "not lighter"),
        # 货值金额 is not known: nothing can be compared, the law of the act stays.
        ([rule(1000, 5000)], [{**rule(1, 2), "type": "multiple", "of": "货值金额"}], "act", "not lighter"),
    ],
)
def test_the_new_law_applies_only_where_it_is_lighter(item, old, new, applied, why):
    before, after = two(item, old, new)
    found = judged(item)
    assert found.applied == applied
    assert found.version == (after if applied == "decision" else before)
    assert why in found.reason
    assert "行政处罚法第三十七条" in found.reason


def test_ranges_are_compared_as_computed_from_the_facts(item):
    before, after = two(item, [rule(50000, 100000)], [{**rule(1, 3), "type": "multiple", "of": "货值金额"}])
    assert judged(item, values={"货值金额": Decimal(10000)}).version == after
    assert judged(item, values={"货值金额": Decimal(90000)}).version == before


def test_sanctions_outweigh_sums(item):
    before, _after = two(item, [rule(1000, 5000)], [rule(10, 20)], after=("警告", "罚款", "吊销许可证件"))
    assert judged(item).version == before
    PowerItem.objects.create(code="CF-801", kind="penalty")
    other = PowerItem.objects.get(code="CF-801")
    _before, after = two(other, [rule(10, 20)], [rule(1000, 5000)], before=("罚款", "责令停产停业"))
    assert judged(other).version == after
    assert "lighter sanctions" in judged(other).reason


def test_what_is_no_longer_unlawful_is_not_punished(item):
    add(item, 1, [rule(1, 2)], last=NEW)
    found = judged(item)
    assert found.version is None
    assert "no longer held to be unlawful" in found.reason


def test_what_was_lawful_when_done_is_not_punished(item):
    add(item, 1, [rule(1, 2)], last=date(2025, 6, 1))
    add(item, 2, [rule(1, 2)], law="2026-05-01", first=NEW)
    found = judged(item)
    assert found.version is None
    assert "not unlawful" in found.reason


def test_an_act_before_the_catalogue_goes_by_its_first_version_and_says_when_the_law_is_younger(item):
    first = add(item, 1, [rule(1, 2)])
    assert versions_for(item, act_on=date(2025, 1, 1), decide_on=DECISION).note == ""
    found = versions_for(item, act_on=date(2018, 1, 1), decide_on=DECISION)
    assert found.at_act == first
    assert "older than the version of the law" in found.note


def test_an_item_without_any_version_says_nothing(item):
    found = versions_for(item, act_on=ACT, decide_on=DECISION)
    assert (found.at_act, found.at_decision, found.are_same) == (None, None, False)
