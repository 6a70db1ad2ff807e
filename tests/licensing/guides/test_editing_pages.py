"""The administrator's pages: from the list over a draft, part by part, to a published version, and what keeps people out."""

import json

import pytest
from django.urls import reverse

from bureau.clock_rules import load_rules
from licensing.guides import selectors
from licensing.guides.editing import token_of
from licensing.models import Guide
from tests.factories.licensing import CONTENT, guide, item

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"licensing:{name}", args=["XK-01", *args])


EDIT, PREVIEW, PUBLISH, DISCARD, JSON = map(address, ("guide-edit", "guide-preview", "guide-publish", "guide-discard", "guide-json"))
TEXTS = {"summary": "新概述", "who": "谁", "fee": "免费", "applicants": ["enterprise"]}


@pytest.fixture(autouse=True)
def published():
    load_rules()
    return guide()


@pytest.fixture
def draft(as_administrator):
    as_administrator.post(address("guide-start"))
    return selectors.draft_of("XK-01")


def content():
    return selectors.draft_of("XK-01").content


def body(answer):
    return answer.content.decode()


def test_the_list_shows_every_item_one_applies_for(as_administrator, django_assert_max_num_queries):
    for number in range(2, 9):
        item(f"QT-0{number}", name=f"事项{number}", kind="other")
    item("CF-001", name="罚款", kind="penalty")
    with django_assert_max_num_queries(8):
        text = body(as_administrator.get(reverse("licensing:guides")))
    assert "特种设备使用登记" in text
    assert "事项8" in text
    assert "CF-001" not in text


def test_a_draft_is_started_once_and_shown_by_parts(as_administrator):
    assert address("guide-start") in body(as_administrator.get(EDIT))
    assert as_administrator.post(address("guide-start")).status_code == 302
    assert as_administrator.post(address("guide-start")).status_code == 302
    text = body(as_administrator.get(EDIT))
    assert Guide.objects.filter(state="draft").count() == 1
    for part in ("texts", "lists", "requests", "fields", "materials", "steps", "checklist", "result"):
        assert address("guide-part", part) in text
        assert as_administrator.get(address("guide-part", part)).status_code == 200


def test_texts_are_edited_and_what_is_emptied_goes(as_administrator, draft):
    answer = as_administrator.post(address("guide-part", "texts"), {**TEXTS, "hours": "9-17", "safety": "on", "version": draft.version})
    assert answer.status_code == 302
    assert (content()["summary"], content()["hours"], content()["safety"], content()["applicants"]) == (
        "新概述",
        "9-17",
        True,
        ["enterprise"],
    )
    as_administrator.post(address("guide-part", "texts"), {**TEXTS, "version": draft.version + 1})
    assert "hours" not in content()
    assert "safety" not in content()
    assert content()["fields"] == CONTENT["fields"]


def test_lists_are_edited_one_line_each(as_administrator, draft):
    lines = {"conditions": "一\r\n\r\n 二 ", "sections": "设备情况\n人员"}
    assert as_administrator.post(address("guide-part", "lists"), {**lines, "version": draft.version}).status_code == 302
    assert (content()["conditions"], content()["sections"]) == (["一", "二"], ["设备情况", "人员"])


def test_the_result_is_edited(as_administrator, draft):
    answer = as_administrator.post(
        address("guide-part", "result"),
        {"name": "登记证", "validity_months": "12", "facts": "equipment_name", "holding": "equipment", "version": draft.version},
    )
    assert answer.status_code == 302
    assert content()["result"] == {"name": "登记证", "validity_months": 12, "facts": ["equipment_name"], "holding": "equipment"}


FIELD = {
    "code": "place",
    "label": "安装地点",
    "type": "choice",
    "section": "设备情况",
    "required": "on",
    "choices": "in=室内\nout=室外",
    "max_length": "200",
    "requests": ["new"],
}


def test_a_question_is_added_changed_moved_and_taken_out(as_administrator, draft):
    add = {**FIELD, "when_field": "equipment_name", "when_values": "a\nb", "version": draft.version}
    assert as_administrator.post(address("guide-row-new", "fields"), add).status_code == 302
    row = content()["fields"][2]
    assert row == {
        "code": "place",
        "label": "安装地点",
        "type": "choice",
        "section": "设备情况",
        "choices": [{"value": "in", "label": "室内"}, {"value": "out", "label": "室外"}],
        "when": {"field": "equipment_name", "is_in": ["a", "b"]},
        "requests": ["new"],
    }
    shown = body(as_administrator.get(address("guide-row", "fields", 2)))
    assert "in=室内" in shown
    change = {**FIELD, "label": "地点", "token": token_of(row), "version": draft.version + 1}
    assert as_administrator.post(address("guide-row", "fields", 2), change).status_code == 302
    assert content()["fields"][2]["label"] == "地点"
    assert "when" not in content()["fields"][2]
    move = {"action": "up", "version": draft.version + 2}
    assert as_administrator.post(address("guide-row-change", "fields", 2), move).status_code == 302
    assert [one["code"] for one in content()["fields"]] == ["equipment_name", "place", "in_use_since"]
    as_administrator.post(address("guide-row-change", "fields", 0), {"action": "up", "version": draft.version + 3})
    as_administrator.post(address("guide-row-change", "fields", 1), {"action": "remove", "version": draft.version + 4})
    assert content()["fields"] == CONTENT["fields"]


@pytest.mark.parametrize(
    ("part", "typed", "kept"),
    [
        ("materials", {"code": "m", "name": "合同", "kind": "copy", "copies": "2", "formats": ["pdf"], "required": "on"},
         {"code": "m", "name": "合同", "kind": "copy", "copies": 2, "formats": ["pdf"]}),
        ("steps", {"title": "受理", "text": "五日内", "days": "5个工作日"}, {"title": "受理", "text": "五日内", "days": "5个工作日"}),
        ("checklist", {"code": "c", "text": "看", "basis": "第一条"}, {"code": "c", "text": "看", "basis": "第一条", "required": False}),
        ("requests", {"request": "change", "label": "变更", "decision_clock": "permit-decision", "promised_days": "3", "window_days": "0"},
         {"request": "change", "label": "变更", "promised_days": 3}),
    ],
)  # fmt: skip
def test_rows_of_the_other_parts_are_added(as_administrator, draft, part, typed, kept):
    assert as_administrator.get(address("guide-row-new", part)).status_code == 200
    answer = as_administrator.post(address("guide-row-new", part), {**typed, "version": draft.version})
    assert answer.status_code == 302, answer.context["form"].errors
    assert content()[part][-1] == kept


def test_every_row_of_a_guide_can_be_opened_and_saved_as_it_is(as_administrator, draft):
    for part in ("requests", "fields", "materials", "steps", "checklist"):
        for position, row in enumerate(content()[part]):
            form = as_administrator.get(address("guide-row", part, position)).context["form"]
            sent = {
                name: form[name].value() for name in form.fields if form[name].value() not in (None, "") and form[name].value() is not False
            }
            sent |= {"version": selectors.draft_of("XK-01").version, "token": token_of(row)}
            answer = as_administrator.post(address("guide-row", part, position), sent)
            assert answer.status_code == 302, answer.context["form"].errors
    before = as_administrator.get(PREVIEW).context["differences"]
    assert before == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ""},
        {"type": "colour"},
        {"max_length": "-1"},
        {"choices": "no equals sign"},
        {"when_field": "equipment_name"},
        {"section": "无"},
    ],
)
def test_a_wrong_row_is_said_beside_its_field_and_kept(as_administrator, draft, wrong):
    answer = as_administrator.post(address("guide-row-new", "fields"), {**FIELD, "label": "独一无二", **wrong, "version": draft.version})
    assert answer.status_code == 422
    assert "独一无二" in body(answer)
    assert len(content()["fields"]) == 2


def test_the_second_administrator_keeps_the_text_and_can_send_it_again(as_administrator, draft):
    page = address("guide-part", "texts")
    as_administrator.post(page, {**TEXTS, "fee": "一", "version": draft.version})
    refused = as_administrator.post(page, {**TEXTS, "fee": "二百元整", "version": draft.version})
    assert refused.status_code == 409
    assert "二百元整" in body(refused)
    assert content()["fee"] == "一"
    again = as_administrator.post(page, {**TEXTS, "fee": "二百元整", "version": refused.context["draft"].version})
    assert again.status_code == 302
    assert content()["fee"] == "二百元整"


def test_a_row_is_found_again_after_it_moved_and_not_after_it_changed(as_administrator, draft):
    row = content()["fields"][1]
    sent = {"code": "in_use_since", "label": "启用日期", "type": "date", "max_length": "200", "token": token_of(row)}
    as_administrator.post(address("guide-row-change", "fields", 1), {"action": "up", "version": draft.version})
    refused = as_administrator.post(address("guide-row", "fields", 1), {**sent, "version": draft.version})
    assert refused.status_code == 409
    version = refused.context["draft"].version
    assert as_administrator.post(address("guide-row", "fields", 1), {**sent, "version": version}).status_code == 302
    assert [one["label"] for one in content()["fields"]] == ["启用日期", "设备名称"]
    gone = as_administrator.post(address("guide-row", "fields", 1), {**sent, "label": "又一名", "version": version + 1})
    assert gone.status_code == 409
    assert "又一名" in body(gone)
    assert content()["fields"][1]["label"] == "设备名称"


def test_what_was_typed_survives_that_the_draft_was_discarded(as_administrator, draft):
    as_administrator.post(DISCARD, {"version": draft.version})
    refused = as_administrator.post(address("guide-part", "texts"), {**TEXTS, "fee": "一百二十元", "version": draft.version})
    assert refused.status_code == 409
    assert "一百二十元" in body(refused)
    assert as_administrator.get(address("guide-part", "texts")).status_code == 404


def test_the_whole_content_is_edited_as_json(as_administrator, draft):
    changed = {**CONTENT, "fee": "20元"}
    assert "不收费" in body(as_administrator.get(JSON))
    assert as_administrator.post(JSON, {"content": json.dumps(changed), "version": draft.version}).status_code == 302
    assert content() == changed


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"summary": 1}', json.dumps({**CONTENT, "strange": 1}), "[" * 20_000, '{"summary": "\\u0000"}',
     json.dumps({**CONTENT, "fee": "\ud800"}), json.dumps({**CONTENT, "fields": "x"}), '{"fee": NaN}'],
)  # fmt: skip
def test_what_is_no_guide_is_not_saved_and_kept_on_screen(as_administrator, draft, text):
    answer = as_administrator.post(JSON, {"content": text, "version": draft.version})
    assert answer.status_code == 422
    assert answer.context["form"].errors["content"]
    assert content() == CONTENT


def test_the_preview_shows_page_form_and_differences(as_administrator, draft):
    as_administrator.post(address("guide-part", "texts"), {**TEXTS, "fee": "300元", "version": draft.version})
    text = body(as_administrator.get(PREVIEW))
    assert "300元" in text
    assert "不收费" in text
    assert 'name="equipment_name"' in text
    assert "dependent-fields.js" in text
    assert as_administrator.get(f"{PREVIEW}?request=renewal").context["asked"].request == "renewal"
    assert as_administrator.get(f"{PREVIEW}?request=zzz").context["asked"].request == "new"


def test_a_draft_with_faults_is_previewed_as_a_list_of_them_and_not_published(as_administrator, draft):
    as_administrator.post(address("guide-part", "lists"), {"conditions": "", "version": draft.version})
    for page in (EDIT, PREVIEW, PUBLISH):
        answer = as_administrator.get(page)
        assert answer.status_code == 200
        assert answer.context["faults"]
    refused = as_administrator.post(PUBLISH, {"note": "试试", "version": draft.version + 1})
    assert refused.status_code == 409
    assert selectors.published_guide("XK-01").number == 1


def test_publishing_needs_a_note_and_the_version_looked_at(as_administrator, draft, administrator):
    as_administrator.post(address("guide-part", "texts"), {**TEXTS, "version": draft.version})
    assert as_administrator.post(PUBLISH, {"note": "", "version": draft.version + 1}).status_code == 422
    assert as_administrator.post(PUBLISH, {"note": "调整", "version": draft.version}).status_code == 409
    assert as_administrator.post(PUBLISH, {"note": "调整", "version": "abc"}).status_code == 409
    assert as_administrator.post(PUBLISH, {"note": "调整", "version": draft.version + 1}).status_code == 302
    published = selectors.published_guide("XK-01")
    assert (published.number, published.published_by, published.note) == (2, administrator, "调整")
    history = body(as_administrator.get(EDIT))
    assert address("guide-version", 1) in history
    assert address("guide-version", 2) in history
    assert "调整" in history


def test_discarding_asks_for_the_version_and_leaves_what_is_published(as_administrator, draft):
    as_administrator.post(DISCARD, {"version": "99"})
    assert selectors.draft_of("XK-01") is not None
    as_administrator.post(DISCARD, {"version": draft.version})
    assert selectors.draft_of("XK-01") is None
    assert selectors.published_guide("XK-01").content == CONTENT
    assert as_administrator.get(PREVIEW).status_code == 404


def test_all_staff_may_read_any_version(as_clerk, as_administrator, draft):
    assert as_clerk.get(address("guide-version", 1)).status_code == 200
    assert as_clerk.get(address("guide-version", 7)).status_code == 404
    assert as_administrator.get(address("guide-version", draft.number)).status_code == 200


@pytest.mark.parametrize("page", ["guides", "guide-edit", "guide-preview", "guide-publish", "guide-json"])
def test_only_administrators_edit(as_clerk, as_approver, draft, page):
    where = reverse(f"licensing:{page}", args=[] if page == "guides" else ["XK-01"])
    assert as_clerk.get(where).status_code == 403
    assert as_approver.get(where).status_code == 403


@pytest.mark.parametrize(
    ("name", "args"),
    [("guide-part", ["nowhere"]), ("guide-row-new", ["texts"]), ("guide-row", ["fields", 99]), ("guide-row", ["result", 0])],
)
def test_what_is_not_there_is_not_found(as_administrator, draft, name, args):
    assert as_administrator.get(address(name, *args)).status_code == 404


def test_a_change_of_no_row_is_not_found(as_administrator, draft):
    assert as_administrator.post(address("guide-row-change", "fields", 99), {"action": "up"}).status_code == 404
    assert as_administrator.post(address("guide-row-change", "fields", 0), {"action": "dance"}).status_code == 404
    assert as_administrator.post(address("guide-part", "fields"), {}).status_code == 405


def test_pages_of_a_draft_take_few_queries(as_administrator, draft, django_assert_max_num_queries):
    for page in (EDIT, PREVIEW, PUBLISH, address("guide-part", "fields"), address("guide-row", "fields", 0)):
        with django_assert_max_num_queries(10):
            assert as_administrator.get(page).status_code == 200


def test_the_menu_of_an_administrator_leads_here(as_administrator, as_clerk):
    assert reverse("licensing:guides") in body(as_administrator.get(reverse("bureau:profile")))
    assert reverse("licensing:guides") not in body(as_clerk.get(reverse("bureau:profile")))
