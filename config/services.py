"""The embedded default: PostgreSQL and Valkey as child processes under `var/` when no address is configured.

`ensure()` is called before Django reads its settings. It starts what is missing (or joins what another process of this checkout
started), puts `DATABASE_URL` and `REDIS_URL` into the environment and keeps the servers alive until the last process that
called it has ended. With both variables set it does nothing.
"""

import atexit
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import IO, cast

from config.places import BASE_DIR, VAR, ServicesError, open_folder

__all__ = ["Services", "ServicesError", "ensure"]

VARIABLES = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
STOP_SECONDS = 25.0


@dataclass
class Services:
    """The addresses in use, and this process's share in the embedded servers behind them."""

    database_url: str = ""
    redis_url: str = ""
    var: Path = VAR
    shares: dict[str, TextIOWrapper] = field(default_factory=dict)
    keepers: dict[str, "subprocess.Popen[str]"] = field(default_factory=dict)
    pid: int = field(default_factory=os.getpid)

    @property
    def embedded(self) -> list[str]:
        """Names of the embedded servers this process uses: of "postgres" and "valkey"."""
        return sorted(self.shares)

    def failure(self) -> str:
        """A sentence on an embedded server that has ended, or an empty string while all is well."""
        ended = [name for name in self.embedded if not _is_kept(self.var, name)]
        return f"{ended[0]} has stopped; see {self.var / 'log' / f'{ended[0]}.log'}." if ended else ""

    def stop(self) -> None:
        """Give up this process's share. The last one out waits until the servers have stopped in order."""
        if os.getpid() != self.pid:
            return  # a forked worker shares the lock with its parent and must not drop it
        atexit.unregister(self.stop)
        for name, share in self.shares.items():
            if os.environ.get(VARIABLES[name]) == self._url(name):
                del os.environ[VARIABLES[name]]
            share.close()
        leaving, self.shares = list(self.shares), {}
        for name in leaving:
            _wait_if_last(self.var, name)
        for name, keeper in self.keepers.items():
            if not _is_kept(self.var, name):
                keeper.wait(STOP_SECONDS)  # its server has stopped; it only has to end
        self.keepers = {}

    def _url(self, name: str) -> str:
        return self.database_url if name == "postgres" else self.redis_url


_held: dict[Path, Services] = {}


def ensure(var: Path = VAR) -> Services:
    """Make sure that a database and a cache are there, and say where. Idempotent. Raises ServicesError with a plain sentence."""
    found = _held.get(var)
    if found is not None and found.pid == os.getpid() and found.shares:
        if not found.failure():
            return found
        found.stop()
    services = Services(os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", ""), var)
    missing = [name for name, variable in VARIABLES.items() if not os.environ.get(variable)]
    if not missing:
        return services
    with _one_at_a_time(var):
        for name in missing:  # all of them first: the second starts while the first is waited for
            _join_or_start(services, name)
        for name in missing:
            keeper = services.keepers.get(name)
            state = _read_state(var, name) if keeper is None else _first_words(name, keeper)
            _adopt(services, name, str(state["url"]))
            if keeper is not None and state["moved"]:
                sys.stderr.write(f"The account that runs {name} may not enter {var}: its data is in {state['folder']}.\n")
    _held[var] = services
    atexit.register(services.stop)
    return services


def _adopt(services: Services, name: str, url: str) -> None:
    os.environ[VARIABLES[name]] = url
    if name == "postgres":
        services.database_url = url
    else:
        services.redis_url = url


@contextmanager
def _one_at_a_time(var: Path) -> Iterator[None]:
    """Only one process of this checkout joins or starts at a time."""
    run = open_folder(open_folder(var) / "run")
    with _lock_file(run / "starting") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _join_or_start(services: Services, name: str) -> None:
    """Take a share in the server, and start a keeper for it unless it has one."""
    share = _lock_file(services.var / "run" / f"{name}.users")
    fcntl.flock(share, fcntl.LOCK_SH)  # waits while a keeper without users is stopping its server
    services.shares[name] = share
    if _is_kept(services.var, name):
        return
    log = open_folder(services.var / "log") / f"{name}.keeper.log"
    with _lock_file(log) as errors:
        services.keepers[name] = subprocess.Popen(
            [sys.executable, "-m", "config.keeper", name, str(services.var)],
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,  # Ctrl-C is for us; the keeper stops its server when we are done with it
        )


def _first_words(name: str, keeper: subprocess.Popen[str]) -> dict[str, str | bool]:
    with cast(IO[str], keeper.stdout) as pipe:
        line = pipe.readline()
    if not line:
        raise ServicesError(f"{name} could not be started; see var/log/{name}.keeper.log.")
    state: dict[str, str | bool] = json.loads(line)
    if "error" in state:
        raise ServicesError(str(state["error"]))
    return state


def _read_state(var: Path, name: str) -> dict[str, str | bool]:
    """What the running keeper says of its server; waits for one that is only just starting."""
    path = var / "run" / f"{name}.json"
    end = time.monotonic() + STOP_SECONDS
    while time.monotonic() < end and _is_kept(var, name):
        try:
            state: dict[str, str | bool] = json.loads(path.read_text())
        except FileNotFoundError:
            time.sleep(0.05)
        except PermissionError as error:
            raise ServicesError(f"{name} of this checkout was started by another user; work as that user.") from error
        else:
            return state
    raise ServicesError(f"{name} is running but does not say where; see {var / 'log' / f'{name}.log'}.")


def _is_kept(var: Path, name: str) -> bool:
    """Whether a keeper of this server lives: then it holds its lock."""
    if not (var / "run").exists():  # somebody removed the folder under us
        return False
    with _lock_file(var / "run" / f"{name}.keeper") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def _wait_if_last(var: Path, name: str) -> None:
    if not _is_kept(var, name):
        return
    with _lock_file(var / "run" / f"{name}.users") as users:
        end = time.monotonic() + STOP_SECONDS
        while time.monotonic() < end and _is_kept(var, name) and not _has_users(users):
            time.sleep(0.03)


def _has_users(users: TextIOWrapper) -> bool:
    """Whether somebody holds a share: then a share can be had at once, but not the whole."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        try:
            fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False  # the keeper holds the whole: it is stopping
        fcntl.flock(users, fcntl.LOCK_UN)
        return True
    fcntl.flock(users, fcntl.LOCK_UN)
    return False


def _lock_file(path: Path) -> TextIOWrapper:
    try:
        return path.open("a")
    except PermissionError as error:
        raise ServicesError(f"{path} belongs to another user; work as that user, or remove {path.parent.parent}.") from error
