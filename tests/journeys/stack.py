"""The whole product, started once for all journeys: a database of its own, postbox, gunicorn, a Celery worker and beat.

Nothing here is a stand-in: the processes are those of `manage.py demo`. Only names, ports and the lengths of beat's intervals differ.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg2
import redis
from psycopg2 import sql

from config import demo
from config.children import tail
from config.places import BASE_DIR, VAR, open_folder
from config.supervisor import Supervisor

ARTIFACTS = VAR / "journeys"
START_SECONDS = 60.0
WEB_WORKERS = 2
LOG_LINES = 100
LOGS = ("postbox", "web", "worker", "beat")
Found = TypeVar("Found")


class StackError(RuntimeError):
    """The product could not be started, or something in it ended; the text says what and shows the end of the log."""


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, all different."""
    with ExitStack() as open_sockets:
        sockets = [open_sockets.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def patiently(look: Callable[[], Found], *, seconds: float, what: str) -> Found:
    """What `look` finds once it finds something. Raises TimeoutError that says what was waited for."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(0.2)


class Stack:
    """The running product, and what a test may look at from outside: the postbox, the logs, the rows of the database."""

    def __init__(self, *, server_url: str, redis_url: str) -> None:
        self.name = f"journey_{os.getpid()}"
        self._server_url = server_url
        self._redis_url = redis_url
        self.database_url = _with_database(server_url, self.name)
        web, smtp, http = free_ports(3)
        self.ports = demo.Ports(bind="127.0.0.1", web=web, smtp=smtp, http=http)
        self.site = self.ports.site
        # Of this run alone, and gone with it: a failed test keeps what it needs of the logs.
        self._folder = open_folder(ARTIFACTS / self.name)
        self._logs = self._folder / "log"
        # The electronic seal of this run, made by `prepare`.
        self.seal, self.seal_password = self._folder / "seal.p12", f"{self.name}-seal"
        self._processes: Supervisor | None = None
        self._web_pid = 0

    # --- from start to end -----------------------------------------------------------------------------------------------
    def start(self) -> "Stack":
        """Make the database ready and start everything. Raises StackError."""
        self._on_server("CREATE DATABASE {}")
        try:
            self.run("tests.journeys.prepare")
            self._start_processes()
        except BaseException:  # also when somebody loses patience and presses Ctrl-C
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop the processes, drop the database, remove our names from Redis."""
        if self._processes is not None:
            self._processes.stop()
        self._on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with redis.Redis.from_url(self._redis_url) as client:
            # Cache keys begin with the name, the queue is called by it, and Celery keeps a note or two that end in it.
            names = list(client.scan_iter(match=f"*{self.name}*", count=1000))
            if names:
                client.delete(*names)
        shutil.rmtree(self._folder, ignore_errors=True)

    def failure(self) -> str:
        """A sentence on a process that has ended, or an empty string."""
        return self._processes.failure() if self._processes is not None else ""

    def run(self, module: str) -> None:
        """Run a module of ours in a process of its own, in the environment of the product. Raises StackError if it ends badly."""
        done = subprocess.run(
            [sys.executable, "-m", module],
            cwd=BASE_DIR,
            env={**os.environ, **self._environment()},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise StackError(f"{module} could not make the database ready:\n{done.stderr[-3000:]}")

    def _environment(self) -> dict[str, str]:
        return {
            **demo.environment(self.ports),
            "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
            "JOURNEY": self.name,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self._redis_url,
            "SITE_URL": self.site,
            "PRIVATE_FILES": str(self._folder / "private"),
            "DOCUMENT_SEAL_KEY": str(self.seal),
            "DOCUMENT_SEAL_PASSWORD": self.seal_password,
            # Each visitor comes from an address of their own, as behind the proxy of a real installation.
            "TRUSTED_PROXIES": "1",
            "WEB_WORKERS": str(WEB_WORKERS),
            # The worker then writes each task it ran into its log: the proof that beat and worker did it.
            "LOG_LEVEL": "INFO",
        }

    def _start_processes(self) -> None:
        self._processes = Supervisor(logs=self._logs, folder=BASE_DIR, environment=self._environment())
        for name, command in demo.process_commands(self.ports).items():
            more = ["--journal", str(self._folder / "postbox.jsonl")] if name == "postbox" else []
            child = self._processes.start(name, [*command, *more])
            if name == "web":
                self._web_pid = child.process.pid
        failure = self._processes.wait_for(self._is_healthy, seconds=START_SECONDS)
        if failure:
            raise StackError(f"{failure}\n{self.log_tails()}")

    def _is_healthy(self) -> bool:
        try:
            with urlopen(f"{self.site}/health/", timeout=2) as answer:
                return json.load(answer) == {"database": "ok", "cache": "ok"}
        except (URLError, OSError):
            return False

    def _on_server(self, statement: str) -> None:
        """Run a statement about our database, from the database the address names."""
        connection = psycopg2.connect(self._server_url)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL(statement).format(sql.Identifier(self.name)))
        finally:
            connection.close()

    # --- what tests look at ------------------------------------------------------------------------------------------------
    def messages(self, *, to: str = "", since: int = 0, kind: str = "") -> list[dict[str, Any]]:
        """What has arrived at the postbox, oldest first."""
        query = urlencode({"to": to, "since": since, "kind": kind})
        with urlopen(f"{self.ports.postbox}/messages.json?{query}", timeout=5) as answer:
            found: list[dict[str, Any]] = json.load(answer)["messages"]
        return found

    def message(self, word: str, *, to: str, since: int = 0, kind: str = "", seconds: float = 20) -> dict[str, Any]:
        """The first message to that address that holds a word, waited for."""

        def look() -> dict[str, Any] | None:
            return next((one for one in self.messages(to=to, since=since, kind=kind) if word in f"{one['subject']}\n{one['text']}"), None)

        found = patiently(look, seconds=seconds, what=f"A message with “{word}” to {to}")
        assert found is not None
        return found

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement as an administrator would in psql, and return its rows."""
        connection = psycopg2.connect(self.database_url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def switch(self, task: str, *, on: bool) -> None:
        """Switch one schedule on or off; beat notices at its next look at the table."""
        changed = self.rows("UPDATE django_celery_beat_periodictask SET enabled = %s WHERE task = %s RETURNING id", [on, task])
        assert len(changed) == 1, f"{task} has {len(changed)} schedules"
        self.rows(
            "INSERT INTO django_celery_beat_periodictasks (ident, last_update) VALUES (1, now()) "
            "ON CONFLICT (ident) DO UPDATE SET last_update = now()"
        )

    def runs_of(self, task: str) -> int:
        """How often the worker has finished a task, by its log."""
        log = (self._logs / "worker.log").read_text(errors="replace")
        return len(re.findall(rf"Task {re.escape(task)}\[[^\]]+\] succeeded", log))

    def reload_web(self) -> None:
        """Fresh web workers, as after a change of rules: each keeps them in memory for up to a minute."""
        booted, ended = self._web_log_counts()
        os.kill(self._web_pid, signal.SIGHUP)

        def is_done() -> bool:
            now_booted, now_ended = self._web_log_counts()
            return now_booted >= booted + WEB_WORKERS and now_ended >= ended + WEB_WORKERS

        patiently(is_done, seconds=20, what="The restart of the web workers")

    def _web_log_counts(self) -> tuple[int, int]:
        log = (self._logs / "web.log").read_text(errors="replace")
        return log.count("Booting worker"), log.count("Worker exiting")

    def log_tails(self) -> str:
        """The end of every log, for a failure."""
        return "\n".join(f"--- {name}.log\n{tail(self._logs / f'{name}.log', LOG_LINES)}" for name in LOGS)


def _with_database(url: str, name: str) -> str:
    """The same server, another database; keeps the socket's folder in the query."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


def artifact(name: str, suffix: str) -> Path:
    """Where to leave something of a failed test."""
    return open_folder(ARTIFACTS) / f"{re.sub(r'[^A-Za-z0-9_-]+', '-', name).strip('-')}{suffix}"
