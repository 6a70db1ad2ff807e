"""The HTTP side of the postbox: the SMS gateway, a page to read what arrived, and JSON for tests."""

import hmac
import html
import json
import re
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from config.postbox import Item, Store

LARGEST_BODY = 1024 * 1024
TIMEOUT_SECONDS = 60.0
LINK = re.compile(r"https?://[^\s<>&\"']+(?:&amp;[^\s<>&\"']+)*")
PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>演示收件箱 · Demo postbox</title><style>
body {{ font: 16px/1.6 system-ui, sans-serif; max-width: 56rem; margin: 1.5rem auto; padding: 0 1rem; color: #1f2933; background: #f5f7fa }}
article {{ background: #fff; border: 1px solid #d5dce4; border-radius: 6px; padding: .75rem 1rem; margin: 1rem 0 }}
h1 {{ font-size: 1.4rem }} h2 {{ font-size: 1.05rem; margin: 0 }} p {{ margin: .2rem 0; color: #52606d }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: .5rem 0 0 }}
</style></head><body><main><h1>演示收件箱 · Demo postbox</h1>
<p>门户发出的邮件与短信都在这里，没有一封真的寄出。共 {count} 条，最新的在前；刷新页面即可更新。</p>
<p lang="en">Mail and SMS the portal has sent; nothing left this machine. {count} message(s), newest first; reload to update.</p>
{articles}</main></body></html>"""
ARTICLE = """<article id="m{id}"><h2>{label} · {subject}</h2>
<p>{at} · 收件 To: {to}{sender}{attachments}</p><pre>{text}</pre></article>"""
LABELS = {"mail": "邮件 Mail", "sms": "短信 SMS"}


class GatewayServer(ThreadingHTTPServer):
    """An HTTP server that knows the store and the key of the gateway."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], *, store: "Store", key: str) -> None:
        super().__init__(address, _Handler)
        self.store = store
        self.key = key
        self.stopping = threading.Event()

    def server_bind(self) -> None:
        """Bind without asking the name service for our own name, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    """One request. `do_*` are the names the standard library calls."""

    server: GatewayServer
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/":
            self._answer(HTTPStatus.OK, page(self.server.store.items()), "text/html")
        elif url.path == "/messages.json":
            self._messages(_first_values(url.query))
        elif url.path == "/control":
            self._control(_first_values(url.query))
        else:
            self._json(HTTPStatus.NOT_FOUND, {"error": "no such page"})

    def do_POST(self) -> None:
        url = urlsplit(self.path)
        body = self._body()
        if body is None:
            return
        if url.path == "/sms":
            self._sms(body)
        elif url.path == "/control":
            self._control(_first_values(url.query or body.decode("utf-8", "replace")))
        else:
            self._json(HTTPStatus.NOT_FOUND, {"error": "no such page"})

    def do_DELETE(self) -> None:
        if urlsplit(self.path).path != "/messages":
            self._json(HTTPStatus.NOT_FOUND, {"error": "no such page"})
            return
        self.server.store.clear()
        self._json(HTTPStatus.OK, {"messages": 0})

    def _messages(self, query: dict[str, str]) -> None:
        try:
            since = int(query.get("since", "0"))
        except ValueError:
            self._json(HTTPStatus.BAD_REQUEST, {"error": "since is the id of a message"})
            return
        found = self.server.store.items(to=query.get("to", ""), since=since, kind=query.get("kind", ""))
        self._json(HTTPStatus.OK, {"messages": [item.as_dict() for item in found]})

    def _control(self, query: dict[str, str]) -> None:
        channel = query.get("channel", "sms")
        try:
            count = int(query.get("fail_next", "0"))
            if channel not in ("sms", "mail"):
                raise ValueError("channel is sms or mail")
            self.server.store.fail_next(count, query.get("mode", "500"), kind="sms" if channel == "sms" else "mail")
        except ValueError as error:
            self._json(HTTPStatus.BAD_REQUEST, {"error": str(error)})
            return
        self._json(HTTPStatus.OK, {"fail_next": count, "mode": query.get("mode", "500"), "channel": channel})

    def _sms(self, body: bytes) -> None:
        given = self.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self.server.key}".encode()):
            self._json(HTTPStatus.UNAUTHORIZED, {"error": "missing or wrong key"})
            return
        if self._failed_as_planned():
            return
        try:
            message = read_sms(body)
        except ValueError as error:
            self._json(HTTPStatus.BAD_REQUEST, {"accepted": False, "error": str(error)})
            return
        item = self.server.store.add(
            "sms", to=[message["to"]], text=message["text"], sender=message["sign"], reference=message["reference"]
        )
        self._json(HTTPStatus.OK, {"id": str(item.id), "accepted": True})

    def _failed_as_planned(self) -> bool:
        mode = self.server.store.planned_failure("sms")
        if mode == "500":
            self._json(HTTPStatus.INTERNAL_SERVER_ERROR, {"accepted": False, "error": "failing as planned"})
        elif mode == "reject":
            self._json(HTTPStatus.UNPROCESSABLE_ENTITY, {"accepted": False, "error": "rejected as planned"})
        elif mode == "timeout":
            self.server.stopping.wait(TIMEOUT_SECONDS)
            self.close_connection = True
        return bool(mode)

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._json(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": "the body is too large"})
            return None
        return self.rfile.read(int(length))

    def _json(self, status: HTTPStatus, value: dict[str, Any]) -> None:
        self._answer(status, json.dumps(value, ensure_ascii=False), "application/json")

    def _answer(self, status: HTTPStatus, text: str, content_type: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{content_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: a line per request would bury what matters in the log."""


def read_sms(body: bytes) -> dict[str, str]:
    """The fields of an SMS order. Raises ValueError with the reason."""
    try:
        message = json.loads(body)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError("the body is not JSON") from error
    if not isinstance(message, dict):
        raise ValueError("the body is not an object")
    fields = {name: message.get(name, "") for name in ("to", "text", "sign", "reference")}
    wrong = [name for name, value in fields.items() if not isinstance(value, str)]
    missing = [name for name in ("to", "text") if not fields[name]]
    if wrong or missing:
        raise ValueError(f"{', '.join(wrong or missing)}: a text is needed")
    return fields


def page(items: "list[Item]") -> str:
    """The list of all messages, newest first, with everything from outside escaped and its web addresses as links."""
    articles = "\n".join(_article(item) for item in reversed(items))
    return PAGE.format(count=len(items), articles=articles or "<article><p>还没有邮件或短信。 No mail or SMS yet.</p></article>")


def _article(item: "Item") -> str:
    safe = html.escape
    return ARTICLE.format(
        id=item.id,
        label=LABELS[item.kind],
        subject=safe(item.subject or item.reference or f"#{item.id}"),
        at=safe(item.at.replace("T", " ")[:19]),
        to=safe(", ".join(item.to)),
        sender=f" · 发件 From: {safe(item.sender)}" if item.sender else "",
        attachments=f" · 附件 Attachments: {safe(', '.join(item.attachments))}" if item.attachments else "",
        text=LINK.sub(lambda found: f'<a href="{found[0]}" rel="noreferrer">{found[0]}</a>', safe(item.text)),
    )


def _first_values(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
