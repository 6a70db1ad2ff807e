"""A load generator on plain sockets: prepared requests, kept-alive connections, a thread for each. It costs little next to the server."""

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """What the connections counted together."""

    statuses: dict[int, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, status: int) -> None:
        """Count one answer."""
        with self.lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1


def post(path: str, body: bytes, *, host: str, cookie: str = "") -> bytes:
    """A form POST as bytes."""
    head = [
        f"POST {path} HTTP/1.1",
        f"Host: {host}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        f"Origin: http://{host}",
        f"Referer: http://{host}{path}",
    ]
    if cookie:
        head.append(f"Cookie: {cookie}")
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def run(address: tuple[str, int], requests: Sequence[bytes], *, connections: int) -> tuple[float, dict[int, int]]:
    """Send every request once over so many connections; returns requests per second and the count of each status."""
    tally = Tally()
    shares = [requests[start::connections] for start in range(connections)]
    threads = [threading.Thread(target=_send, args=(address, share, tally)) for share in shares]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(requests) / (time.perf_counter() - started), tally.statuses


def _send(address: tuple[str, int], requests: Sequence[bytes], tally: Tally) -> None:
    connection = _connect(address)
    for request in requests:
        connection.sendall(request)
        status, closing = _answer(connection)
        tally.add(status)
        if closing:
            connection.close()
            connection = _connect(address)
    connection.close()


def _connect(address: tuple[str, int]) -> socket.socket:
    connection = socket.create_connection(address, timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _answer(connection: socket.socket) -> tuple[int, bool]:
    """The status of one answer, read to its end, and whether the server closes the connection after it."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    missing = int(headers.get("content-length", "0")) - len(body)
    while missing > 0:
        missing -= len(_more(connection))
    return int(lines[0].split()[1]), headers.get("connection") == "close"


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(65536)
    if not part:
        raise ConnectionError("the server closed the connection")
    return part
