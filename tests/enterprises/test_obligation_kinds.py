"""The kinds the house ships, what an administrator may make of them, and how the ledger follows."""

import json
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from bureau.reference_data import load_reference
from enterprises import tasks
from enterprises.models import Obligation, ObligationKind
from enterprises.obligations import ledger_upkeep
from enterprises.obligations.kinds import kind_problems
from enterprises.obligations.ledger import sync_enterprises
from enterprises.reference_data import read_rows
from tests import people
from tests.factories.enterprises import AT, CertificateFactory, EnterpriseFactory, InstrumentFactory, SpecialEquipmentFactory

pytestmark = pytest.mark.django_db
UNCHECKED = "（待核对）"


@pytest.fixture
def kinds():
    load_reference()
    return {kind.code: kind for kind in ObligationKind.objects.all()}


def test_every_shipped_kind_is_sound(kinds):
    assert {code: found for code, kind in kinds.items() if (found := kind_problems(kind))} == {}
    for kind in kinds.values():
        kind.full_clean()
        assert kind.how, kind
        assert kind.how_en, kind
        assert kind.duty, kind


def test_what_could_not_be_checked_says_so(kinds):
    """A basis that is not in the checked corpus, or that sets no period, is not shown as confirmed."""
    for kind in kinds.values():
        assert not (kind.confirmed and (UNCHECKED in kind.basis or "未定期限" in kind.basis)), kind.code
        assert kind.confirmed or UNCHECKED in kind.basis or "未定期限" in kind.basis, kind.code


@pytest.mark.parametrize(
    ("code", "period"),
    [
        ("equipment-inspection", {"before_months": 1}),
        ("equipment-registration", {"after_days": 30}),
        ("production-licence-renewal", {"before_months": 6}),
        ("licence-renewal", {"before_days": 30}),
        ("instrument-verification", {}),
    ],
)
def test_confirmed_periods_are_those_of_the_law(kinds, code, period):
    kind = kinds[code]
    assert kind.confirmed
    names = ("before_months", "before_days", "after_days")
    assert {name: getattr(kind, name) for name in names if getattr(kind, name)} == period


def test_every_certificate_and_instrument_kind_named_exists(kinds):
    certificates = {row["code"] for row in read_rows("certificate_kinds.json")}
    named = {one for kind in kinds.values() if kind.source_type == "certificate" for one in kind.source_kinds}
    assert named <= certificates
    expiring = {
        one for kind in kinds.values() if kind.source_type == "certificate" and kind.trigger == "expiry" for one in kind.source_kinds
    }
    assert certificates - expiring == {"system-certificate"}, "every licence has a kind of renewal; a voluntary certificate has none"


def test_a_source_gets_one_expiry_obligation_of_the_shipped_kinds(kinds):
    """Two kinds must not ask for the same thing twice."""
    enterprise = EnterpriseFactory()
    for row in read_rows("certificate_kinds.json"):
        CertificateFactory(enterprise=enterprise, kind=row["code"])
    SpecialEquipmentFactory(enterprise=enterprise)
    InstrumentFactory(enterprise=enterprise)
    sync_enterprises([enterprise.pk], at=AT)
    found = list(Obligation.objects.values_list("source_type", "source_id"))
    assert len(found) == len(set(found)) == 15 + 1 + 1 + 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"trigger": "expiry", "source_type": "enterprise"}, "source_type"),
        ({"trigger": "change", "source_type": "visit"}, "source_type"),
        ({"trigger": "first_use", "source_type": "instrument"}, "source_type"),
        ({"trigger": "yearly", "source_type": "certificate", "yearly_day": "06-30"}, "source_type"),
        ({"trigger": "yearly", "source_type": "enterprise", "yearly_day": "6-30"}, "yearly_day"),
        ({"trigger": "yearly", "source_type": "enterprise", "yearly_day": "06-30\n"}, "yearly_day"),
        ({"source_kinds": "lift"}, "source_kinds"),
        ({"source_kinds": [1]}, "source_kinds"),
        ({"duty": "boss"}, "duty"),
        ({"link": "http://example.cn"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 31)}, "valid_to"),
    ],
)
def test_what_the_ledger_could_not_work_with(fields, field):
    sound = {"trigger": "expiry", "source_type": "equipment", "source_kinds": [], "duty": "equipment"}
    assert kind_problems(ObligationKind(**sound)) == {}
    assert list(kind_problems(ObligationKind(**sound | fields))) == [field]


@pytest.mark.parametrize("link", ["https://www.gsxt.gov.cn/", "bureau:profile", ""])
def test_links_that_lead_somewhere(link):
    assert kind_problems(ObligationKind(trigger="outside", source_type="visit", link=link)) == {}


class TestUpkeep:
    """The task that follows a changed kind and the turn of the year."""

    def test_goes_through_everybody_in_pieces(self, kinds, django_assert_max_num_queries):
        for _one in range(5):
            SpecialEquipmentFactory()
        with django_assert_max_num_queries(3 * 12 + 2 * 3 + 1):
            assert ledger_upkeep.keep_all(at=AT, piece=2) == 5
        assert Obligation.objects.filter(kind__code="equipment-inspection").count() == 5
        ObligationKind.objects.filter(code="equipment-inspection").update(before_months=2)
        assert tasks.keep_ledger() == 5
        assert set(Obligation.objects.filter(kind__code="equipment-inspection").values_list("due_on", flat=True)) == {date(2026, 10, 31)}

    def test_an_empty_register(self):
        assert ledger_upkeep.keep_all(at=AT) == 0

    def test_beat_knows_the_task(self):
        schedules = import_module("outreach.schedules").SCHEDULES
        assert ledger_upkeep.KEEP_TASK in {one.task for one in schedules}


class TestProof:
    """`check_obligations` finds every sort of difference, and nothing where there is none."""

    @pytest.fixture
    def lift(self, kinds):
        lift = SpecialEquipmentFactory()
        sync_enterprises(None, at=timezone.now())
        return lift

    def test_nothing_to_find(self, lift, capsys):
        call_command("check_obligations")
        assert "is what its sources want" in capsys.readouterr().out

    def test_missing(self, lift):
        Obligation.objects.filter(source_type="equipment").delete()
        with pytest.raises(CommandError, match="equipment: 1 missing, 0 superfluous, 0 differing"):
            call_command("check_obligations")

    def test_missing_because_cancelled(self, lift):
        Obligation.objects.filter(source_type="enterprise").update(state="cancelled", closed_on=date(2026, 1, 1))
        with pytest.raises(CommandError, match="enterprise: 1 missing, 0 superfluous, 0 differing"):
            call_command("check_obligations")

    def test_superfluous(self, lift):
        lift.standing = "ended"
        lift.save()
        with pytest.raises(CommandError, match="equipment: 0 missing, 1 superfluous, 0 differing"):
            call_command("check_obligations")

    @pytest.mark.parametrize("fields", [{"due_on": date(2020, 1, 1)}, {"township": "elsewhere"}, {"title": "?"}, {"action": "file"}])
    def test_differing(self, lift, fields):
        Obligation.objects.filter(source_type="equipment").update(**fields)
        with pytest.raises(CommandError, match="equipment: 0 missing, 0 superfluous, 1 differing"):
            call_command("check_obligations")

    def test_declared_ones_of_who_has_left(self, lift):
        kind = ObligationKind.objects.create(
            code="rectify", label="整改", action="report", trigger="outside", source_type="visit", basis="-"
        )
        enterprise = lift.enterprise
        day = {
            "source_date": date(2026, 1, 1),
            "due_on": date(2026, 1, 1),
            "opens_on": date(2026, 1, 1),
            "created_at": AT,
            "updated_at": AT,
        }
        Obligation.objects.create(
            enterprise=enterprise,
            kind=kind,
            action="report",
            source_type="visit",
            source_id=1,
            cycle=0,
            township=enterprise.township,
            **day,
        )
        call_command("check_obligations")
        enterprise.status = "revoked"
        enterprise.save()
        with pytest.raises(CommandError, match="declared: 0 missing, 1 superfluous, 0 differing"):
            call_command("check_obligations")


class TestAdministration:
    """An administrator changes a kind; a worker is told once it is saved."""

    @pytest.fixture
    def admin(self, client):
        return people.signed_in(client, people.administrator())

    def change(self, admin, kind, **fields):
        url = reverse("admin:enterprises_obligationkind_change", args=[kind.pk])
        page = admin.get(url)
        form = page.context["adminform"].form
        data = {name: form[name].value() for name in form.fields}
        data = {name: "" if value is None else value for name, value in data.items()} | {"source_kinds": json.dumps(kind.source_kinds)}
        data = {name: value for name, value in (data | fields).items() if value is not False}
        return admin.post(url, data)

    def test_a_changed_kind_wakes_the_worker(self, admin, kinds, monkeypatch, django_capture_on_commit_callbacks):
        woken = []
        monkeypatch.setattr("enterprises.admin.wake", woken.append)
        with django_capture_on_commit_callbacks(execute=True):
            answer = self.change(admin, kinds["equipment-inspection"], active=False, lead_days=90)
        assert answer.status_code == 302, answer.context["errors"]
        changed = ObligationKind.objects.get(code="equipment-inspection")
        assert (changed.active, changed.lead_days) == (False, 90)
        assert woken == [ledger_upkeep.KEEP_TASK]

    def test_a_kind_the_ledger_cannot_work_with_is_refused(self, admin, kinds, monkeypatch):
        monkeypatch.setattr("enterprises.admin.wake", pytest.fail)
        answer = self.change(admin, kinds["annual-report"], link="http://example.cn", active=False)
        assert answer.status_code == 200
        assert set(answer.context["adminform"].form.errors) == {"link"}
        assert ObligationKind.objects.get(code="annual-report").active

    @pytest.mark.parametrize("model", ["industry", "tag", "certificatekind", "instrumentkind", "obligationkind"])
    def test_every_list_of_words_opens_for_administrators_only(self, admin, kinds, model):
        url = reverse(f"admin:enterprises_{model}_changelist")
        assert admin.get(url).status_code == 200
        assert people.signed_in(admin, people.clerk()).get(url, follow=True).status_code == 403


def test_the_day_before_and_after_of_a_lead_time(kinds):
    lift = SpecialEquipmentFactory()
    sync_enterprises([lift.enterprise_id], at=AT)
    row = Obligation.objects.get(kind__code="equipment-inspection")
    assert row.due_on - row.opens_on == timedelta(days=kinds["equipment-inspection"].lead_days)
