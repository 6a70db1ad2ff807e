"""The form of a guide: every type with good and bad answers, questions upon answers, drafts, and what is kept where."""

import json
from datetime import date

import pytest
from django.http import QueryDict
from django.utils.translation import override

from licensing.guides.content import read_guide
from licensing.guides.forms import guide_form
from licensing.guides.identity_numbers import clean_identity_number
from tests.factories.enterprises import valid_code
from tests.factories.licensing import CONTENT

TODAY = date(2026, 11, 23)
USCC = valid_code(42)
CHOICES = [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}]


def content(*fields, **changes):
    return read_guide({**CONTENT, "fields": list(fields), "result": {"name": "回执"}, **changes})


def one(kind, **changes):
    return content({"code": "x", "label": "问题", "type": kind, **changes})


def form(guide, data, **options):
    return guide_form(guide, "new", data=data, today=TODAY, **options)


def identity_number():
    return next(f"32080319600101123{end}" for end in "0123456789X" if _fits(f"32080319600101123{end}"))


def _fits(number):
    digits = [10 if sign == "X" else int(sign) for sign in number]
    return sum(pow(2, 17 - place, 11) * digit for place, digit in enumerate(digits)) % 11 == 1


@pytest.mark.parametrize(
    ("spec", "typed", "kept"),
    [
        ({"type": "text"}, " 桥式起重机 ", "桥式起重机"),
        ({"type": "text", "pattern": r"[A-Z]\d+", "pattern_words": "字母加数字"}, "A12", "A12"),
        ({"type": "textarea", "max_length": 5}, "a\r\nb\r\nc", "a\nb\nc"),
        ({"type": "integer"}, "12", 12),
        ({"type": "integer", "minimum": "0", "maximum": "10"}, "0", 0),
        ({"type": "decimal"}, "1.50", "1.50"),
        ({"type": "decimal", "maximum": "100.5"}, "100.5", "100.5"),
        ({"type": "decimal"}, "1000000", "1000000"),
        ({"type": "date"}, "2026-11-30", "2026-11-30"),
        ({"type": "date"}, "2026年2月28日", "2026-02-28"),
        ({"type": "date", "lies": "past"}, "2026-11-23", "2026-11-23"),
        ({"type": "date", "lies": "future"}, "2026-11-23", "2026-11-23"),
        ({"type": "choice", "choices": CHOICES}, "b", "b"),
        ({"type": "choices", "choices": CHOICES}, ["b", "a"], ["a", "b"]),
        ({"type": "yes-no"}, "yes", True),
        ({"type": "yes-no"}, "no", False),
        ({"type": "yes-no"}, False, False),
        ({"type": "phone"}, "138 1234 1234", "13812341234"),
        ({"type": "email"}, "a@b.cn", "a@b.cn"),
        ({"type": "uscc"}, USCC.lower(), USCC),
        ({"type": "identity-number", "personal": True}, f" {identity_number().lower()} ", identity_number()),
    ],
)
def test_a_good_answer_is_kept_ready_for_json(spec, typed, kept):
    filled = form(one(spec.pop("type"), **spec), {"x": typed})
    assert filled.is_valid(), filled.errors
    answers = filled.split()
    given = {**answers.plain, **answers.personal}
    assert given == {"x": kept}
    assert json.loads(json.dumps(given)) == {"x": kept}


@pytest.mark.parametrize(
    ("spec", "typed", "word"),
    [
        ({"type": "text"}, "", "answer"),
        ({"type": "text"}, "   ", "answer"),
        ({"type": "text", "max_length": 3}, "四个字符", "3"),
        ({"type": "text"}, "a\0b", "Null"),
        ({"type": "text", "pattern": r"[A-Z]\d+", "pattern_words": "字母加数字"}, "A12!", "字母加数字"),
        ({"type": "text", "pattern": r"a|b", "pattern_words": "甲或乙"}, "ax", "甲或乙"),
        ({"type": "textarea", "max_length": 4}, "a\nb\nc", "4"),
        ({"type": "integer"}, "1.5", "whole number"),
        ({"type": "integer"}, "一", "whole number"),
        ({"type": "integer"}, "9" * 5000, "whole number"),
        ({"type": "integer"}, "9" * 20, "at most"),
        ({"type": "integer", "minimum": "1", "unit": "台"}, "0", "1 台"),
        ({"type": "integer", "maximum": "5", "unit": "台"}, "6", "5 台"),
        ({"type": "decimal"}, "NaN", "number"),
        ({"type": "decimal"}, "Infinity", "number"),
        ({"type": "decimal"}, "1.1234567", "6"),
        ({"type": "decimal", "minimum": "0.5", "unit": "MPa"}, "0.49", "0.5 MPa"),
        ({"type": "date"}, "2026-02-30", "calendar"),
        ({"type": "date"}, "0001-01-01", "at least"),
        ({"type": "date", "lies": "past"}, "2026-11-24", "ahead"),
        ({"type": "date", "lies": "future"}, "2026-11-22", "past"),
        ({"type": "date", "minimum": "2026-01-01"}, "2025-12-31", "Jan"),
        ({"type": "choice", "choices": CHOICES}, "c", "list"),
        ({"type": "choice", "choices": CHOICES}, "", "answer"),
        ({"type": "choices", "choices": CHOICES}, ["a", "c"], "list"),
        ({"type": "choices", "choices": CHOICES}, [], "answer"),
        ({"type": "yes-no"}, "perhaps", "yes or no"),
        ({"type": "yes-no"}, "", "answer"),
        ({"type": "phone"}, "123", "phone"),
        ({"type": "email"}, "nobody", "email"),
        ({"type": "uscc"}, USCC[:-1] + ("0" if USCC[-1] != "0" else "1"), "check character"),
        ({"type": "uscc"}, "123", "18"),
        ({"type": "identity-number", "personal": True}, "123", "17 figures"),
        ({"type": "identity-number", "personal": True}, "32080319601301123X", "birth"),
        (
            {"type": "identity-number", "personal": True},
            identity_number()[:-1] + ("1" if identity_number()[-1] != "1" else "2"),
            "mistyped",
        ),
    ],
)
def test_a_bad_answer_is_refused_in_words(spec, typed, word):
    with override("en"):
        filled = form(one(spec.pop("type"), **spec), {"x": typed})
        assert not filled.is_valid()
        assert word in " ".join(filled.errors["x"])


def test_errors_are_said_in_the_readers_language():
    def said(language):
        with override(language):
            return str(form(one("phone"), {"x": "123"}).errors["x"][0])

    assert said("en").startswith("This is not a phone number")
    assert "号码" in said("zh-hans")


def test_people_older_than_their_district_have_an_identity_number_too():
    assert clean_identity_number(identity_number()) == identity_number()
    assert clean_identity_number("") == ""


DEPENDENT = (
    {"code": "has_cert", "label": "有证书", "type": "yes-no"},
    {"code": "kind", "label": "种类", "type": "choice", "choices": CHOICES, "when": {"field": "has_cert", "is_in": ["yes"]}},
    {"code": "number", "label": "编号", "type": "integer", "when": {"field": "kind", "is_in": ["b"]}},
)


@pytest.mark.parametrize(
    ("typed", "kept", "wrong"),
    [
        ({"has_cert": "no"}, {"has_cert": False}, set()),
        ({"has_cert": "no", "kind": "b", "number": "abc"}, {"has_cert": False}, set()),
        ({"has_cert": "yes"}, None, {"kind"}),
        ({"has_cert": "yes", "kind": "a", "number": "abc"}, {"has_cert": True, "kind": "a"}, set()),
        ({"has_cert": "yes", "kind": "b"}, None, {"number"}),
        ({"has_cert": "yes", "kind": "b", "number": "7"}, {"has_cert": True, "kind": "b", "number": 7}, set()),
        ({}, None, {"has_cert"}),
        # A wrong answer to what decides does not ask what depends on it.
        ({"has_cert": "yes", "kind": "zzz"}, None, {"kind"}),
    ],
)
def test_what_is_not_asked_is_neither_required_nor_kept(typed, kept, wrong):
    filled = form(content(*DEPENDENT), typed)
    assert set(filled.errors) == wrong
    if kept is not None:
        assert filled.split().plain == kept


def test_questions_of_other_ways_of_applying_are_not_asked():
    guide = content({"code": "x", "label": "x", "type": "text", "requests": ["renewal"]}, {"code": "y", "label": "y", "type": "text"})
    assert list(guide_form(guide, "new", today=TODAY).fields) == ["y"]
    assert list(guide_form(guide, "renewal", today=TODAY).fields) == ["x", "y"]


def test_personal_answers_are_split_off():
    guide = content(
        {"code": "name", "label": "姓名", "type": "text", "personal": True},
        {"code": "size", "label": "大小", "type": "integer"},
        {"code": "note", "label": "备注", "type": "text", "required": False},
    )
    filled = form(guide, {"name": "李建国", "size": "3", "note": ""})
    assert filled.is_valid()
    assert filled.split().plain == {"size": 3}
    assert filled.split().personal == {"name": "李建国"}


def test_a_draft_keeps_what_cannot_be_read_and_requires_nothing():
    typed = {"has_cert": "yes", "kind": "zzz", "number": "ab\0c"}
    draft = form(content(*DEPENDENT), typed, complete=False)
    assert draft.is_valid()
    assert draft.split().plain == {"has_cert": True, "kind": "zzz", "number": "abc"}
    empty = form(content(*DEPENDENT), {}, complete=False)
    assert empty.is_valid()
    assert empty.split().plain == {}


def test_a_drafts_several_choices_are_read_from_a_post_too():
    posted = QueryDict("x=b&x=zzz")
    draft = form(one("choices", choices=CHOICES), posted, complete=False)
    assert draft.is_valid()
    assert draft.split().plain == {"x": ["b", "zzz"]}


def test_a_draft_can_be_opened_again_with_what_it_kept():
    kept = {"has_cert": True, "kind": "b", "number": "abc"}
    html = guide_form(content(*DEPENDENT), "new", initial=kept, today=TODAY).as_p()
    assert 'value="abc"' in html
    assert 'value="yes" id="id_has_cert_0" checked' in html.replace("required ", "")


def test_a_correction_opens_what_was_asked_and_what_depends_on_it():
    guide = content(*DEPENDENT, {"code": "other", "label": "其他", "type": "text"})
    before = {"has_cert": True, "kind": "b", "number": 7, "other": "旧"}
    only_kind = form(guide, {"kind": "a", "other": "偷换"}, only={"kind"}, initial=before)
    assert set(only_kind.fields) == {"kind", "number"}
    assert only_kind.is_valid()
    assert only_kind.split().plain == {"kind": "a"}
    # The condition on a closed question is judged by the answer given before.
    closed = form(guide, {"kind": "a"}, only={"kind"}, initial={**before, "has_cert": False})
    assert closed.is_valid()
    assert closed.split().plain == {}


def test_sections_follow_the_guide_and_say_when_a_question_is_asked():
    specs = [dict(spec, section="二") for spec in DEPENDENT]
    guide = content({"code": "last", "label": "末", "type": "text", "section": "一"}, *specs, sections=["一", "二"])
    first, second = guide_form(guide, "new", today=TODAY, prefix="g").sections
    assert (first.title, [one.bound.name for one in first.fields]) == ("一", ["last"])
    assert second.title == "二"
    asked, kind, number = second.fields
    assert asked.when is None
    assert (kind.when.field, json.loads(kind.when.values)) == ("g-has_cert", ["yes"])
    assert "种类" in number.when.words
    assert "乙" in number.when.words


def test_a_prefix_keeps_names_apart():
    filled = guide_form(one("text"), "new", data={"g-x": "好", "x": "不是"}, prefix="g", today=TODAY)
    assert filled.is_valid()
    assert filled.split().plain == {"x": "好"}
