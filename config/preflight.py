"""What is looked at before the demo starts: ports, room on the disk, and whether static files changed."""

import hashlib
import shutil
import socket
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders

NEEDED_MEGABYTES = 500


def is_free(bind: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError:
            return False
        return True


def is_answering(bind: str, port: int) -> bool:
    """Whether something listens there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104 -- the wildcard is compared, not bound
    try:
        socket.create_connection((host, port), 1).close()
    except OSError:
        return False
    return True


def free_port(preferred: int, *, bind: str = "127.0.0.1") -> int:
    """The preferred port, or any free one when it is taken."""
    if is_free(bind, preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind((bind, 0))
        port: int = probe.getsockname()[1]
        return port


def obstacle(*, bind: str, port: int, folder: Path) -> str:
    """What stands in the way of a start, as a sentence in English and Chinese; empty when nothing does."""
    if not is_free(bind, port):
        return (
            f"Port {port} is taken or not allowed: stop the program that uses it, or choose another: make run PORT={port + 1}\n"
            f"端口 {port} 已被占用或不允许使用：请停掉占用它的程序，或换一个端口：make run PORT={port + 1}"
        )
    free = shutil.disk_usage(folder).free // (1024 * 1024)
    if free < NEEDED_MEGABYTES:
        return (
            f"Only {free} MB are free on the disk of {folder}; the demo needs {NEEDED_MEGABYTES} MB.\n"
            f"{folder} 所在磁盘只剩 {free} MB，演示至少需要 {NEEDED_MEGABYTES} MB。"
        )
    return ""


def static_fingerprint() -> str:
    """A hash over names, sizes and times of all static files of the project and its libraries."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
