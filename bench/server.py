"""The web server under measurement: one gunicorn worker, configured as the portal is started for real."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


@contextmanager
def web_server() -> Iterator[tuple[str, int]]:
    """Its address, while it runs. One worker, so that both sides of a ratio compete for the same core."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"WEB_BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "1", "WEB_ACCESS_LOG": os.devnull}
    command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "-c", "config/gunicorn.py", "--log-level", "warning"]
    server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
    try:
        _wait_for(port)
        yield "127.0.0.1", port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise SystemExit("The web server did not start.")
