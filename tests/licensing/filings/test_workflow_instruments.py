"""The filing of instruments: lists from form and table, what enters the register, rows that are wrong, arrows, days."""

from datetime import date, timedelta

import pytest

from bureau.errors import GateClosed
from bureau.models import Document, Event
from bureau.workflow import Actor
from enterprises.imports.plain_sheet import write_sheet
from enterprises.models import Instrument, Obligation, Standing
from licensing.filings import instrument_effects
from licensing.filings.instruments import INSTRUMENT_FILING, FilingState
from tests.licensing.filings import arrows, scenes
from tests.licensing.filings.scenes import SCALE, do, on, window

pytestmark = pytest.mark.django_db

BODY = {"body": "淮安市计量测试所"}
HEAD = ["器具名称", "型号规格", "出厂编号", "制造单位", "用途", "安装地点", "最近检定日期", "检定有效期至"]
GOOD = [
    ["电子秤", "ACS-30", "S-1", "某衡器厂", "贸易结算", "一号柜台", "2026-03-02", "2027-03-01"],
    ["燃油加油机", "JDK50", "P-7", "某机械厂", "贸易结算", "二号岛", "2026-09-01", "2027-02-28"],
]


def csv_of(rows):
    return "\n".join(",".join(row) for row in [HEAD, *rows]).encode()


def missing(case, name, actor=None, at=None, **data):
    with pytest.raises(GateClosed) as refusal:
        do(case, name, actor or window(), at or case.opened_at, **data)
    return refusal.value.missing


# --- stories -------------------------------------------------------------------------------------------------------------
def test_one_instrument_filed_on_the_spot_is_reminded_of_from_then_on():
    case = scenes.filing(**SCALE)
    do(case, "file-at-once", window(), case.opened_at + timedelta(minutes=5), **BODY)
    assert (case.state, case.outcome, scenes.running(case)) == ("filed", "filed", set())
    row = Instrument.objects.get()
    assert (row.kind, row.serial_number, row.use, row.expires_on) == ("scale", "S-1001", "trade", date(2027, 3, 1))
    due = Obligation.objects.get(source_type="instrument", source_id=row.pk)
    assert (due.kind.code, due.state) == ("instrument-verification", Obligation.State.OPEN)
    assert Document.objects.get(case_id=case.pk).template == "instrument-filing-receipt"


def test_a_table_is_looked_through_and_filed():
    case = scenes.filing(listed_count="file")
    scenes.with_table(case, csv_of(GOOD))
    do(case, "check", window(), case.opened_at)
    assert case.state == "checked"
    assert Event.objects.get(case_id=case.pk, action="check").data == {"count": 2, "by_hand": 0}
    do(case, "file", window(), case.opened_at, **BODY)
    assert {(row.kind, row.serial_number, row.location) for row in Instrument.objects.all()} == {
        ("scale", "S-1", "一号柜台"),
        ("fuel-dispenser", "P-7", "二号岛"),
    }


def test_a_workbook_too(tmp_path):
    path = tmp_path / "清单.xlsx"
    write_sheet(path, name="清单", headers=HEAD, widths=[12] * len(HEAD), rows=GOOD)
    case = scenes.filing(listed_count="file")
    scenes.with_table(case, path.read_bytes(), name="清单.xlsx")
    do(case, "file-at-once", window(), case.opened_at, **BODY)
    assert Instrument.objects.count() == 2


def test_what_stands_there_is_skipped():
    first = scenes.filing(**SCALE)
    do(first, "file-at-once", window(), first.opened_at, **BODY)
    case = scenes.filing(listed_count="file", filing_kind="added")
    scenes.with_table(case, csv_of([["电子秤", "ACS-30", "S-1001", "", "贸易结算", "别处", "", ""], GOOD[1]]))
    do(case, "file-at-once", window(), case.opened_at, **BODY)
    assert Event.objects.get(case_id=case.pk, action="file-at-once").data["skipped"] == 1
    assert Instrument.objects.get(serial_number="S-1001").location == "一号柜台"
    assert Instrument.objects.count() == 2


def test_changed_and_removed_instruments():
    first = scenes.filing(**SCALE)
    do(first, "file-at-once", window(), first.opened_at, **BODY)
    moved = scenes.filing(filing_kind="changed", **{**SCALE, "instrument_1_location": "二号柜台"})
    do(moved, "file-at-once", window(), moved.opened_at, **BODY)
    assert Instrument.objects.get().location == "二号柜台"
    gone = scenes.filing(filing_kind="removed", **SCALE)
    do(gone, "file-at-once", window(), gone.opened_at, **BODY)
    row = Instrument.objects.get()
    assert row.standing == Standing.STOPPED
    assert not Obligation.objects.filter(source_type="instrument", source_id=row.pk, state=Obligation.State.OPEN).exists()


def test_a_list_that_is_no_table_is_filed_when_it_was_entered_by_hand():
    case = scenes.filing(listed_count="file", instrument_count=12)
    scenes.with_table(case, b"%PDF-1.7 nothing to read", name="清单.pdf")
    assert missing(case, "check")
    do(case, "check", window(), case.opened_at, by_hand=True)
    do(case, "file", window(), case.opened_at, by_hand=True, **BODY)
    assert Event.objects.get(case_id=case.pk, action="file").data["count"] == 12


# --- rows that are wrong -------------------------------------------------------------------------------------------------
BAD = [
    GOOD[0],
    ["电子秤", "ACS-30", "", "", "贸易结算", "", "", ""],
    ["神秘仪器", "", "X-1", "", "贸易结算", "", "", ""],
    ["电子秤", "", "S-9", "", "贸易结算", "", "不是日期", ""],
    ["电子秤", "", "S-1", "", "贸易结算", "", "", ""],
    ["电子秤", "", "S-8", "", "贸易结算", "", "2026-03-02", "2026-03-01"],
]


def test_each_wrong_row_is_named_with_its_line_and_nothing_is_taken():
    case = scenes.filing(listed_count="file")
    scenes.with_table(case, csv_of(BAD))
    for step, data in (("check", {}), ("file-at-once", BODY)):
        told = missing(case, step, **data)
        for line in (3, 4, 5, 6, 7):
            assert any(str(line) in one for one in told), (step, line, told)
    assert case.state == "submitted"
    assert not Instrument.objects.exists()


def test_the_notice_can_be_written_from_the_wrong_rows():
    case = scenes.filing(listed_count="file")
    table = scenes.with_table(case, csv_of(BAD))
    do(case, "return-list", window(), case.opened_at)
    assert case.state == "correction"
    assert len(case.correction_asked) == 5
    assert {one["code"] for one in case.correction_asked} == {"instrument-list"}
    # Completed: another table takes the place of the first, which is kept.
    table.superseded = True
    table.save()
    scenes.with_table(case, csv_of(GOOD))
    do(case, "correct", Actor.citizen(), case.opened_at + timedelta(days=1), plain={}, personal={}, basket=None)
    do(case, "file-at-once", window(), case.opened_at + timedelta(days=1), **BODY)
    assert Instrument.objects.count() == 2


def test_a_list_in_order_is_not_returned():
    assert missing(scenes.filing(**SCALE), "return-list")


def test_wrong_answers_are_opened_to_the_applicant():
    twice = {key.replace("_1_", "_2_"): value for key, value in SCALE.items()}
    case = scenes.filing(**{**SCALE, **twice, "listed_count": "2"})
    do(case, "return-list", window(), case.opened_at)
    assert {(one["kind"], one["code"]) for one in case.correction_asked} >= {("field", "instrument_2_serial_number")}


def test_an_instrument_that_is_not_there_is_not_removed():
    assert missing(scenes.filing(filing_kind="removed", **SCALE), "file-at-once", **BODY)


def test_an_enterprise_nobody_knows_is_entered_first():
    case = scenes.filing(enterprise=False, **SCALE)
    assert missing(case, "file-at-once", **BODY)


def test_a_long_list_goes_through_the_import_first(monkeypatch):
    monkeypatch.setattr(instrument_effects, "MOST_WRITTEN", 1)
    case = scenes.filing(listed_count="file")
    scenes.with_table(case, csv_of(GOOD))
    assert missing(case, "file-at-once", **BODY)
    assert not Instrument.objects.exists()


def test_an_empty_list_files_nothing():
    assert missing(scenes.filing(listed_count="file"), "file-at-once", **BODY)


# --- others --------------------------------------------------------------------------------------------------------------
def test_not_filed_and_withdrawn():
    case = scenes.filing(**SCALE)
    do(case, "refuse", window(), case.opened_at, ground="not-needed", explanation="不在目录内。")
    assert case.state == "refused"
    other = scenes.filing(**SCALE)
    do(other, "check", window(), other.opened_at)
    do(other, "reopen", window(), other.opened_at, reason="漏看一行")
    do(other, "withdraw", Actor.citizen(), other.opened_at)
    assert other.state == "withdrawn"


@pytest.mark.parametrize(
    ("received", "answer_by"),
    [("2025-09-30", date(2025, 10, 10)), ("2026-11-23", date(2026, 11, 25)), ("2027-03-05", date(2027, 3, 9))],
)
def test_days(received, answer_by):
    assert scenes.clock(scenes.filing(at=on(received), **SCALE), "instrument-filing").due_on == answer_by


@pytest.mark.parametrize("state", FilingState.values)
def test_no_arrow_but_those_of_the_table(state):
    arrows.assert_only_drawn_arrows(INSTRUMENT_FILING, scenes.filing(**SCALE), state)


def test_every_arrow_is_offered_and_the_table_is_whole():
    arrows.assert_every_arrow_is_offered(INSTRUMENT_FILING, scenes.filing(**SCALE))
    arrows.assert_table_is_whole(INSTRUMENT_FILING)
