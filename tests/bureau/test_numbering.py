"""Formal numbers: no gap, no double, whatever happens around them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from bureau import numbering
from bureau.models import NumberCounter


class Abandoned(RuntimeError):
    """What makes a transaction roll back here."""


def take(year: int = 2026, *, fail: bool = False) -> int | None:
    """One transaction in a connection of its own that takes a number and commits, or fails after taking it."""
    try:
        with transaction.atomic():
            number = numbering.next_number("letter", year)
            if fail:
                raise Abandoned
            return number
    except Abandoned:
        return None
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_get_twenty_numbers_without_gap():
    with ThreadPoolExecutor(20) as pool:
        numbers = list(pool.map(lambda _turn: take(), range(60)))
    assert sorted(numbers) == list(range(1, 61))


@pytest.mark.django_db(transaction=True)
def test_rollbacks_among_threads_leave_no_gap():
    with ThreadPoolExecutor(20) as pool:
        numbers = list(pool.map(lambda turn: take(fail=turn % 3 == 0), range(60)))
    kept = sorted(number for number in numbers if number is not None)
    assert kept == list(range(1, 41))
    assert NumberCounter.objects.get().last == 40


@pytest.mark.django_db(transaction=True)
def test_number_outside_a_transaction_is_refused():
    with pytest.raises(TransactionManagementError):
        numbering.next_number("letter", 2026)
    assert not NumberCounter.objects.exists()


@pytest.mark.django_db
def test_kinds_and_years_count_apart(django_assert_num_queries):
    with django_assert_num_queries(4):
        assert numbering.next_number("letter", 2026) == 1
        assert numbering.next_number("letter", 2026) == 2
        assert numbering.next_number("letter", 2027) == 1
        assert numbering.next_number("complaint-refusal", 2026) == 1


@pytest.mark.django_db
def test_whole_number_as_printed(settings):
    assert numbering.document_number("complaint-acceptance", date(2026, 5, 8)) == "淮楚市监投受〔2026〕1号"
    settings.DOCUMENT_NUMBER_AUTHORITY = "某市监"
    assert numbering.document_number("complaint-acceptance", date(2026, 5, 8)) == "某市监投受〔2026〕2号"


@pytest.mark.django_db
def test_unknown_kind_takes_no_number():
    with pytest.raises(numbering.UnknownNumberKind):
        numbering.document_number("no-such-kind", date(2026, 5, 8))
    assert not NumberCounter.objects.exists()


def test_prefixes_are_never_shared(monkeypatch):
    monkeypatch.setattr(numbering, "PREFIXES", dict(numbering.PREFIXES))
    assert len(set(numbering.PREFIXES.values())) == len(numbering.PREFIXES)
    numbering.register_prefix("trial", "试字")
    numbering.register_prefix("trial", "试字")
    for kind, words in (("trial", "别的"), ("other", "试字")):
        with pytest.raises(ValueError, match="already taken"):
            numbering.register_prefix(kind, words)
    assert numbering.PREFIXES["trial"] == "试字"
