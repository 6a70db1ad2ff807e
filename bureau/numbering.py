"""Formal numbers of letters and decisions: without gaps, never twice.

One counter row per kind and year is raised in the transaction that uses the number. The row stays locked until that transaction ends, so a
rollback gives the number back and nobody can have taken the next one meanwhile. Take a number late in a transaction: others wait for it.
"""

from datetime import date

from django.conf import settings
from django.db import connection
from django.db.transaction import TransactionManagementError

# The short name of the bureau in front of every formal number.
AUTHORITY = "淮楚市监"

# What follows the short name, by kind of number. Apps above add theirs by `register_prefix`.
PREFIXES: dict[str, str] = {
    "complaint-receipt": "投登",
    "complaint-acceptance": "投受",
    "complaint-refusal": "投不受",
    "mediation-agreement": "投调",
    "termination-notice": "投终",
    "letter": "函",
}


# The next number of a kind in a year, from 1. The row stays locked until the transaction ends.
NEXT_NUMBER = (
    "INSERT INTO bureau_numbercounter AS counter (kind, year, last) VALUES (%s, %s, 1) "
    "ON CONFLICT (kind, year) DO UPDATE SET last = counter.last + 1 RETURNING last"
)


class UnknownNumberKind(LookupError):
    """No prefix is registered for this kind of number: a mistake in code, not of a user."""


def register_prefix(kind: str, words: str) -> None:
    """Make a kind of number known. Raises ValueError if the kind or the words are already taken, for two kinds must not share numbers."""
    if PREFIXES.get(kind, words) != words or words in {other for key, other in PREFIXES.items() if key != kind}:
        raise ValueError(f"Number kind {kind!r} or its words {words!r} are already taken.")
    PREFIXES[kind] = words


def next_number(kind: str, year: int) -> int:
    """The next number of the kind in that year, from 1, in one statement.

    Raises TransactionManagementError outside an atomic block: a number committed before the paper that bears it leaves a gap when the paper
    fails.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("A formal number is taken only in the transaction that uses it.")
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, [kind, year])
        row: tuple[int] = cursor.fetchone()
    return row[0]


def document_number(kind: str, issued_on: date) -> str:
    """A whole formal number such as 淮楚市监投受〔2026〕12号; the year is that of the day of issue in Shanghai.

    Raises UnknownNumberKind, and TransactionManagementError as `next_number` does.
    """
    try:
        words = PREFIXES[kind]
    except KeyError as error:
        raise UnknownNumberKind(f"No prefix for number kind {kind!r}.") from error
    authority: str = getattr(settings, "DOCUMENT_NUMBER_AUTHORITY", AUTHORITY)
    return f"{authority}{words}〔{issued_on.year}〕{next_number(kind, issued_on.year)}号"
