"""Loading the catalogue: wrong rows are refused with their reason, items are versioned, nothing is deleted."""

import csv
import hashlib
import io
import json
from collections import Counter
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from bureau.reference_data import load_reference
from licensing.catalogue.citations import chinese_number, citation, is_place
from licensing.catalogue.loader import compare_catalogue, load_catalogue
from licensing.catalogue.rows import InvalidCatalogue, read_file
from licensing.catalogue.selectors import item_in_force
from licensing.catalogue.subjects import SUBJECTS
from licensing.catalogue.validation import MOST_CITED, MOST_WORDS, read_catalogue
from licensing.models import ItemBasis, ItemVersion, PowerItem
from tests.factories import licensing as factory
from tests.licensing.catalogue.small import AT, ON

LATER = ON + timedelta(days=40)


def item(source, code):
    return next(one for one in source["items"] if one["code"] == code)


# --- the file that ships ----------------------------------------------------------------------------------------------
class TestShippedFile:
    ROWS = read_catalogue(read_file())

    def test_holds_every_item(self):
        assert Counter(row.kind for row in self.ROWS) == {"permit": 4, "penalty": 483, "measure": 16, "other": 7}
        codes = [f"XK-{n:02}" for n in range(1, 5)] + [f"QT-{n:02}" for n in range(1, 8)] + [f"QZ-{n:02}" for n in range(1, 17)]
        assert sorted(row.code for row in self.ROWS) == sorted([*codes, *(f"CF-{n:03}" for n in range(1, 484))])

    def test_every_citation_is_the_law_and_the_article(self):
        wrong = [
            (row.code, basis.citation)
            for row in self.ROWS
            for basis in row.bases
            if not basis.citation.startswith(f"《{basis.law.name}》第{chinese_number(basis.article)}条")
        ]
        assert wrong == []

    def test_every_item_has_a_subject_and_what_was_not_settled_says_why(self):
        assert {row.subject for row in self.ROWS} <= set(SUBJECTS)
        assert {row.code for row in self.ROWS if not row.checked} == {row.code for row in self.ROWS if row.doubt}

    def test_says_in_chinese_what_it_says(self):
        permit = next(row for row in self.ROWS if row.code == "XK-01")
        assert "委托" in permit.condition
        assert permit.subject == "special-equipment"

    def test_a_few_items_as_the_law_has_them(self):
        rows = {row.code: row for row in self.ROWS}
        assert rows["CF-004"].fines[0] == {
            **{"type": "multiple", "min": 0.5, "max": 3, "of": "货值金额", "of_words": "", "when": "", "may": False},
            **{"who": "", "grade": "", "if": [], "article": ""},
        }
        assert rows["CF-389"].fines[0]["if"] == [{"of": "违法所得", "some": True}, {"of": "违法所得", "below": 10000}]
        assert rows["CF-389"].fines[0]["article"] == "《侵害消费者权益行为处罚办法》第十五条"
        assert rows["QZ-05"].measure["limit"] == {
            "days": 30,
            "extended_by": 45,
            "citation": "《中华人民共和国食品安全法实施条例》第六十一条",
        }
        assert [basis.article for basis in rows["XK-02"].bases] == [6, 8, 8]


def test_loading_it_reports_what_it_did_with_few_queries(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        report = load_catalogue(at=AT, on=ON)
    assert (len(report.added), report.by_kind) == (510, {"permit": 4, "other": 7, "measure": 16, "penalty": 483})
    assert report.line == "power items +510, new versions 0, unchanged 0, ended 0 (permit 4, other 7, measure 16, penalty 483)"
    assert (PowerItem.objects.count(), ItemVersion.objects.count(), ItemBasis.objects.count()) == (510, 510, 516)
    with django_assert_max_num_queries(6):
        again = load_catalogue(at=AT, on=LATER)
    assert (len(again.unchanged), again.added, again.changed, again.ended) == (510, (), (), ())


def test_it_comes_with_the_reference_data(db):
    assert any(line.startswith("power items +510") for line in load_reference())


# --- what is refused --------------------------------------------------------------------------------------------------
def set_item(code, /, **changes):
    return lambda source: item(source, code).update(changes)


def set_basis(code, /, **changes):
    return lambda source: item(source, code)["basis"][0].update(changes)


WRONG = {
    "code of another kind": (set_item("XK-01", code="CF-900"), "CF-900: no code of a permit"),
    "code too short": (set_item("CF-001", code="CF-1"), "CF-1: no code of a penalty"),
    "kind": (set_item("XK-01", kind="favour"), "XK-01: unknown kind “favour”"),
    "code twice": (lambda source: source["items"].append(source["items"][0]), "XK-01: 2 items of this code"),
    "law": (set_basis("XK-01", law="no-such-law"), "XK-01: unknown law “no-such-law”"),
    "no basis": (set_item("XK-01", basis=[]), "XK-01: rests on no law"),
    "article is no number": (set_basis("XK-01", article="33"), "XK-01: no number of an article: 33"),
    "paragraph is no number": (set_basis("XK-01", paragraph="一"), "XK-01: no number of a paragraph: 一"),
    "citation of another article": (set_basis("XK-01", article=34), "XK-01: “第三十三条” does not agree with the article 34"),
    "citation of another paragraph": (set_basis("CF-001", paragraph=2), "does not agree with the paragraph 2"),
    "citation of another item": (set_basis("CF-001", item="3"), "does not agree with the item 3"),
    "no citation": (set_basis("XK-01", cited="33"), "XK-01: “33” cites no article"),
    "no name": (set_item("XK-01", name=" "), "XK-01: no name"),
    "name too long": (set_item("XK-01", name="长" * 301), "XK-01: name longer than 300"),
    "sanction": (set_item("CF-001", sanctions=["批评"]), "CF-001: unknown sanction “批评”"),
    "fine backwards": (set_item("CF-001", fines=[{"yuan": [3000, 2000]}]), "the least fine 3000 is above the greatest 2000"),
    "fine in words": (set_item("CF-001", fines=[{"yuan": ["many", 2000]}]), "CF-001: a fine needs two numbers"),
    "fine without bounds": (set_item("CF-001", fines=[{"yuan": [None, None]}]), "CF-001: a fine needs two numbers"),
    "fine below nothing": (set_item("CF-001", fines=[{"times": [-1, 2], "of": "违法所得"}]), "CF-001: a fine needs two numbers"),
    "unknown basis": (set_item("CF-001", fines=[{"times": [1, 2], "of": "利润"}]), "CF-001: a multiple of the unknown “利润”"),
    "basis without words": (set_item("CF-001", fines=[{"times": [1, 2], "of": "其他"}]), "CF-001: 其他 without the law's words"),
    "amount of something": (set_item("CF-001", fines=[{"yuan": [1, 2], "of": "违法所得"}]), "an amount in yuan is a part of nothing"),
    "for whom": (set_item("CF-001", fines=[{"yuan": [1, 2], "who": "dog"}]), "CF-001: a fine for an unknown “dog”"),
    "grade": (set_item("CF-001", fines=[{"yuan": [1, 2], "grade": "mild"}]), "CF-001: a fine of unknown grade “mild”"),
    "field of a fine": (set_item("CF-001", fines=[{"yuan": [1, 2], "colour": 1}]), "CF-001: unknown field of a fine “colour”"),
    "article of a fine": (set_item("CF-001", fines=[{"yuan": [1, 2], "article": ["x", "第一条"]}]), "fines from no known article"),
    "condition of what": (set_item("CF-001", fines=[{"yuan": [1, 2], "if": {"of": "利润", "some": True}}]), "on no known condition"),
    "condition of two": (set_item("CF-001", fines=[{"yuan": [1, 2], "if": {"of": "违法所得", "from": 1, "below": 2}}]), "known condition"),
    "condition in words": (set_item("CF-001", fines=[{"yuan": [1, 2], "if": [{"of": "违法所得", "from": "x"}]}]), "no known condition"),
    "condition that is not": (set_item("CF-001", fines=[{"yuan": [1, 2], "if": {"of": "违法所得", "some": False}}]), "no known condition"),
    "checked in doubt": (set_item("CF-001", checked=True, doubt="未收"), "CF-001: in doubt and yet compared"),
    "doubt too long": (set_item("CF-001", doubt="长" * 301), "CF-001: doubt longer than 300"),
    "a permit in doubt": (set_item("XK-01", doubt="未收"), "XK-01: a permit has no doubt"),
    "multiple of nothing": (set_item("CF-001", fines=[{"times": [1, 2]}]), "CF-001: a multiple of nothing"),
    "amount from elsewhere": (set_item("CF-001", fines_from=[["metrology", "某条"]]), "CF-001: fines from no known article"),
    "measure": (set_item("QZ-01", measure={"type": "措施", "act": "查封", "target": "物品"}), "QZ-01: unknown type of measure"),
    "target": (set_item("QZ-01", measure={"type": "行政强制措施", "act": "查封"}), "QZ-01: a measure names what is done to what"),
    "limit": (lambda source: item(source, "QZ-01")["measure"]["limit"].update(days="thirty"), "QZ-01: a time limit in days"),
    "a permit with a fine": (set_item("XK-01", fines=[{"yuan": [1, 2]}]), "XK-01: a permit has no fines"),
    "subject": (set_item("XK-01", subject="alchemy"), "XK-01: unknown subject “alchemy”"),
    "field nobody knows": (set_item("XK-01", colour="red"), "XK-01: unknown field “colour”"),
    "rank of a law": (lambda source: source["laws"]["metrology"].update(rank="custom"), "laws.metrology: unknown rank “custom”"),
    "version of a law": (lambda source: source["laws"]["metrology"].update(version="2018"), "laws.metrology.version: no day “2018”"),
    "no items": (lambda source: source.update(items=[]), "items: none"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_row_is_refused_with_its_reason_and_nothing_is_loaded(db, small, name):
    spoil, reason = WRONG[name]
    spoil(small)
    with pytest.raises(InvalidCatalogue) as refused:
        load_catalogue(small, at=AT, on=ON)
    assert any(reason in fault for fault in refused.value.faults), refused.value.faults
    assert not PowerItem.objects.exists()


def test_all_faults_are_told_at_once(small):
    item(small, "XK-01")["name"] = ""
    item(small, "CF-001")["sanctions"] = ["批评", "罚站"]
    with pytest.raises(InvalidCatalogue) as refused:
        read_catalogue(small)
    assert len(refused.value.faults) == 3


def test_the_limits_are_those_of_the_columns():
    assert {name: ItemVersion._meta.get_field(name).max_length for name in MOST_WORDS} == MOST_WORDS
    assert ItemBasis._meta.get_field("citation").max_length == MOST_CITED


# --- versions ---------------------------------------------------------------------------------------------------------
def test_the_first_version_applies_from_the_day_the_file_names(loaded):
    first = item_in_force("XK-01", date(2025, 5, 1))
    assert (first.number, first.valid_from, first.valid_to, first.loaded_at) == (1, date(2025, 5, 1), None, AT)
    with pytest.raises(ItemVersion.DoesNotExist):
        item_in_force("XK-01", date(2025, 4, 30))


def test_a_changed_row_closes_the_version_and_opens_the_next(loaded):
    item(loaded, "XK-01")["condition"] = "由本局登记"
    report = load_catalogue(loaded, at=AT + timedelta(days=40), on=LATER)
    assert (report.changed, len(report.unchanged), report.ended) == (("XK-01",), 3, ())
    old, new = ItemVersion.objects.filter(item__code="XK-01").order_by("number")
    assert (old.number, old.valid_to, old.condition) == (1, LATER, "市级部门作出委托的")
    assert (new.number, new.valid_from, new.valid_to, new.condition) == (2, LATER, None, "由本局登记")
    assert item_in_force("XK-01", LATER - timedelta(days=1)) == old
    assert item_in_force("XK-01", LATER) == new


@pytest.mark.parametrize(
    "change",
    [
        set_basis("CF-001", article=27, cited="第二十七条第一款第（二）项"),
        set_item("CF-001", sanctions=["罚款"]),
        set_item("CF-001", fines=[{"yuan": [None, 3000]}]),
        set_item("CF-001", checked=True),
        set_item("CF-001", doubt="本库未收"),
        set_item("CF-001", fines=[{"yuan": [None, 2000], "who": "unit"}]),
        set_item("CF-001", subject="prices"),
        lambda source: source["laws"]["metrology"].update(version="2026-01-01"),
    ],
)
def test_whatever_an_item_says_makes_a_new_version_when_it_changes(loaded, change):
    change(loaded)
    assert "CF-001" in load_catalogue(loaded, at=AT, on=LATER).changed


def test_another_day_of_loading_or_of_the_file_changes_nothing(loaded):
    loaded["since"] = "2020-01-01"
    before = list(ItemVersion.objects.values_list("pk", "loaded_at", "valid_from").order_by("pk"))
    assert len(load_catalogue(loaded, at=AT + timedelta(days=1), on=LATER).unchanged) == 4
    assert list(ItemVersion.objects.values_list("pk", "loaded_at", "valid_from").order_by("pk")) == before


def test_a_row_without_a_doubt_is_known_by_what_it_was_known_by_before_there_were_doubts(small):
    permit = next(row for row in read_catalogue(small) if row.code == "XK-01")
    content = {name: value for name, value in asdict(permit).items() if name not in {"since", "digest", "doubt"}}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    assert permit.digest == hashlib.sha256(text.encode()).hexdigest()


def test_a_doubt_is_kept_and_an_item_without_fines_may_be_unchecked(loaded):
    item(loaded, "CF-001").update(fines=[], checked=False, doubt="数额未收入本库")
    load_catalogue(loaded, at=AT, on=LATER)
    version = item_in_force("CF-001", LATER)
    assert (version.checked, version.doubt) == (False, "数额未收入本库")


def test_what_changes_twice_on_one_day_takes_effect_on_the_next(loaded):
    for day, words in ((LATER, "甲"), (LATER, "乙"), (LATER, "丙")):
        item(loaded, "XK-01")["condition"] = words
        load_catalogue(loaded, at=AT, on=day)
    spans = list(ItemVersion.objects.filter(item__code="XK-01").order_by("number").values_list("condition", "valid_from", "valid_to"))
    one, two = LATER + timedelta(days=1), LATER + timedelta(days=2)
    assert spans[1:] == [("甲", LATER, one), ("乙", one, two), ("丙", two, None)]


def test_an_item_missing_from_the_file_ends_and_may_come_back(loaded):
    gone = item(loaded, "QT-04")
    loaded["items"].remove(gone)
    report = load_catalogue(loaded, at=AT, on=LATER)
    assert report.ended == ("QT-04",)
    assert ItemVersion.objects.get(item__code="QT-04").valid_to == LATER
    assert load_catalogue(loaded, at=AT, on=LATER).ended == ()
    loaded["items"].append(gone)
    back = LATER + timedelta(days=10)
    assert load_catalogue(loaded, at=AT, on=back).changed == ("QT-04",)
    newest = ItemVersion.objects.get(item__code="QT-04", valid_to=None)
    assert (newest.number, newest.valid_from) == (2, back)


def test_nothing_is_ever_deleted_and_what_a_matter_refers_to_stays(loaded):
    case = factory.application("XK-01")
    loaded["items"] = [one for one in loaded["items"] if one["code"] != "XK-01"]
    load_catalogue(loaded, at=AT, on=LATER)
    case.refresh_from_db()
    assert (case.item_version.number, case.item_version.valid_to) == (1, LATER)
    assert PowerItem.objects.count() == 4
    with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
        case.item_version.delete()


# --- the command ------------------------------------------------------------------------------------------------------
def run(*args):
    out = io.StringIO()
    call_command("load_catalogue", *args, stdout=out)
    return out.getvalue()


def test_check_says_what_would_change_and_changes_nothing(db, tmp_path, small):
    path = tmp_path / "items.json"
    path.write_text(json.dumps(small), encoding="utf-8")
    assert "power items +4" in run("--check", "--file", str(path))
    assert not PowerItem.objects.exists()
    assert "1 penalties have fine rules still to be compared" in run("--file", str(path))
    assert "unchanged 4" in run("--check", "--file", str(path))
    assert compare_catalogue(small).unchanged == ("XK-01", "CF-001", "QZ-01", "QT-04")


def test_the_report_as_a_table_names_every_item(db, tmp_path, small):
    path = tmp_path / "items.json"
    path.write_text(json.dumps(small), encoding="utf-8")
    rows = list(csv.reader(run("--file", str(path), "--report", "csv").lstrip("\ufeff").splitlines()))
    assert rows == [["code", "result"], *([code, "added"] for code in ("XK-01", "CF-001", "QZ-01", "QT-04"))]


@pytest.mark.parametrize("content", ["[]", "{", '{"since": "2025-05-01"}'])
def test_a_file_that_is_no_catalogue_is_refused_in_words(db, tmp_path, content):
    path = tmp_path / "items.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match="Nothing was loaded"):
        run("--file", str(path))


# --- numbers in words -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (126, "一百二十六"),
    ],
)
def test_articles_are_counted_as_laws_count_them(number, words):
    assert chinese_number(number) == words
    assert is_place(f"第{words}条")


@pytest.mark.parametrize("number", [0, 1000])
def test_no_law_has_such_an_article(number):
    with pytest.raises(ValueError, match="no number of an article"):
        chinese_number(number)


def test_a_citation_names_law_and_place():
    assert citation("中华人民共和国计量法", "第六条") == "《中华人民共和国计量法》第六条"
