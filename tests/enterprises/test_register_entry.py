"""Writing the register: what an entry may say, former names, versions, changes that oblige, who wrote it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bureau.models import Township
from enterprises.errors import EntryRefused, KnownCode, StaleEntry
from enterprises.models import DuplicatePair, Enterprise, Industry, Tag
from enterprises.register import services
from enterprises.register.services import change_enterprise, register_enterprise
from tests.factories.bureau import TownshipFactory
from tests.factories.enterprises import AT, EnterpriseFactory, valid_code

pytestmark = pytest.mark.django_db

CODE = valid_code(700_001)
LATER = AT + timedelta(days=3)


@pytest.fixture(autouse=True)
def words():
    """One township, one retired, section C with two divisions, section H with one, one tag."""
    TownshipFactory()
    TownshipFactory(retired=True)
    for code, section in (("C", "C"), ("13", "C"), ("14", "C"), ("H", "H"), ("62", "H")):
        Industry.objects.get_or_create(code=code, defaults={"section": section, "label": code})
    Tag.objects.get_or_create(code="key", defaults={"label": "重点企业"})


def register(clerk, **fields):
    return register_enterprise(by=clerk, at=AT, **{"code": CODE, "name": "淮安市博里羽绒有限公司", **fields})


def refused_fields(error):
    return set(error.value.error_dict)


# --- a new entry ------------------------------------------------------------------------------------------------------
def test_a_new_entry_holds_what_was_given_in_plain_characters(clerk):
    row = register(
        clerk,
        code=f" {CODE.lower()} ",
        name="淮安市博里羽绒（集团）有限公司 ",
        township="huaicheng",
        industry_division="14",
        tags=["key", "key"],
        founded_on=date(2020, 2, 29),
        legal_representative="李　建国",
    )
    row.refresh_from_db()
    assert (row.code, row.organisation_code) == (CODE, CODE[8:17])
    assert row.name == row.search_text == "淮安市博里羽绒(集团)有限公司"
    assert (row.industry_section, row.industry_division) == ("C", "14"), "the division brings its section"
    assert (row.tags, row.legal_representative, row.source) == (["key"], "李 建国", "staff")
    assert (row.version, row.change_cycle, row.changed_on) == (1, 0, None)


def test_a_known_code_is_refused_and_names_who_bears_it(clerk):
    known = EnterpriseFactory(code=CODE, name="淮安老字号食品有限公司")
    with pytest.raises(ValidationError) as error:
        register(clerk)
    assert "淮安老字号食品有限公司" in str(error.value)
    cause = error.value.error_dict["code"][0]
    assert isinstance(cause, KnownCode)
    assert cause.enterprise == known


def test_the_code_of_a_merged_entry_names_what_it_was_merged_into(clerk):
    kept = EnterpriseFactory(name="淮安合并后食品有限公司")
    EnterpriseFactory(code=CODE, merged_into=kept)
    with pytest.raises(ValidationError, match="淮安合并后食品有限公司"):
        register(clerk)


def test_a_code_entered_by_somebody_else_at_the_same_moment_is_refused_alike(clerk, monkeypatch):
    EnterpriseFactory(code=CODE, name="抢先登记有限公司")
    monkeypatch.setattr(services, "checked_code", lambda typed: typed)
    with pytest.raises(ValidationError, match="抢先登记有限公司"):
        register(clerk)
    assert Enterprise.objects.filter(code=CODE).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", CODE[:-1] + ("0" if CODE[-1] != "0" else "1")),
        ("code", CODE[:-1]),
        ("name", " "),
        ("name", "厂"),
        ("name", "长" * 121),
        ("township", "no-such-place"),
        ("township", "old-township"),
        ("industry_division", "99"),
        ("industry_division", "C"),
        ("industry_section", "Z"),
        ("status", "gone"),
        ("status", ""),
        ("scale", "giant"),
        ("tags", ["unknown"]),
        ("founded_on", AT.date() + timedelta(days=1)),
        ("founded_on", date(1799, 12, 31)),
        ("address", "长" * 201),
        ("legal_representative", "\0"),
    ],
)
def test_what_an_entry_may_not_say_is_refused_by_field(clerk, field, value):
    with pytest.raises(ValidationError) as error:
        register(clerk, **{field: value})
    assert refused_fields(error) == {field}
    assert not Enterprise.objects.exists()


def test_founded_today_is_not_in_the_future(clerk):
    assert register(clerk, founded_on=AT.date()).founded_on == AT.date()


def test_a_division_of_another_section_is_refused(clerk):
    with pytest.raises(ValidationError) as error:
        register(clerk, industry_section="H", industry_division="14")
    assert refused_fields(error) == {"industry_division"}


def test_an_unknown_field_is_a_mistake_of_the_caller(clerk):
    with pytest.raises(TypeError, match="organisation_code"):
        register(clerk, organisation_code="123456789")


def test_only_the_bureau_writes_the_register(enterprise_user):
    with pytest.raises(EntryRefused):
        register(enterprise_user)
    with pytest.raises(EntryRefused):
        change_enterprise(EnterpriseFactory(), by=enterprise_user, at=LATER, version=1, name="自己改名有限公司")


def test_likely_doubles_are_written_down_on_saving(clerk):
    twin = EnterpriseFactory(name="博里羽绒厂有限公司", legal_representative="王五")
    row = register(clerk, name="淮安博里羽绒厂有限责任公司", legal_representative="王五")
    pair = DuplicatePair.objects.get()
    assert {pair.first_id, pair.second_id} == {twin.pk, row.pk}


# --- a change ---------------------------------------------------------------------------------------------------------
def change(row, clerk, **fields):
    row.refresh_from_db()
    return change_enterprise(row, by=clerk, at=LATER, version=row.version, **fields)


def test_a_new_name_keeps_the_old_one_findable_newest_first(clerk):
    row = register(clerk, name="楚州面粉厂")
    change(row, clerk, name="楚州面业有限公司")
    row = change(row, clerk, name="淮安面业有限公司")
    assert row.search_text == "淮安面业有限公司\n楚州面业有限公司\n楚州面粉厂"
    assert [former.name for former in row.former_names.all()] == ["楚州面业有限公司", "楚州面粉厂"]
    assert {former.until for former in row.former_names.all()} == {LATER.date()}
    back = change(row, clerk, name="楚州面粉厂")
    assert back.search_text.split("\n") == ["楚州面粉厂", "淮安面业有限公司", "楚州面业有限公司"], "each name once"


@pytest.mark.parametrize(
    ("fields", "cycles"),
    [
        ({"name": "另名有限公司"}, 1),
        ({"address": "新址 1 号"}, 1),
        ({"legal_representative": "赵六"}, 1),
        ({"name": "另名有限公司", "address": "新址 1 号"}, 1),
        ({"phone": "0517-80000000"}, 0),
        ({"legal_representative": ""}, 0),
    ],
)
def test_what_certificates_say_changed_opens_one_cycle_of_changes(clerk, fields, cycles):
    row = change(EnterpriseFactory(), clerk, **fields)
    assert row.change_cycle == cycles
    assert row.changed_on == (LATER.date() if cycles else None)
    assert (row.version, row.updated_at) == (2, LATER)


def test_filling_a_gap_is_no_change_of_what_certificates_say(clerk):
    row = change(EnterpriseFactory(legal_representative=""), clerk, legal_representative="赵六")
    assert (row.legal_representative, row.change_cycle) == ("赵六", 0)


def test_nothing_new_changes_nothing(clerk):
    row = EnterpriseFactory()
    same = change(row, clerk, name=f" {row.name} ", phone=row.phone)
    assert (same.version, same.updated_at, row.former_names.count()) == (1, AT, 0)


def test_a_stale_version_changes_nothing(clerk):
    row = EnterpriseFactory()
    change(row, clerk, phone="0517-80000000")
    with pytest.raises(StaleEntry):
        change_enterprise(row, by=clerk, at=LATER, version=1, phone="0517-81111111")
    row.refresh_from_db()
    assert row.phone == "0517-80000000"


def test_a_merged_entry_is_changed_no_more(clerk):
    merged = EnterpriseFactory(merged_into=EnterpriseFactory())
    with pytest.raises(EntryRefused):
        change(merged, clerk, name="另名有限公司")


def test_a_retired_township_that_stands_there_may_stay(clerk):
    row = EnterpriseFactory(township="old-township")
    changed = change(row, clerk, township="old-township", phone="0517-80000000")
    assert changed.township == "old-township"
    with pytest.raises(ValidationError):
        change(EnterpriseFactory(), clerk, township="old-township")
    assert Township.objects.filter(code="old-township", active=False).exists()


def test_a_new_section_takes_away_the_division_of_another(clerk):
    row = change(EnterpriseFactory(industry_section="C", industry_division="14"), clerk, industry_section="H")
    assert (row.industry_section, row.industry_division) == ("H", "")


def test_a_new_division_moves_the_section(clerk):
    row = change(EnterpriseFactory(industry_section="C", industry_division="14"), clerk, industry_division="62")
    assert (row.industry_section, row.industry_division) == ("H", "62")


def test_the_history_says_who_changed_what(clerk):
    row = EnterpriseFactory(name="原名食品有限公司")
    change(row, clerk, name="新名食品有限公司")
    event = row.history.select_related("pgh_context").latest("pgh_id")
    assert event.name == "原名食品有限公司", "what stood there before"
    assert event.pgh_context.metadata == {"user": clerk.pk, "transition": "change"}


def test_the_database_refuses_a_code_of_another_shape():
    with pytest.raises(IntegrityError), transaction.atomic():
        EnterpriseFactory(code="91320803I00000001A")
