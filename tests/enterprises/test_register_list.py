"""The register's list: search, filters, pages, what was understood, number of queries, export, suggestions."""

import csv
import io
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from bureau import bounded
from enterprises.models import CareOfficer, Enterprise, Industry, Tag
from enterprises.register import selectors
from enterprises.register.filter import RegisterFilter, read_filter
from enterprises.register.labels import CHINESE, load_labels
from enterprises.register.selectors import enterprise_by_code, family_codes, family_ids
from enterprises.register.tables import HEADER, csv_lines
from tests.factories.bureau import TownshipFactory
from tests.factories.enterprises import AT, ContactFactory, EnterpriseFactory, valid_code

pytestmark = pytest.mark.django_db

HERE = reverse("enterprises:register")


def listed(client, **parameters):
    """The names on the list, in order."""
    page = client.get(HERE, parameters)
    assert page.status_code == 200
    return [row.name for row in page.context["rows"]]


def enterprise(name, **fields):
    return EnterpriseFactory(name=name, **{"search_text": name, **fields})


# --- search -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("羽绒", True),
        ("博里羽绒", True),
        ("羽绒 博里", True),
        ("绒里", False),
        ("羽绒 钢铁", False),
        ("ABC", True),
        ("ａｂｃ", True),
        ("面粉", True),
        ("厂里", False),
        ("羽绒 厂", True),
        ("100%", True),
        ("10%羽", False),
    ],
)
def test_all_words_must_stand_in_present_or_former_names(as_clerk, typed, found):
    name = "博里羽绒Abc100%有限公司"
    enterprise(name, search_text=f"{name}\n楚州面粉厂")
    assert listed(as_clerk, q=typed) == ([name] if found else [])


def test_a_word_is_not_found_across_two_names(as_clerk):
    enterprise("博里羽绒", search_text="博里羽绒\n面粉厂")
    assert listed(as_clerk, q="绒面") == []


def test_the_former_name_that_was_found_is_said(as_clerk):
    enterprise("博里羽绒", search_text="博里羽绒\n楚州面粉厂")
    page = as_clerk.get(HERE, {"q": "面粉"})
    assert page.context["rows"][0].former_name == "楚州面粉厂"
    assert "楚州面粉厂" in page.content.decode()


@pytest.mark.parametrize("typed", ["博", "博 里"])
def test_one_character_asks_for_one_more(as_clerk, typed):
    enterprise("博里羽绒")
    page = as_clerk.get(HERE, {"q": typed})
    assert page.context["taken_for"] == "short"
    assert list(page.context["rows"]) == []


def test_a_code_is_found_by_its_beginning_and_in_full(as_clerk):
    row = enterprise("博里羽绒", code=valid_code(710_001))
    other = enterprise("施河教具", code=valid_code(720_001))
    assert listed(as_clerk, q=row.code.lower()) == ["博里羽绒"]
    assert listed(as_clerk, q=row.code[:13]) == ["博里羽绒"]
    assert listed(as_clerk, q=row.code[:8]) == ["施河教具", "博里羽绒"]
    assert listed(as_clerk, q=valid_code(730_001)) == []
    assert as_clerk.get(HERE, {"q": other.code}).context["taken_for"] == "code"


def test_the_code_of_a_merged_entry_finds_what_it_was_merged_into(as_clerk):
    kept = enterprise("合并后羽绒")
    gone = enterprise("合并前羽绒", merged_into=kept)
    assert listed(as_clerk, q=gone.code) == ["合并后羽绒"]
    assert listed(as_clerk, q="羽绒") == ["合并后羽绒"], "a merged entry is in no list"


@pytest.mark.parametrize("hyphen", ["", "-"])
def test_an_organisation_code_is_found(as_clerk, hyphen):
    row = enterprise("博里羽绒")
    page = as_clerk.get(HERE, {"q": f"{row.organisation_code[:8]}{hyphen}{row.organisation_code[8]}"})
    assert [found.name for found in page.context["rows"]] == ["博里羽绒"]
    assert page.context["taken_for"] == "organisation"


def test_a_contacts_phone_in_full_finds_its_enterprises(as_clerk):
    ContactFactory(enterprise=enterprise("博里羽绒"), phone="13951780099")
    ContactFactory(enterprise=enterprise("施河教具"), phone="13951780099", active=False)
    page = as_clerk.get(HERE, {"q": "139 5178 0099"})
    assert [row.name for row in page.context["rows"]] == ["博里羽绒"], "not by a contact that has ended"
    assert page.context["taken_for"] == "phone"


@pytest.fixture
def hundred():
    """A hundred enterprises; the one word of the oldest is rare, "食品" stands in all."""
    rows = [Enterprise(code=valid_code(740_000 + n), name=f"第{n:03d}食品厂", created_at=AT, updated_at=AT) for n in range(100)]
    rows[0].name = "第000龙虾食品厂"
    for row in rows:
        row.search_text = row.name
        row.township = "boli" if row.code[15] in "02468" else "huaicheng"
        row.updated_at = AT - timedelta(minutes=int(row.code[8:16]) % 7)
    return Enterprise.objects.bulk_create(rows)


@pytest.mark.parametrize("window", [5, 3000])
@pytest.mark.parametrize("filters", [{}, {"sort": "changed"}, {"township": "boli"}, {"township": "boli", "sort": "changed"}])
@pytest.mark.parametrize("typed", ["食品", "龙虾", "9132080300740", "没有"])
def test_what_is_found_does_not_depend_on_how_it_is_looked_for(clerk, hundred, monkeypatch, window, filters, typed):
    monkeypatch.setattr(selectors, "WINDOW", window)
    monkeypatch.setattr(selectors, "SCATTERED_WINDOW", window)
    wanted = RegisterFilter(q=typed, **filters)
    all_of_them = list(selectors.find_enterprises(wanted).matching.order_by(*wanted.order.columns()).values_list("pk", flat=True))
    expected = [
        row.pk
        for row in Enterprise.objects.filter(**{name: value for name, value in filters.items() if name == "township"}).order_by(
            *wanted.order.columns()
        )
        if typed in row.name or row.code.startswith(typed)
    ]
    assert all_of_them == expected
    read, page = [], selectors.enterprise_page(wanted, clerk, size=7)[0]
    read += [row.pk for row in page.rows]
    while page.after:
        page = selectors.enterprise_page(wanted, clerk, size=7, after=page.after)[0]
        read += [row.pk for row in page.rows]
    assert read == expected
    while page.before:
        page = selectors.enterprise_page(wanted, clerk, size=7, before=page.before)[0]
    assert [row.pk for row in page.rows] == expected[:7]


def test_the_index_of_pairs_is_asked_only_for_words_that_are_not_common(clerk, hundred, monkeypatch):
    monkeypatch.setattr(selectors, "WINDOW", 50)
    with CaptureQueriesContext(connection) as common:
        selectors.enterprise_page(RegisterFilter(q="食品"), clerk)
    with CaptureQueriesContext(connection) as rare:
        page, _taken_for = selectors.enterprise_page(RegisterFilter(q="龙虾"), clerk)
    assert [row.name for row in page.rows] == ["第000龙虾食品厂"]
    assert not [query for query in common.captured_queries if '"grams" @>' in query["sql"]]
    assert [query for query in rare.captured_queries if '"grams" @>' in query["sql"]]
    assert bounded.WINDOW > bounded.SCATTERED_WINDOW > 30


# --- filters ----------------------------------------------------------------------------------------------------------
def test_every_filter_narrows_the_list(as_clerk, clerk):
    row = enterprise("要找的", township="boli", industry_section="H", industry_division="62", status="revoked", tags=["key"])
    CareOfficer.objects.create(enterprise=row, user=clerk, since=date(2026, 1, 1))
    ended = enterprise("不要的")
    CareOfficer.objects.create(enterprise=ended, user=clerk, since=date(2025, 1, 1), until=date(2026, 1, 1))
    for name, value in {"township": "boli", "section": "h", "division": "62", "status": "revoked", "tag": "key", "officer": "me"}.items():
        assert listed(as_clerk, **{name: value}) == ["要找的"], name
    assert listed(as_clerk) == ["不要的", "要找的"]
    assert listed(as_clerk, township="boli", status="operating") == []


def test_sorted_by_last_change(as_clerk):
    enterprise("早录入后改", updated_at=AT + timedelta(days=9))
    enterprise("晚录入")
    assert listed(as_clerk) == ["晚录入", "早录入后改"]
    assert listed(as_clerk, sort="changed") == ["早录入后改", "晚录入"]


def test_what_is_not_understood_is_said_and_left_out(as_clerk):
    enterprise("博里羽绒")
    page = as_clerk.get(HERE, {"section": "14", "status": "gone", "sort": "colour", "officer": "somebody", "tag": "';--", "after": "x~y"})
    assert len(page.context["wanted"].problems) == 5
    assert [row.name for row in page.context["rows"]] == ["博里羽绒"]


def test_a_list_is_written_back_to_its_address():
    wanted = RegisterFilter(
        q="羽绒", township="boli", section="C", division="14", status="revoked", tag="key", officer="me", sort="changed"
    )
    assert read_filter(QueryDict(wanted.query())) == wanted
    assert wanted.count == 6


def test_the_empty_register_and_the_empty_search_say_different_things(as_clerk):
    empty = as_clerk.get(HERE).content.decode()
    nothing = as_clerk.get(HERE, {"q": "没有这家"}).content.decode()
    assert HERE in nothing
    assert empty != nothing


def test_who_may_not_write_sees_no_button(as_seat, as_clerk):
    button = reverse("enterprises:enterprise-new")
    assert button not in as_seat.get(HERE).content.decode()
    assert button in as_clerk.get(HERE).content.decode()


# --- cost -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("parameters", "queries"),
    [({}, 4), ({"q": "食品"}, 5), ({"q": "食品", "township": "boli"}, 5), ({"q": "龙虾"}, 5), ({"officer": "me", "tag": "key"}, 4)],
)
def test_the_list_takes_a_fixed_number_of_queries(as_clerk, hundred, parameters, queries):
    as_clerk.get(HERE, parameters)
    with CaptureQueriesContext(connection) as seen:
        page = as_clerk.get(HERE, parameters)
    assert page.status_code == 200
    own = [query["sql"] for query in seen.captured_queries if "enterprises_" in query["sql"] or "bureau_township" in query["sql"]]
    menu = [
        sql for sql in own if "accountrequest" in sql or "duplicatepair" in sql or "importrun" in sql or "enterprises_obligation" in sql
    ]
    assert len(own) - len(menu) <= queries, own
    assert not [sql for sql in own if "COUNT(" in sql and sql not in menu]
    assert not [sql for sql in own if '"grams",' in sql], "the pairs stay in the database"


# --- export -----------------------------------------------------------------------------------------------------------
with translation.override(CHINESE):
    CHINESE_WORDS = {"status": str(Enterprise.Status.OPERATING.label), "scale": str(Enterprise.Scale.SMALL.label)}


@pytest.fixture
def one_to_export():
    TownshipFactory()
    Industry.objects.get_or_create(code="C", defaults={"section": "C", "label": "制造业", "label_en": "Manufacturing"})
    Industry.objects.get_or_create(code="14", defaults={"section": "C", "label": "食品制造业", "label_en": "Food"})
    Tag.objects.get_or_create(code="key", defaults={"label": "重点企业", "label_en": "Key enterprise"})
    return enterprise("=1+1食品有限公司", tags=["key"], founded_on=date(2020, 2, 29), scale="small", main_products="糕点")


def cells_of(enterprise_row):
    return [
        *(enterprise_row.code, "=1+1食品有限公司", "李建国", "淮城镇经济开发区翔宇大道 18 号", "淮城镇", "14 食品制造业", "C 制造业"),
        *(CHINESE_WORDS["status"], CHINESE_WORDS["scale"], "重点企业", "2020-02-29", "糕点", "0517-85912345"),
    ]


def test_the_csv_is_in_chinese_whatever_the_readers_language_and_no_formula(as_clerk, one_to_export):
    enterprise("另一家机械厂")
    with translation.override("en"):
        answer = as_clerk.get(reverse("enterprises:register-export-csv"), {"q": "食品"}, headers={"accept-language": "en"})
        text = answer.getvalue().decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    expected = cells_of(one_to_export)
    expected[1] = "'" + expected[1]
    assert rows == [list(HEADER), expected]


def test_the_workbook_holds_the_same_as_text(as_clerk, one_to_export):
    answer = as_clerk.get(reverse("enterprises:register-export-xlsx"))
    content = answer.getvalue()
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python() == [
        list(HEADER),
        cells_of(one_to_export),
    ]
    with ZipFile(io.BytesIO(content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml"), "what begins with = is no formula"


def test_past_the_limit_the_file_says_so(hundred):
    lines = list(csv_lines(Enterprise.objects.order_by("-id"), load_labels(CHINESE), limit=3))
    assert len(lines) == 5
    assert "3" in lines[-1]
    assert "第099食品厂" in lines[1]


def test_an_export_is_logged_without_what_was_searched_for(as_clerk, one_to_export, caplog):
    as_clerk.get(reverse("enterprises:register-export-csv"), {"q": "13951780099", "status": "operating"})
    (line,) = [record.getMessage() for record in caplog.records if "register_exported" in record.getMessage()]
    assert "status=operating" in line
    assert "13951780099" not in line


# --- suggestions ------------------------------------------------------------------------------------------------------
def test_suggestions_by_name_and_code(as_seat, hundred):
    TownshipFactory()
    url = reverse("enterprises:suggest")
    found = as_seat.get(url, {"q": "食品"}).json()["results"]
    assert len(found) == 10
    assert found[0] == {"code": valid_code(740_099), "name": "第099食品厂", "township": "淮城镇", "status": found[0]["status"]}
    assert [row["name"] for row in as_seat.get(url, {"q": valid_code(740_007)}).json()["results"]] == ["第007食品厂"]
    assert as_seat.get(url, {"q": "食"}).json() == as_seat.get(url).json() == {"results": []}


# --- an enterprise and its family -------------------------------------------------------------------------------------
def test_a_merged_code_leads_to_the_end_of_the_chain():
    last = enterprise("最后")
    middle = enterprise("中间", merged_into=last)
    first = enterprise("最初", merged_into=middle)
    assert enterprise_by_code(first.code) == last
    assert family_ids(last) == [last.pk, middle.pk, first.pk]
    assert family_codes(middle) == [middle.code, first.code]
    with pytest.raises(Enterprise.DoesNotExist):
        enterprise_by_code(valid_code(799_999))
