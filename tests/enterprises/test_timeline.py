"""The timeline of an enterprise: what stands in it, in which order, for whom, and page by page."""

from datetime import UTC, date, datetime, timedelta

import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from bureau.models import Case
from enterprises.holdings import services as holdings
from enterprises.models import CertificateKind, Merge, Obligation, ObligationKind, RiskNote, SpecialEquipment, Standing
from enterprises.page import notes, timeline
from enterprises.page.timeline_words import told
from enterprises.register.services import change_enterprise
from tests import people
from tests.factories.docket import ComplaintFactory
from tests.factories.enterprises import AT, CertificateFactory, EnterpriseFactory, QualifiedPersonFactory, SpecialEquipmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprise(db):
    return EnterpriseFactory()


def read(enterprise, reader=None, **options):
    return timeline.timeline([enterprise.pk], [enterprise.code], reader or people.supervisor(), **options)


def words(enterprise, reader=None):
    with translation.override("en"):
        return [(item["title"], item["text"], item["actor"]) for item in told(read(enterprise, reader).rows)]


def test_a_change_is_told_from_what_to_what_and_by_whom(enterprise):
    row = SpecialEquipmentFactory(enterprise=enterprise, name="货梯", code="A1")
    holdings.correct_holding(row, by=people.clerk(), at=AT, version=1, location="1 号楼")
    holdings.correct_holding(row, by=people.officer(), at=AT, version=2, location="2 号楼")
    title, text, actor = words(enterprise)[0]
    assert "货梯 A1" in title and actor == str(people.officer())
    assert text == "location: 1 号楼 → 2 号楼"


def test_codes_are_told_in_words(enterprise):
    CertificateKind.objects.create(code="food", label="食品生产许可证", label_en="Food production licence")
    row = CertificateFactory(enterprise=enterprise)
    holdings.correct_holding(row, by=people.clerk(), at=AT, version=1, scope="糖果")
    holdings.correct_holding(row, by=people.clerk(), at=AT, version=2, kind="food", expires_on=date(2028, 5, 31))
    holdings.set_standing(row, Standing.STOPPED, by=people.clerk(), at=AT, version=3)
    stopped, changed = words(enterprise)[:2]
    assert stopped[1] == "standing: In use → Out of use"
    assert "Food production licence" in changed[1] and "31 May 2028" in changed[1]


def test_a_changed_entry_of_the_register_is_told(enterprise):
    first = change_enterprise(enterprise, by=people.clerk(), at=AT, version=1, phone="0517-85900000")
    change_enterprise(first, by=people.clerk(), at=AT, version=2, phone="0517-85911111")
    assert "business phone: 0517-85900000 → 0517-85911111" in words(enterprise)[0][1]


def test_sealed_values_never_leave_the_database(enterprise):
    person = QualifiedPersonFactory(enterprise=enterprise, name="赵刚")
    holdings.correct_holding(person, by=people.clerk(), at=AT, version=1, item="G2")
    holdings.correct_holding(person, by=people.clerk(), at=AT, version=2, name="钱进")
    happening = read(enterprise).rows[0]
    assert not timeline.SEALED & happening.facts["after"].keys()
    assert "赵* → 钱*" in words(enterprise)[0][1]


def test_every_change_has_its_before_and_its_after(enterprise):
    """The history keeps what a row was; the first change is told in full too."""
    row = SpecialEquipmentFactory(enterprise=enterprise, location="1 号楼")
    history = timeline.history_of(SpecialEquipment)
    with pgtrigger.ignore("enterprises.SpecialEquipment:update_update"):
        for place in ("2 号楼", "3 号楼"):
            values = {field.attname: getattr(row, field.attname) for field in SpecialEquipment._meta.fields}
            history.objects.create(pgh_obj=row, pgh_label="update", **values)
            SpecialEquipment.objects.filter(pk=row.pk).update(location=place)
            row.refresh_from_db()
    told_changes = [(one.facts["before"]["location"], one.facts["after"]["location"]) for one in read(enterprise).rows]
    assert sorted(told_changes) == [("1 号楼", "2 号楼"), ("2 号楼", "3 号楼")]


def test_every_part_has_its_place(enterprise):
    other = EnterpriseFactory(name="被并入的厂")
    kind = ObligationKind.objects.create(
        code="x",
        label="定期检验",
        label_en="Periodic inspection",
        action="inspect",
        trigger="expiry",
        source_type="equipment",
        basis="四十",
    )
    Obligation.objects.create(
        enterprise=enterprise,
        kind=kind,
        action="inspect",
        source_type="equipment",
        source_id=1,
        cycle=0,
        title="货梯",
        source_date=AT.date(),
        due_on=AT.date(),
        opens_on=AT.date(),
        state="met",
        closed_on=AT.date(),
        created_at=AT,
        updated_at=AT,
    )
    note = notes.add_risk_note(enterprise, level="high", text="小心", by=people.clerk(), at=AT)
    notes.end_risk_note(note, by=people.officer(), at=AT)
    notes.add_credit_entry(enterprise, kind="penalty", text="罚款", happened_on=AT.date(), by=people.officer(), at=AT)
    Merge.objects.create(kept=enterprise, dropped=other, reason="重复", by=people.supervisor(), at=AT, undone_at=AT)
    case = ComplaintFactory(office=people.clerk().office)
    Case.objects.filter(pk=case.pk).update(enterprise_code=enterprise.code, closed_at=case.opened_at)
    found = [title for title, _text, _actor in words(enterprise)]
    expected = ("Obligation met: Periodic inspection", "Risk note (High)", "Risk note ended", "Credit record: Administrative penalty")
    assert [title for title in expected if title not in found] == []
    assert sum("被并入的厂" in title for title in found) == 2
    assert sum(case.number in title for title in found) == 2


def test_a_matter_the_reader_may_not_see_is_not_told(enterprise):
    case = ComplaintFactory(office=people.clerk().office)
    Case.objects.filter(pk=case.pk).update(enterprise_code=enterprise.code)
    assert any(case.number in title for title, *_rest in words(enterprise, people.clerk()))
    assert not any(case.number in title for title, *_rest in words(enterprise, people.clerk_elsewhere()))


def test_an_end_written_later_is_told_of_the_day_it_ended(enterprise):
    kind = ObligationKind.objects.create(code="x", label="报告", action="report", trigger="outside", source_type="x", basis="x")
    Obligation.objects.create(
        enterprise=enterprise,
        kind=kind,
        action="report",
        source_type="x",
        source_id=1,
        cycle=0,
        title="年报",
        source_date=date(2026, 6, 1),
        due_on=date(2026, 6, 30),
        opens_on=date(2026, 6, 1),
        state="met",
        closed_on=date(2026, 6, 20),
        created_at=AT,
        updated_at=AT,
    )
    assert read(enterprise).rows[0].at == datetime(2026, 6, 20, 15, 59, 59, tzinfo=UTC)


def test_pages_hold_everything_once_also_what_happened_at_one_moment(enterprise):
    other = EnterpriseFactory()
    for number in range(7):
        RiskNote.objects.create(enterprise=enterprise, level="low", text=f"同一时刻 {number}", by=people.clerk(), at=AT, ended_at=AT)
        RiskNote.objects.create(
            enterprise=enterprise, level="low", text=f"早些 {number}", by=people.clerk(), at=AT - timedelta(days=number)
        )
        RiskNote.objects.create(enterprise=other, level="low", text="别家", by=people.clerk(), at=AT)
    seen, after, pages = [], "", 0
    while True:
        page = read(enterprise, after=after, size=4)
        seen += [(one.part, one.pk) for one in page.rows]
        pages += 1
        if not page.after:
            break
        after = page.after
    assert len(seen) == len(set(seen)) == 21 and pages == 6
    assert {part for part, _pk in seen} == {"note", "note-ended"}


@pytest.mark.parametrize("mark", ["x", "2026-01-01~0~1", "2026-01-01T00:00:00+00:00~a~1", "2026-99-01T00:00:00+00:00~0~1", "~~"])
def test_a_damaged_mark_shows_the_first_page(enterprise, mark):
    notes.add_risk_note(enterprise, level="low", text="在", by=people.clerk(), at=AT)
    assert len(read(enterprise, after=mark).rows) == 1


def test_one_statement_however_long_the_history(enterprise):
    row = SpecialEquipmentFactory(enterprise=enterprise)
    for version in range(1, 6):
        holdings.correct_holding(row, by=people.clerk(), at=AT, version=version, location=f"{version} 号楼")
    reader = people.supervisor()
    with CaptureQueriesContext(connection) as captured:
        page = read(enterprise, reader)
    assert (len(captured), len(page.rows)) == (1, 5)


def test_the_page_leads_to_what_happened_before(as_clerk, enterprise):
    for number in range(timeline.SIZE + 3):
        RiskNote.objects.create(enterprise=enterprise, level="low", text=f"第 {number} 条", by=people.clerk(), at=AT, ended_at=None)
    address = reverse("enterprises:enterprise-timeline", args=[enterprise.code])
    assert address in as_clerk.get(reverse("enterprises:enterprise", args=[enterprise.code])).content.decode()
    older = as_clerk.get(address).context["older_url"]
    page = as_clerk.get(older)
    assert page.status_code == 200 and len(page.context["events"]) == 3 and not page.context["older_url"]
