"""The form of a step as JSON Schema, and what of a JSON body may reach it."""

import pytest
from django import forms
from rest_framework.exceptions import ValidationError

from bureau.api import step_forms
from bureau.api.step_forms import read_body, step_schema
from bureau.workflow import workflows
from tests.api_door import case_url, refusal, take
from tests.factories.docket import ComplaintFactory

pytestmark = pytest.mark.django_db


class EveryKind(forms.Form):
    """One field of each kind a step may have."""

    text = forms.CharField(min_length=2, max_length=5, help_text="words")
    count = forms.IntegerField(min_value=1, max_value=3, required=False)
    amount = forms.DecimalField(required=False)
    share = forms.FloatField(required=False)
    agreed = forms.BooleanField(required=False)
    day = forms.DateField(required=False)
    at = forms.DateTimeField(required=False)
    mail = forms.EmailField(required=False)
    several = forms.MultipleChoiceField(choices=[("Group", [("a", "A"), ("b", "B")])], required=False)
    score = forms.TypedChoiceField(choices=[(1, "one"), (2, "two")], coerce=int, required=False)


def test_every_kind_of_field_is_described_and_taken():
    found = step_schema(EveryKind())
    assert found["required"] == ["version", "text"]
    kinds = {name: field["type"] for name, field in found["properties"].items()}
    assert kinds == {
        **{"version": "integer", "text": "string", "count": "integer", "amount": ["string", "number"], "share": "number"},
        **{"agreed": "boolean", "day": "string", "at": "string", "mail": "string", "several": "array", "score": "integer"},
    }
    assert found["properties"]["text"] == {"title": "text", "description": "words", "type": "string", "maxLength": 5, "minLength": 2}
    assert [one["const"] for one in found["properties"]["several"]["items"]["oneOf"]] == ["a", "b"]
    body = {"text": "abc", "count": 2, "amount": 1.5, "agreed": True, "day": "2026-04-15", "several": ["a", "b"], "score": 2, "share": None}
    version, cleaned = read_body({"version": 7, **body}, EveryKind)
    assert (version, cleaned["several"], cleaned["score"], str(cleaned["amount"])) == (7, ["a", "b"], 2, "1.5")


@pytest.mark.parametrize(
    ("name", "value"),
    [("count", "2"), ("count", True), ("agreed", "yes"), ("several", "a"), ("several", [["a"]]), ("day", 20260415), ("score", [1])],
)
def test_a_value_of_another_type_is_refused(name, value):
    with pytest.raises(ValidationError) as refused:
        read_body({"version": 1, "text": "abc", name: value}, EveryKind)
    assert list(refused.value.detail) == [name]


def test_a_long_list_of_rows_is_not_sent_but_still_checked(as_clerk, clerk, monkeypatch):
    complaint = ComplaintFactory(office=clerk.office, handler=clerk)
    monkeypatch.setattr(step_forms, "MAX_CHOICES", 0)
    offers = {offer["name"]: offer for offer in as_clerk.get(case_url(complaint)).json()["offers"]}
    assert "oneOf" not in offers["assign"]["schema"]["properties"]["handler"]
    found = refusal(take(as_clerk, complaint, "assign", handler=999_999), 400, "invalid")
    assert list(found["errors"]) == ["handler"]


def test_no_form_of_a_step_has_a_field_the_api_could_not_take():
    forms_of_steps = {(flow.kind, step.name): step.form() for flow in workflows() for step in flow.transitions if step.form}
    assert forms_of_steps
    unfit = [
        (*place, name)
        for place, form in forms_of_steps.items()
        for name, field in form.fields.items()
        if name == step_forms.VERSION or isinstance(field, forms.FileField | forms.MultiValueField)
    ]
    assert unfit == []
