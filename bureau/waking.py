"""Tells a worker that there is work in the database. A convenience: the schedule finds the same work without it."""

import logging
import time

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# Kombu by itself retries for six seconds before it admits that the queue is away; nobody's click shall wait for that.
IMPATIENT = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "socket_connect_timeout": 0.5, "socket_timeout": 1}
# One run takes all the work there is: knocking again within this time would only find the worker busy with it.
PAUSE_SECONDS = 1.0
# A queue that was away is left alone for a while, so that not every click finds out anew.
SULK_SECONDS = 5.0

# By task name: when this process may knock again.
_next_knock: dict[str, float] = {}


def wake(task: str) -> None:
    """Ask for one run of a task, by name. Call it after commit. A lost queue is logged and costs only time until the next scheduled run."""
    now = time.monotonic()
    if now < _next_knock.get(task, 0.0):
        return
    _next_knock[task] = now + PAUSE_SECONDS
    try:
        with current_app.connection_for_write(connect_timeout=0.5, transport_options=IMPATIENT) as broker:
            current_app.send_task(task, connection=broker, retry=False, ignore_result=True)
    except (OperationalError, RedisError):
        _next_knock[task] = now + SULK_SECONDS
        log.warning("The task queue is away: %s waits for its schedule", task)


def forget_knocks() -> None:
    """Let the next `wake` of every task knock at once: for tests."""
    _next_knock.clear()
