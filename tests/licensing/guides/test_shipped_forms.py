"""The forms of the guides that ship can be filled in: every way of applying, and every answer on which other questions depend."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import licensing
from licensing.guides.content import FieldSpec, GuideContent, applies, read_guide
from licensing.guides.forms import guide_form

DATA = Path(licensing.__file__).parent / "data" / "guides"
TODAY = date(2026, 11, 23)
GUIDES = {path.stem.upper(): read_guide(json.loads(path.read_text())["content"]) for path in sorted(DATA.glob("*.json"))}
WAYS = [(item, one.request) for item, content in GUIDES.items() for one in content.requests if content.fields]
FIXED = {"uscc": "91320803MA1MXYJX0H", "identity-number": "320803199001011237", "phone": "13812341234", "yes-no": "yes"}
# What a text has to look like where the guide gives a pattern.
SHAPED = {"equipment_code": "31103208032026001", "rescue_phone": "0517-80001234"}


def answer(spec: FieldSpec) -> Any:
    """Something sensible for one question."""
    if spec.type in FIXED:
        return FIXED[spec.type]
    if spec.type == "date":
        return (TODAY + timedelta(days={"past": -30, "future": 30}.get(spec.lies, 0))).isoformat()
    if spec.type in {"integer", "decimal"}:
        return spec.minimum if spec.minimum and float(spec.minimum) > 0 else spec.maximum
    if spec.type in {"choice", "choices"}:
        return spec.choices[0].value if spec.type == "choice" else [spec.choices[0].value]
    return SHAPED.get(spec.code, "甲")


def filled(content: GuideContent, request: str, **chosen: str) -> dict[str, Any]:
    """A form filled in from top to bottom: only what is asked is answered, and what is not required is left empty."""
    given: dict[str, Any] = {}
    for spec in content.fields_for(request):
        if applies(spec.when, given) and (spec.required or spec.code in chosen):
            given[spec.code] = chosen.get(spec.code) or answer(spec)
    return given


def branches(content: GuideContent, request: str) -> Iterator[tuple[str, str]]:
    """Every value of every question on which another depends in this way of applying."""
    asked = content.fields_for(request)
    parents = {one.when.field for one in asked if one.when}
    for spec in asked:
        if spec.code in parents:
            yield from ((spec.code, value) for value in [choice.value for choice in spec.choices] or ["yes", "no"])


@pytest.mark.parametrize(("item", "request_"), WAYS)
def test_a_form_filled_in_is_accepted_whatever_is_chosen(item, request_):
    content = GUIDES[item]
    for chosen in [{}, *({code: value} for code, value in branches(content, request_))]:
        form = guide_form(content, request_, data=filled(content, request_, **chosen), today=TODAY)
        assert form.is_valid(), (chosen, form.errors)
        plain, personal = form.split()
        assert set(personal) == {one.code for one in content.fields_for(request_) if one.personal} & set(
            filled(content, request_, **chosen)
        )
        assert not set(plain) & set(personal)


@pytest.mark.parametrize(("item", "request_"), WAYS)
def test_an_empty_form_is_refused_and_says_what_is_missing(item, request_):
    content = GUIDES[item]
    form = guide_form(content, request_, data={}, today=TODAY)
    assert set(form.errors) == {one.code for one in content.fields_for(request_) if one.required and one.when is None}


def test_a_lift_asks_for_its_maintenance_and_a_crane_does_not():
    content = GUIDES["XK-01"]
    form = guide_form(content, "new", data={"equipment_category": "lift"}, today=TODAY)
    assert {"maintenance_unit", "maintenance_contract_until"} <= set(form.errors)
    form = guide_form(content, "new", data={"equipment_category": "crane"}, today=TODAY)
    assert "crane_load" in form.errors
    assert not {"maintenance_unit", "boiler_pressure"} & set(form.errors)


def test_an_inspection_that_ran_out_is_refused():
    content = GUIDES["XK-01"]
    data = {**filled(content, "new", equipment_category="lift"), "next_inspection_on": (TODAY - timedelta(days=1)).isoformat()}
    assert set(guide_form(content, "new", data=data, today=TODAY).errors) == {"next_inspection_on"}


def test_instruments_are_asked_for_one_by_one_up_to_the_number_given():
    content = GUIDES["QT-03"]
    data = {**filled(content, "new", listed_count="2"), "instrument_2_serial_number": "", "instrument_3_serial_number": ""}
    assert set(guide_form(content, "new", data=data, today=TODAY).errors) == {"instrument_2_serial_number"}
    assert "instrument-list" in {one.code for one in content.materials_for("new", {"listed_count": "file"})}
    assert "instrument-list" not in {one.code for one in content.materials_for("new", {"listed_count": "2"})}
