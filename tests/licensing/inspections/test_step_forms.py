"""What the forms of the steps take and refuse."""

import pytest

from licensing.inspections import samples
from licensing.inspections.step_forms import ReportForm, RetestReportForm, SampleForm
from licensing.standards.forms import CheckForm
from tests.licensing.inspections import scenes

LINES = "菌落总数；≤10000；120；合格\n净含量|500g|452g|不合格"


def test_the_lines_of_a_report_are_read_however_they_are_separated():
    found = samples.read_lines("a; 1; 2; pass\nb｜1｜2｜不合格\n\nc\t1\t2\t合格")
    assert [(line.item, line.passed) for line in found] == [("a", True), ("b", False), ("c", True)]


@pytest.mark.parametrize("text", ["a; 1; 2", "a; 1; 2; maybe", "a; ; 2; pass", "a; 1; 2; pass; 5"])
def test_a_line_that_is_none_is_named(text):
    with pytest.raises(samples.UnreadableLine) as found:
        samples.read_lines(f"x; 1; 1; pass\n{text}")
    assert found.value.number == 2


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"conclusion": "fail"}, None),
        ({"conclusion": "pass"}, "conclusion"),
        ({"conclusion": "fail", "items": "a; 1; 2; pass"}, "conclusion"),
        ({"conclusion": "pass", "items": "a; 1; 2; pass", "serious": "on"}, "serious"),
        ({"conclusion": "fail", "items": "a"}, "items"),
    ],
)
def test_the_conclusion_fits_the_lines(typed, wrong):
    form = ReportForm({"report_number": "WT-1", "items": LINES, **typed})
    assert form.is_valid() == (wrong is None), form.errors
    if wrong:
        assert set(form.errors) == {wrong}
    else:
        assert form.cleaned_data["items"][1] == scenes.FAILED_LINE


def test_the_form_of_the_retest_is_not_filled_with_the_first_report():
    form = RetestReportForm(initial={"report_number": "WT-1", "laboratory": "首检机构"})
    assert form["report_number"].value() is None
    assert form["laboratory"].value() is None


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, set()),
        ({"quantity": 301}, {"quantity"}),
        ({"quantity": 0, "reserve": 0}, {"quantity"}),
        ({"reserve": 13}, {"reserve"}),
        ({"price": -1}, {"price"}),
    ],
)
def test_no_more_is_taken_than_there_is(changes, wrong):
    assert set(SampleForm({**scenes.SAMPLE, **changes}).errors) == wrong


def test_a_defect_is_described():
    answers = scenes.DEFECT["answers"]
    assert set(CheckForm({**answers, "finding": ""}).errors) == {"finding"}
    form = CheckForm({**answers, "finding": "未标注"})
    assert form.is_valid()
    assert form.cleaned_data["answers"] == answers
    assert set(CheckForm({"finding": ""}).errors) == set(answers)
