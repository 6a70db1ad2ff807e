"""The second connection of an import at work: it keeps other workers out, and tells the page how far the work has come.

What one big transaction writes nobody else sees before its end; so progress goes another way. The lock is the connection's own: a
worker that dies loses it with its connection, and nothing needs to be cleaned up.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

# The first half of the advisory lock's number; the second is the run.
LOCK = 0x1A9047

Beat = Callable[[int], None]


@contextmanager
def alone(run_id: int) -> Iterator[Beat | None]:
    """Gives `beat(rows done)` while this worker is the only one at the run; None if another is at it already."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, run_id])
            is_mine = cursor.fetchone()[0]

        def beat(done: int) -> None:
            with other.cursor() as cursor:
                # The database's clock: a beat is when it was, not when the work was asked for.
                cursor.execute("UPDATE enterprises_importrun SET done = %s, beat_at = clock_timestamp() WHERE id = %s", [done, run_id])

        yield beat if is_mine else None
    finally:
        other.close()
