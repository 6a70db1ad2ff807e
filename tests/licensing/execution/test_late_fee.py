"""The late fee against a table worked out by hand: 3% a day, capped, stopped, explained (行政处罚法 66, 72, 73)."""

from datetime import date
from decimal import Decimal

import pytest

from licensing.execution.late_fee import Part, Stop, reckon

D = date
FINE = Decimal(10000)


def part(due: date, amount: str = "10000", *paid: tuple[date, str], ended: date | None = None) -> Part:
    """A part of the fine."""
    return Part(amount=Decimal(amount), due_on=due, payments=[(day, Decimal(sum_)) for day, sum_ in paid], ended_on=ended)


DUE = D(2026, 12, 8)
PLAN = (part(D(2026, 12, 31), "4000"), part(D(2027, 1, 31), "6000"))
# Each: parts, cap, stops, on, expected yuan, expected days, how it was worked out.
TABLE = [
    ("on the last day itself", [part(DUE)], "10000", [], D(2026, 12, 8), "0", 0),
    ("before the last day", [part(DUE)], "10000", [], D(2026, 12, 1), "0", 0),
    ("one day: 10000 × 3%", [part(DUE)], "10000", [], D(2026, 12, 9), "300", 1),
    ("ten days: 300 × 10", [part(DUE)], "10000", [], D(2026, 12, 18), "3000", 10),
    ("over the new year: 23 + 1 days", [part(DUE)], "10000", [], D(2027, 1, 1), "7200", 24),
    ("day 33: 300 × 33", [part(DUE)], "10000", [], D(2027, 1, 10), "9900", 33),
    ("day 34 would be 10200: capped", [part(DUE)], "10000", [], D(2027, 1, 11), "10000", 34),
    ("a year later still the cap", [part(DUE)], "10000", [], D(2027, 12, 8), "10000", 34),
    ("paid on the last day", [part(DUE, "10000", (D(2026, 12, 8), "10000"))], "10000", [], D(2027, 1, 1), "0", 0),
    ("paid on the third day late: 3 days", [part(DUE, "10000", (D(2026, 12, 11), "10000"))], "10000", [], D(2027, 1, 1), "900", 3),
    ("4000 paid before: 6000 × 3% × 10", [part(DUE, "10000", (D(2026, 12, 1), "4000"))], "10000", [], D(2026, 12, 18), "1800", 10),
    ("4000 on day 5: 5 × 300 + 5 × 180", [part(DUE, "10000", (D(2026, 12, 13), "4000"))], "10000", [], D(2026, 12, 18), "2400", 10),
    (
        "2000 on day 2, 5000 on day 6: 2 × 300 + 4 × 240 + 4 × 90",
        [part(DUE, "10000", (D(2026, 12, 10), "2000"), (D(2026, 12, 14), "5000"))],
        "10000",
        [],
        D(2026, 12, 18),
        "1920",
        10,
    ),
    ("review from day 3 to 7: 2 + 3 days", [part(DUE)], "10000", [Stop(D(2026, 12, 11), D(2026, 12, 15))], D(2026, 12, 18), "1500", 5),
    ("review open since day 3: 2 days", [part(DUE)], "10000", [Stop(D(2026, 12, 11))], D(2027, 3, 1), "600", 2),
    ("review before the last day, open", [part(DUE)], "10000", [Stop(D(2026, 12, 1))], D(2027, 3, 1), "0", 0),
    ("review over before the last day", [part(DUE)], "10000", [Stop(D(2026, 11, 25), D(2026, 12, 8))], D(2026, 12, 10), "600", 2),
    (
        "review then suit, overlapping: days 3 to 12 not counted, 2 + 3",
        [part(DUE)],
        "10000",
        [Stop(D(2026, 12, 11), D(2026, 12, 16)), Stop(D(2026, 12, 15), D(2026, 12, 20))],
        D(2026, 12, 23),
        "1500",
        5,
    ),
    ("the cap is reached after the stop", [part(DUE)], "10000", [Stop(D(2026, 12, 19), D(2027, 1, 18))], D(2027, 3, 1), "10000", 34),
    ("plan: nothing before its own days", PLAN, "10000", [], D(2026, 12, 31), "0", 0),
    ("first part missed by 5 days: 4000 × 3% × 5", PLAN, "10000", [], D(2027, 1, 5), "600", 5),
    ("both late on 2 February: 33 × 120 + 2 × 180", PLAN, "10000", [], D(2027, 2, 2), "4320", 35),
    (
        "first part paid in time, second 3 days late: 6000 × 3% × 3",
        [part(D(2026, 12, 31), "4000", (D(2026, 12, 30), "4000")), part(D(2027, 1, 31), "6000")],
        "10000",
        [],
        D(2027, 2, 3),
        "540",
        3,
    ),
    (
        "late 4 days until the plan of 13 December, its part 1 day late: 4 × 300 + 300",
        [part(DUE, ended=D(2026, 12, 13)), part(D(2027, 1, 31))],
        "10000",
        [],
        D(2027, 2, 1),
        "1500",
        5,
    ),
    ("plan granted before the last day", [part(DUE, ended=D(2026, 12, 1)), part(D(2027, 1, 31))], "10000", [], D(2027, 1, 31), "0", 0),
    ("all parts share one cap", PLAN, "10000", [], D(2027, 12, 31), "10000", 68),
    ("cents round half up: 333.33 × 3% = 9.9999", [part(DUE, "333.33")], "333.33", [], D(2026, 12, 9), "10.00", 1),
    ("two days of 333.33: 19.9998", [part(DUE, "333.33")], "333.33", [], D(2026, 12, 10), "20.00", 2),
    ("cap of a small fine: 50 × 3% × 34 = 51", [part(DUE, "50")], "50", [], D(2027, 2, 1), "50", 34),
    ("leap to a holiday-rolled last day 2027-02-23", [part(D(2027, 2, 23))], "10000", [], D(2027, 3, 1), "1800", 6),
]


@pytest.mark.parametrize(("why", "parts", "cap", "stops", "on", "amount", "days"), TABLE, ids=[row[0] for row in TABLE])
def test_agrees_with_the_table_worked_by_hand(why, parts, cap, stops, on, amount, days):
    fee = reckon(parts, cap=Decimal(cap), on=on, stops=stops)
    assert (fee.amount, fee.days) == (Decimal(amount), days), why


@pytest.mark.parametrize(("why", "parts", "cap", "stops", "on", "amount", "days"), TABLE, ids=[row[0] for row in TABLE])
def test_explains_itself_line_by_line(why, parts, cap, stops, on, amount, days):
    fee = reckon(parts, cap=Decimal(cap), on=on, stops=stops)
    assert sum(line.amount for line in fee.lines) == fee.amount
    assert sum(line.days for line in fee.lines if not line.is_stopped) == fee.days
    assert all(line.words for line in fee.lines) and fee.amount <= Decimal(cap)


def test_says_why_it_ends_and_what_is_not_counted():
    fee = reckon([part(DUE)], cap=FINE, on=D(2027, 12, 1), stops=[Stop(D(2026, 12, 11), D(2026, 12, 15))])
    assert "第七十三条" in fee.lines[1].words and fee.lines[-1].is_capped and "第七十二条" in fee.lines[-1].words
