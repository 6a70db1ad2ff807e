"""SMS by a plain HTTP gateway: POST JSON {to, text, sign, reference} with a bearer key, answered by {"id", "accepted"}."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from outreach.channels.sms import Adapter, NotEver, NotNow, Unreachable

TIMEOUT_SECONDS = 8
TOO_MANY = 429
# Our own key or address is wrong: an administrator mends that, the message is not to blame.
OUR_FAULT = frozenset({401, 403, 404, 405, 407, 408})


class GatewayAdapter:
    """Speaks to settings.SMS_GATEWAY_URL."""

    def is_configured(self) -> bool:
        """Whether an http(s) address is set."""
        return settings.SMS_GATEWAY_URL.startswith(("http://", "https://"))

    def send_one(self, *, to: str, text: str, reference: str) -> str:
        """Hand one SMS over; the same reference twice is one SMS at the gateway."""
        payload = {"to": to, "text": text, "sign": settings.SMS_SIGN_NAME, "reference": reference}
        status, body = _post(payload)
        if status in OUR_FAULT:
            raise Unreachable(f"gateway answered {status}")
        if status >= 500 or status == TOO_MANY:
            raise NotNow(f"gateway answered {status}")
        answer = _answer(body)
        if status >= 400 or not answer.get("accepted"):
            raise NotEver(f"gateway refused: {status} {answer.get('error', '')}".strip())
        return str(answer.get("id", ""))


def _post(payload: dict[str, str]) -> tuple[int, bytes]:
    """Raises Unreachable when nobody answers in time."""
    url = urlsplit(settings.SMS_GATEWAY_URL)
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=TIMEOUT_SECONDS)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_GATEWAY_KEY}"}
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        connection.request("POST", target, body=json.dumps(payload).encode(), headers=headers)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"gateway: {type(error).__name__}") from error
    finally:
        connection.close()


def _answer(body: bytes) -> dict[str, Any]:
    """The gateway's JSON object. Raises NotNow for anything else: something between us and the gateway answered instead."""
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise NotNow("gateway did not answer in JSON") from error
    if not isinstance(answer, dict):
        raise NotNow("gateway did not answer with an object")
    return answer


adapter: Adapter = GatewayAdapter()
