"""The demo's enterprises: plausible, spread over district and trades, with something late, due and done, and the same at a second run."""

from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client, TestCase
from django.urls import reverse

from bureau.demo import ACCOUNTS, create_accounts
from bureau.models import User
from bureau.reference_data import load_reference
from config.demo_data import enterprise_plan as plans
from config.demo_data import enterprises
from config.demo_data.enterprise_accounts import ENTERPRISE_ACCOUNTS, create_enterprise_accounts
from config.demo_data.enterprise_trades import CERTIFICATES, EQUIPMENT, INSTRUMENTS, PEOPLE, TRADES
from config.demo_data.people import PHONE_BLOCK
from enterprises.codes import clean_code
from enterprises.models import (
    SOURCES,
    CareOfficer,
    Contact,
    CreditEntry,
    DuplicatePair,
    Enterprise,
    FormerName,
    Membership,
    Merge,
    Obligation,
    ObligationKind,
    RiskNote,
)
from enterprises.obligations.ledger_proof import differences
from enterprises.reference_data import read_rows

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 15, 20, tzinfo=SHANGHAI)
TOWNS = {f"town{number}": f"第{number}镇" for number in range(27)}
SCALE = 0.35


def whole(now=NOW):
    return plans.plan(now=now, scale=1, towns=TOWNS)


class TestPlan:
    """What is to be told, before anything is written."""

    def test_how_many_and_where(self):
        firms = whole()
        assert len(firms) == plans.AMOUNT + len(plans.TWINS)
        assert {firm.fields["township"] for firm in firms} == set(TOWNS)
        assert {firm.trade for firm in firms} == set(TRADES)
        kinds = Counter(holding.source_type for firm in firms for holding in firm.holdings)
        assert kinds["equipment"] >= 150
        assert kinds["instrument"] >= 200
        assert min(kinds["certificate"], kinds["person"], kinds["standard"]) >= 30

    def test_codes_are_valid_and_names_differ(self):
        firms = whole()
        assert [clean_code(firm.code) for firm in firms] == [firm.code for firm in firms]
        assert len({firm.code for firm in firms}) == len({firm.fields["name"] for firm in firms}) == len(firms)
        assert {firm.code for firm in firms} == set(plans.codes(1))

    def test_a_larger_demo_begins_with_the_smaller(self):
        small = plans.plan(now=NOW, scale=0.2, towns=TOWNS)
        assert small[:24] == whole()[:24]
        assert set(plans.codes(0.2)) < set(plans.codes(1))
        assert plans.amount(0) > max(plans.TWINS)

    @pytest.mark.parametrize("moment", ["2026-11-23T15:20", "2027-01-01T08:00", "2028-02-29T00:05", "2026-07-01T12:00"])
    def test_nothing_was_done_tomorrow(self, moment):
        now = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
        for firm in whole(now):
            assert firm.entered_at <= now
            for holding in firm.holdings:
                assert holding.fields["last_done_on"] <= holding.entered_on <= now.date()
                assert holding.fields["last_done_on"] < holding.fields["expires_on"]
                if holding.done:
                    assert holding.fields["last_done_on"] < holding.done[0] <= now.date() < holding.done[1] + timedelta(days=41)
            assert all(firm.entered_at.date() <= day <= now.date() for day, _fields in firm.changes)

    def test_kinds_are_those_of_the_reference_data(self):
        assert set(CERTIFICATES) <= {row["code"] for row in read_rows("certificate_kinds.json")}
        assert set(INSTRUMENTS) <= {row["code"] for row in read_rows("instrument_kinds.json")}
        assert {tag for trade in TRADES for tag in trade.tags} <= {row["code"] for row in read_rows("tags.json")}
        assert {trade.division for trade in TRADES} <= {row["code"] for row in read_rows("industries.json")}
        for trade in TRADES:
            assert {*trade.certificates} <= set(CERTIFICATES)
            assert {*trade.equipment} <= set(EQUIPMENT)
            assert {*trade.instruments} <= set(INSTRUMENTS)
            assert {*trade.people} <= set(PEOPLE)

    def test_people_have_numbers_nobody_has(self):
        phones = [contact["phone"] for firm in whole() for contact in firm.contacts]
        assert all(phone.startswith(PHONE_BLOCK) and len(phone) == 11 for phone in phones)
        assert len(set(phones)) == len(phones)
        assert not {account.phone for account in ENTERPRISE_ACCOUNTS} & set(phones)


def cast():
    return {user.username: user for user in User.objects.filter(username__in=[one.username for one in ACCOUNTS])}


class TestBuilt(TestCase):
    """What is in the register afterwards; built once for all, because building is the slow part."""

    @classmethod
    def setUpTestData(cls):
        load_reference()
        create_accounts()
        cls.added = enterprises.build(now=NOW, scale=SCALE, staff=cast())

    def test_as_many_as_planned_and_nothing_the_second_time(self):
        assert self.added == Enterprise.objects.count() == len(plans.codes(SCALE))
        models = (Enterprise, Contact, Obligation, Membership, CareOfficer, CreditEntry, Merge, User, *SOURCES.values())
        before = [model._default_manager.count() for model in models]
        for days in (0, 1, 40):
            assert enterprises.is_built(SCALE)
            assert enterprises.build(now=NOW + timedelta(days=days), scale=SCALE, staff=cast()) == 0
        assert before == [model._default_manager.count() for model in models]

    def test_a_larger_demo_is_added_to_a_smaller_one(self):
        assert not enterprises.is_built(SCALE + 0.02)
        assert enterprises.build(now=NOW, scale=SCALE + 0.02, staff=cast()) == plans.amount(SCALE + 0.02) - plans.amount(SCALE) > 0

    def test_the_ledger_is_what_the_sources_want(self):
        assert [one for one in differences(at=NOW) if not one.is_none] == []

    def test_every_state_and_light(self):
        today = NOW.date()
        standing = Obligation.objects.filter(state="open")
        assert standing.filter(due_on__lt=today).count() >= 5
        assert standing.filter(due_on__range=(today, today + timedelta(days=7))).count() >= 3
        assert standing.filter(opens_on__lte=today, due_on__gt=today + timedelta(days=7)).count() >= 5
        assert standing.filter(opens_on__gt=today).count() >= 20
        assert Obligation.objects.filter(state="met").exclude(source_type="enterprise").count() >= 5
        assert Obligation.objects.filter(state="cancelled").exists()
        months = {(day.year, day.month) for day in standing.values_list("due_on", flat=True)}
        assert {(2026, month) for month in (10, 11, 12)} | {(2027, month) for month in range(1, 9)} <= months

    def test_every_action_there_is_a_source_for(self):
        actions = set(Obligation.objects.filter(state="open").values_list("action", flat=True))
        assert actions == set(ObligationKind.Action.values)

    def test_what_makes_a_register_interesting(self):
        assert DuplicatePair.objects.filter(state="open").count() >= 3
        assert Merge.objects.count() == 1
        assert FormerName.objects.exists()
        assert RiskNote.objects.exists()
        assert CreditEntry.objects.exists()
        assert CareOfficer.objects.values("duty").distinct().count() == 3
        assert {"operating", "suspended"} <= set(Enterprise.objects.values_list("status", flat=True))

    def test_nothing_lies_in_the_future(self):
        for model in (Enterprise, *SOURCES.values()):
            assert not model._default_manager.filter(updated_at__gt=NOW).exists()
        assert not Obligation.objects.filter(closed_on__gt=NOW.date()).exists()

    def test_the_printed_accounts_sign_in_without_a_second_factor(self):
        for account in ENTERPRISE_ACCOUNTS:
            client = Client()
            client.post(reverse("account_login"), {"login": account.phone, "password": account.password})
            assert client.get(reverse("enterprises:desk"), follow=True).status_code == 200
            own = Membership.objects.filter(user__username=account.phone)
            assert {row.enterprise.code for row in own} == {plans.code_of(serial) for serial in account.serials}
            assert {row.part for row in own} == {account.part}

    def test_the_start_says_that_no_code_is_needed(self):
        said = StringIO()
        call_command("demo", codes=True, stdout=said)
        lines = said.getvalue().splitlines()
        for account in ENTERPRISE_ACCOUNTS:
            line = next(line for line in lines if account.phone in line)
            assert account.password in line
            assert "no code needed" in line


@pytest.mark.django_db
def test_public_passwords_stay_out_of_production(settings):
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        create_enterprise_accounts(by=User(), at=NOW)
    assert not User.objects.exists()
