"""The shipped guides come in once, again only when their file changed, and never over what an administrator wrote."""

import json
from datetime import UTC, datetime

import pytest

from bureau.clock_rules import load_rules
from licensing.guides import services
from licensing.guides.content import InvalidGuide
from licensing.guides.loader import DATA, load_guides, load_with_report, read_folder
from licensing.guides.selectors import published_guide
from licensing.models import Guide
from tests.factories.licensing import CONTENT, item
from tests.people import administrator

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)


def write(folder, code="XK-01", name=None, **changes):
    whole = {"item": code, "valid_from": "2026-11-23", "note": "首次发布", "content": {**CONTENT, **changes.pop("content", {})}, **changes}
    (folder / (name or f"{code.lower()}.json")).write_text(json.dumps(whole, ensure_ascii=False))


def test_a_guide_comes_in_once(tmp_path):
    item()
    write(tmp_path)

    assert load_guides(tmp_path) == 1
    assert load_guides(tmp_path) == 0

    guide = published_guide("XK-01")
    assert (guide.number, guide.state, guide.note, guide.edited_by) == (1, "published", "首次发布", None)
    assert guide.content == CONTENT


def test_a_changed_file_becomes_a_new_version(tmp_path):
    item()
    write(tmp_path)
    load_with_report(tmp_path, at=AT)
    write(tmp_path, content={"fee": "100元"})

    assert load_with_report(tmp_path, at=LATER).published == ["XK-01"]

    old, new = Guide.objects.order_by("number")
    assert (old.state, old.retired_at, old.content["fee"]) == ("retired", LATER, "不收费")
    assert (new.number, new.state, new.content["fee"]) == (2, "published", "100元")


def test_what_an_administrator_published_is_kept(tmp_path):
    load_rules()
    item()
    write(tmp_path)
    load_with_report(tmp_path, at=AT)
    draft = services.start_draft("XK-01", by=administrator(), at=AT)
    services.save_draft("XK-01", {**draft.content, "fee": "免费"}, version=draft.version, by=administrator(), at=AT)
    services.publish("XK-01", version=draft.version + 1, note="收费", by=administrator(), at=AT, today=AT.date())
    write(tmp_path, content={"fee": "100元"})

    report = load_with_report(tmp_path, at=LATER)

    assert (report.published, report.kept) == ([], ["XK-01"])
    assert published_guide("XK-01").content["fee"] == "免费"
    assert any("XK-01" in line for line in report.lines())


def test_a_new_shipped_version_steps_over_the_number_of_an_open_draft(tmp_path):
    load_rules()
    item()
    write(tmp_path)
    load_with_report(tmp_path, at=AT)
    draft = services.start_draft("XK-01", by=administrator(), at=AT)
    services.save_draft("XK-01", {**draft.content, "hours": "全天"}, version=1, by=administrator(), at=AT)
    write(tmp_path, content={"fee": "100元"})
    load_with_report(tmp_path, at=LATER)
    assert published_guide("XK-01").number == 3

    published = services.publish("XK-01", version=2, note="时间", by=administrator(), at=LATER, today=LATER.date())

    assert published.number == 4
    assert Guide.objects.get(number=3).state == "retired"


def test_an_item_that_is_in_no_catalogue_is_skipped_and_said(tmp_path):
    write(tmp_path)
    report = load_with_report(tmp_path, at=AT)
    assert (report.skipped, report.published) == (["XK-01"], [])
    assert any("XK-01" in line for line in report.lines())


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("xk-01.json", {"content": {"steps": []}}),
        ("xk-01.json", {"content": {"strange": 1}}),
        ("xk-01.json", {"valid_from": "tomorrow"}),
        ("xk-01.json", {"valid_from": None}),
        ("xk-01.json", {"strange": 1}),
        ("xk-09.json", {}),
    ],
)
def test_a_wrong_file_is_named_and_nothing_is_written(tmp_path, name, changes):
    item()
    item("XK-02")
    write(tmp_path, "XK-02")
    write(tmp_path, name=name, **changes)
    with pytest.raises(InvalidGuide, match=name):
        load_guides(tmp_path)
    assert not Guide.objects.exists()


def test_a_file_that_is_no_json_is_named(tmp_path):
    (tmp_path / "xk-01.json").write_text("{")
    with pytest.raises(InvalidGuide, match=r"xk-01\.json"):
        read_folder(tmp_path)


def test_the_guides_of_this_house_all_come_in_and_could_be_published():
    load_rules()
    shipped = read_folder(DATA)
    for one in shipped:
        item(one.item, kind="permit" if one.item.startswith("XK") else "other")

    assert load_guides() == len(shipped) > 0

    for one in shipped:
        assert services.faults_of(one.content, today=one.valid_from) == [], one.item
