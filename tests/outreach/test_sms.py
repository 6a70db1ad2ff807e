"""The two SMS adapters against servers that speak the providers' protocols."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from outreach.channels import Envelope, Outcome
from outreach.channels.sms import NotEver, NotNow, SmsChannel, Unreachable, aliyun, gateway

TEXT = "张三丰，您的投诉已收到"


class FarEnd(ThreadingHTTPServer):
    """Answers every request with `answer` and keeps what came in."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[dict] = []
        self.answer: tuple[int, bytes] = (200, b"{}")


class Handler(BaseHTTPRequestHandler):
    server: FarEnd

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append({"path": self.path, "headers": dict(self.headers), "body": body})
        status, answer = self.server.answer
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_parts: object) -> None:
        return


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    server = FarEnd()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def by_gateway(settings, far_end):
    settings.SMS_BACKEND, settings.SMS_GATEWAY_KEY = "gateway", "k"
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{far_end.server_port}/sms?tenant=1"
    far_end.answer = (200, b'{"id": "g7", "accepted": true}')
    return gateway.adapter


@pytest.fixture
def by_aliyun(settings, far_end):
    settings.SMS_BACKEND = "aliyun"
    settings.ALIYUN_SMS = {
        "access_key_id": "LTAI-test",
        "access_key_secret": "secret",
        "template_code": "SMS_154950909",
        "endpoint": f"127.0.0.1:{far_end.server_port}",
        "protocol": "http",
    }
    far_end.answer = (200, json.dumps({"Code": "OK", "Message": "OK", "BizId": "9006^0", "RequestId": "r"}).encode())
    return aliyun.adapter


def send(adapter):
    return adapter.send_one(to="13812345678", text=TEXT, reference="m7")


def test_the_gateway_gets_everything_it_needs(by_gateway, far_end):
    assert send(by_gateway) == "g7"
    (request,) = far_end.seen
    assert request["path"] == "/sms?tenant=1" and request["headers"]["Authorization"] == "Bearer k"
    assert json.loads(request["body"]) == {"to": "13812345678", "text": TEXT, "sign": "楚州质监", "reference": "m7"}


@pytest.mark.parametrize(
    ("status", "answer", "refusal"),
    [
        (500, b"{}", NotNow),
        (429, b"{}", NotNow),
        (200, b"<html>captive portal</html>", NotNow),
        (200, b"[]", NotNow),
        (401, b"{}", Unreachable),
        (422, b'{"accepted": false}', NotEver),
        (200, b'{"accepted": false, "error": "blacklisted"}', NotEver),
    ],
)
def test_the_gateways_refusals(by_gateway, far_end, status, answer, refusal):
    far_end.answer = (status, answer)
    with pytest.raises(NotNow if refusal is Unreachable else refusal) as raised:
        send(by_gateway)
    assert type(raised.value) is refusal


def test_a_gateway_that_does_not_answer_in_time(by_gateway, settings, monkeypatch):
    monkeypatch.setattr(gateway, "TIMEOUT_SECONDS", 0.2)
    # TEST-NET-1: nobody is there, ever.
    settings.SMS_GATEWAY_URL = "http://192.0.2.1/sms"
    with pytest.raises(Unreachable):
        send(by_gateway)


def test_the_sdk_reaches_the_far_end_with_the_right_parameters(by_aliyun, far_end):
    assert by_aliyun.is_configured()
    assert send(by_aliyun) == "9006^0"
    (request,) = far_end.seen
    sent = parse_qs(urlsplit(request["path"]).query) | parse_qs(request["body"].decode())
    assert request["headers"]["x-acs-action"] == "SendSms" and request["headers"]["x-acs-version"] == "2017-05-25"
    assert "LTAI-test" in request["headers"]["Authorization"]
    assert sent["PhoneNumbers"] == ["13812345678"] and sent["SignName"] == ["楚州质监"] and sent["TemplateCode"] == ["SMS_154950909"]
    assert json.loads(sent["TemplateParam"][0]) == {"content": TEXT}
    assert sent["OutId"] == ["m7"]


@pytest.mark.parametrize(
    ("status", "code", "refusal"),
    [
        (200, "isv.MOBILE_NUMBER_ILLEGAL", NotEver),
        (200, "isv.BUSINESS_LIMIT_CONTROL", NotNow),
        (200, "isp.SYSTEM_ERROR", NotNow),
        (400, "InvalidParameter", NotEver),
        (400, "Throttling.User", NotNow),
        (503, "ServiceUnavailable", NotNow),
        (404, "InvalidAccessKeyId.NotFound", NotNow),
    ],
)
def test_alibabas_refusals(by_aliyun, far_end, status, code, refusal):
    far_end.answer = (status, json.dumps({"Code": code, "Message": "13812345678", "RequestId": "r"}).encode())
    with pytest.raises(refusal) as raised:
        send(by_aliyun)
    # The provider's message may name the number; the code is enough.
    assert code in str(raised.value) and "138" not in str(raised.value)


def test_alibaba_away(by_aliyun, settings):
    settings.ALIYUN_SMS = {**settings.ALIYUN_SMS, "endpoint": "127.0.0.1:9"}
    with pytest.raises(Unreachable):
        send(by_aliyun)


def test_alibaba_without_keys_is_not_set_up(by_aliyun, settings):
    settings.ALIYUN_SMS = {**settings.ALIYUN_SMS, "access_key_secret": ""}
    assert not SmsChannel().is_configured()


def test_the_channel_uses_the_chosen_adapter(by_aliyun, far_end):
    results = SmsChannel().send([Envelope(7, "m7", "13812345678", "", TEXT), Envelope(8, "m8", "13912345678", "", TEXT)])
    assert [(result.outcome, result.provider_id) for result in results] == [(Outcome.SENT, "9006^0")] * 2
