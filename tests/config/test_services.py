"""The embedded servers: started when asked for, shared, stopped with their last user however that one ends."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from config import places, services
from config.keeper import _end_orphan
from config.places import Account, Place
from config.servers import Postgres, answers

ROOT = Path(__file__).resolve().parent.parent.parent
# A process that uses the services and says so, until its input ends.
USER = """
import json, os, pathlib, sys
from config import services
found = services.ensure(pathlib.Path(sys.argv[1]))
print(json.dumps({"database": os.environ["DATABASE_URL"], "redis": os.environ["REDIS_URL"], "embedded": found.embedded}), flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A folder every account may enter (pytest's own may not), initialised once for all tests here; its name needs quoting in a URL."""
    folder = Path(tempfile.mkdtemp(prefix="portal 门户+%-"))
    folder.chmod(0o755)
    yield folder / "var"
    shutil.rmtree(folder)


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """No address configured: `ensure` writes into the environment, which monkeypatch puts back."""
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("REDIS_URL", "")


def user(var: Path, **variables: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "DATABASE_URL": "", "REDIS_URL": "", **variables}
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(var)], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def words(process: "subprocess.Popen[str]") -> dict[str, str]:
    assert process.stdout is not None
    answer: dict[str, str] = json.loads(process.stdout.readline())
    return answer


def leave(process: "subprocess.Popen[str]") -> None:
    process.communicate("", timeout=40)
    assert process.returncode == 0


def until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def keeper_pids(var: Path) -> list[int]:
    return [
        process.pid for process in psutil.process_iter(["cmdline"]) if {"config.keeper", str(var)} <= set(process.info["cmdline"] or [])
    ]


@pytest.mark.usefixtures("unset")
def test_starts_serves_and_stops(var: Path) -> None:
    found = services.ensure(var)
    assert found.embedded == ["postgres", "valkey"]
    assert services.ensure(var) is found
    assert os.environ["DATABASE_URL"] == found.database_url
    with psycopg2.connect(found.database_url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT cardinality(show_trgm('投诉')), current_setting('server_encoding'), current_setting('fsync')")
        assert cursor.fetchone() == (3, "UTF8", "on")
    connection.close()
    with redis.Redis.from_url(found.redis_url) as client:
        assert client.set("greeting", "你好")
    assert found.failure() == ""
    found.stop()
    assert keeper_pids(var) == []
    assert not answers(found.database_url)
    assert not answers(found.redis_url)
    assert not os.environ.get("DATABASE_URL")


@pytest.mark.usefixtures("unset")
def test_data_outlives_a_stop_and_a_second_start_is_quick(var: Path) -> None:
    first = services.ensure(var)
    with redis.Redis.from_url(first.redis_url) as client:
        client.set("kept", "yes")
    first.stop()
    begun = time.monotonic()
    second = services.ensure(var)
    took = time.monotonic() - begun
    with redis.Redis.from_url(second.redis_url) as client:
        assert client.get("kept") == b"yes"
    second.stop()
    assert took < 3


def test_two_processes_share_and_the_last_one_out_stops(var: Path) -> None:
    first = user(var)
    url = words(first)["database"]
    second = user(var)
    assert words(second)["database"] == url
    leave(first)
    assert answers(url), "the one who started may leave first"
    leave(second)
    assert not answers(url)
    assert until(lambda: not keeper_pids(var), 2)


def test_a_killed_user_leaves_nothing_behind(var: Path) -> None:
    process = user(var)
    url = words(process)["database"]
    process.kill()
    process.communicate()
    assert until(lambda: not keeper_pids(var))
    assert not answers(url)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the next keeper ends the orphan")
def test_a_killed_keeper_takes_its_server_along_and_the_next_start_works(var: Path) -> None:
    process = user(var)
    url = words(process)["database"]
    for pid in keeper_pids(var):
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: not answers(url))
    leave(process)
    again = user(var)
    assert answers(words(again)["database"])
    leave(again)


def test_one_address_set_embeds_only_the_other(var: Path) -> None:
    process = user(var, DATABASE_URL="postgres://elsewhere/db")
    said = words(process)
    assert said["database"] == "postgres://elsewhere/db"
    assert said["embedded"] == ["valkey"]
    assert len(keeper_pids(var)) == 1
    leave(process)
    process = user(var, REDIS_URL="redis://elsewhere/0")
    said = words(process)
    assert (said["redis"], said["embedded"]) == ("redis://elsewhere/0", ["postgres"])
    leave(process)


def test_both_addresses_set_embed_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/db")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    assert services.ensure(tmp_path / "var").embedded == []
    assert not (tmp_path / "var").exists()


@pytest.mark.usefixtures("unset")
def test_a_long_path_is_served_over_tcp_with_a_password() -> None:
    folder = Path(tempfile.mkdtemp(prefix="portal-" + "x" * 90))
    folder.chmod(0o755)
    try:
        found = services.ensure(folder / "var")
        assert "@127.0.0.1:" in found.database_url
        assert answers(found.database_url)
        assert answers(found.redis_url)
        password = found.database_url.split(":")[2].split("@")[0]
        assert not answers(found.database_url.replace(password, "guess"))
        assert not answers(found.redis_url.replace(found.redis_url.split("@")[0], "redis://:guess"))
        found.stop()
    finally:
        shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")
@pytest.mark.usefixtures("unset")
def test_root_in_a_closed_folder_keeps_the_data_outside(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    closed.chmod(0o700)
    found = services.ensure(closed / "var")
    told = capfd.readouterr().err
    state = json.loads((closed / "var" / "run" / "postgres.json").read_text())
    data = Path(state["folder"])
    try:
        assert data.parent.parent == places.REFUGE
        assert str(data) in told
        assert psutil.Process(state["pid"]).uids().effective != 0
        assert answers(found.database_url)
    finally:
        found.stop()
        shutil.rmtree(data.parent)


def test_a_stale_process_id_of_a_stranger_is_removed_and_the_stranger_left_alone(tmp_path: Path) -> None:
    server = Postgres(Place(tmp_path, None))
    server.data.mkdir()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        server.pid_file.write_text(f"{stranger.pid}\n")
        _end_orphan(server)
        assert not server.pid_file.exists()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.usefixtures("unset")
def test_data_of_another_version_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(services.ServicesError, match="written by PostgreSQL 9"):
        Postgres(Place(tmp_path, None)).prepare()


def test_an_account_needs_every_folder_above(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    for folder in (inner, inner.parent):
        folder.chmod(0o755)
    account = Account(uid=65533, gid=65533)
    beyond_our_folders = account.can_enter(tmp_path)
    assert account.can_enter(inner) == beyond_our_folders
    inner.parent.chmod(0o700)
    assert not account.can_enter(inner)
