"""The pages on which an enterprise is entered and changed, and what they tell while somebody types."""

import pytest
from django.urls import reverse

from enterprises.models import Enterprise, Industry
from tests.factories.bureau import TownshipFactory
from tests.factories.enterprises import EnterpriseFactory, valid_code

pytestmark = pytest.mark.django_db

NEW = reverse("enterprises:enterprise-new")
CHECK = reverse("enterprises:enterprise-check")
CODE = valid_code(750_001)
ENTRY = {"code": CODE, "name": "淮安施河教具有限公司", "status": "operating", "legal_representative": "李建国"}


@pytest.fixture(autouse=True)
def words():
    TownshipFactory()
    TownshipFactory(retired=True)
    Industry.objects.get_or_create(code="C", defaults={"section": "C", "label": "制造业"})
    Industry.objects.get_or_create(code="14", defaults={"section": "C", "label": "食品制造业"})


def edit_url(row):
    return reverse("enterprises:enterprise-edit", args=[row.code])


def test_a_new_enterprise_is_entered(as_clerk):
    assert as_clerk.get(NEW).status_code == 200
    answer = as_clerk.post(NEW, {**ENTRY, "township": "huaicheng", "industry_division": "14", "founded_on": "2020-02-29"})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("enterprises:enterprise", args=[CODE])
    row = Enterprise.objects.get(code=CODE)
    assert (row.name, row.township, row.industry_section) == ("淮安施河教具有限公司", "huaicheng", "C")


def test_wrong_fields_are_said_and_what_was_typed_stays(as_clerk):
    answer = as_clerk.post(NEW, {**ENTRY, "code": "123", "founded_on": "2999-01-01"})
    assert answer.status_code == 422
    assert {"code", "founded_on"} == set(answer.context["form"].errors)
    assert "淮安施河教具有限公司" in answer.content.decode()


def test_a_known_code_leads_to_its_entry(as_clerk):
    known = EnterpriseFactory(code=CODE, name="早有此家食品有限公司")
    answer = as_clerk.post(NEW, ENTRY)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert reverse("enterprises:enterprise", args=[known.code]) in text
    assert "早有此家食品有限公司" in text


def test_likely_doubles_are_shown_before_anything_is_written(as_clerk):
    twin = EnterpriseFactory(name="施河教具有限公司")
    answer = as_clerk.post(NEW, ENTRY)
    assert answer.status_code == 422
    assert reverse("enterprises:enterprise", args=[twin.code]) in answer.content.decode()
    assert not Enterprise.objects.filter(code=CODE).exists()
    assert as_clerk.post(NEW, {**ENTRY, "another": "on"}).status_code == 302
    assert Enterprise.objects.filter(code=CODE).exists()


@pytest.mark.parametrize(
    ("typed", "attribute"),
    [({"code": "123"}, "problem"), ({"code": CODE}, "organisation_code"), ({"code": ""}, None), ({"name": "施"}, None)],
)
def test_while_typing_the_code_is_judged(as_clerk, typed, attribute):
    checked = as_clerk.post(CHECK, typed).context["checked"]
    assert bool(attribute and getattr(checked, attribute)) is (attribute is not None)
    assert checked.doubles == []
    assert checked.known is None


def test_while_typing_known_codes_and_doubles_are_named(as_clerk):
    twin = EnterpriseFactory(name="施河教具有限公司")
    text = as_clerk.post(CHECK, {"code": CODE, "name": "淮安施河教具有限公司", "legal_representative": "李建国"}).content.decode()
    assert twin.code in text
    assert 'name="another"' in text
    known = as_clerk.post(CHECK, {"code": twin.code, "name": "淮安施河教具有限公司"})
    assert known.context["checked"].known == twin
    assert known.context["checked"].doubles == [], "the code has said it all"


def test_an_entry_is_changed(as_officer):
    row = EnterpriseFactory()
    page = as_officer.get(edit_url(row))
    form = page.context["form"]
    assert form.initial["name"] == row.name
    assert "code" not in form.fields
    data = {"name": "改名食品有限公司", "status": "suspended", "version": row.version, "address": row.address, "township": "huaicheng"}
    assert as_officer.post(edit_url(row), data).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.status, row.version, row.change_cycle) == ("改名食品有限公司", "suspended", 2, 1)


def test_a_stale_form_is_refused_and_keeps_what_was_typed(as_clerk):
    row = EnterpriseFactory(version=4)
    answer = as_clerk.post(edit_url(row), {"name": "改名食品有限公司", "status": "operating", "version": 3})
    assert answer.status_code == 409
    assert "改名食品有限公司" in answer.content.decode()
    row.refresh_from_db()
    assert row.version == 4
    assert as_clerk.post(edit_url(row), {"name": "改名食品有限公司", "status": "operating"}).status_code == 422


def test_a_refused_change_says_why(as_clerk):
    row = EnterpriseFactory()
    answer = as_clerk.post(edit_url(row), {"name": "改", "status": "operating", "version": 1})
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors


def test_a_retired_township_is_offered_only_where_it_stands(as_clerk):
    standing, other = EnterpriseFactory(township="old-township"), EnterpriseFactory()
    offered = [dict(as_clerk.get(edit_url(row)).context["form"].fields["township"].choices) for row in (standing, other)]
    assert ["old-township" in choices for choices in offered] == [True, False]


def test_an_unknown_enterprise_is_not_found_and_a_merged_one_is_its_successor(as_clerk):
    kept = EnterpriseFactory()
    gone = EnterpriseFactory(merged_into=kept)
    assert as_clerk.get(reverse("enterprises:enterprise-edit", args=[valid_code(799_998)])).status_code == 404
    assert as_clerk.get(edit_url(gone)).context["enterprise"] == kept


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_only_reads_may_not_write(as_seat, method):
    row = EnterpriseFactory()
    assert getattr(as_seat, method)(NEW).status_code == 403
    assert getattr(as_seat, method)(edit_url(row)).status_code == 403
