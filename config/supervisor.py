"""Starts the processes of a demo, watches them, and stops them all in order."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.children import die_with_parent, tail
from config.places import open_folder

STOP_SECONDS = 6.0
WATCH_SECONDS = 0.3


@dataclass
class Child:
    """A process that has been started, and where it logs."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the process and to the workers it forked."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


class Supervisor:
    """Children run in sessions of their own, so that Ctrl-C reaches only the supervisor and it decides on the order of the end."""

    def __init__(self, *, logs: Path, folder: Path, environment: Mapping[str, str]) -> None:
        self._logs = open_folder(logs)
        self._folder = folder
        self._environment = {**os.environ, **environment}
        self._children: list[Child] = []
        self._told = threading.Event()

    def stop_on_signals(self) -> None:
        """Let SIGINT, SIGTERM and SIGHUP end `watch`."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._told.set())

    def start(self, name: str, command: Sequence[str]) -> Child:
        """Start a process; what it prints goes to `<name>.log`."""
        path = self._logs / f"{name}.log"
        with path.open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        child = Child(name, process, path)
        self._children.append(child)
        return child

    def wait_for(self, ready: Callable[[], bool], *, seconds: float) -> str:
        """Wait until `ready()`. Returns a sentence if a child ended or the time ran out first, else an empty string."""
        end = time.monotonic() + seconds
        while not self._told.is_set():
            if ready():
                return ""
            failure = self.failure()
            if failure:
                return failure
            if time.monotonic() > end:
                return f"Not ready after {seconds:.0f} seconds; see the logs in {self._logs}."
            self._told.wait(0.1)
        return ""

    def watch(self, also: Callable[[], str]) -> str:
        """Return an empty string once told to stop, or a sentence once a child, or something `also` looks at, has ended."""
        while not self._told.wait(WATCH_SECONDS):
            failure = self.failure() or also()
            if failure:
                return failure
        return ""

    def failure(self) -> str:
        """What a child that ended leaves to say, with the last lines of its log."""
        for child in self._children:
            code = child.process.poll()
            if code is not None:
                return f"{child.name} has ended (code {code}). The end of {child.log}:\n{tail(child.log)}"
        return ""

    def stop(self) -> None:
        """Ask all to end, the last started first; after 6 seconds end them by force."""
        for child in reversed(self._children):
            if child.process.poll() is None:
                child.process.terminate()
        end = time.monotonic() + STOP_SECONDS
        for child in reversed(self._children):
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, end - time.monotonic()))
            child.signal_group(signal.SIGKILL)  # also the forked workers of one that was killed from outside
            child.process.wait()
        self._children.clear()
