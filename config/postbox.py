"""The local far end of mail and SMS: takes what the portal sends and shows it. For the demo and the tests, never for real use.

    python -m config.postbox --smtp-port 2525 --http-port 8025 --key SECRET

`GET /` is a page to read, `GET /messages.json?to=&since=&kind=` the same for programs (`since` is the id of the last message already seen),
`DELETE /messages` empties it. `POST /sms` is the SMS gateway: `{"to", "text", "sign", "reference"}` with `Authorization: Bearer <key>`.
`POST /control?fail_next=N&mode=500|timeout|reject&channel=sms|mail` makes the next N deliveries fail, so that retries can be tried out.
"""

import argparse
import json
import os
import signal
import socket
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from types import FrameType
from typing import Any, Literal, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.places import VAR, open_folder
from config.postbox_web import GatewayServer

Kind = Literal["mail", "sms"]
MODES = ("500", "timeout", "reject")
KEPT = 2_000
LONGEST_TEXT = 64 * 1024
JOURNAL = VAR / "postbox.jsonl"


@dataclass(frozen=True)
class Item:
    """One message that arrived."""

    id: int
    kind: Kind
    at: str
    to: list[str]
    sender: str
    subject: str
    text: str
    reference: str = ""
    attachments: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The message as JSON can carry it."""
        return asdict(self)


class Store:
    """The newest messages in memory, all of them in a journal on disk. Safe to use from several threads."""

    def __init__(self, journal: Path | None = None, *, kept: int = KEPT) -> None:
        self._items: OrderedDict[int, Item] = OrderedDict()
        self._by_reference: dict[str, int] = {}
        self._failures: dict[Kind, list[str]] = {"mail": [], "sms": []}
        self._next = 1
        self._kept = kept
        self._journal = journal
        self._lock = threading.Condition()

    def add(self, kind: Kind, *, to: list[str], text: str, sender: str = "", subject: str = "", reference: str = "", **more: Any) -> Item:
        """Keep a message. An SMS with a `reference` seen before is not kept again: the first one is returned."""
        with self._lock:
            known = self._items.get(self._by_reference.get(reference, 0)) if reference else None
            if known is not None:
                return known
            at = datetime.now().astimezone().isoformat(timespec="milliseconds")
            item = Item(self._next, kind, at, to, sender, subject, text[:LONGEST_TEXT], reference, **more)
            self._next += 1
            self._items[item.id] = item
            if reference:
                self._by_reference[reference] = item.id
            if len(self._items) > self._kept:
                _, oldest = self._items.popitem(last=False)
                self._by_reference.pop(oldest.reference, None)
            if self._journal is not None:
                with self._journal.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(item.as_dict(), ensure_ascii=False) + "\n")
            self._lock.notify_all()
            return item

    def items(self, *, to: str = "", since: int = 0, kind: str = "") -> list[Item]:
        """Messages newer than id `since`, oldest first, of one address and kind if asked."""
        with self._lock:
            found = list(self._items.values())
        return [item for item in found if item.id > since and (not to or to in item.to) and kind in ("", item.kind)]

    def wait_for(self, *, to: str = "", since: int = 0, kind: str = "", count: int = 1, timeout: float = 10.0) -> list[Item]:
        """Like `items`, but waits until there are `count` of them. Raises TimeoutError."""
        with self._lock:
            arrived = self._lock.wait_for(lambda: len(self.items(to=to, since=since, kind=kind)) >= count, timeout)
        if not arrived:
            raise TimeoutError(f"{count} message(s) to {to or 'anybody'} did not arrive within {timeout} s")
        return self.items(to=to, since=since, kind=kind)

    def clear(self) -> None:
        """Forget all messages and planned failures; ids go on counting."""
        with self._lock:
            self._items.clear()
            self._by_reference.clear()
            self._failures = {"mail": [], "sms": []}

    def fail_next(self, count: int, mode: str, *, kind: Kind = "sms") -> None:
        """Make the next `count` deliveries of a kind fail: "500" for a moment, "reject" for good, "timeout" without an answer."""
        if mode not in MODES or not 0 <= count <= KEPT:
            raise ValueError(f"mode is one of {', '.join(MODES)}; fail_next is between 0 and {KEPT}")
        with self._lock:
            self._failures[kind] = [mode] * count

    def planned_failure(self, kind: Kind) -> str:
        """The mode in which the delivery at hand shall fail, or an empty string."""
        with self._lock:
            return self._failures[kind].pop() if self._failures[kind] else ""


class _Mailbox:
    """What aiosmtpd calls for a mail. Method name and arguments are its interface."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mode = self._store.planned_failure("mail")
        if mode:
            return "550 rejected as planned" if mode == "reject" else "451 failing as planned"
        mail = BytesParser(policy=policy.default).parsebytes(cast(bytes, envelope.content or b""))
        body = mail.get_body(("plain", "html"))
        self._store.add(
            "mail",
            to=[str(address) for address in envelope.rcpt_tos],
            sender=envelope.mail_from or "",
            subject=str(mail.get("Subject", "")),
            text=body.get_content() if body is not None else "",
            attachments=[part.get_filename() or part.get_content_type() for part in mail.iter_attachments()],
            headers={name: str(value) for name, value in mail.items()},
        )
        return "250 kept"


class Postbox:
    """The SMTP server and the SMS gateway, in threads of this process. Port 0 means a free one.

    with Postbox(key="k") as postbox:
        ... settings: postbox.email_url, postbox.sms_url; then postbox.store.wait_for(to="13800000000")
    """

    def __init__(
        self, *, smtp_port: int = 0, http_port: int = 0, bind: str = "127.0.0.1", key: str = "postbox", journal: Path | None = None
    ) -> None:
        self.store = Store(journal)
        self.key = key
        self.bind = bind
        self._http = GatewayServer((bind, http_port), store=self.store, key=key)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.1}, name="postbox-http", daemon=True)
        # Port 0 would make aiosmtpd connect to port 0 to see whether it is up; a socket we bound ourselves tells the port beforehand.
        self._smtp = Controller(_Mailbox(self.store), hostname=bind, port=smtp_port or _free_port(bind), server_hostname="postbox.local")

    @property
    def smtp_port(self) -> int:
        """Port of the SMTP server."""
        port: int = self._smtp.port
        return port

    @property
    def http_port(self) -> int:
        """Port of the SMS gateway and of the page to read."""
        return int(self._http.server_address[1])

    @property
    def email_url(self) -> str:
        """Value for EMAIL_URL."""
        return f"smtp://{self.bind}:{self.smtp_port}"

    @property
    def sms_url(self) -> str:
        """Value for SMS_GATEWAY_URL."""
        return f"http://{self.bind}:{self.http_port}/sms"

    def start(self) -> "Postbox":
        """Listen. Raises OSError when a port is taken."""
        try:
            _require_free(self.bind, self.smtp_port)  # aiosmtpd would take five seconds to notice
            self._smtp.start()
        except OSError:
            self._http.server_close()
            raise
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening; deliveries held back by a planned time-out are let go."""
        self._smtp.stop()
        self._http.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)

    def __enter__(self) -> "Postbox":
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()


def _free_port(bind: str) -> int:
    return _require_free(bind, 0)


def _require_free(bind: str, port: int) -> int:
    """The port that could be bound; raises OSError when it is taken."""
    with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((bind, port))
        found: int = probe.getsockname()[1]
        return found


def _until_told(stopped: threading.Event) -> Callable[[int, FrameType | None], None]:
    def note(number: int, frame: FrameType | None) -> None:
        stopped.set()

    return note


def main() -> int:
    """Run the postbox until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smtp-port", type=int, default=2525)
    parser.add_argument("--http-port", type=int, default=8025)
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--key", default=os.environ.get("SMS_GATEWAY_KEY", "postbox"))
    parser.add_argument("--journal", type=Path, default=JOURNAL)
    options = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _until_told(stopped))
    open_folder(options.journal.parent)
    try:
        postbox = Postbox(
            smtp_port=options.smtp_port, http_port=options.http_port, bind=options.bind, key=options.key, journal=options.journal
        )
        with postbox:
            sys.stdout.write(f"SMTP on {postbox.email_url}, SMS and pages on http://{postbox.bind}:{postbox.http_port}/\n")
            sys.stdout.flush()
            stopped.wait()
    except OSError as error:
        sys.stderr.write(f"The postbox cannot listen on {options.bind}:{options.smtp_port} or :{options.http_port}: {error.strerror}.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
