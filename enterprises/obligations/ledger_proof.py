"""Proof that the ledger is what the sources want: the same wish as in `ledger_sql`, only counted instead of written."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from enterprises.obligations import ledger_sql as sql
from enterprises.obligations.ledger import ENTERPRISE, parameters


@dataclass(frozen=True, slots=True)
class Difference:
    """How many obligations of one type of source are not as wanted. All zero is the proof."""

    source_type: str
    missing: int
    superfluous: int
    differing: int

    @property
    def is_none(self) -> bool:
        """Whether there is no difference."""
        return not (self.missing or self.superfluous or self.differing)


def differences(*, at: datetime) -> list[Difference]:
    """Compare the whole ledger with its sources as of `at`: one line for each type of source, then one for the declared obligations.

    Missing: wanted, and neither open nor met. Superfluous: open, and not wanted. Differing: open with another date, title, action or
    enterprise, or ended with another township than its enterprise's.
    """
    found = [_compare(sql.wanted(table, ""), key, at) for key, table in sql.TABLES.items()]
    found.append(_compare(sql.wanted_yearly(""), ENTERPRISE, at))
    found.append(Difference("declared", *_count(sql.COMPARE_DECLARED, ENTERPRISE, at)))
    return found


def _compare(wish: str, source_type: str, at: datetime) -> Difference:
    return Difference(source_type, *_count(sql.compare(wish), source_type, at))


def _count(statement: str, source_type: str, at: datetime) -> tuple[int, int, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters(None, at, source_type))
        missing, superfluous, differing = cursor.fetchone()
    return missing, superfluous, differing
