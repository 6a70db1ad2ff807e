"""Visitors without a browser, for many at the same moment: each opens the form, does its proof of work and sends it with a paper."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from io import BytesIO
from uuid import uuid4

from PIL import Image

from tests.factories.enterprises import valid_code

FORM = "/services/apply/QT-03/?request=new"
SEND = "/services/apply/QT-03/"
PAPER = "paper-verification-certificates"
BOUNDARY = "journey-of-many"
WAIT_SECONDS = 120
# What the form does not know by itself: one scale of a shop, filed for the first time.
ANSWERS = {
    "request": "new",
    "applicant-type": "enterprise",
    "applicant-address": "淮城镇翔宇大道 18 号",
    "delivery-delivery": "download",
    "answer-filing_kind": "initial",
    "answer-instrument_count": "1",
    "answer-main_use": "trade",
    "answer-use_place": "淮城镇翔宇大道 18 号",
    "answer-keeper_name": "马经理",
    "answer-listed_count": "1",
    "answer-instrument_1_kind": "scale",
    "answer-instrument_1_name": "电子计价秤",
    "answer-instrument_1_use": "trade",
    "answer-instrument_1_location": "收银台",
    "truthful": "on",
    "step": "send",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of the portal."""

    status: int
    location: str
    text: str


@dataclass(slots=True)
class Applicant:
    """Number `place` of the crowd, at an address of its own, with the form filled in and its proof done."""

    place: int
    host: str
    fields: dict[str, str] = field(default_factory=dict)
    cookie: str = ""

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answered:
        """One request over a connection of its own."""
        # From the range for measurements between networks (RFC 2544); believed because the stack stands behind a proxy.
        own = {"X-Forwarded-For": f"198.18.{self.place // 250}.{self.place % 250 + 1}", "Cookie": self.cookie, "Host": self.host}
        connection = HTTPConnection(self.host, timeout=WAIT_SECONDS)
        try:
            connection.request(method, path, body, {**own, **(headers or {})})
            answer = connection.getresponse()
            self._keep_cookies(answer)
            return Answered(answer.status, answer.headers.get("Location", ""), answer.read().decode())
        finally:
            connection.close()

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        given = [one.split(";", 1)[0] for one in answer.headers.get_all("Set-Cookie", [])]
        if given and not self.cookie:
            self.cookie = "; ".join(given)

    def open_form(self) -> None:
        """Read the page as a browser does: its token, its challenge; then fill it in."""
        page = self.ask("GET", FORM)
        assert page.status == 200, page.text[:500]
        self.fields = {
            **ANSWERS,
            "csrfmiddlewaretoken": _found(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text),
            "submission_key": str(uuid4()),
            "altcha": solved(page.text),
            "applicant-name": f"淮安市第{self.place}便民商店",
            "applicant-enterprise_code": valid_code(60_000 + self.place),
            "applicant-phone": f"1995178{self.place:04d}",
            "answer-keeper_phone": f"1995178{self.place:04d}",
            "answer-instrument_1_serial_number": f"S-{self.place:04d}",
        }

    def send(self) -> Answered:
        """Send the form, as often as this is called with the same key."""
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Origin": f"http://{self.host}"}
        return self.ask("POST", SEND, _multipart(self.fields, paper(self.place)), headers)


def solved(page: str) -> str:
    """The proof of work the page asks for, as its script would send it."""
    challenge, salt, signature = (_found(rf'data-{name}="([^"]+)"', page) for name in ("challenge", "salt", "signature"))
    most = int(_found(r'data-max-number="(\d+)"', page))
    number = next(one for one in range(most + 1) if sha256(f"{salt}{one}".encode()).hexdigest() == challenge)
    answer = {"algorithm": "SHA-256", "challenge": challenge, "salt": salt, "signature": signature, "number": number}
    return base64.b64encode(json.dumps(answer).encode()).decode()


def paper(place: int) -> bytes:
    """A small PDF of one page, another for everybody."""
    buffer = BytesIO()
    Image.new("RGB", (60 + place, 90), (place % 256, 120, 200)).save(buffer, "PDF", title=f"检定证书 {place}")
    return buffer.getvalue()


def _found(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found is not None, f"{pattern} is not on the page:\n{page[:2000]}"
    return unescape(found.group(1))


def _multipart(fields: Mapping[str, str], file: bytes) -> bytes:
    """A form with one file as browsers send it."""
    lines = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{PAPER}"; filename="检定证书.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    )
    return "".join(lines).encode() + head.encode() + file + f"\r\n--{BOUNDARY}--\r\n".encode()
