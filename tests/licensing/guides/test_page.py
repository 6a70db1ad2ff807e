"""What readers see of a guide: time limits with their basis, materials, questions, and what differs between two versions."""

import copy
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from bureau.clock_rules import load_rules
from licensing.guides.content import read_structure
from licensing.guides.differences import differences
from licensing.guides.page import guide_context
from tests.factories.licensing import CONTENT, guide

TODAY = date(2026, 11, 23)


def page(**changes):
    return guide_context(guide(**changes), language="en", today=TODAY)["guide_page"]


@pytest.mark.django_db
class TestPage:
    @pytest.fixture(autouse=True)
    def rules(self):
        load_rules()

    def test_time_limits_are_told_with_their_basis(self):
        rows = page(requests=[*CONTENT["requests"], {"request": "change", "label": "变更", "promised_days": 7}]).requests
        assert "30 calendar days" in rows[0].limit.words
        assert rows[0].limit.citation == "《特种设备安全法》第五十九条"
        assert rows[0].limit.confirmed
        assert rows[0].marks == ("on-site check before the decision",)
        assert "30" in rows[1].window
        assert "20 working days" in rows[1].limit.words
        assert "10 working days" in rows[1].limit.extension
        assert rows[3].promised == "7 working days"
        assert rows[0].promised == ""

    def test_a_limit_nobody_knows_is_no_limit(self):
        assert page(requests=[{"request": "new", "label": "x", "decision_clock": ""}]).requests[0].limit is None

    def test_materials_say_whether_they_are_needed(self):
        fields = [*CONTENT["fields"], {"code": "leased", "label": "租赁", "type": "yes-no"}]
        when = {"field": "leased", "is_in": ["yes"]}
        materials = [
            {"code": "a", "name": "甲", "kind": "original", "copies": 2, "sample": "javascript:alert(1)"},
            {"code": "b", "name": "乙", "required": False, "sample": "/static/sample.pdf"},
            {"code": "c", "name": "丙", "when": when, "requests": ["new"]},
        ]
        first, second, third = page(fields=fields, materials=materials).materials
        assert (first.need, first.form, first.sample) == ("required", "Original, 2 pieces", "")
        assert (second.need, second.form, second.sample) == ("optional", "Electronic file", "/static/sample.pdf")
        assert third.need == "conditional"
        assert "租赁" in third.condition
        assert "首次登记" in third.only_for

    @pytest.mark.parametrize(("months", "words"), [(48, "4 years"), (18, "18 months"), (0, "Without end"), (12, "1 year")])
    def test_validity_in_words(self, months, words):
        assert page(result={**CONTENT["result"], "validity_months": months}).validity == words

    def test_the_whole_guide_is_on_the_page(self):
        texts = {
            "fee_basis": "财政部公告",
            "renewal": "届满前申请",
            "consultation": "咨询电话0517",
            "complaint_channel": "投诉电话12345",
            "place": "政务服务中心",
            "hours": "工作日9至17时",
        }
        lists = {"refusal_grounds": ["材料不齐"], "remedies": ["六十日内申请复议"], "unconfirmed": ["某规则未核对"]}
        with override("zh-hans"):
            context = guide_context(guide(**texts, **lists), language="zh-hans", today=TODAY)
            html = render_to_string("licensing/guide_body.html", context)
        for text in (*texts.values(), *(line for lines in lists.values() for line in lines)):
            assert text in html
        for text in (
            CONTENT["summary"],
            CONTENT["who"],
            "检验报告",
            "设备名称",
            "《特种设备安全法》第五十九条",
            "特种设备使用登记证",
            "不收费",
        ):
            assert text in html
        assert "{%" not in html
        assert "<script" not in html

    def test_what_an_administrator_writes_is_text_not_markup(self):
        html = render_to_string("licensing/guide_body.html", guide_context(guide(summary="<b onclick=x>"), language="en", today=TODAY))
        assert "<b onclick" not in html

    @pytest.mark.parametrize(("part", "place"), [("fields", "guide-questions"), ("materials", "guide-materials")])
    def test_a_guide_without_form_or_papers_has_no_empty_section(self, part, place):
        def shown(code, **changes):
            return render_to_string("licensing/guide_body.html", guide_context(guide(code, **changes), language="en", today=TODAY))

        assert f'id="{place}"' in shown("XK-01")
        assert f'id="{place}"' not in shown("XK-02", **{part: []})

    def test_it_takes_no_query_once_read(self, django_assert_num_queries):
        known = guide()
        guide_context(known, language="en", today=TODAY)
        with django_assert_num_queries(0):
            guide_context(known, language="en", today=TODAY)


def compared(**changes):
    with override("en"):
        return differences(read_structure(CONTENT), read_structure({**copy.deepcopy(CONTENT), **changes}))


def test_nothing_differs_from_itself_and_a_value_that_goes_without_saying_is_none():
    assert compared() == []
    assert compared(safety=False, fields=[{**one, "requests": []} for one in CONTENT["fields"]]) == []


@pytest.mark.parametrize(
    ("changes", "place", "before", "after"),
    [
        ({"fee": "100元"}, "Fee", "不收费", "100元"),
        ({"safety": True}, "Concerns safety", "No", "Yes"),
        ({"conditions": [*CONTENT["conditions"], "新"]}, "Conditions: line added", "", "新"),
        ({"conditions": ["新"]}, "Conditions: line taken out", CONTENT["conditions"][0], ""),
        ({"fields": CONTENT["fields"][:1]}, "“投入使用日期” taken out", "投入使用日期", ""),
        ({"fields": CONTENT["fields"][::-1]}, "Questions: order", "设备名称, 投入", "投入使用日期, 设备"),
        ({"fields": [{**CONTENT["fields"][0], "unit": "t"}, CONTENT["fields"][1]]}, "“设备名称”: Unit", "", "t"),
        ({"materials": [*CONTENT["materials"], {"code": "n", "name": "新件"}]}, "Materials: “新件” added", "", "新件"),
        ({"result": {**CONTENT["result"], "validity_months": 60}}, "Result: Valid for months", "48", "60"),
        ({"requests": CONTENT["requests"][:2]}, "“补发” taken out", "reissue", ""),
    ],
)
def test_a_difference_is_told_in_words(changes, place, before, after):
    found = compared(**changes)
    assert any(place in one.place and before in one.before and after in one.after for one in found), found
