"""Obligations other parts of the portal declare, settle and withdraw."""

from datetime import date

import pytest
from django.utils import timezone

from enterprises.models import Enterprise, ObligationKind
from enterprises.obligations import ledger_notes
from enterprises.obligations.ledger import declare, settle, sync_enterprises, withdraw
from tests.enterprises.ledger_cases import LATER, TODAY, State, kind, only, outside, prove, put, row_versions
from tests.factories.enterprises import AT, EnterpriseFactory

pytestmark = pytest.mark.django_db


class TestDeclared:
    """What other parts of the portal write."""

    KEY = {"source_type": "visit", "source_id": 77, "kind_code": "rectify", "cycle": 0}  # noqa: RUF012 -- never changed

    def declare(self, enterprise, **fields):
        facts = {"enterprise_id": enterprise.pk, "title": "整改：消防通道", "source_date": date(2026, 11, 20), "at": AT}
        return declare(**self.KEY | facts | fields)

    def test_entered_with_the_dates_of_its_kind(self):
        outside(lead_days=10)
        row = self.declare(EnterpriseFactory())
        assert row == only()
        assert (row.due_on, row.opens_on, row.township, row.state) == (date(2026, 12, 5), date(2026, 11, 25), "huaicheng", State.OPEN)

    def test_corrected_but_not_doubled(self):
        outside()
        enterprise = EnterpriseFactory()
        first = self.declare(enterprise)
        again = self.declare(enterprise, title="整改：电梯", source_date=date(2026, 11, 21), at=LATER)
        assert (again.pk, again.title, again.due_on, again.updated_at) == (first.pk, "整改：电梯", date(2026, 12, 6), LATER)
        before = row_versions()
        self.declare(enterprise, title="整改：电梯", source_date=date(2026, 11, 21), at=AT)
        assert row_versions() == before

    def test_settled_once_and_for_all(self):
        outside()
        enterprise = EnterpriseFactory()
        self.declare(enterprise)
        assert settle(**self.KEY, on=TODAY, at=LATER, note="已整改")
        assert self.declare(enterprise, title="again").state == State.MET
        assert not withdraw(**self.KEY, at=LATER)
        assert (only().closed_on, only().note, only().title) == (TODAY, "已整改", "整改：消防通道")

    def test_withdrawn_and_declared_again(self):
        outside()
        enterprise = EnterpriseFactory()
        self.declare(enterprise)
        assert withdraw(**self.KEY, at=LATER, note="误填")
        assert not withdraw(**self.KEY, at=LATER)
        sync_enterprises([enterprise.pk], at=LATER)
        assert (only().state, only().closed_on, only().note) == (State.CANCELLED, timezone.localdate(LATER), "误填")
        assert self.declare(enterprise).state == State.OPEN
        assert only().note == ""

    def test_the_sources_do_not_touch_it(self):
        outside()
        enterprise = EnterpriseFactory()
        self.declare(enterprise)
        before = row_versions()
        sync_enterprises(None, at=LATER)
        sync_enterprises([enterprise.pk], at=LATER)
        assert row_versions() == before
        prove()

    @pytest.mark.parametrize("status", ["cancelled", "revoked", "moved_out"])
    def test_it_ends_with_the_enterprise_and_comes_back_with_it(self, status):
        outside()
        enterprise = EnterpriseFactory()
        self.declare(enterprise)
        put(enterprise, status=status)
        sync_enterprises([enterprise.pk], at=LATER)
        assert (only().state, only().note) == (State.CANCELLED, ledger_notes.ENTERPRISE_LEFT)
        assert self.declare(enterprise) is None
        put(enterprise, status="suspended")
        sync_enterprises([enterprise.pk], at=LATER)
        assert (only().state, only().closed_on, only().note) == (State.OPEN, None, "")

    def test_it_ends_with_its_kind_and_comes_back_with_it(self):
        rule = outside()
        enterprise = EnterpriseFactory()
        self.declare(enterprise)
        put(rule, active=False)
        sync_enterprises(None, at=LATER)
        assert (only().state, only().note) == (State.CANCELLED, ledger_notes.KIND_OFF)
        assert self.declare(enterprise) is None
        put(rule, active=True)
        sync_enterprises(None, at=LATER)
        assert only().state == State.OPEN

    def test_a_kind_out_of_force_asks_nothing(self):
        outside(valid_from=date(2026, 11, 21))
        assert self.declare(EnterpriseFactory()) is None
        assert self.declare(EnterpriseFactory(), source_date=date(2026, 11, 21)) is not None

    def test_a_merged_enterprise_owes_it_as_the_other(self):
        outside()
        kept = EnterpriseFactory()
        dropped = EnterpriseFactory(merged_into=kept, status="cancelled")
        assert self.declare(EnterpriseFactory(merged_into=dropped)).enterprise == kept

    def test_only_kinds_that_are_declared_by_this_source(self):
        kind()
        outside()
        enterprise = EnterpriseFactory()
        with pytest.raises(ValueError, match="lift-inspection"):
            self.declare(enterprise, kind_code="lift-inspection")
        with pytest.raises(ValueError, match="rectify"):
            self.declare(enterprise, source_type="permit")
        with pytest.raises(ValueError, match="lift-inspection"):
            withdraw(source_type="equipment", source_id=1, kind_code="lift-inspection", cycle=0, at=AT)
        with pytest.raises(ObligationKind.DoesNotExist):
            self.declare(enterprise, kind_code="unheard-of")
        with pytest.raises(Enterprise.DoesNotExist):
            declare(**self.KEY, enterprise_id=0, title="", source_date=TODAY, at=AT)
