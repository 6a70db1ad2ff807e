"""The manager's dashboard: figures equal the docket's, bounded queries, only for those who lead."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from bureau import dashboard
from bureau.models import Case
from bureau.workflow import Actor, perform
from tests import people
from tests.factories.docket import ComplaintFactory

pytestmark = pytest.mark.django_db
URL = "/staff/dashboard/"


def settle_one(recovered="100.00"):
    clerk = people.clerk()
    case = ComplaintFactory(office=clerk.office)
    at = case.opened_at + timedelta(hours=1)
    perform(case.pk, "accept", actor=Actor.of(clerk), at=at, data={})
    data = {"result": "at-once", "agreement": "退款", "recovered": Decimal(recovered)}
    perform(case.pk, "settle", actor=Actor.of(clerk), at=at, data=data)
    perform(case.pk, "rate", actor=Actor.citizen(), at=at, data={"score": 4, "comment": ""})
    return case


def test_the_figures_are_those_of_the_docket(reference, as_manager):
    settle_one()
    ComplaintFactory()
    as_manager.cookies["django_language"] = "en"
    shown = {stat["label"]: stat for stat in as_manager.get(URL).context["stats"]}
    assert shown["Received"]["value"] == str(Case.objects.count()) == "2"
    assert shown["Closed"]["value"] == str(Case.objects.filter(closed_at__isnull=False).count()) == "1"
    assert shown["Open now"]["value"] == "1"
    assert shown["Recovered loss"]["value"] == "100"
    assert shown["Satisfaction"]["value"] == "4.00"
    assert shown["Deadlines kept"]["value"] == "100.0 %"


def test_lights_follow_the_clock(reference):
    case = ComplaintFactory()
    today = timezone.localdate(case.opened_at)
    period = dashboard.Period(today, today)
    assert dashboard.lights(period, today)["green"] == 1
    assert dashboard.lights(period, case.yellow_on)["yellow"] == 1
    assert dashboard.lights(period, case.due_on)["yellow"] == 1
    assert dashboard.lights(period, case.due_on + timedelta(days=1))["red"] == 1
    assert dashboard.lights(dashboard.Period(today, today, "report"), today)["open"] == 0


def test_the_number_of_queries_does_not_grow_with_the_docket(reference, as_manager, django_assert_max_num_queries):
    for _ in range(15):
        ComplaintFactory()
    with django_assert_max_num_queries(14):
        assert as_manager.get(URL, {"since": "2026-01-01", "until": "2026-12-01"}).status_code == 200


@pytest.mark.parametrize("query", [{"since": "2026-02-01", "until": "2026-01-01"}, {"since": "2020-01-01"}, {"since": "rubbish"}])
def test_an_impossible_period_is_said_and_the_last_month_shown(as_manager, query):
    response = as_manager.get(URL, query)
    assert response.status_code == 200
    assert response.context["form"].errors
    period = response.context["period"]
    assert (period.until - period.since).days == 29


def test_each_figure_leads_to_its_list(reference, as_manager):
    ComplaintFactory(category="food")
    chart = next(one for one in as_manager.get(URL).context["charts"] if one["id"] == "category")
    assert chart["hrefs"][0].startswith(reverse("bureau:workbench") + "?tab=all")
    assert "category=food" in chart["hrefs"][0]


def test_clerks_do_not_see_it(as_clerk):
    assert as_clerk.get(URL).status_code == 403
