"""Complaints through the real form next to a bare view doing one INSERT: same server, same middleware, same database, in turns."""

import base64
import json
import re
import statistics
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

import altcha
from django.utils import timezone

from bench import load
from bureau import spam

REQUESTS = 400
ROUNDS = 7
CONNECTIONS = 4
STATEMENT = "上周六在平桥镇一家超市买了两箱牛奶，回家发现已经过期五天，找店家要求退款，店员说促销商品不退不换，态度很差。"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Result:
    """Requests per second of both, in each round, and the median of the rounds' ratios."""

    bare: list[float]
    form: list[float]

    @property
    def ratio(self) -> float:
        """Form over bare, round by round, so that a slow moment of the machine hits both sides of a fraction."""
        return statistics.median(form / bare for form, bare in zip(self.form, self.bare, strict=True))


def measure(address: tuple[str, int]) -> Result:
    """Warm up, then take turns. Ends the program if any answer is not the expected one: a refused form is not a submission."""
    host = f"{address[0]}:{address[1]}"
    token, cookie = visit(host)
    _turn(address, [form_request(host, token, cookie) for _ in range(60)], 302)
    _turn(address, [bare_request(host) for _ in range(60)], 204)
    bare, form = [], []
    for _ in range(ROUNDS):
        submissions = [form_request(host, token, cookie) for _ in range(REQUESTS)]
        bare.append(_turn(address, [bare_request(host)] * REQUESTS, 204))
        form.append(_turn(address, submissions, 302))
    return Result(bare, form)


def _turn(address: tuple[str, int], requests: list[bytes], expected: int) -> float:
    rate, statuses = load.run(address, requests, connections=CONNECTIONS)
    if set(statuses) != {expected}:
        raise SystemExit(f"Expected only {expected}, got {statuses}")
    return rate


def visit(host: str) -> tuple[str, str]:
    """Open the form once, as a citizen does: the security token and the cookie."""
    with urllib.request.urlopen(f"http://{host}/complaints/new/", timeout=30) as page:
        cookie = "; ".join(part.split(";", 1)[0] for part in page.headers.get_all("Set-Cookie"))
        found = TOKEN.search(page.read().decode())
    if found is None:
        raise SystemExit("The form has no security token.")
    return found.group(1), cookie


def bare_request(host: str) -> bytes:
    """What the bare view gets."""
    return load.post("/bench/bare/", urlencode({"statement": STATEMENT}).encode(), host=host)


def form_request(host: str, token: str, cookie: str) -> bytes:
    """A whole complaint with a solved proof of work, made by the same function as the page's."""
    fields = {
        "csrfmiddlewaretoken": token,
        "submission_key": str(uuid4()),
        "kind": "complaint",
        "statement": STATEMENT,
        "wish": "退还货款并依法赔偿",
        "occurred_on": timezone.localdate().isoformat(),
        "category": "",
        "amount": "128.00",
        "subject_name": "好又多超市平桥店",
        "subject_address": "平桥镇中心街 18 号",
        "township": "",
        "name": "张小明",
        "phone": "19900001234",
        "email": "",
        "address": "平桥镇平桥村三组 5 号",
        "consent": "on",
        "altcha": solved(),
    }
    return load.post("/complaints/new/", urlencode(fields).encode(), host=host, cookie=cookie)


def solved() -> str:
    """A proof of work as the browser sends it."""
    challenge = spam.new_challenge(timezone.now())
    solution = altcha.solve_challenge(challenge["challenge"], challenge["salt"], challenge["algorithm"], spam.settings.POW_MAX_NUMBER, 0)
    answer = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")} | {"number": solution.number}
    return base64.b64encode(json.dumps(answer).encode()).decode()
