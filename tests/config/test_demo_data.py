"""The demo bureau: alive on the day it is built, the same at the second run, and true to the docket."""

from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from PIL import Image

from bureau import documents
from bureau.calendar import Calendar
from bureau.models import Assignment, Attachment, Case, ClockPause, Document, Event, Light, Message, Party, Tally, TallyDelta, User
from bureau.tallies import differences
from bureau.workflow import specific, workflow_for
from complaints.models import Complaint, Rating
from config.demo_data import plan as plans
from config.demo_data.build import Built, build
from config.demo_data.complaints_services import REFUSED
from config.demo_data.people import PHONE_BLOCK
from config.demo_data.pictures import DRAWINGS, drawing

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 15, 20, tzinfo=SHANGHAI)
MIDNIGHT = NOW.replace(hour=0, minute=0)
TOWNS = {"huaicheng": "淮城镇", "pingqiao": "平桥镇", "cheqiao": "车桥镇"}
SCALE = 0.2


def whole_plan(now: datetime = NOW) -> list[plans.Matter]:
    return plans.plan(now=now, scale=1, calendar=Calendar(), towns=TOWNS)


class TestPlan:
    """What is told, before anything is written."""

    def test_size_and_variety(self) -> None:
        matters = whole_plan()
        assert Counter(matter.kind for matter in matters) == plans.AMOUNTS
        told = [story for stories in plans.STORIES.values() for story in stories] + list(REFUSED)
        assert len({story.title for story in told}) >= 45
        assert len({matter.facts["title"] for matter in matters}) > 150
        assert {matter.facts["township"] for matter in matters} == set(TOWNS)
        assert {matter.channel.value for matter in matters} == set(plans.WAYS)

    def test_every_day_has_something_and_weekends_less(self) -> None:
        per_day = Counter(matter.opened_at.date() for matter in whole_plan())
        days = [NOW.date() - timedelta(days=back) for back in range(plans.DAYS)]
        assert all(per_day[day] for day in days)
        weekend = [per_day[day] for day in days if day.isoweekday() > 5]
        week = [per_day[day] for day in days if day.isoweekday() <= 5]
        assert sum(weekend) / len(weekend) < 0.7 * sum(week) / len(week)

    def test_the_desk_works_at_night(self) -> None:
        hours = {matter.opened_at.hour for matter in whole_plan()}
        assert hours & {22, 23, 0, 1, 2, 3, 4, 5}
        assert all(9 <= matter.opened_at.hour < 17 for matter in whole_plan() if matter.channel in ("window", "letter"))

    @pytest.mark.parametrize(
        "moment",
        ["2026-11-23T15:20", "2026-11-24T00:02", "2026-10-05T12:00", "2026-02-20T20:00", "2027-01-01T08:00", "2026-06-08T07:00"],
    )
    def test_time_only_moves_forward_and_ends_now(self, moment: str) -> None:
        now = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
        for matter in whole_plan(now):
            moments = [matter.opened_at, *(step.at for step in matter.steps)]
            assert all(earlier < later for earlier, later in pairwise(moments)), matter.facts["title"]
            assert moments[-1] <= now

    def test_the_same_day_gives_the_same_plan(self) -> None:
        assert whole_plan() == whole_plan()


@pytest.mark.parametrize("kind", sorted(DRAWINGS))
def test_pictures_are_small_png_files(kind: str) -> None:
    upload = drawing(kind, shop="禾瑞生活超市", amount="98", day=NOW.date())
    assert upload.size is not None
    assert upload.size < 60_000
    with Image.open(upload) as image:
        assert image.format == "PNG"
        assert len(image.getcolors(1000) or []) > 3


class TestBuilt(TestCase):
    """What is in the database afterwards. A TestCase of Django's, because it builds once for all: building is the slow part."""

    built: Built

    @classmethod
    def setUpTestData(cls) -> None:
        cls.built = build(now=NOW, scale=SCALE)

    def test_all_kinds_in_the_planned_numbers(self) -> None:
        cases = Case.objects.filter(submission_key__in=plans.keys(SCALE))
        assert Counter(cases.values_list("kind", flat=True)) == plans.counts(SCALE)
        assert self.built.matters == cases.count()

    def test_a_second_run_adds_nothing_whatever_the_day(self) -> None:
        models = (Case, Event, Message, Party, Attachment, Document, User)
        before = [model._default_manager.count() for model in models]
        for later in (timedelta(0), timedelta(days=1), timedelta(days=40)):
            with CaptureQueriesContext(connection) as queries:
                assert build(now=NOW + later, scale=SCALE) == Built()
            # One for each register of the demo and three for the accounts; the ninth asks for penalties and measures.
            assert len(queries) <= 9
        assert before == [model._default_manager.count() for model in models]

    def test_a_larger_demo_is_added_to_a_smaller_one(self) -> None:
        added = build(now=NOW, scale=SCALE + 0.05)
        assert added.matters == sum(plans.counts(SCALE + 0.05).values()) - sum(plans.counts(SCALE).values()) > 0
        assert differences() == []

    def test_every_colour_of_light_burns(self) -> None:
        lights = Counter(Case.objects.open().with_light(NOW.date()).values_list("light", flat=True))
        assert set(lights) == {Light.RED, Light.YELLOW, Light.GREEN, Light.NONE}
        assert 2 <= lights[Light.RED] <= 8
        assert lights[Light.YELLOW] >= 4

    def test_every_state_is_to_be_seen(self) -> None:
        seen = set(Case.objects.values_list("kind", "state"))
        rare = {("complaint", "withdrawn"), ("complaint", "closed")}
        every = {(kind, state) for kind in plans.AMOUNTS for state in workflow_for(kind).states.values}
        assert every - rare <= seen
        assert Case.objects.open().filter(handler__isnull=True).exists()
        assert ClockPause.objects.open().exists()

    def test_every_matter_has_its_own_page(self) -> None:
        for case in Case.objects.filter(submission_key__in=plans.keys(SCALE)):
            own = specific(case)
            assert own.statement
            assert workflow_for(case.kind).state_label(own.state)
            assert own.parties.count() == 1

    def test_nothing_lies_in_the_future(self) -> None:
        assert not Case.objects.filter(opened_at__gt=NOW).exists()
        assert not Case.objects.filter(closed_at__gt=NOW).exists()
        assert not Event.objects.filter(at__gt=NOW).exists()
        assert not Assignment.objects.filter(since__gt=NOW).exists()
        assert not Document.objects.filter(issued_at__gt=NOW).exists()
        assert not Rating.objects.filter(at__gt=NOW).exists()
        assert not Message.objects.filter(sent_at__gt=NOW).exists()
        assert not Message.objects.filter(read_at__gt=NOW).exists()

    def test_figures_equal_the_docket_and_are_folded(self) -> None:
        assert differences() == []
        assert Tally.objects.exists()
        assert not TallyDelta.objects.exists()

    def test_what_was_told_in_the_past_is_not_sent_now(self) -> None:
        past = Message.objects.filter(created_at__lt=MIDNIGHT)
        assert self.built.messages == past.count() > 0
        assert set(past.values_list("status", flat=True)) <= {Message.Status.SENT, Message.Status.DELIVERED}
        told = past.filter(channel="sms", code="complaint-received").select_related("case").latest("created_at")
        assert told.case is not None
        assert told.sent_at == told.created_at
        assert told.case.number in told.sent_text.open()

    def test_what_was_told_today_waits_for_the_worker(self) -> None:
        assert set(Message.objects.filter(created_at__gte=MIDNIGHT).values_list("status", flat=True)) <= {Message.Status.QUEUED}

    def test_numbers_rise_with_the_days(self) -> None:
        # Those of permits count for themselves: see test_demo_permits.
        cases = Case.objects.filter(submission_key__in=plans.keys(SCALE))
        serials = [number[-6:] for number in cases.order_by("opened_at").values_list("number", flat=True)]
        assert serials == sorted(serials)
        letters = Document.objects.filter(template="complaint-acceptance").order_by("issued_at").values_list("pk", flat=True)
        assert list(letters) == sorted(letters)

    def test_answers_are_released_by_somebody_else(self) -> None:
        for case in Case.objects.filter(kind="consultation", state="answered"):
            by = {event.action: event.actor_id for event in case.events.all()}
            assert by["draft-answer"] != by["release-answer"]

    def test_people_are_made_up(self) -> None:
        parties = list(Party.objects.filter(case__submission_key__in=plans.keys(SCALE)))
        for party in parties:
            assert party.anonymous or party.phone.open().startswith(PHONE_BLOCK)
            assert not party.email or party.email.open().endswith("@example.com")
        assert any(party.anonymous for party in parties)

    def test_money_recovered_is_plausible(self) -> None:
        settled = Complaint.objects.filter(state="settled")
        assert all(20 <= complaint.recovered <= 8000 and complaint.agreement for complaint in settled)
        assert settled.count() >= 5

    def test_letters_can_be_set(self) -> None:
        kinds = set(Document.objects.values_list("template", flat=True))
        assert {"complaint-acceptance", "termination-notice"} <= kinds
        for kind in kinds:
            with transaction.atomic():
                assert documents.render(Document.objects.filter(template=kind, sha256="").latest("issued_at").pk)
                transaction.set_rollback(True)

    def test_the_command_says_that_it_is_there(self) -> None:
        said = StringIO()
        call_command("demo_data", today=NOW.date(), scale=SCALE, stdout=said)
        assert "nothing was added" in said.getvalue()


def test_refused_outside_the_demo(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO"):
        call_command("demo_data")
