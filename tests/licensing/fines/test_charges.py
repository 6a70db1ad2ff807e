"""What is unlawful about a charge, each refused with reason and article; what a case comes to; hearings; powers above the district's."""

from datetime import date
from decimal import Decimal

import pytest

from licensing.fines import charges, hearings
from licensing.fines.upward import beyond_power
from licensing.models import ItemBasis, ItemVersion, PowerItem
from tests.factories.licensing import FROM, RECEIVED_AT
from tests.factories.penalties import charge, penalty_case, penalty_item

ON = date(2026, 11, 23)
GOODS = {"type": "multiple", "min": 1, "max": 3, "of": "货值金额", "when": "", "may": False}


@pytest.fixture
def case(db):
    return penalty_case()


def told(case, item=None, **fields):
    """The faults of one charge of the case, with these fields."""
    one = charge(case, item, **fields)
    return charges.faults(charges.charges_of(case)[-1], on=ON) if one.pk else []


def based_on(version, law, article="第一条"):
    ItemBasis.objects.filter(version=version).delete()
    place = {"law": law, "law_version": date(2018, 1, 1), "rank": "law", "article": 1}
    ItemBasis.objects.create(version=version, citation=f"《{law}》{article}", **place)
    return version


def test_a_lawful_charge_has_no_fault(case, django_assert_max_num_queries):
    charge(case)
    with django_assert_max_num_queries(7):
        assert charges.case_faults(case, on=ON) == []


REFUSED = {
    "above the range": ({"fine": "20000.01"}, "above the greatest of 20,000 yuan", "《中华人民共和国产品质量法》第四十九条"),
    "below the range": ({"fine": "1999"}, "below the least of 2,000 yuan", "行政处罚法第三十二条"),
    "below without a ground": ({"fine": "1999", "tier": "mitigated"}, "Nothing written down allows a penalty below", "第三十二条"),
    "outside its tier": ({"fine": "7399.99"}, "outside its tier, 7,400 to 14,600 yuan", "行政处罚法第三十四条"),
    "heavy sum called light": (
        {"fine": "15000", "tier": "light", "factor_note": "首次"},
        "outside its tier, 2,000 to 7,400",
        "第三十四条",
    ),
    "mitigated above the least": (
        {"fine": "3000", "tier": "mitigated", "factors": ["helped"], "factor_note": "x"},
        "outside its tier",
        "第三十四条",
    ),
    "no tier": ({"tier": ""}, "Choose the tier", "第三十四条"),
    "unknown tier": ({"tier": "severe"}, "no tier “severe”", "第三十四条"),
    "waived and fined": ({"tier": "waived", "factors": ["first-minor-corrected"], "factor_note": "x"}, "cannot be fined", "第三十三条"),
    "waived without a ground": ({"tier": "waived", "fine": "0", "sanctions": []}, "allows going without a penalty", "第三十三条"),
    "light without a word": ({"tier": "light", "fine": "3000"}, "why the penalty is light", "第三十四条"),
    "heavy without a word": ({"tier": "heavy", "fine": "19000"}, "why the penalty is heavy", "第三十四条"),
    "factor without facts": ({"factors": ["limited-capacity"]}, "facts behind the circumstances", "第五条"),
    "factor nobody knows": ({"factors": ["rich"], "factor_note": "x"}, "“rich” is not in force", "第三十四条"),
    "binding ground passed over": ({"factors": ["removed-harm"], "factor_note": "x"}, "must be heeded: 主动消除", "第三十二条第（一）项"),
    "emergency passed over": ({"factors": ["emergency"], "factor_note": "x"}, "must be heeded: 违反突发事件", "第四十九条"),
    "child": ({"factors": ["under-fourteen"], "factor_note": "x"}, "No penalty may be imposed: 不满十四周岁", "第三十条"),
    "minor and corrected": ({"factors": ["minor-corrected"], "factor_note": "x"}, "No penalty may be imposed: 违法行为轻微", "第三十三条"),
    "sanction from nowhere": ({"sanctions": ["罚款", "吊销营业执照"]}, "does not provide for 吊销营业执照", "第三十八条"),
    "fine without 罚款": ({"sanctions": ["警告"]}, "罚款 is not among the sanctions", "第三十八条"),
    "罚款 without a fine": ({"fine": "0"}, "no fine is entered", "第三十八条"),
    "confiscation without its sanction": ({"confiscation": "10"}, "没收违法所得 is not among", "第二十八条"),
    "more than the gain": (
        {"confiscation": "10", "sanctions": ["罚款", "没收违法所得"], "values": {"违法所得": "9.99"}},
        "illegal gain of 9.99",
        "第二十八条",
    ),
    "too late": ({"act_from": None, "act_to": date(2024, 11, 19)}, "more than 2 years after", "第三十六条"),
    "not yet": ({"act_from": None, "act_to": date(2026, 11, 24)}, "after the day of the decision", "第四十条"),
    "ends before it begins": ({"act_from": date(2026, 11, 1)}, "ends before it begins", "第四十条"),
    "no such rule": ({"rule": 5}, "no fine rule 6", "第三十八条"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_unlawful_charge_is_refused_with_its_reason_and_article(case, name):
    fields, reason, article = REFUSED[name]
    numbers = {one: Decimal(fields[one]) for one in ("fine", "confiscation") if one in fields}
    found = told(case, **{**fields, **numbers})
    assert [one for one in found if reason in one and article in one], found


LAWFUL = {
    "least": {"fine": "2000", "tier": "light", "factor_note": "首次违法"},
    "greatest": {"fine": "20000", "tier": "heavy", "factor_note": "再次违法"},
    "mitigated with a ground": {"fine": "500", "tier": "mitigated", "factors": ["helped"], "factor_note": "提供线索并查证属实"},
    "light where the law says lighter or mitigated": {
        "fine": "2500",
        "tier": "light",
        "factors": ["confessed"],
        "factor_note": "主动供述",
    },
    "grounds both ways are weighed": {"factors": ["emergency", "removed-harm"], "factor_note": "两项并存"},
    "warning only": {"fine": "0", "sanctions": ["警告"], "tier": ""},
    "correction and gain without the item saying so": {
        "sanctions": ["罚款", "责令改正", "没收违法所得"],
        "confiscation": "5",
        "values": {"违法所得": "5"},
    },
    "waived": {"fine": "0", "sanctions": [], "tier": "waived", "factors": ["minor-corrected"], "factor_note": "当场改正"},
    "found on the last day": {"act_from": None, "act_to": date(2024, 11, 20)},
}


@pytest.mark.parametrize("name", LAWFUL)
def test_a_lawful_charge_passes(case, name):
    fields = LAWFUL[name]
    numbers = {one: Decimal(fields[one]) for one in ("fine", "confiscation") if one in fields}
    assert told(case, **{**fields, **numbers}) == []


def test_what_harms_life_may_be_found_five_years_later(db):
    case = penalty_case(harms_life=True)
    assert told(case, act_from=None, act_to=date(2021, 11, 20)) == []
    case = penalty_case(harms_life=True)
    assert "more than 5 years" in " ".join(told(case, act_from=None, act_to=date(2021, 11, 19)))


@pytest.mark.parametrize(("act", "last"), [(date(2024, 2, 29), date(2026, 2, 28)), (date(2024, 11, 20), date(2026, 11, 20))])
def test_the_last_day_of_limitation(act, last):
    assert charges.limitation_ends(act, 2) == last


def test_without_a_charge_nothing_can_be_decided(case):
    assert "行政处罚法第四十条" in charges.case_faults(case, on=ON)[0]


# --- the item ---------------------------------------------------------------------------------------------------------
def test_an_item_without_a_fine_cannot_be_fined(case):
    item = penalty_item("CF-902", fines=[], sanctions=["警告"])
    found = told(case, item, fine=Decimal(100), rule=None)
    assert any("sets no fine" in one and "第三十八条" in one for one in found)


def test_an_amount_the_catalogue_does_not_hold_cannot_be_set(case):
    found = told(case, penalty_item("CF-903", fines=[], doubt="本库未收", checked=False), fine=Decimal(100), rule=None)
    assert any("not in the catalogue" in one for one in found)
    assert any("本库未收" in one for one in found)


def test_a_doubt_is_settled_by_a_reason_on_record(case):
    item = penalty_item("CF-904", doubt="现行条文未能确认", checked=False)
    assert any("现行条文未能确认" in one for one in told(case, item))
    assert told(penalty_case(), item, applied_reason="已核对现行条文，幅度未变") == []


def test_rules_nobody_compared_are_refused(case):
    assert any("not been compared" in one for one in told(case, penalty_item("CF-905", checked=False)))


def test_a_circumstance_must_be_stated(case):
    grave = {"type": "amount", "min": 2000, "max": 20000, "when": "情节严重的", "grade": "serious", "may": False}
    item = penalty_item("CF-906", fines=[grave])
    assert any("情节严重的" in one for one in told(case, item, rule=None))
    assert told(penalty_case(), item, rule=0) == []


def test_missing_sums_are_named_and_words_are_no_sums(case):
    item = penalty_item("CF-907", fines=[GOODS])
    for values in ({}, {"货值金额": "many"}, {"货值金额": "NaN"}):
        found = told(penalty_case(), item, values=values)
        assert any("missing: 货值金额" in one for one in found), found
    assert told(case, item, values={"货值金额": "5000"}, fine=Decimal(10000)) == []


def test_another_power_is_no_ground_for_a_penalty(case):
    item = penalty_item("CF-908")
    ItemVersion.objects.filter(pk=item.pk).update(kind="permit")
    assert any("no power to punish" in one for one in told(case, item))


def later_version(old, fines, *, law=date(2026, 6, 1)):
    old.valid_to = law
    old.save(update_fields=["valid_to"])
    new = ItemVersion.objects.create(
        item=old.item,
        number=2,
        kind="penalty",
        name=old.name,
        sanctions=old.sanctions,
        fines=fines,
        checked=True,
        valid_from=law,
        loaded_at=RECEIVED_AT,
    )
    place = {"law": "中华人民共和国产品质量法", "law_version": law, "rank": "law", "article": 49}
    ItemBasis.objects.create(version=new, citation="《中华人民共和国产品质量法》第四十九条", **place)
    return new


def test_the_heavier_new_law_is_not_applied_to_an_old_act(case):
    old = penalty_item("CF-909")
    new = later_version(old, [{**old.fines[0], "min": 5000, "max": 50000}])
    before = {"act_from": None, "act_to": date(2026, 5, 1)}
    found = told(case, new, **before)
    assert any("Another version of the item applies" in one and "第三十七条" in one for one in found)
    assert told(penalty_case(), old, **before, applied="act") == []
    # An act after the change: the old text does not apply at all.
    assert any("does not apply to it" in one for one in told(penalty_case(), old))


def test_what_the_law_no_longer_forbids_is_not_punished(case):
    item = penalty_item("CF-910")
    ItemVersion.objects.filter(pk=item.pk).update(valid_to=date(2026, 11, 1))
    assert any("no longer held to be unlawful" in one and "第三十七条" in one for one in told(case, item))


def test_an_item_in_force_on_neither_day(case):
    item = penalty_item("CF-911")
    ItemVersion.objects.filter(pk=item.pk).update(valid_from=FROM, valid_to=date(2026, 1, 1))
    assert any("neither on the day of the act" in one for one in told(case, item))


# --- one act, one fine ------------------------------------------------------------------------------------------------
def test_one_act_under_two_numbers_is_still_one_act(case):
    charge(case)
    charge(case)
    found = charges.case_faults(case, on=ON)
    assert len(found) == 1
    assert "only once" in found[0]
    assert "行政处罚法第二十九条" in found[0]


def test_two_acts_may_be_fined_each(case):
    charge(case)
    charge(case, act="销售不符合标准的产品 10 件")
    assert charges.case_faults(case, on=ON) == []


def test_of_several_items_the_higher_fine_applies(case):
    higher = penalty_item("CF-912", fines=[{"type": "amount", "min": 2000, "max": 50000, "when": "", "may": False}])
    charge(case, number=1)
    charge(case, higher, number=1, fine=0, sanctions=["警告"])
    found = charges.case_faults(case, on=ON)
    assert [one for one in found if "CF-912" in one and "higher fine" in one and "第二十九条" in one]
    assert len(found) == 1


def test_each_fault_of_several_names_its_act_and_item(case):
    charge(case)
    charge(case, act="另一行为", fine=Decimal(99999))
    assert charges.case_faults(case, on=ON)[0].startswith("Act 2, CF-901: ")


# --- what it comes to -------------------------------------------------------------------------------------------------
def test_totals_add_up_and_name_sanctions_in_the_order_of_the_law(case):
    values = {"货值金额": "8000"}
    charge(case, sanctions=["罚款", "没收非法财物"], values=values)
    charge(case, number=1, item=penalty_item("CF-913"), fine=0, sanctions=["没收非法财物"], values=values)
    charge(case, act="二", number=2, sanctions=["没收违法所得", "警告", "罚款"], confiscation=Decimal("3.50"), fine=Decimal("7400"))
    found = charges.totals(case)
    assert found.fine == Decimal("17400")
    assert found.confiscation == Decimal("3.50")
    assert found.goods == 8000
    assert found.sanctions == ["警告", "罚款", "没收违法所得", "没收非法财物"]


@pytest.mark.parametrize(
    ("totals", "party", "count"),
    [
        ({"fine": 99999}, "unit", 0),
        ({"fine": 100000}, "unit", 1),
        ({"fine": 9999}, "citizen", 0),
        ({"fine": 10000}, "citizen", 1),
        ({"fine": 10000}, "sole", 1),
        ({"confiscation": 60000, "goods": 40000}, "unit", 1),
        ({"confiscation": 60000, "goods": 39999}, "unit", 0),
        ({"sanctions": ["责令停产停业", "吊销许可证件"]}, "unit", 2),
        ({"sanctions": ["警告", "责令改正"]}, "unit", 0),
        ({"fine": 100000, "confiscation": 100000, "sanctions": ["限制从业"]}, "unit", 3),
    ],
)
def test_when_a_hearing_must_be_offered(case, totals, party, count):
    sums = {name: Decimal(value) if name != "sanctions" else value for name, value in totals.items()}
    found = hearings.reasons(charges.Totals(**sums), party_type=party, on=ON)
    assert len(found) == count
    assert all("第六十三条" in one for one in found)


@pytest.mark.parametrize(
    ("law", "fine", "body"),
    [
        ("中华人民共和国计量法", "10000", "省"),
        ("中华人民共和国计量法实施细则", "9999.99", None),
        ("中华人民共和国食品安全法", "300000", "设区的市"),
        ("中华人民共和国食品安全法实施条例", "299999", None),
        ("中华人民共和国产品质量法", "5000000", None),
    ],
)
def test_fines_above_the_districts_power_go_upward(case, law, fine, body, django_assert_max_num_queries):
    item = based_on(penalty_item("CF-914"), law)
    charge(case, item, fine=Decimal(fine))
    with django_assert_max_num_queries(4):
        found = beyond_power(case, on=ON)
    assert (found is None) == (body is None)
    if found is not None:
        assert body in found.body
        assert found.citation in found.words


def test_fines_of_several_acts_count_together_and_the_article_that_sets_the_sum_counts(case):
    item = penalty_item("CF-915")
    item.fines = [{**item.fines[0], "article": "《中华人民共和国计量法实施细则》第四十五条"}]
    item.save(update_fields=["fines"])
    charge(case, item, fine=Decimal(5000))
    assert beyond_power(case, on=ON) is None
    charge(case, item, act="二", fine=Decimal(5000), rule=None)
    assert "第五十五条" in beyond_power(case, on=ON).citation


def test_nothing_charged_is_beyond_nobodys_power(case):
    assert beyond_power(case, on=ON) is None
    assert not PowerItem.objects.filter(code="CF-916").exists()
