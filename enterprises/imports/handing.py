"""Hands one import to a worker. Unlike what a schedule finds again by itself, this is asked for once, by a person who is waiting for it."""

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from bureau.waking import IMPATIENT
from enterprises.imports.errors import QueueAway


def hand_over(task: str, *arguments: object) -> None:
    """Queue the task by its name. Raises QueueAway, within a second or two."""
    try:
        with current_app.connection_for_write(connect_timeout=0.5, transport_options=IMPATIENT) as broker:
            current_app.send_task(task, args=arguments, connection=broker, retry=False, ignore_result=True)
    except (OperationalError, RedisError) as error:
        raise QueueAway from error
