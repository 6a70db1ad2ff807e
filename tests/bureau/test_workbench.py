"""The lists of the workbench: what stands on which tab, filters, search, paging, export, bulk assignment, number of queries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bureau import selectors
from bureau.calendar import current_calendar
from bureau.filters import DocketFilter, read_filter
from bureau.keyset import read_cursor
from bureau.models import Case
from bureau.tables import csv_lines, safe_cell
from bureau.workflow import Actor, perform
from tests import people
from tests.factories.docket import ComplaintFactory, ConsultationFactory, ReportFactory

pytestmark = pytest.mark.django_db

HERE = reverse("bureau:workbench")


def numbers(client, **parameters):
    """The numbers on the list, in order."""
    page = client.get(HERE, parameters)
    assert page.status_code == 200
    return [row.number for row in page.context["rows"]]


def due(case, day):
    """Put the nearest last day where the test wants it; the warning begins two days before."""
    Case.objects.filter(pk=case.pk).update(due_on=day, yellow_on=day - timedelta(days=2) if day else None)


def close(case, at=None):
    perform(case.pk, "refuse", actor=Actor.of(people.supervisor()), at=at or timezone.now(), data={"ground": "16-1", "explanation": "否"})


# --- tabs -------------------------------------------------------------------------------------------------------------
def test_my_queue_holds_what_i_have_in_hand_and_is_open(as_clerk, clerk, second_clerk):
    mine = ComplaintFactory(office=clerk.office, handler=clerk)
    ComplaintFactory(office=clerk.office, handler=second_clerk)
    ComplaintFactory(office=clerk.office)
    closed = ComplaintFactory(office=clerk.office, handler=clerk)
    close(closed)
    assert numbers(as_clerk) == [mine.number]


def test_the_office_queue_holds_everything_open_of_my_office(as_clerk, clerk, clerk_elsewhere):
    ours = ComplaintFactory(office=clerk.office)
    ComplaintFactory(office=clerk_elsewhere.office)
    assert numbers(as_clerk, tab="office") == [ours.number]


def test_late_holds_yellow_and_red_sorted_by_due_date(as_supervisor, clerk):
    today = timezone.localdate()
    green, yellow, red, none = (ComplaintFactory(office=clerk.office) for _ in range(4))
    for case, day in ((green, today + timedelta(30)), (yellow, today + timedelta(1)), (red, today - timedelta(3)), (none, None)):
        due(case, day)
    assert numbers(as_supervisor, tab="late") == [red.number, yellow.number]


def test_all_is_what_i_may_see_newest_first(as_clerk, clerk, clerk_elsewhere):
    old = ComplaintFactory(office=clerk.office, at=timezone.now() - timedelta(days=9))
    new = ReportFactory(office=clerk.office)
    handed = ConsultationFactory(office=clerk_elsewhere.office, handler=clerk, at=timezone.now() - timedelta(days=5))
    ComplaintFactory(office=clerk_elsewhere.office)
    Case.objects.filter(pk=new.pk).update(opened_at=timezone.now())
    assert numbers(as_clerk, tab="all") == [new.number, handed.number, old.number]


def test_whole_bureau_roles_see_every_office(as_supervisor, clerk, clerk_elsewhere):
    both = {ComplaintFactory(office=who.office).number for who in (clerk, clerk_elsewhere)}
    assert set(numbers(as_supervisor, tab="all")) == both


# --- filters ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("light", ["green", "yellow", "red", "none"])
def test_a_light_finds_its_open_matters(as_supervisor, clerk, light):
    today = timezone.localdate()
    days = {"green": today + timedelta(30), "yellow": today, "red": today - timedelta(1), "none": None}
    cases = {name: ComplaintFactory(office=clerk.office) for name in days}
    for name, day in days.items():
        due(cases[name], day)
    closed = ComplaintFactory(office=clerk.office)
    close(closed)
    assert numbers(as_supervisor, tab="all", light=light) == [cases[light].number]


def test_each_filter_narrows_the_list(as_supervisor, clerk, officer):
    wanted = ReportFactory(
        office=officer.office, handler=officer, category="clothing", township="pingqiao", at=timezone.now() - timedelta(days=3)
    )
    ComplaintFactory(office=clerk.office, handler=clerk, at=timezone.now() - timedelta(days=30))
    day = timezone.localdate(wanted.opened_at).isoformat()
    for parameters in (
        {"kind": "report"},
        {"kind": "report", "state": "submitted"},
        {"category": "clothing"},
        {"township": "pingqiao"},
        {"office": officer.office_id},
        {"handler": officer.pk},
        {"received_from": day, "received_to": day},
    ):
        assert numbers(as_supervisor, tab="all", **parameters) == [wanted.number], parameters


def test_a_state_alone_means_every_kind_that_knows_it(as_supervisor, clerk):
    both = {ComplaintFactory(office=clerk.office).number, ReportFactory(office=clerk.office).number}
    assert set(numbers(as_supervisor, tab="all", state="submitted")) == both
    assert numbers(as_supervisor, tab="all", state="verifying") == []


def test_channel_filter(as_supervisor, clerk):
    ComplaintFactory(office=clerk.office)
    phoned = ComplaintFactory(office=clerk.office)
    Case.objects.filter(pk=phoned.pk).update(channel="hotline")
    assert numbers(as_supervisor, tab="all", channel="hotline") == [phoned.number]


def test_open_and_closed(as_supervisor, clerk):
    still_open, closed = ComplaintFactory(office=clerk.office), ComplaintFactory(office=clerk.office)
    close(closed)
    today = timezone.localdate().isoformat()
    assert numbers(as_supervisor, tab="all", status="open") == [still_open.number]
    assert numbers(as_supervisor, tab="all", status="closed") == [closed.number]
    assert numbers(as_supervisor, tab="all", closed_from=today, closed_to=today) == [closed.number]


def test_closed_matters_are_on_no_queue(as_supervisor, clerk):
    close(ComplaintFactory(office=clerk.office))
    assert numbers(as_supervisor, tab="late", status="closed") == []


def test_what_cannot_be_understood_is_said_and_left_out(as_supervisor, clerk):
    case = ComplaintFactory(office=clerk.office)
    page = as_supervisor.get(HERE, {"tab": "all", "received_from": "2026-13-45", "light": "purple", "office": "'; DROP"})
    assert [row.number for row in page.context["rows"]] == [case.number]
    assert len(page.context["wanted"].problems) == 3


def test_filters_survive_being_written_and_read():
    wanted = DocketFilter(tab="all", q="牛奶", kind="complaint", received_from=date(2026, 1, 2), office=3)
    assert read_filter(QueryDict(wanted.query())) == wanted


# --- search -----------------------------------------------------------------------------------------------------------
def test_search_by_number_and_its_beginning(as_supervisor, clerk):
    case = ComplaintFactory(office=clerk.office)
    ReportFactory(office=clerk.office)
    for typed in (case.number, case.number.lower(), case.number[:10], "TS2026"):
        assert numbers(as_supervisor, tab="all", q=typed) == [case.number], typed


def test_search_by_the_whole_phone_number(as_supervisor, clerk):
    case = ComplaintFactory(office=clerk.office, phone="13912340000")
    ComplaintFactory(office=clerk.office)
    page = as_supervisor.get(HERE, {"tab": "all", "q": "139 1234 0000"})
    assert [row.number for row in page.context["rows"]] == [case.number]
    assert page.context["taken_for"] == "phone"
    assert "同一" in page.content.decode() or "same phone" in page.content.decode()


def test_part_of_a_phone_number_finds_nobody(as_supervisor, clerk):
    ComplaintFactory(office=clerk.office, phone="13912340000")
    assert numbers(as_supervisor, tab="all", q="1391234") == []


def test_search_by_words_of_the_text_and_the_business(as_supervisor, clerk):
    milk = ComplaintFactory(office=clerk.office)
    lift = ConsultationFactory(office=clerk.office)
    assert numbers(as_supervisor, tab="all", q="过期牛奶") == [milk.number]
    assert numbers(as_supervisor, tab="all", q="好又多超市") == [milk.number]
    assert numbers(as_supervisor, tab="all", q="电梯") == [lift.number]
    assert numbers(as_supervisor, tab="all", q="，。！") == []


def test_search_shows_nothing_of_another_office(as_clerk, clerk_elsewhere):
    case = ComplaintFactory(office=clerk_elsewhere.office)
    for typed in ("牛奶", case.number, "13812341234"):
        assert numbers(as_clerk, tab="all", q=typed) == []


def test_words_older_than_the_window_are_found_too(as_supervisor, supervisor, clerk, monkeypatch):
    """Beyond the newest rows the index of words is asked; both halves give one list without a gap or a double."""
    monkeypatch.setattr(selectors, "WINDOW", 2)
    now = timezone.now()
    cases = [ComplaintFactory(office=clerk.office, at=now - timedelta(days=day)) for day in range(8)]
    assert numbers(as_supervisor, tab="all", q="牛奶") == [case.number for case in cases]
    wanted, today = DocketFilter(tab="all", q="牛奶"), timezone.localdate()
    seen, cursor = [], None
    for _ in range(4):
        page, _taken = selectors.matter_page(wanted, supervisor, today, cursor=cursor, size=3)
        seen += [row.number for row in page.rows]
        if not page.after:
            break
        cursor = read_cursor(page.after, order="received", back=False)
    assert seen == [case.number for case in cases]


def test_the_search_field_leads_to_the_list(as_clerk):
    answer = as_clerk.get(reverse("bureau:search"), {"q": "牛奶"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{HERE}?tab=all&q=")


# --- paging -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("order", ["due", "received"])
def test_pages_hold_every_row_once_forwards_and_back(supervisor, clerk, order):
    today = timezone.localdate()
    for position in range(11):
        case = ComplaintFactory(office=clerk.office, at=timezone.now() - timedelta(hours=position // 2))
        # Equal days and undated ones are what makes paging by key hard.
        due(case, None if position % 4 == 3 else today + timedelta(days=position // 3))
    wanted = DocketFilter(tab="all", sort=order, status="open")
    whole = [row.number for row in selectors.matter_page(wanted, supervisor, today, size=50)[0].rows]
    assert len(whole) == 11
    forwards, pages, cursor = [], [], None
    while True:
        page, _taken = selectors.matter_page(wanted, supervisor, today, cursor=cursor, size=3)
        pages.append([row.number for row in page.rows])
        forwards += pages[-1]
        if not page.after:
            break
        cursor = read_cursor(page.after, order=order, back=False)
    assert forwards == whole
    for expected in reversed(pages[:-1]):
        page, _taken = selectors.matter_page(wanted, supervisor, today, cursor=read_cursor(page.before, order=order, back=True), size=3)
        assert [row.number for row in page.rows] == expected
    assert page.before == ""


def test_two_branches_merge_into_one_order(clerk, clerk_elsewhere):
    """What my office has and what I hold of another office's come from two indexes and read as one list."""
    now, today = timezone.now(), timezone.localdate()
    cases = [
        ComplaintFactory(office=(clerk if n % 2 else clerk_elsewhere).office, handler=clerk, at=now - timedelta(hours=n)) for n in range(6)
    ]
    page, _taken = selectors.matter_page(DocketFilter(tab="all"), clerk, today, size=50)
    assert [row.number for row in page.rows] == [case.number for case in cases]


@pytest.mark.parametrize("cursor", ["garbage", "~", "2026-01-01~x", "~99999999999999999999", "2026-99-99~1"])
def test_a_damaged_cursor_shows_the_first_page(as_supervisor, clerk, cursor):
    case = ComplaintFactory(office=clerk.office)
    assert numbers(as_supervisor, tab="all", after=cursor) == [case.number]


# --- cost -------------------------------------------------------------------------------------------------------------
def queries(client, **parameters):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(HERE, parameters).status_code == 200
    return len(seen)


@pytest.mark.parametrize("parameters", [{}, {"tab": "office"}, {"tab": "late"}, {"tab": "all"}, {"tab": "all", "q": "牛奶"}])
def test_the_number_of_queries_does_not_grow_with_the_list(as_clerk, clerk, clerk_elsewhere, parameters):
    ComplaintFactory(office=clerk.office, handler=clerk)
    as_clerk.get(HERE, parameters)
    few = queries(as_clerk, **parameters)
    for _ in range(12):
        ComplaintFactory(office=clerk.office, handler=clerk)
        ReportFactory(office=clerk.office)
    assert queries(as_clerk, **parameters) == few
    # session, user, saved views, four lists of choices, people to assign to, teams one belongs to, and at most six for the rows of two
    # branches (four when late)
    assert few <= 16


def test_lists_never_count_and_never_leave_the_docket(as_clerk, clerk):
    ComplaintFactory(office=clerk.office, handler=clerk)
    with CaptureQueriesContext(connection) as seen:
        as_clerk.get(HERE, {"tab": "all"})
    sql = " ".join(query["sql"] for query in seen.captured_queries)
    assert "COUNT(" not in sql
    assert "complaints_complaint" not in sql
    assert '"search"' not in sql


# --- export -----------------------------------------------------------------------------------------------------------
def lines_of(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


def test_the_export_is_the_list_on_screen(as_supervisor, clerk):
    wanted = ReportFactory(office=clerk.office)
    ComplaintFactory(office=clerk.office)
    answer = as_supervisor.get(reverse("bureau:export"), {"tab": "all", "kind": "report"})
    assert answer["Content-Disposition"].startswith("attachment")
    lines = lines_of(answer)
    assert len(lines) == 2
    assert lines[1].startswith(wanted.number)


def test_the_export_holds_only_what_one_may_see_and_no_personal_data(as_clerk, clerk, clerk_elsewhere):
    ours = ComplaintFactory(office=clerk.office)
    theirs = ComplaintFactory(office=clerk_elsewhere.office)
    text = "\n".join(lines_of(as_clerk.get(reverse("bureau:export"), {"tab": "all", "q": "牛奶"})))
    assert ours.number in text
    assert theirs.number not in text
    assert "13812341234" not in text
    assert "张三" not in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_a_formula(start):
    assert safe_cell(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


def test_a_longer_list_says_that_it_was_cut(clerk, supervisor):
    for _ in range(3):
        ComplaintFactory(office=clerk.office)
    today = timezone.localdate()
    rows = selectors.matching_rows(DocketFilter(tab="all"), supervisor, today)
    lines = list(csv_lines(rows, today=today, calendar=current_calendar(), limit=2))
    assert len(lines) == 4
    assert "2" in lines[-1]
    assert "TS" not in lines[-1]


# --- bulk assignment --------------------------------------------------------------------------------------------------
def tick(*cases):
    return [f"{case.number}:{Case.objects.get(pk=case.pk).version}" for case in cases]


def test_ticked_matters_go_to_a_colleague_each_with_its_event(as_clerk, clerk, second_clerk):
    cases = [ComplaintFactory(office=clerk.office), ReportFactory(office=clerk.office)]
    data = {"case": tick(*cases), "handler": second_clerk.pk, "reason": "值班", "back": "tab=office"}
    answer = as_clerk.post(reverse("bureau:bulk-assign"), data)
    assert answer.status_code == 302
    assert answer["Location"] == f"{HERE}?tab=office"
    for case in Case.objects.filter(pk__in=[case.pk for case in cases]):
        assert case.handler == second_clerk
        assert case.events.get(action="assign").note == "值班"


def test_one_refused_row_does_not_stop_the_others_and_says_why(as_clerk, clerk, second_clerk, clerk_elsewhere):
    good, stale, closed = (ComplaintFactory(office=clerk.office) for _ in range(3))
    foreign = ComplaintFactory(office=clerk_elsewhere.office)
    ticks = tick(good, stale, closed, foreign)
    perform(stale.pk, "note", actor=Actor.of(clerk), at=timezone.now(), data={"note": "新情况"})
    close(closed)
    data = {"case": ticks, "handler": second_clerk.pk, "reason": "值班"}
    answer = as_clerk.post(reverse("bureau:bulk-assign"), data)
    assert answer.status_code == 409
    problems = {result.number: bool(result.problem) for result in answer.context["results"]}
    assert problems == {good.number: False, stale.number: True, closed.number: True, foreign.number: True}
    assert Case.objects.get(pk=foreign.pk).handler is None
    shown = {result.number: result.title for result in answer.context["results"]}
    assert shown[foreign.number] == ""


def test_bulk_assignment_needs_ticks_and_a_reason(as_clerk, clerk, second_clerk):
    case = ComplaintFactory(office=clerk.office)
    assert as_clerk.post(reverse("bureau:bulk-assign"), {"handler": second_clerk.pk, "reason": "x"}).status_code == 422
    answer = as_clerk.post(reverse("bureau:bulk-assign"), {"case": tick(case), "handler": second_clerk.pk})
    assert answer.status_code == 422
    assert case.number in answer.content.decode()
    assert Case.objects.get(pk=case.pk).handler is None


def test_at_most_a_hundred_at_once(as_clerk, second_clerk, clerk):
    case = ComplaintFactory(office=clerk.office)
    data = {"case": [f"TS{n}:1" for n in range(100)] + tick(case), "handler": second_clerk.pk, "reason": "值班"}
    assert len(as_clerk.post(reverse("bureau:bulk-assign"), data).context["results"]) == 100
    assert Case.objects.get(pk=case.pk).handler is None


def test_who_assigns_nothing_is_offered_no_boxes(as_manager, clerk):
    ComplaintFactory(office=clerk.office)
    page = as_manager.get(HERE, {"tab": "all"})
    assert page.context["bulk_form"] is None
    assert as_manager.post(reverse("bureau:bulk-assign"), {}).status_code == 403
