"""The local mail server and SMS gateway: what arrives is kept once, shown safely, and fails when told to."""

import json
import smtplib
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from config.postbox import Postbox, Store


@pytest.fixture
def postbox(tmp_path: Path) -> Iterator[Postbox]:
    with Postbox(key="s3cret", journal=tmp_path / "journal.jsonl") as running:
        yield running


def call(postbox: Postbox, path: str, body: object = None, *, method: str = "", key: str = "s3cret", timeout: float = 5) -> tuple[int, str]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{postbox.http_port}{path}", data=data, method=method or None)
    if key:
        request.add_header("Authorization", f"Bearer {key}")
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def send_mail(postbox: Postbox, text: str = "您的投诉已受理。", subject: str = "受理通知") -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "portal@bureau.example", "wang@example.cn"
    mail.set_content(text)
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="通知书.pdf")
    with smtplib.SMTP("127.0.0.1", postbox.smtp_port, timeout=5) as client:
        client.send_message(mail)


SMS = {"to": "13800000001", "text": "【质监】您的投诉已受理", "sign": "楚州质监", "reference": "msg-1"}


def test_mail_is_decoded_and_kept(postbox: Postbox) -> None:
    send_mail(postbox)
    (item,) = postbox.store.wait_for(to="wang@example.cn", kind="mail")
    assert (item.subject, item.text.strip(), item.attachments) == ("受理通知", "您的投诉已受理。", ["通知书.pdf"])


def test_sms_is_kept_once_per_reference(postbox: Postbox, tmp_path: Path) -> None:
    first, again = call(postbox, "/sms", SMS), call(postbox, "/sms", SMS)
    assert first == again
    assert first[0] == 200
    assert json.loads(first[1])["accepted"] is True
    assert [item.text for item in postbox.store.items(to="13800000001")] == ["【质监】您的投诉已受理"]
    assert len((tmp_path / "journal.jsonl").read_text().splitlines()) == 1


@pytest.mark.parametrize("key", ["", "wrong"])
def test_sms_needs_the_key(postbox: Postbox, key: str) -> None:
    assert call(postbox, "/sms", SMS, key=key)[0] == 401
    assert postbox.store.items() == []


@pytest.mark.parametrize("body", [[], {"to": "1"}, {"to": 1, "text": "x"}, {"text": "x"}])
def test_malformed_sms_is_refused(postbox: Postbox, body: object) -> None:
    assert call(postbox, "/sms", body)[0] == 400
    assert postbox.store.items() == []


def test_oversize_body_is_refused(postbox: Postbox) -> None:
    with socket.create_connection(("127.0.0.1", postbox.http_port), 5) as raw:
        raw.sendall(b"POST /sms HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
        assert b" 413 " in raw.recv(200)


@pytest.mark.parametrize(("mode", "status"), [("500", 500), ("reject", 422)])
def test_planned_failures_end_after_their_number(postbox: Postbox, mode: str, status: int) -> None:
    assert call(postbox, f"/control?fail_next=2&mode={mode}")[0] == 200
    assert [call(postbox, "/sms", SMS)[0] for _ in range(3)] == [status, status, 200]


def test_planned_timeout_gives_no_answer(postbox: Postbox) -> None:
    call(postbox, "/control?fail_next=1&mode=timeout", {}, method="POST")
    with pytest.raises(TimeoutError):
        call(postbox, "/sms", SMS, timeout=0.5)
    assert call(postbox, "/sms", SMS)[0] == 200


def test_unknown_failure_mode_is_refused(postbox: Postbox) -> None:
    assert call(postbox, "/control?fail_next=1&mode=sulk")[0] == 400
    assert call(postbox, "/control?fail_next=1&channel=pigeon")[0] == 400


@pytest.mark.parametrize(("mode", "code"), [("500", 451), ("reject", 550)])
def test_mail_can_be_made_to_fail(postbox: Postbox, mode: str, code: int) -> None:
    call(postbox, f"/control?fail_next=1&mode={mode}&channel=mail")
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send_mail(postbox)
    assert refused.value.smtp_code == code
    send_mail(postbox)
    assert len(postbox.store.items()) == 1


def test_page_is_newest_first_and_escaped(postbox: Postbox) -> None:
    send_mail(postbox, text="see https://bureau.example/track?a=1&b=2 <script>alert(1)</script>", subject="<b>old</b>")
    call(postbox, "/sms", SMS)
    status, page = call(postbox, "/")
    assert status == 200
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "&lt;b&gt;old" in page
    assert '<a href="https://bureau.example/track?a=1&amp;b=2"' in page
    assert page.index("msg-1") < page.index("&lt;b&gt;old")


def test_json_list_filters_and_empties(postbox: Postbox) -> None:
    call(postbox, "/sms", SMS)
    call(postbox, "/sms", {**SMS, "to": "13800000002", "reference": "msg-2"})
    listed = json.loads(call(postbox, "/messages.json")[1])["messages"]
    assert [message["reference"] for message in listed] == ["msg-1", "msg-2"]
    newer = json.loads(call(postbox, f"/messages.json?since={listed[0]['id']}")[1])["messages"]
    assert [message["to"] for message in newer] == [["13800000002"]]
    assert json.loads(call(postbox, "/messages.json?to=13800000009")[1])["messages"] == []
    assert call(postbox, "/messages.json?since=yesterday")[0] == 400
    assert call(postbox, "/messages", method="DELETE")[0] == 200
    assert postbox.store.items() == []


def test_memory_is_bounded() -> None:
    store = Store(kept=3)
    for number in range(5):
        store.add("sms", to=["1"], text=str(number), reference=f"r{number}")
    assert [item.text for item in store.items()] == ["2", "3", "4"]
    assert store.add("sms", to=["1"], text="again", reference="r0").text == "again"


def test_taken_port_is_an_error() -> None:
    with Postbox() as first, pytest.raises(OSError, match="in use"):
        Postbox(http_port=first.http_port)
    with Postbox() as first, pytest.raises(OSError, match="in use"):
        Postbox(smtp_port=first.smtp_port).start()
