"""Headers as people write them, and what is remembered of what people said."""

import pytest

from enterprises.imports.columns import twice_mapped, unmapped
from enterprises.imports.fields import BY_NAME, FIELDS
from enterprises.imports.headers import find_header, fold_header, known_headers, remember, suggest, synonyms_of
from enterprises.imports.plain_sheet import letters
from enterprises.models import HeaderMapping
from tests import people
from tests.factories.enterprises import AT


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("统一社会信用代码", "code"),
        ("统一社会\n信用代码（必填）", "code"),
        ("*信用代码", "code"),
        ("ＵＳＣＣ", "code"),
        ("Credit Code (required)", "code"),
        ("单 位 名 称", "name"),
        ("法定代表人(负责人)", "legal_representative"),
        ("经营场所", "address"),
        ("镇街", "township"),
        ("行业代码（GB/T 4754）", "industry"),
        ("成立日期（yyyy-mm-dd）", "founded_on"),
        ("联系人\u200b", "contact_name"),
        ("手机号码【选填】", "contact_phone"),
        ("序号", ""),
        ("", ""),
        (None, ""),
        (12.0, ""),
    ],
)
def test_headers_of_enterprises(header, field):
    assert suggest([header], synonyms_of("enterprise")).get("0", "") == field


@pytest.mark.parametrize(
    ("kind", "header", "field"),
    [
        ("equipment", "设备代码", "code"),
        ("equipment", "使用登记证编号", "registration_number"),
        ("equipment", "下次检验日期", "expires_on"),
        ("equipment", "统一社会信用代码", "enterprise_code"),
        ("instrument", "下次检定日期", "expires_on"),
        ("certificate", "有效期至", "expires_on"),
        ("person", "姓名", "name"),
    ],
)
def test_headers_of_what_enterprises_have(kind, header, field):
    assert suggest([header], synonyms_of(kind)) == {"0": field}


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_is_found_by_its_own_first_header(kind):
    assert [suggest([field.synonyms[0]], synonyms_of(kind)) for field in FIELDS[kind]] == [{"0": field.name} for field in FIELDS[kind]]


def test_of_two_columns_that_mean_the_same_the_first_is_taken():
    assert suggest(["企业名称", "单位名称", "住所"], synonyms_of("enterprise")) == {"0": "name", "2": "address"}


def test_of_a_header_in_two_rows_the_lower_is_found():
    rows = [(1, ["名单", None, None]), (2, ["信用代码", "企业名称", None]), (3, ["信用代码", "企业名称", "x"]), (4, ["1", "甲", None])]
    assert find_header(rows, synonyms_of("enterprise")) == 3


def test_without_any_known_header_the_first_well_filled_row_is_taken():
    assert find_header([(1, ["某表", None, None, None]), (3, ["甲", "乙", "丙", "丁"]), (4, ["1", "2", "3", "4"])], {}) == 3
    assert find_header([], {}) == 0


def test_two_columns_on_one_field_and_missing_fields_are_named():
    assert twice_mapped({"0": "name", "27": "name", "2": "code"}) == [("name", ["A", "AB"])]
    required, for_new = unmapped("instrument", {"0": "kind"})
    assert [field.name for field in required] == ["enterprise_code", "serial_number"]
    assert [field.name for field in for_new] == ["name"]
    assert [letters(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.django_db
def test_what_a_person_said_wins_next_time_and_is_forgotten_when_said_otherwise():
    clerk, headers = people.clerk(), ["信用代码", "企业名称（必填）", "厂名", "备注"]
    remember("enterprise", headers, {"0": "code", "2": "name"}, by=clerk, at=AT)
    # Only what the synonyms do not say by themselves: the second column is not the name, the third is.
    assert dict(HeaderMapping.objects.values_list("header", "field")) == {"企业名称": "", "厂名": "name"}
    assert suggest(headers, known_headers("enterprise")) == {"0": "code", "2": "name"}
    assert suggest(headers, known_headers("equipment")) == {"0": "enterprise_code"}, "each kind remembers for itself"

    remember("enterprise", headers, {"0": "code", "1": "name"}, by=clerk, at=AT)
    assert not HeaderMapping.objects.exists()
    assert suggest(headers, known_headers("enterprise")) == {"0": "code", "1": "name"}


@pytest.mark.django_db
def test_a_remembered_field_that_is_gone_is_no_field():
    HeaderMapping.objects.create(kind="enterprise", header=fold_header("厂名"), field="gone", confirmed_at=AT)
    assert suggest(["厂名"], known_headers("enterprise")) == {}


def test_what_is_personal_is_sealed():
    sealed = {f"{kind}.{name}" for kind, fields in BY_NAME.items() for name, field in fields.items() if field.sealed}
    assert sealed == {"enterprise.contact_name", "enterprise.contact_phone", "person.name", "person.phone"}
