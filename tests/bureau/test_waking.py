"""Waking a worker: the message arrives, and a lost queue costs nobody more than a moment."""

import time
import uuid

import pytest
from celery import Celery

from bureau import waking


@pytest.fixture(autouse=True)
def first_knock():
    waking.forget_knocks()


def test_the_task_lands_in_the_queue(settings, monkeypatch):
    queue = f"test-{uuid.uuid4()}"
    app = Celery("test", broker=settings.CELERY_BROKER_URL, set_as_current=False)
    app.conf.task_default_queue = queue
    monkeypatch.setattr(waking, "current_app", app)
    waking.wake("bureau.render_documents")
    with app.connection_for_read() as connection, connection.SimpleQueue(queue) as box:
        message = box.get(timeout=5)
        message.ack()
        assert message.headers["task"] == "bureau.render_documents"
        box.queue(connection.default_channel).delete()


def test_nobody_waits_for_a_lost_queue(monkeypatch, caplog):
    monkeypatch.setattr(waking, "current_app", Celery("test", broker="redis://127.0.0.1:1/0", set_as_current=False))
    begun = time.monotonic()
    waking.wake("bureau.render_documents")
    # Kombu's own patience is six seconds.
    assert time.monotonic() - begun < 3
    assert "The task queue is away: bureau.render_documents" in caplog.text
