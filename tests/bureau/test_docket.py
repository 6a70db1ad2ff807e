"""Opening a matter: one statement, everything or nothing, once per key; and who sees it afterwards."""

import threading
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.utils import DataError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bureau.clock_rules import load_rules
from bureau.docket import open_case
from bureau.message_templates import load_templates
from bureau.models import Attachment, Case, Clock, Event, Message, Party, TallyDelta
from bureau.workflow import specific
from complaints import services
from complaints.models import Complaint, Report
from tests import people
from tests.factories.docket import ComplaintFactory, ReportFactory

pytestmark = pytest.mark.django_db
PERSON = {"name": "张三", "phone": "13812341234", "email": "", "address": "淮城镇"}
FACTS = {"statement": "买到过期牛奶。", "subject_name": "好又多超市"}
TEN = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def rules(db):
    load_rules()
    load_templates()


def submit(kind="complaint", at=TEN, **changes):
    return services.submit(
        kind,
        changes.pop("facts", FACTS),
        changes.pop("person", PERSON),
        at=at,
        submission_key=changes.pop("key", uuid4()),
        language="zh-hans",
        **changes,
    )


def test_case_person_event_clock_messages_and_figure_in_one_statement():
    submit()
    with CaptureQueriesContext(connection) as seen:
        opened = submit()
    assert len(seen) == 1
    case = Complaint.objects.get(pk=opened.case_id)
    assert (case.state, case.number, case.version) == ("submitted", opened.number, 1)
    assert case.title == "买到过期牛奶"
    assert Party.objects.get(case=case).phone.open() == "13812341234"
    assert Event.objects.get(case=case).action == "open"
    assert Clock.objects.get(case=case).due_on == case.due_on
    assert Message.objects.filter(case=case, party__case=case).count() == 1
    assert TallyDelta.objects.filter(measure="received", kind="complaint").count() == 2


def test_numbers_carry_kind_and_shanghai_day_and_never_repeat():
    late = datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    numbers = [submit(at=late).number, submit("report", at=late).number, submit("consultation", at=late).number]
    assert [number[:10] for number in numbers] == ["TS20261123", "JB20261123", "ZX20261123"]
    assert len({number[10:] for number in numbers}) == 3


def test_the_same_key_is_the_same_case():
    key = uuid4()
    first, second = submit(key=key), submit(key=key, facts={**FACTS, "statement": "改过的文字，仍是同一次提交。"})
    assert first.created and not second.created
    assert (first.case_id, first.number) == (second.case_id, second.number)
    assert Case.objects.count() == Party.objects.count() == Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_ten_times_at_once_it_is_one_case():
    key, start, numbers = uuid4(), threading.Barrier(10), []

    def send():
        try:
            start.wait(timeout=10)
            numbers.append(submit(key=key).number)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(numbers) == 10
    assert len(set(numbers)) == 1
    assert Case.objects.count() == Clock.objects.count() == 1


def test_if_one_row_does_not_fit_nothing_is_written():
    with pytest.raises(DataError), transaction.atomic():
        open_case(
            Complaint(kind="complaint", title="x", submission_key=uuid4(), **FACTS),
            prefix="TS",
            search=("x",),
            at=TEN,
            parties=[Party.sealed(Party.Part.COMPLAINANT, name="张" * 61)],
        )
    assert Case.objects.count() == Party.objects.count() == Complaint.objects.count() == 0


def test_files_handed_in_beforehand_come_along():
    basket = uuid4()
    Attachment.objects.create(basket=basket, name="发票.pdf", content_type="application/pdf", size=1, sha256="0" * 64, uploaded_at=TEN)
    opened = submit(basket=basket)
    attachment = Attachment.objects.get()
    assert (attachment.case_id, attachment.basket) == (opened.case_id, None)


def test_an_anonymous_report_keeps_nothing_of_the_person():
    opened = submit("report", person=dict.fromkeys(PERSON, ""))
    party = Party.objects.get(case_id=opened.case_id)
    assert party.anonymous
    assert (bytes(party.phone.token), party.phone_index, party.name_mask, party.phone_mask) == (b"", None, "", "")
    assert not Message.objects.exists()


def test_personal_data_lie_sealed_in_the_table():
    opened = submit()
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM bureau_party p WHERE case_id = %s", [opened.case_id])
        row = cursor.fetchone()[0]
    assert "13812341234" not in row and "张三" not in row
    assert b"13812341234".hex() not in row


def test_the_root_row_leads_to_the_apps_own_object():
    opened = submit("report")
    found = specific(Case.objects.get(pk=opened.case_id))
    assert isinstance(found, Report)
    assert found.subject_name == "好又多超市"


# --- who sees what ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("clerk", {"ours", "in hand"}),
        ("clerk_elsewhere", {"theirs"}),
        ("officer", set()),
        ("reviewer", set()),
        *((name, {"ours", "theirs", "in hand"}) for name in ("seat", "approver", "supervisor", "manager", "administrator")),
        ("enterprise_user", set()),
        ("stranger", set()),
    ],
)
def test_offices_see_their_own_and_some_roles_see_all(name, sees):
    clerk, elsewhere = people.clerk(), people.clerk_elsewhere()
    far = people.officer_with_expired_certificate().office
    cases = {
        "ours": ComplaintFactory(office=clerk.office),
        "theirs": ReportFactory(office=elsewhere.office),
        "in hand": ComplaintFactory(office=None, handler=clerk),
    }
    assert far not in (clerk.office, elsewhere.office)
    visible = set(Case.objects.visible_to(people.CAST[name]()).values_list("pk", flat=True))
    assert {label for label, case in cases.items() if case.pk in visible} == sees


def test_lights_of_one_day(clerk):
    today = timezone.localdate(TEN)
    days = {"red": -1, "yellow": 0, "green": 30}
    for light, offset in days.items():
        case = ComplaintFactory(office=clerk.office)
        due = today + timedelta(days=offset)
        Case.objects.filter(pk=case.pk).update(due_on=due, yellow_on=due - timedelta(days=2), title=light)
    undated = ComplaintFactory(office=clerk.office)
    Case.objects.filter(pk=undated.pk).update(due_on=None, yellow_on=None, title="none")
    found = Case.objects.with_light(today).values_list("title", "light")
    assert all(title == light for title, light in found)
    assert len(found) == 4
