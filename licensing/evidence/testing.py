"""Whom to tell when goods go to be tested: a registry, so that the room of the measures leaves those days out of its own periods.

行政强制法 25 para. 3: the time of testing, which must be definite and told to the party in writing, is not counted. A room registers in
its `registry.py`; the callbacks run inside the transaction of the step. `testing_began(case, examination, by, at)` on the day it begins,
`testing_ended(...)` when it has ended; `examination.ended_on` is then the day counting goes on.
"""

from collections.abc import Callable
from datetime import datetime

from bureau.models import Case, User
from licensing.models import Examination

Callback = Callable[[Case, Examination, User | None, datetime], None]
_began: dict[str, Callback] = {}
_ended: dict[str, Callback] = {}


def on_testing(room: str, *, began: Callback, ended: Callback) -> None:
    """Register the callbacks of a room; the same room again replaces them."""
    _began[room], _ended[room] = began, ended


def tell_began(case: Case, examination: Examination, by: User | None, at: datetime) -> None:
    """Testing has been ordered in this case."""
    for callback in _began.values():
        callback(case, examination, by, at)


def tell_ended(case: Case, examination: Examination, by: User | None, at: datetime) -> None:
    """The result of a test is here."""
    for callback in _ended.values():
        callback(case, examination, by, at)
