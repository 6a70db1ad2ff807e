"""What the tests of the obligation ledger share: kinds of every trigger, short ways to change a source, and the proof."""

from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from enterprises.models import SOURCES, Obligation, ObligationKind
from enterprises.obligations.ledger_proof import differences
from tests.factories.enterprises import (
    AT,
    CertificateFactory,
    DeclaredStandardFactory,
    EnterpriseFactory,
    InstrumentFactory,
    QualifiedPersonFactory,
    SpecialEquipmentFactory,
)

TODAY = timezone.localdate(AT)
LATER = AT + timedelta(days=1)
Trigger, Action, State = ObligationKind.Trigger, ObligationKind.Action, Obligation.State
FACTS = ("source_type", "source_id", "kind_id", "cycle", "enterprise_id", "title", "township", "source_date", "due_on", "state", "note")


def kind(code="lift-inspection", **fields):
    """Inspection of equipment a month before it runs out, to be done from 60 days before."""
    wanted = {
        "label": "定期检验",
        "action": Action.INSPECT,
        "trigger": Trigger.EXPIRY,
        "source_type": "equipment",
        "before_months": 1,
        "basis": "特种设备安全法 40",
    }
    return ObligationKind.objects.create(code=code, **wanted | fields)


def yearly(code="annual-report", **fields):
    wanted = {"action": Action.REPORT, "trigger": Trigger.YEARLY, "source_type": "enterprise", "yearly_day": "06-30", "before_months": 0}
    return kind(code, **wanted | {"lead_days": 180} | fields)


def outside(code="rectify", **fields):
    wanted = {"action": Action.REPORT, "trigger": Trigger.OUTSIDE, "source_type": "visit", "before_months": 0, "after_days": 15}
    return kind(code, **wanted | fields)


def change(code="change-certificate", **fields):
    wanted = {"action": Action.CHANGE, "trigger": Trigger.CHANGE, "source_type": "certificate", "before_months": 0, "after_days": 30}
    return kind(code, **wanted | fields)


def first_use(code="use-registration", **fields):
    wanted = {"action": Action.FILE, "trigger": Trigger.FIRST_USE, "before_months": 0, "after_days": 30}
    return kind(code, **wanted | fields)


def renew(source, *, done_on, expires_on):
    """As the service does it: the next cycle."""
    type(source).objects.filter(pk=source.pk).update(cycle=source.cycle + 1, last_done_on=done_on, expires_on=expires_on)
    source.refresh_from_db()


def put(row, **fields):
    type(row).objects.filter(pk=row.pk).update(**fields)
    row.refresh_from_db()


def ledger():
    return list(Obligation.objects.order_by("source_type", "source_id", "kind_id", "cycle"))


def only():
    return Obligation.objects.get()


def prove(at=AT):
    assert [one for one in differences(at=at) if not one.is_none] == []


def row_versions():
    """The transaction that wrote each row: unchanged means not even touched."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text, ctid::text, updated_at FROM enterprises_obligation ORDER BY id")
        return cursor.fetchall()


def everything():
    """One enterprise with one source of each type, and kinds of every trigger: eight obligations."""
    for source_type in SOURCES:
        kind(f"expiry-{source_type}", source_type=source_type)
    change()
    first_use()
    yearly()
    enterprise = EnterpriseFactory(change_cycle=1, changed_on=date(2026, 11, 2))
    SpecialEquipmentFactory(enterprise=enterprise, registration_number="")
    for factory in (InstrumentFactory, CertificateFactory, DeclaredStandardFactory, QualifiedPersonFactory):
        factory(enterprise=enterprise)
    declared_kind = outside()
    declared_kind.refresh_from_db()
