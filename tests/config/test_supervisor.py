"""The supervisor of the demo, and what is looked at before it starts."""

import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from config import preflight
from config.demo import Ports, environment, process_commands
from config.supervisor import Supervisor

SLEEP = [sys.executable, "-c", "import time; print('awake', flush=True); time.sleep(60)"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); print('awake', flush=True); time.sleep(60)"]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(logs=tmp_path / "log", folder=tmp_path, environment={"GREETING": "hello"})
    before: Mapping[int, object] = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield made
    made.stop()
    for number, handler in before.items():
        signal.signal(number, handler)  # type: ignore[arg-type]


def test_children_get_the_environment_and_a_log(supervisor: Supervisor, tmp_path: Path) -> None:
    child = supervisor.start("greeter", [sys.executable, "-c", "import os; print(os.environ['GREETING'])"])
    assert child.process.wait(10) == 0
    assert (tmp_path / "log" / "greeter.log").read_text() == "hello\n"


def test_a_child_that_ends_is_named_with_its_last_words(supervisor: Supervisor) -> None:
    supervisor.start("steady", SLEEP)
    supervisor.start("frail", [sys.executable, "-c", "import sys; print('no such table'); sys.exit(3)"])
    said = supervisor.watch(lambda: "")
    assert said.startswith("frail has ended (code 3)")
    assert said.endswith("no such table")


def test_something_else_that_fails_ends_the_watch(supervisor: Supervisor) -> None:
    supervisor.start("steady", SLEEP)
    assert supervisor.watch(lambda: "The database has stopped.") == "The database has stopped."


def test_a_signal_ends_the_watch_quietly(supervisor: Supervisor) -> None:
    supervisor.stop_on_signals()
    supervisor.start("steady", SLEEP)
    threading.Timer(0.3, os.kill, [os.getpid(), signal.SIGTERM]).start()
    assert supervisor.watch(lambda: "") == ""


def test_stop_ends_even_the_stubborn_within_ten_seconds(supervisor: Supervisor) -> None:
    children = [supervisor.start("stubborn", STUBBORN), supervisor.start("steady", SLEEP)]
    assert supervisor.wait_for(lambda: all(child.log.read_text() for child in children), seconds=10) == ""
    begun = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - begun < 10
    assert not any(psutil.pid_exists(child.process.pid) for child in children)


def test_waiting_has_an_end(supervisor: Supervisor) -> None:
    supervisor.start("steady", SLEEP)
    assert "Not ready after" in supervisor.wait_for(lambda: False, seconds=0.3)


def test_a_taken_port_is_told_in_two_languages(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = preflight.obstacle(bind="127.0.0.1", port=port, folder=tmp_path)
        assert f"Port {port} is taken" in said
        assert f"端口 {port} 已被占用" in said
        assert preflight.is_answering("127.0.0.1", port)
        assert preflight.free_port(port) != port
    assert preflight.obstacle(bind="127.0.0.1", port=port, folder=tmp_path) == ""


def test_too_little_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=100 * 1024 * 1024))
    said = preflight.obstacle(bind="127.0.0.1", port=preflight.free_port(0), folder=tmp_path)
    assert "Only 100 MB are free" in said
    assert "只剩 100 MB" in said


def test_processes_are_told_where_mail_and_sms_go() -> None:
    ports = Ports(bind="0.0.0.0", web=8001, smtp=2526, http=8026, gateway_key="k")
    told = environment(ports)
    assert told["EMAIL_URL"] == "smtp://127.0.0.1:2526"
    assert told["SMS_GATEWAY_URL"] == "http://127.0.0.1:8026/sms"
    assert told["SMS_GATEWAY_KEY"] == "k"
    assert told["WEB_BIND"] == "0.0.0.0:8001"
    assert ports.site == "http://127.0.0.1:8001"
    assert list(process_commands(ports)) == ["postbox", "web", "worker", "beat"]
    assert "k" not in process_commands(ports)["postbox"], "the key is not for the list of processes"
