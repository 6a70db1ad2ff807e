"""The public list: kinds, laws, subjects, words; pages; the same list as JSON and CSV."""

import csv
import io

import pytest
from django.urls import reverse

from licensing.catalogue.filter import CatalogueFilter
from licensing.catalogue.loader import load_catalogue
from licensing.catalogue.selectors import facets_of, item_page, items_in_force
from tests.factories import licensing as factory
from tests.licensing.catalogue.small import AT, ON

LIST, JSON, CSV = (reverse(f"licensing:{name}") for name in ("catalogue", "catalogue-json", "catalogue-csv"))
EQUIPMENT_LAW = "中华人民共和国特种设备安全法"


# What a fine rule says besides, when it says nothing of it.
NO_MORE = {"of_words": "", "who": "", "grade": "", "if": [], "article": ""}


def codes(**wanted):
    return sorted(version.item.code for version in items_in_force(CatalogueFilter(**wanted), ON).select_related("item"))


def page(client, address=LIST, **query):
    client.cookies["django_language"] = "en"
    response = client.get(address, query)
    assert response.status_code == 200
    return response


# --- finding ----------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("shipped")
class TestFinding:
    def test_kinds_are_counted_by_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            facets = facets_of(CatalogueFilter(), ON)
        assert list(facets.kinds.items()) == [("permit", 4), ("other", 7), ("measure", 16), ("penalty", 483)]
        assert facets.subjects == {"special-equipment": 2, "metrology": 2}

    def test_by_kind(self):
        assert codes(kind="permit") == ["XK-01", "XK-02", "XK-03", "XK-04"]
        assert len(codes(kind="penalty")) == 483

    def test_by_law(self):
        assert codes(kind="permit", law=EQUIPMENT_LAW) == ["XK-01", "XK-04"]
        assert codes(law="中华人民共和国没有这部法") == []

    def test_by_subject(self):
        assert codes(kind="other", subject="standardization") == ["QT-07"]
        assert "CF-001" in codes(subject="product-quality")

    @pytest.mark.parametrize("typed", ["XK-01", "xk01", "xk-01"])
    def test_by_code(self, typed):
        assert codes(q=typed) == ["XK-01"]

    def test_by_the_beginning_of_a_code(self):
        assert len(codes(q="CF-48")) == 4
        assert len(codes(q="QZ")) == 16

    def test_by_plain_words(self):
        assert "XK-01" in codes(q="特种设备 登记")
        assert codes(q="计量纠纷") == ["QT-04"]
        assert set(codes(q="掺杂掺假")) >= {"CF-004"}
        assert codes(q="没有这个词汇呀") == []

    def test_part_of_a_name_is_found_however_its_words_are_cut(self):
        assert codes(q="备使用登") == ["QT-02", "XK-01"]

    def test_a_search_shows_the_first_kind_that_has_something(self, client):
        response = page(client, q="计量纠纷")
        assert response.context["kind"] == "other"
        assert [row.code for row in response.context["rows"]] == ["QT-04"]
        assert [(tab.number, tab.is_here) for tab in response.context["tabs"]] == [(0, False), (1, True), (0, False), (0, False)]

    def test_pages_follow_each_other_without_gap_or_double(self, django_assert_max_num_queries):
        wanted, after, seen = CatalogueFilter(kind="penalty"), "", []
        with django_assert_max_num_queries(3 * 17):
            for _ in range(17):
                versions, slice_ = item_page(wanted, ON, after=after)
                seen += [version.item.code for version in versions]
                after = slice_.after
                if not after:
                    break
        assert seen == [f"CF-{number:03}" for number in range(1, 484)]

    def test_the_page_has_bounded_queries(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(6):
            response = page(client, kind="penalty", law=EQUIPMENT_LAW)
        assert len(response.context["rows"]) == 30
        assert response.context["next_url"]


# --- the page ---------------------------------------------------------------------------------------------------------
def test_the_first_page_shows_permits_and_how_many_there_are_of_the_rest(client, loaded):
    response = page(client)
    html = response.content.decode()
    assert "特种设备使用登记" in html
    assert "《中华人民共和国特种设备安全法》第三十三条" in html
    assert "使用不合格的计量器具" not in html
    assert [tab.number for tab in response.context["tabs"]] == [1, 1, 1, 1]


def test_filters_go_along_with_tabs_and_files(client, loaded):
    html = page(client, law="中华人民共和国计量法", kind="penalty").content.decode()
    assert "kind=other&amp;law=" in html
    assert f"{JSON}?kind=penalty&amp;law=" in html
    assert "对使用不合格的计量器具的处罚" in html


def test_an_item_with_a_guide_and_a_process_offers_to_apply(client, loaded):
    assert [row.can_apply for row in page(client).context["rows"]] == [False]
    factory.guide("XK-01")
    assert [row.can_apply for row in page(client).context["rows"]] == [True]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"q": "没有这个词汇呀"}, "No item fits"),
        ({"q": "计量纠纷", "kind": "penalty"}, "None of this kind"),
        ({"subject": "alchemy"}, "“alchemy” was not understood and left out."),
        ({"kind": "favour"}, "“favour” was not understood and left out."),
    ],
)
def test_what_leads_to_nothing_says_so(client, loaded, query, words):
    assert words in page(client, **query).content.decode()


def test_an_empty_catalogue_says_so(client, db):
    assert "The catalogue is empty" in page(client).content.decode()


@pytest.mark.parametrize(
    "query", [{"q": "\0"}, {"law": "a\0b"}, {"after": "\0|1"}, {"after": "nonsense"}, {"before": "XK-01|99999999999999999999"}]
)
def test_damaged_addresses_do_no_harm(client, loaded, query):
    assert page(client, **query).context["rows"]


def test_the_menu_and_the_landing_page_lead_here(client, loaded):
    assert client.get(reverse("bureau:home")).content.decode().count(f'href="{LIST}"') >= 2


def test_ended_items_are_not_listed(client, loaded):
    loaded["items"] = [one for one in loaded["items"] if one["code"] != "QT-04"]
    load_catalogue(loaded, at=AT, on=ON)
    assert codes() == ["CF-001", "QZ-01", "XK-01"]


# --- files ------------------------------------------------------------------------------------------------------------
def test_json_says_everything_under_stable_names(client, loaded):
    body = page(client, JSON).json()
    assert body["count"] == 4
    assert [one["code"] for one in body["items"]] == ["CF-001", "QT-04", "QZ-01", "XK-01"]
    assert body["items"][0] == {
        "code": "CF-001",
        "kind": {"code": "penalty", "label": "Penalty"},
        "name": "对使用不合格的计量器具的处罚",
        "subject": {"code": "metrology", "label": "Metrology"},
        "version": 1,
        "valid_from": "2025-05-01",
        "valid_to": None,
        "condition": "",
        "basis": [
            {
                "citation": "《中华人民共和国计量法》第二十六条第一款第（二）项",
                "law": "中华人民共和国计量法",
                "law_version": "2018-10-26",
                "rank": "law",
                "article": 26,
                "paragraph": 1,
                "item": "2",
            }
        ],
        "act": "使用不合格的计量器具",
        "sanctions": ["罚款", "没收违法所得"],
        "fines": [
            {**NO_MORE, "type": "amount", "min": None, "max": 2000, "of": "", "when": "", "may": False},
            {**NO_MORE, "type": "multiple", "min": 1, "max": 3, "of": "违法所得", "when": "情节严重的", "may": True},
        ],
        "fines_from": ["《中华人民共和国计量法》第二十七条"],
        "measure": None,
        "checked": False,
        "doubt": "",
        "url": reverse("licensing:item", args=["CF-001"]),
        "versions": [{"version": 1, "valid_from": "2025-05-01", "valid_to": None}],
    }
    assert body["items"][2]["measure"]["limit"]["days"] == 30


def test_json_takes_the_filters_of_the_page(client, loaded):
    assert [one["code"] for one in page(client, JSON, kind="permit").json()["items"]] == ["XK-01"]
    assert page(client, JSON, q="没有这个词汇呀").json()["items"] == []


def test_csv_is_a_table_a_spreadsheet_opens(client, loaded):
    response = page(client, CSV, kind="penalty")
    text = b"".join(response).decode()
    assert text.startswith("\ufeff")
    header, row = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    cells = dict(zip(header, row, strict=True))
    assert (cells["Item code"], cells["Sanctions"], cells["Compared with the article"]) == ("CF-001", "罚款、没收违法所得", "not yet")
    assert cells["Fines"] == "up to 2,000 yuan；情节严重的：1 times to 3 times the 违法所得"
    assert "attachment" in response["Content-Disposition"]


def test_csv_holds_no_formula(client, loaded):
    loaded["items"][0]["name"] = "=HYPERLINK(1)"
    load_catalogue(loaded, at=AT, on=ON)
    assert b",'=HYPERLINK(1)," in b"".join(page(client, CSV))


@pytest.mark.parametrize("address", [JSON, CSV])
def test_a_file_that_has_not_changed_is_not_sent_again(client, loaded, address):
    first = page(client, address)
    etag = first["ETag"]
    # What is kept for one language must not be given to a reader of the other.
    assert "Cookie" in first["Vary"]
    assert "public" in first["Cache-Control"]
    asked = {"if-none-match": etag}
    assert client.get(address, headers=asked).status_code == 304
    assert client.get(address, {"kind": "permit"}, headers=asked).status_code == 200
    client.cookies["django_language"] = "zh-hans"
    assert client.get(address, headers=asked).status_code == 200
    client.cookies["django_language"] = "en"
    loaded["items"].pop()
    load_catalogue(loaded, at=AT, on=ON)
    assert client.get(address, headers=asked).status_code == 200


def test_the_whole_catalogue_as_a_file_takes_a_handful_of_queries(client, shipped, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        assert page(client, JSON).json()["count"] == 510
