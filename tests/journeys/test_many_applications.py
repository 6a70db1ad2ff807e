"""Two hundred applications at once through the web server: nothing is lost, no number is missing or given twice."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlsplit

import pytest

from tests.journeys.at_once import Answered, Applicant
from tests.journeys.stack import Stack, patiently

pytestmark = pytest.mark.journey
APPLICANTS, AT_ONCE, EVERY = 200, 40, 10
ITEM, PREFIX = "QT-03", "BA"
NUMBER = re.compile(r'id="receipt-number">([A-Z0-9]+)<')
# Whatever belongs to a case, counted by case: a number of each that is not one would be a loss or a double.
BELONGINGS = """
SELECT c.number,
       (SELECT count(*) FROM bureau_party p WHERE p.case_id = c.id AND p.part = 'applicant'),
       (SELECT count(*) FROM bureau_event e WHERE e.case_id = c.id AND e.action = 'open'),
       (SELECT count(*) FROM bureau_clock k WHERE k.case_id = c.id),
       (SELECT count(*) FROM bureau_message m
         WHERE m.case_id = c.id AND m.code = 'application-received'),
       (SELECT count(*) FROM licensing_materialfile f JOIN bureau_attachment a ON a.id = f.attachment_id
         WHERE f.application_id = c.id AND a.case_id = c.id),
       (SELECT count(*) FROM bureau_document d WHERE d.case_id = c.id AND d.template = 'application-receipt')
  FROM bureau_case c WHERE c.category = %s ORDER BY c.number
"""


def crowd(stack: Stack) -> list[Applicant]:
    """All of them with the form filled in before anybody sends it."""
    people = [Applicant(place, urlsplit(stack.site).netloc) for place in range(APPLICANTS)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(Applicant.open_form, people))
    return people


def send_all(people: list[Applicant]) -> dict[int, list[Answered]]:
    """Everybody's answers. One in ten presses the button twice: both sendings wait for each other and leave at the same moment."""
    sendings = [(one, gate) for one in people for gate in _gates(one)]

    def press(sending: tuple[Applicant, Barrier]) -> tuple[int, Answered]:
        one, gate = sending
        gate.wait()
        return one.place, one.send()

    answers: dict[int, list[Answered]] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for place, answer in pool.map(press, sendings):
            answers.setdefault(place, []).append(answer)
    return answers


def _gates(one: Applicant) -> list[Barrier]:
    twice = 2 if one.place % EVERY == 0 else 1
    return [Barrier(twice)] * twice


def test_two_hundred_at_once_lose_nothing(stack: Stack) -> None:
    before = len(stack.rows("SELECT 1 FROM bureau_case WHERE category = %s", [ITEM]))
    last = stack.rows("SELECT coalesce(max(last), 0) FROM bureau_numbercounter WHERE kind = %s", [f"case-{PREFIX}"])[0][0]
    people = crowd(stack)
    started = time.perf_counter()
    answers = send_all(people)
    seconds = time.perf_counter() - started
    sent = sum(len(several) for several in answers.values())
    print(f"{sent} sendings of {APPLICANTS} applications from {AT_ONCE} threads: {seconds:.1f} s")  # noqa: T201 -- shown with -s

    assert {answer.status for several in answers.values() for answer in several} == {302}
    assert all("/receipt/" in answer.location for several in answers.values() for answer in several)
    assert sent == APPLICANTS * (EVERY + 1) // EVERY

    # Every receipt names the applicant's number, the second of a pair the same one.
    told = {one.place: {_number(one, answer) for answer in answers[one.place]} for one in people}
    assert all(len(numbers) == 1 for numbers in told.values())
    rows = stack.rows(BELONGINGS, [ITEM])
    numbers = [number for number, *_counts in rows]
    assert len(numbers) == APPLICANTS + before
    assert set().union(*told.values()) == set(numbers[before:])
    assert [int(number[-6:]) for number in numbers[before:]] == list(range(last + 1, last + APPLICANTS + 1))
    assert {number[:2] for number in numbers} == {PREFIX}
    assert {tuple(counts) for _number, *counts in rows[before:]} == {(1, 1, 1, 1, 1, 1)}

    unsent = "SELECT 1 FROM bureau_message m JOIN bureau_case c ON c.id = m.case_id WHERE c.category = %s AND m.status = 'queued'"
    patiently(lambda: not stack.rows(unsent, [ITEM]), seconds=120, what="The sending of every receipt message")
    dead = "SELECT m.error FROM bureau_message m JOIN bureau_case c ON c.id = m.case_id WHERE c.category = %s AND m.status = 'dead'"
    assert stack.rows(dead, [ITEM]) == []
    assert stack.failure() == ""


def _number(one: Applicant, answer: Answered) -> str:
    shown = one.ask("GET", answer.location)
    found = NUMBER.search(shown.text)
    assert shown.status == 200 and found is not None
    return found.group(1)
