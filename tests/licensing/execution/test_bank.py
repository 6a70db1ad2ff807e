"""Bank files: taken once, checked line by line, matched by reference; what finds no case waits and can be taken back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from bureau.models import Clock
from licensing.execution import bank
from licensing.execution.accounts import account
from licensing.execution.bank_lines import BankFileRefused
from licensing.execution.references import find_reference, grouped, is_reference, reference_of
from licensing.models import BankFile, BankPayment, Instalment, Levy
from tests.licensing.execution import scenes
from tests.people import supervisor

pytestmark = pytest.mark.django_db
AT = scenes.noon(date(2026, 12, 10))


def take(*rows, **options):
    return bank.take_file(scenes.bank_file(*rows, **options), by=supervisor(), at=AT)


def test_a_reference_finds_every_wrong_digit_and_swap():
    good = reference_of(1234567890)
    assert is_reference(good) and find_reference(f"罚款 {grouped(good).lower()} 张") == good
    for place in range(2, len(good)):
        wrong = good[:place] + str((int(good[place]) + 1) % 10) + good[place + 1 :]
        assert not is_reference(wrong)
        swapped = good[:place] + good[place + 1 : place + 2] + good[place] + good[place + 2 :]
        assert swapped == good or not is_reference(swapped)


def test_paid_in_time_settles_and_stops_the_clock():
    case = scenes.executing(confiscation="500")
    fine, gain = scenes.reference_of(case), scenes.reference_of(case, "confiscation")
    file = take(f'1,{fine},"10,000.00",2026-12-07,甲,', f"2,,500,20261207,甲,没收 {grouped(gain)}")
    assert (file.lines, file.matched, file.total) == (2, 2, Decimal(10500))
    assert Levy.objects.get().settled_on == date(2026, 12, 7) and account(case.pk).open_of() == 0
    assert not Clock.objects.running().filter(case_id=case.pk, code="penalty-payment").exists()


def test_part_paid_stays_open_and_too_much_is_shown_as_to_be_paid_back():
    case = scenes.executing()
    reference = scenes.reference_of(case)
    take(f"1,{reference},4000,2026-12-01,,")
    assert account(case.pk).open_of() == Decimal(6000) and Levy.objects.get().settled_on is None
    take(f"2,{reference},7000,2026-12-09,,")
    found = account(case.pk)
    assert (found.open_of(), found.overpaid, found.paid) == (0, Decimal(1000), Decimal(11000))
    assert found.late_fee(date(2026, 12, 31)).amount == Decimal(180)


def test_file_and_serial_are_taken_once_and_bad_lines_are_reported():
    scenes.executing()
    take("1,CF000,1.00,2026-12-01,,")
    with pytest.raises(BankFileRefused):
        take("1,CF000,1.00,2026-12-01,,")
    file = take(
        "1,x,2,2026-12-01,,",
        "3,x,0,2026-12-01,,",
        "4,x,1.005,2026-12-01,,",
        "5,x,1,2027-01-01,,",
        ",x,1,2026-12-01,,",
        "6,,8,2026年12月1日,,",
    )
    assert [one["line"] for one in file.report] == [2, 3, 4, 5, 6] and BankPayment.objects.filter(file=file).count() == 1
    assert "".join(bank.report_lines(file)).count("\n") == 7


def test_the_same_file_or_line_at_the_same_moment_is_refused_in_words():
    line = bank.Line(number=2, serial="9", reference="", amount=Decimal(1), paid_on=date(2026, 12, 1), payer="", note="")
    bank.keep("a.csv", "d" * 64, [line], by=supervisor(), at=AT)
    with pytest.raises(BankFileRefused, match=r"a\.csv"), transaction.atomic():
        bank.keep("a.csv", "d" * 64, [line], by=supervisor(), at=AT)
    file = BankFile.objects.get()
    with pytest.raises(BankFileRefused), transaction.atomic():
        bank._keep_payments([bank._payment(line, file)])
    assert BankPayment.objects.count() == 1


@pytest.mark.parametrize("header", ["流水号,金额", "一,二,三", ""])
def test_a_file_without_the_needed_columns_is_refused(header):
    with pytest.raises(BankFileRefused):
        take("1,2,3", header=header)
    assert not BankPayment.objects.exists()


def test_unmatched_by_hand_and_taken_back():
    case = scenes.executing()
    take("1,,10000,2026-12-01,甲,无编号")
    reference = scenes.reference_of(case)
    with pytest.raises(bank.MatchRefused):
        bank.match("1", "CF123456789012", by=supervisor(), at=AT)
    bank.match("1", grouped(reference), by=supervisor(), at=AT)
    assert Levy.objects.get().settled_on == date(2026, 12, 1)
    with pytest.raises(bank.MatchRefused):
        bank.match("1", reference, by=supervisor(), at=AT)
    with pytest.raises(bank.MatchRefused):
        bank.undo("1", reason=" ", by=supervisor(), at=AT)
    bank.undo("1", reason="认错了", by=supervisor(), at=AT)
    assert Levy.objects.get().settled_on is None and account(case.pk).open_of() == Decimal(10000)


def test_a_replaced_reference_is_not_matched_by_itself():
    case = scenes.executing()
    old = scenes.reference_of(case)
    Instalment.objects.update(cancelled_on=date(2026, 12, 1))
    assert take(f"1,{old},10000,2026-12-02,,").matched == 0


def test_many_lines_take_a_bounded_number_of_queries(django_assert_max_num_queries):
    case = scenes.executing()
    rows = [f"{number},{scenes.reference_of(case) if number == 1 else 'x'},1,2026-12-01,," for number in range(1, 301)]
    with django_assert_max_num_queries(40):
        assert take(*rows).lines == 300
