"""Reference data: complete, consistent, loaded once, and never taking back what an administrator changed."""

import io

import pytest
from django.core.management import call_command

from bureau.models import Category, ClockRule, MessageTemplate, Office, Township
from bureau.reference_data import load_reference, read_rows
from bureau.signals import reference_loading

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Office, Township, Category, ClockRule, MessageTemplate))


def test_loading_twice_doubles_nothing():
    load_reference()
    first = counts()
    load_reference()
    assert counts() == first
    assert min(first) > 10


def test_there_is_one_desk_and_every_branch_has_a_parent():
    load_reference()
    assert Office.objects.get(is_desk=True).code == "desk-12365"
    assert list(Office.objects.filter(parent__isnull=True).values_list("code", flat=True)) == ["headquarters"]


def test_the_district_has_its_towns():
    load_reference()
    assert Township.objects.count() == 27
    assert Township.objects.first().label == "淮城镇"


def test_categories_are_two_levels_deep():
    load_reference()
    tops = Category.objects.filter(parent__isnull=True)
    assert 12 <= tops.count() <= 20
    assert not Category.objects.filter(parent__parent__isnull=False).exists()
    assert all(3 <= top.children.count() <= 6 for top in tops.prefetch_related("children"))


@pytest.mark.parametrize("name", ["townships.json", "categories.json"])
def test_every_label_has_both_languages(name):
    rows = read_rows(name)
    rows += [child for row in rows for child in row.get("children", [])]
    assert all(row["label"] and row["label_en"].isascii() for row in rows)
    assert len({row["code"] for row in rows}) == len(rows)


def test_what_an_administrator_changed_stays_changed():
    load_reference()
    Office.objects.filter(code="legal").update(name="法规科")
    Category.objects.filter(code="food-packaged").update(active=False)
    load_reference()
    assert Office.objects.get(code="legal").name == "法规科"
    assert not Category.objects.get(code="food-packaged").active


def test_the_floors_above_load_theirs_through_the_signal():
    def upper_floor(sender, report, **kwargs):
        report.append("upper floor +1")

    reference_loading.connect(upper_floor)
    try:
        out = io.StringIO()
        call_command("load_reference", stdout=out)
    finally:
        reference_loading.disconnect(upper_floor)
    assert "upper floor +1" in out.getvalue()
    assert out.getvalue().count("\n") == 1
