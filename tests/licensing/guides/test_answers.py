"""Answers in words, masked, filled in beforehand, and put together after a correction."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from licensing.guides.answers import answer_rows, mask, mask_personal, merged, prefill
from licensing.guides.content import read_guide
from tests.factories.licensing import CONTENT

CHOICES = [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}]
FIELDS = [
    {"code": "name", "label": "名称", "type": "text", "section": "设备", "prefill": "equipment.name"},
    {"code": "load", "label": "额定载荷", "type": "decimal", "unit": "t", "section": "设备", "prefill": "equipment.load"},
    {"code": "kind", "label": "种类", "type": "choice", "choices": CHOICES, "section": "设备", "prefill": "equipment.kind"},
    {"code": "uses", "label": "用途", "type": "choices", "choices": CHOICES, "section": "设备"},
    {"code": "since", "label": "投用日期", "type": "date", "section": "设备", "prefill": "equipment.since"},
    {"code": "has_keeper", "label": "有管理员", "type": "yes-no", "section": "人员"},
    {
        "code": "keeper",
        "label": "管理员",
        "type": "text",
        "section": "人员",
        "personal": True,
        "prefill": "person.name",
        "when": {"field": "has_keeper", "is_in": ["yes"]},
    },
    {"code": "later", "label": "延续理由", "type": "text", "requests": ["renewal"], "required": False},
]
GUIDE = read_guide({**CONTENT, "sections": ["设备", "人员"], "fields": FIELDS, "result": {"name": "证", "facts": ["name"]}})
PLAIN = {"name": "桥式起重机", "load": "5.0", "kind": "b", "uses": ["a", "b"], "since": "2026-03-01", "has_keeper": True}


def test_answers_are_told_in_words_by_section():
    with override("zh-hans"):
        equipment, people = answer_rows(GUIDE, "new", PLAIN, {"keeper": "李**"})
    assert equipment.title == "设备"
    assert dict(equipment.rows)["额定载荷"] == "5.0 t"
    assert dict(equipment.rows)["种类"] == "乙"
    assert set("甲乙") <= set(dict(equipment.rows)["用途"])
    assert dict(equipment.rows)["投用日期"] == "2026年3月1日"
    assert dict(people.rows) == {"有管理员": "是", "管理员": "李**"}


def test_what_was_not_asked_is_left_out_and_what_is_unreadable_stays():
    with override("en"):
        rows = answer_rows(GUIDE, "new", {**PLAIN, "has_keeper": False, "since": "someday"}, {})
    assert dict(rows[1].rows) == {"有管理员": "No"}
    assert dict(rows[0].rows)["投用日期"] == "someday"
    assert "延续理由" not in {label for section in rows for label, _words in section.rows}


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "13812341234", "138****1234"),
        ("identity-number", "320803196001011231", "320*************31"),
        ("email", "lijianguo@example.cn", "l***@example.cn"),
        ("text", "李建国", "李**"),
        ("text", "淮安市淮安区某某路12号", "淮安****"),
        ("textarea", "周敏｜JLZ-0317｜压力", "周****"),
        ("date", "1960-01-01", "****"),
        ("choice", "a", "****"),
    ],
)
def test_a_personal_answer_shows_only_enough_to_recognise_it(kind, value, shown):
    assert mask(kind, value) == shown


def test_masks_of_all_personal_answers():
    assert mask_personal(GUIDE, {"keeper": "李建国", "gone": "320803196001011231", "empty": ""}) == {"keeper": "李**", "gone": "32****"}


def test_known_facts_fill_the_form():
    sources = {
        "equipment": {"name": "叉车", "load": Decimal("3.50"), "kind": "乙", "since": date(2025, 1, 2)},
        "person": {"name": "李建国"},
        "certificate": {"has_keeper": True, "name": "旧名", "uses": ["b", "x"]},
    }
    assert prefill(GUIDE, "new", sources) == {
        "name": "叉车",
        "load": "3.50",
        "kind": "b",
        "since": "2025-01-02",
        "keeper": "李建国",
        "has_keeper": True,
        "uses": ["b"],
    }


def test_the_certificate_answers_where_nothing_else_does():
    assert prefill(GUIDE, "renewal", {"equipment": {"name": ""}, "certificate": {"name": "桥式起重机"}}) == {"name": "桥式起重机"}
    assert prefill(GUIDE, "new", {"equipment": {"kind": "丙", "name": None}}) == {}


def test_a_correction_is_put_over_what_was_there_and_drops_what_is_not_asked_any_more():
    before = {**PLAIN, "keeper": "李建国"}
    after = {"has_keeper": False, "name": "叉车"}
    assert merged(GUIDE, "new", before=before, after=after) == {**PLAIN, **after}
    assert merged(GUIDE, "new", before=before, after={}) == before
