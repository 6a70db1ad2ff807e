"""The process that owns one embedded server: starts it, and stops it when its last user is gone.

    python -m config.keeper postgres /path/to/var

Users hold a shared lock on `var/run/<name>.users`; the kernel drops it however they end, `kill -9` included. As soon as the keeper
can lock that file alone, nobody is left: it stops the server in order. The keeper holds `var/run/<name>.keeper` for as long as
it lives. If the keeper itself is killed, Linux passes a signal to the server; elsewhere the next keeper ends the orphan first.
"""

import argparse
import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TextIO

import psutil

from config.children import die_with_parent, tail
from config.places import ServicesError, open_folder, place_for
from config.servers import SERVERS, Server, answers, environment, run_as

POLL_SECONDS = 0.2
START_SECONDS = 60.0  # a database that was cut off replays its log first
STOP_SECONDS = 10.0
PATIENCE_SECONDS = 5.0


def main() -> int:
    """Run one server until nobody uses it. Prints one JSON line: its address, or why it did not start."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", choices=sorted(SERVERS))
    parser.add_argument("var", type=Path)
    options = parser.parse_args()
    try:
        keep(options.server, options.var)
    except ServicesError as error:
        _say({"error": str(error)})
        return 1
    return 0


def keep(name: str, var: Path) -> None:
    """Start the server `name`, tell its address, wait for the last user to leave, stop it."""
    run = open_folder(var / "run")
    state_file = run / f"{name}.json"
    with (run / f"{name}.keeper").open("a") as own:
        _take(own, name)
        state_file.unlink(missing_ok=True)  # left by a keeper that was killed
        _keep(name, var, state_file)


def _take(own: TextIO, name: str) -> None:
    """Hold the keeper's lock. Others hold it only for the moment in which they look whether a keeper lives."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(own, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > end:
                raise ServicesError(f"{name} of this checkout is already kept by another process.") from error
            time.sleep(0.02)
        else:
            return


def _keep(name: str, var: Path, state_file: Path) -> None:
    stop = _stop_when_told()
    place = place_for(name, var)
    server = SERVERS[name](place)
    server.prepare()
    _end_orphan(server)
    log_path = open_folder(var / "log") / f"{name}.log"
    with log_path.open("w") as log:
        child = subprocess.Popen(
            server.command(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=place.folder,
            env=environment(),
            preexec_fn=die_with_parent(server.stop_signal),
            **run_as(place),
        )
    try:
        _wait_until_it_answers(server, child, log_path)
        server.finish()
        state: dict[str, str | int | bool] = {"url": server.url(), "pid": child.pid, "folder": str(place.folder), "moved": place.moved}
        _write_state(state_file, state)
        _say(state)
        _wait_for_last_user(state_file.with_suffix(".users"), child, stop)
    finally:
        state_file.unlink(missing_ok=True)
        _stop(child, server.stop_signal)


def _stop_when_told() -> Callable[[], bool]:
    """Turn SIGTERM and SIGINT into a flag; a hang-up of the terminal is no reason to stop."""
    told: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        told.append(number)

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGINT, note)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return lambda: bool(told)


def _end_orphan(server: Server) -> None:
    """Stop a server whose keeper was killed, and remove a process id that by now means somebody else."""
    try:
        pid = int(server.pid_file.read_text().split()[0])
        process = psutil.Process(pid)
        ours = any(str(server.place.folder) in part for part in process.cmdline())
        if ours:
            process.send_signal(server.stop_signal)
            process.wait(STOP_SECONDS)
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        pass  # nothing runs: the usual case
    except psutil.AccessDenied as error:
        raise ServicesError(f"{server.name} still runs under another account; stop the portal there first.") from error
    except psutil.TimeoutExpired as error:
        raise ServicesError(f"{server.name} of an earlier run (process {pid}) does not stop.") from error
    server.pid_file.unlink(missing_ok=True)


def _wait_until_it_answers(server: Server, child: subprocess.Popen[bytes], log: Path) -> None:
    """Raises ServicesError with the end of the log when the server ends or stays silent."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if child.poll() is not None:
            raise ServicesError(f"{server.name} ended while starting. The end of {log}:\n{tail(log)}")
        if answers(server.first_url()):
            return
        time.sleep(0.03)
    raise ServicesError(f"{server.name} did not answer within {START_SECONDS:.0f} seconds. The end of {log}:\n{tail(log)}")


def _wait_for_last_user(users: Path, child: subprocess.Popen[bytes], stop: Callable[[], bool]) -> None:
    """Return when told to stop, when the server ended, or when this process alone could lock the users' file.

    The lock is kept until the process ends, so that a newcomer waits for the end of the old server instead of meeting it half stopped.
    """
    descriptor = os.open(users, os.O_RDWR | os.O_CREAT, 0o644)
    while child.poll() is None and not stop():
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(POLL_SECONDS)
        else:
            return


def _stop(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if child.poll() is None:
        child.send_signal(number)
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGQUIT if number == signal.SIGINT else signal.SIGKILL)
        child.wait()


def _write_state(path: Path, state: dict[str, str | int | bool]) -> None:
    half = path.with_suffix(".new")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(state, file)
    half.replace(path)


def _say(message: dict[str, str | int | bool]) -> None:
    """One line to the process that started the keeper, which stops listening after it."""
    line = json.dumps(message) + "\n"
    with contextlib.suppress(BrokenPipeError):  # it was killed meanwhile; the users' lock will tell
        os.write(sys.stdout.fileno(), line.encode())


if __name__ == "__main__":
    sys.exit(main())
