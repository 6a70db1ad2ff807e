"""What is a guide and what is none: every fault is found and named by its place."""

import copy

import pytest
from django.utils.translation import override

from licensing.guides.content import InvalidGuide, applies, contradictions, digest_of, read_guide, read_structure
from licensing.guides.specs import When
from tests.factories.licensing import CONTENT


@pytest.fixture(autouse=True)
def english():
    """The sentences compared with are the English ones."""
    with override("en"):
        yield


def guide(**changes):
    return {**copy.deepcopy(CONTENT), **changes}


def field(**changes):
    return {"code": "one", "label": "一", "type": "text", **changes}


def with_field(**changes):
    return guide(fields=[*CONTENT["fields"], field(**changes)])


def faults(raw):
    with pytest.raises(InvalidGuide) as caught:
        read_guide(raw)
    return caught.value.faults


def test_the_small_guide_of_the_factories_is_one():
    assert contradictions(read_structure(CONTENT)) == []


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ([], "guide"),
        ("text", "guide"),
        (None, "guide"),
        (guide(strange=1), "strange"),
        ({"summary": ""}, "conditions"),
        (guide(summary=5), "guide.summary"),
        (guide(summary="a\0b"), "guide.summary"),
        (guide(summary="a\ud800b"), "guide.summary"),
        (guide(safety="yes"), "guide.safety"),
        (guide(conditions="one"), "guide.conditions"),
        (guide(conditions=["one", 2]), "guide.conditions"),
        (guide(fields={}), "guide.fields"),
        (guide(fields=[1]), "guide.fields[0]"),
        (guide(fields=[field(max_length=-1)]), "guide.fields[0].max_length"),
        (guide(fields=[field(max_length=True)]), "guide.fields[0].max_length"),
        (guide(fields=[field(max_length=10**9)]), "guide.fields[0].max_length"),
        (guide(fields=[field(when="x")]), "guide.fields[0].when"),
        (guide(result=None), "guide.result"),
        (guide(result={}), "guide.result"),
    ],
)
def test_a_fault_of_shape_names_its_place(raw, place):
    assert any(place in fault for fault in faults(raw))


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (guide(summary=" "), "Summary"),
        (guide(steps=[]), "Steps"),
        (guide(steps=[{"title": " ", "text": "x"}]), "Steps"),
        (guide(conditions=[]), "Conditions"),
        (guide(requests=[]), "Ways of applying"),
        (guide(applicants=[]), "Applicants"),
        (guide(applicants=["dog"]), "dog"),
        (guide(requests=[{"request": "steal", "label": "x"}]), "steal"),
        (guide(requests=[{"request": "new", "label": "x"}, {"request": "new", "label": "y"}]), "twice"),
        (guide(requests=[{"request": "new", "label": "x", "decision_clock": ""}]), "time limit"),
        (guide(requests=[{"request": "new", "label": ""}]), "no words"),
        (guide(fields=[field(), field()], result={"name": "x"}), "twice"),
        (guide(summary="字" * 10_001), "longer"),
        (guide(conditions=["x"] * 101), "rows"),
        (with_field(code="Bad Code"), "Bad Code"),
        (with_field(type="colour"), "colour"),
        (with_field(label=""), "no words"),
        (with_field(section="nowhere"), "nowhere"),
        (with_field(prefill="moon.name"), "moon.name"),
        (with_field(requests=["change"]), "change"),
        (with_field(type="choice"), "nothing to choose"),
        (with_field(choices=[{"value": "a", "label": "A"}]), "only a choice"),
        (with_field(type="choice", choices=[{"value": "a", "label": "A"}] * 2), "there once"),
        (with_field(type="choice", choices=[{"value": "", "label": "A"}]), "there once"),
        (with_field(lies="past"), "only a date"),
        (with_field(type="date", lies="tomorrow"), "only a date"),
        (with_field(max_length=0), "longest answer"),
        (with_field(minimum="3"), "only numbers and dates"),
        (with_field(type="integer", minimum="x"), "not an answer of this sort"),
        (with_field(type="integer", minimum="1.5"), "not an answer of this sort"),
        (with_field(type="decimal", maximum="NaN"), "not an answer of this sort"),
        (with_field(type="decimal", maximum="one"), "not an answer of this sort"),
        (with_field(type="date", minimum="2026-02-30"), "not an answer of this sort"),
        (with_field(type="integer", minimum="5", maximum="4"), "larger than the largest"),
        (with_field(type="integer", pattern="x", pattern_words="x"), "only a text has a pattern"),
        (with_field(pattern="(", pattern_words="x"), "cannot be read"),
        (with_field(pattern="(?i)a", pattern_words="x"), "cannot be read"),
        (with_field(pattern="a"), "needs words"),
        (with_field(when={"field": "one", "is_in": ["x"]}), "not an earlier question"),
        (with_field(when={"field": "equipment_name", "is_in": []}), "can never have"),
        (guide(materials=[{"code": "a", "name": "A"}] * 2), "twice"),
        (guide(materials=[{"code": "a", "name": ""}]), "no words"),
        (guide(materials=[{"code": "a", "name": "A", "kind": "fax"}]), "copy, electronic, original"),
        (guide(materials=[{"code": "a", "name": "A", "formats": ["exe"]}]), "exe"),
        (guide(materials=[{"code": "a", "name": "A", "formats": []}]), "no sort of file"),
        (guide(materials=[{"code": "a", "name": "A", "when": {"field": "x", "is_in": ["y"]}}]), "not an earlier question"),
        (guide(checklist=[{"code": "a", "text": "A"}] * 2), "twice"),
        (guide(checklist=[{"code": "A", "text": "A"}]), "small letter"),
        (guide(result={"name": ""}), "Result"),
        (guide(result={"name": "x", "facts": ["nothing"]}), "no such question"),
        (guide(result={"name": "x", "holding": "moon"}), "moon"),
        (guide(result={"name": "x", "holding": "certificate"}), "not named"),
        (guide(result={"name": "x", "kind": "k"}), "number series"),
    ],
)
def test_a_contradiction_is_said(raw, named):
    assert any(named in fault for fault in faults(raw)), faults(raw)


def test_a_condition_upon_values_that_exist_is_fine_and_others_are_not():
    chosen = field(code="kind", type="choice", choices=[{"value": "a", "label": "A"}])
    asked = field(code="asked", type="yes-no")

    def read(when):
        return contradictions(read_structure(guide(fields=[*CONTENT["fields"], chosen, asked, field(when=when)])))

    assert read({"field": "kind", "is_in": ["a"]}) == []
    assert read({"field": "asked", "is_in": ["yes"]}) == []
    assert read({"field": "kind", "is_in": ["b"]}) != []
    assert read({"field": "asked", "is_in": ["true"]}) != []


def test_a_question_upon_one_that_is_never_asked_with_it_is_a_contradiction():
    parent = field(code="parent", type="yes-no", requests=["new"])
    raw = guide(fields=[*CONTENT["fields"], parent, field(requests=["renewal"], when={"field": "parent", "is_in": ["yes"]})])
    assert any("never asked together" in fault for fault in faults(raw))


def test_a_filing_may_do_without_a_time_limit_of_a_decision():
    filing = guide(requests=[{"request": "new", "label": "备案", "decision_clock": "", "on_the_spot": True}], result={"name": "回执"})
    assert contradictions(read_structure(filing)) == []


def test_all_faults_come_at_once():
    assert len(faults(guide(summary="", fee="", who=""))) == 3


@pytest.mark.parametrize(
    ("answer", "asked"), [(True, True), (False, False), ("yes", True), (["no", "yes"], True), ([], False), (None, False), ("", False)]
)
def test_a_condition_holds_by_the_answer(answer, asked):
    assert applies(When(field="x", is_in=("yes",)), {"x": answer}) is asked
    assert applies(None, {}) is True


def test_the_digest_does_not_see_the_order_of_keys():
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})


def test_an_identity_number_is_never_asked_in_the_open():
    assert any("identity number is personal" in one for one in faults(with_field(type="identity-number")))
    assert contradictions(read_structure(with_field(type="identity-number", personal=True))) == []


@pytest.mark.parametrize("sample", ["javascript:alert(1)", "范本.pdf", "//elsewhere.example/a.pdf"])
def test_a_sample_can_be_fetched(sample):
    assert any("no address" in one for one in faults(guide(materials=[{"code": "a", "name": "甲", "sample": sample}])))


def test_a_delegation_names_whose_decision_it_is_and_who_reviews_it():
    assert any("or neither" in one for one in faults(guide(delegated_by="淮安市市场监督管理局")))
    assert read_guide(guide(delegated_by="淮安市市场监督管理局", review_body="淮安市人民政府")).review_body == "淮安市人民政府"
