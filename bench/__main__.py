"""`make bench`: gives the bench a database of its own on the embedded or the configured PostgreSQL, and drops it at the end.

The figures themselves are printed by `manage.py bench` (bench/management/commands/bench.py).
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from config import services

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def own_database() -> Iterator[str]:
    """Address of a fresh database on the same server."""
    url = os.environ["DATABASE_URL"]
    name = f"bench_{os.getpid()}"
    server = psycopg2.connect(url)
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()


def main() -> int:
    """Start the services if need be, run the bench, clean up."""
    try:
        services.ensure()
    except services.ServicesError as error:
        sys.exit(str(error))
    with own_database() as url:
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings"}
        return subprocess.run([sys.executable, "manage.py", "bench", *sys.argv[1:]], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
