"""The register's reference tables in the administration."""

import pytest
from django.urls import reverse

from enterprises.models import CertificateKind, Industry, InstrumentKind, ObligationKind, Tag

pytestmark = pytest.mark.django_db

KIND = {
    "code": "lift-inspection",
    "label": "电梯定期检验",
    "action": "inspect",
    "trigger": "expiry",
    "source_type": "equipment",
    "source_kinds": "[]",
    "before_months": "1",
    "before_days": "0",
    "after_days": "0",
    "lead_days": "60",
    "basis": "特种设备安全法第四十条",
    "active": "on",
    "order": "1",
}
NEW_KIND = reverse("admin:enterprises_obligationkind_add")


ROWS = (
    Industry(code="C", section="C", label="制造业"),
    Tag(code="x", label="x"),
    CertificateKind(code="x", label="x"),
    InstrumentKind(code="x", label="x"),
    ObligationKind(code="x", label="x", action="file", trigger="outside", source_type="x", basis="x"),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row._meta.model_name)
def test_each_table_is_there_and_nothing_in_it_is_deleted(as_administrator, as_supervisor, row):
    row.pk = None
    row.save(force_insert=True)
    name = f"admin:enterprises_{row._meta.model_name}"
    assert as_administrator.get(reverse(f"{name}_changelist")).status_code == 200
    assert as_administrator.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
    assert as_administrator.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert as_supervisor.get(reverse(f"{name}_changelist"), follow=True).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.fixture
def woken(monkeypatch):
    """Names of the tasks that were called for."""
    called = []
    monkeypatch.setattr("enterprises.admin.wake", called.append)
    return called


def test_a_new_kind_of_obligation_sets_the_ledger_to_work(as_administrator, woken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert as_administrator.post(NEW_KIND, KIND).status_code == 302
    assert ObligationKind.objects.get().code == "lift-inspection"
    assert woken == ["enterprises.keep_ledger"]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"source_type": "moon"}, "source_type"), ({"trigger": "yearly", "source_type": "enterprise", "yearly_day": "31-02"}, "yearly_day")],
)
def test_a_kind_the_ledger_cannot_work_with_is_refused(as_administrator, given, field):
    response = as_administrator.post(NEW_KIND, {**KIND, **given})
    assert response.status_code == 200 and field in response.context["adminform"].form.errors
    assert not ObligationKind.objects.exists()


def test_what_the_law_says_of_a_kind_stays(as_administrator, woken, django_capture_on_commit_callbacks):
    as_administrator.post(NEW_KIND, KIND)
    row = ObligationKind.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        response = as_administrator.post(
            reverse("admin:enterprises_obligationkind_change", args=[row.pk]),
            {**KIND, "basis": "无", "before_months": "3", "lead_days": "90"},
        )
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.basis, row.before_months, row.lead_days) == ("特种设备安全法第四十条", 1, 90)
    assert woken[-1] == "enterprises.keep_ledger"
