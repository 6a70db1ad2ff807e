"""One product and one browser for all journeys; every test gets visitors of its own and fails on whatever went wrong in their windows."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.journeys.browser import Visitor, chromium, find_chromium
from tests.journeys.citizen import Receipt, complaint, file_complaint
from tests.journeys.desk import Desk, settle, submit_step, take_step
from tests.journeys.pages import Place
from tests.journeys.register import DONGFANG
from tests.journeys.stack import ARTIFACTS, Stack, artifact

FAILED = pytest.StashKey[bool]()
NO_BROWSER = "No Chromium or Chrome found: install one (Debian: apt-get install chromium) or name it in CHROMIUM."

OpenVisit = Callable[..., Visitor]
Enter = Callable[..., tuple[Visitor, Page]]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Let the fixtures know at their end whether the test has failed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


# Package scope: Playwright's loop must have ended before other tests talk to the database in this thread.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. Missing, the journeys are skipped; in CI that is a failure."""
    executable = find_chromium()
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    with chromium(executable) as running:
        yield running


@pytest.fixture(scope="package")
def stack(browser: Browser) -> Iterator[Stack]:
    """The running product. Asks for the browser first: without one there is no need to start anything."""
    forget_evidence()
    running = Stack(server_url=os.environ["DATABASE_URL"], redis_url=os.environ["REDIS_URL"])
    running.start()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="package")
def desk(browser: Browser, stack: Stack) -> Desk:
    """The staff: signs people in and remembers that they are."""
    return Desk(browser, stack)


@dataclass(frozen=True)
class Filed:
    """Two complaints of one citizen, one at the desk and one settled, for tests that look at pages and change nothing."""

    waiting: Receipt
    settled: Receipt
    # Printed on the letter of the settled one.
    check_code: str
    # Cookies of the browser that filed them.
    state: Any

    def path(self, pattern: str) -> str:
        """An address with `{number}`, `{settled}`, `{receipt}`, `{check_code}` and the enterprise's `{code}` filled in."""
        return pattern.format(
            number=self.waiting.number,
            settled=self.settled.number,
            receipt=self.waiting.path,
            check_code=self.check_code,
            code=DONGFANG.code,
        )


@pytest.fixture(scope="package")
def filed(browser: Browser, stack: Stack, desk: Desk) -> Iterator[Filed]:
    """A citizen files two complaints, a clerk settles one."""
    with ExitStack() as at_the_end:
        citizen = Visitor(browser, stack.site)
        at_the_end.callback(citizen.close)
        clerk = Visitor(browser, stack.site, state=desk.signed_in("clerk"))
        at_the_end.callback(clerk.close)
        waiting = file_complaint(citizen.open(), complaint(name="高桂芳", phone="13851700001"))
        settled = file_complaint(citizen.open(), complaint(name="高桂芳", phone="13851700001", subject_name="东门家电维修部"))
        page = clerk.open(f"/staff/cases/{settled.number}/")
        take_step(page, "accept")
        submit_step(page)
        settle(page, recovered="120", agreement="维修部免费更换零件，并补偿误工费一百二十元。")
        codes = stack.rows(
            "SELECT d.check_code FROM bureau_document d JOIN bureau_case c ON c.id = d.case_id WHERE c.number = %s", [settled.number]
        )
        assert citizen.problems + clerk.problems == []
        yield Filed(waiting, settled, codes[0][0], citizen.context.storage_state())


@pytest.fixture
def visit(browser: Browser, stack: Stack, request: pytest.FixtureRequest) -> Iterator[OpenVisit]:
    """Opens visitors: `visit(width=360, javascript=False, english=True, state=…)`. At the end nothing may have gone wrong."""
    visitors: list[Visitor] = []

    def open_visit(**options: Any) -> Visitor:
        visitors.append(Visitor(browser, stack.site, **options))
        return visitors[-1]

    yield open_visit
    for visitor in visitors:
        visitor.listen()
    problems = [problem for visitor in visitors for problem in visitor.problems]
    ended = stack.failure()
    if problems or ended or request.node.stash.get(FAILED, False):
        keep_evidence(request.node.name, visitors, stack, problems)
    for visitor in visitors:
        visitor.close()
    assert not ended, ended
    assert not problems, "\n".join(["In the browser:", *problems])


def forget_evidence() -> None:
    """What an earlier run left."""
    for old in ARTIFACTS.glob("test_*"):
        old.unlink()


def keep_evidence(name: str, visitors: list[Visitor], stack: Stack, problems: list[str]) -> None:
    """Screenshots, pages as they were and logs of a failed test, into var/journeys."""
    artifact(name, ".log").write_text("\n".join([*problems, stack.log_tails()]), encoding="utf-8")
    pages = [page for visitor in visitors for page in visitor.context.pages]
    for number, page in enumerate(pages, 1):
        try:
            artifact(f"{name}-{number}", ".html").write_text(page.content(), encoding="utf-8")
            page.screenshot(path=artifact(f"{name}-{number}", ".png"), full_page=True)
        except Error as error:  # a page that crashed or is on its way to another leaves no picture
            artifact(f"{name}-{number}", ".txt").write_text(str(error), encoding="utf-8")


@pytest.fixture
def enter(visit: OpenVisit, desk: Desk, filed: Filed) -> Enter:
    """Opens a place of `tests.journeys.pages` as somebody who may, and sees to it that it answers as it should."""

    def open_place(place: Place, **options: Any) -> tuple[Visitor, Page]:
        state = filed.state if place.who == "citizen" else desk.signed_in(place.who) if place.who else None
        visitor = visit(state=state, **options)
        page = visitor.open()
        with visitor.expecting(place.status):
            answer = page.goto(filed.path(place.path))
            assert answer is not None
            assert answer.status == place.status, f"{place.name}: {answer.status} at {page.url}"
        return visitor, page

    return open_place
