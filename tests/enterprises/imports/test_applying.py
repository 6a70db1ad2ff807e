"""Taking over: what stands in the register afterwards, who changed it, and what it obliges to."""

from datetime import date

import pytest

from enterprises import reference_data
from enterprises.imports import runs
from enterprises.imports.errors import RowsRefused, WrongState
from enterprises.models import (
    Certificate,
    Contact,
    DuplicatePair,
    Enterprise,
    FormerName,
    ImportRow,
    ImportRun,
    Instrument,
    Obligation,
    ObligationKind,
    QualifiedPerson,
    SpecialEquipment,
)
from tests.enterprises.imports.engine import checked, taken_over
from tests.factories.enterprises import (
    AT,
    CertificateFactory,
    ContactFactory,
    EnterpriseFactory,
    InstrumentFactory,
    QualifiedPersonFactory,
    SpecialEquipmentFactory,
    valid_code,
)
from tests.people import clerk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(db):
    """The kinds of obligation as the product ships them."""
    reference_data.load_with_reference_data([])


def bring(monkeypatch, kind, rows, **options) -> ImportRun:
    run = taken_over(checked(monkeypatch, kind, rows), **options)
    assert run.state == ImportRun.State.APPLIED, run.error
    return run


# --- enterprises ------------------------------------------------------------------------------------------------------
def test_a_new_entry_is_whole(monkeypatch):
    # Still to come this year: what lay before its entry is not asked of it.
    ObligationKind.objects.filter(trigger="yearly").update(yearly_day="12-31")
    code = valid_code(90001)
    row = {
        **{"code": code, "name": "淮安市瑞祥机械有限公司", "legal_representative": "李强", "address": "车桥镇 3 号", "township": "cheqiao"},
        **{"industry_section": "C", "industry_division": "34", "scale": "small", "tags": "key,new", "founded_on": "2010-05-01"},
        **{"contact_name": "王芳", "contact_phone": "13951780001"},
    }
    run = bring(monkeypatch, "enterprise", [row])
    entry = Enterprise.objects.get(code=code)
    assert (entry.search_text, entry.name_core, entry.organisation_code) == (row["name"], "瑞祥机械", code[8:17])
    assert (entry.status, entry.source, entry.version, entry.change_cycle) == ("operating", "import", 1, 0)
    assert (entry.tags, entry.founded_on, entry.main_products, entry.created_at) == (["key", "new"], date(2010, 5, 1), "", AT)
    contact = Contact.objects.get(enterprise=entry)
    assert (contact.duty, contact.name.open(), contact.phone.open(), contact.phone_mask) == (
        "general",
        "王芳",
        "13951780001",
        "139****0001",
    )
    assert bytes(contact.phone_index) == bytes(ContactFactory().phone_index)
    assert Obligation.objects.filter(enterprise=entry, source_type="enterprise").exists()
    assert (run.done, run.applied_at, run.error) == (1, AT, "")


def test_a_change_keeps_the_former_name_and_who_did_it(monkeypatch):
    entry = EnterpriseFactory(name="淮安市恒源食品有限公司", legal_representative="")
    FormerName.objects.create(enterprise=entry, name="楚州恒源食品厂", until=date(2015, 1, 1))
    row = {"code": entry.code, "name": "江苏恒源食品有限公司", "legal_representative": "李强"}
    run = bring(monkeypatch, "enterprise", [row])
    entry.refresh_from_db()
    assert entry.search_text == "江苏恒源食品有限公司\n淮安市恒源食品有限公司\n楚州恒源食品厂"
    assert list(entry.former_names.values_list("name", flat=True)) == ["淮安市恒源食品有限公司", "楚州恒源食品厂"]
    assert (entry.version, entry.change_cycle, entry.changed_on, entry.updated_at) == (2, 1, AT.date(), AT)
    assert (entry.source, entry.address) == ("staff", "淮城镇经济开发区翔宇大道 18 号")
    context = entry.history.latest("pgh_id").pgh_context.metadata
    assert (context["user"], context["run"]) == (run.made_by.pk, str(run.key))


def test_filling_a_gap_is_no_change_of_what_certificates_say(monkeypatch):
    entry = EnterpriseFactory(address="")
    bring(monkeypatch, "enterprise", [{"code": entry.code, "address": "车桥镇 3 号", "phone": "0517-1"}])
    entry.refresh_from_db()
    assert (entry.address, entry.version, entry.change_cycle, entry.changed_on) == ("车桥镇 3 号", 2, 0, None)


def test_a_name_borne_before_is_not_listed_twice(monkeypatch):
    entry = EnterpriseFactory(name="乙厂")
    FormerName.objects.create(enterprise=entry, name="甲厂", until=date(2015, 1, 1))
    bring(monkeypatch, "enterprise", [{"code": entry.code, "name": "甲厂"}])
    entry.refresh_from_db()
    assert entry.search_text == "甲厂\n乙厂"


def test_a_changed_phone_leaves_name_and_entry_alone(monkeypatch):
    contact = ContactFactory()
    bring(monkeypatch, "enterprise", [{"code": contact.enterprise.code, "contact_phone": "13951780002"}])
    changed = Contact.objects.get()
    assert (changed.name.open(), changed.phone.open(), changed.phone_mask) == ("王芳", "13951780002", "139****0002")
    assert Enterprise.objects.get().version == 1


def test_a_contact_is_added_where_there_is_none(monkeypatch):
    entry = EnterpriseFactory()
    ContactFactory(enterprise=entry, duty="quality")
    bring(monkeypatch, "enterprise", [{"code": entry.code, "contact_name": "李强"}])
    assert list(Contact.objects.order_by("id").values_list("duty", "name_mask")) == [("quality", "王*"), ("general", "李*")]


def test_likely_doubles_are_written_down(monkeypatch):
    known = EnterpriseFactory(name="淮安市恒源食品有限公司")
    bring(monkeypatch, "enterprise", [{"code": valid_code(90002), "name": "江苏恒源食品股份有限公司"}])
    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second.code) == (known, valid_code(90002))


def test_the_same_file_again_changes_nothing(monkeypatch):
    rows = [{"code": valid_code(n), "name": f"第{n}厂", "contact_name": "王芳", "contact_phone": "13951780001"} for n in (90001, 90002)]
    bring(monkeypatch, "enterprise", rows)
    before = list(Enterprise.objects.order_by("id").values())
    run = bring(monkeypatch, "enterprise", rows)
    assert (run.new, run.changed, run.same) == (0, 0, 2)
    assert list(Enterprise.objects.order_by("id").values()) == before


# --- refused rows -----------------------------------------------------------------------------------------------------
def test_refused_rows_must_be_left_out_knowingly(monkeypatch):
    run = checked(monkeypatch, "enterprise", [{"code": valid_code(90001), "name": "甲厂"}, {"code": valid_code(90002)}])
    with pytest.raises(RowsRefused):
        runs.start_apply(run, by=clerk(), at=AT, without_refused=False)
    assert taken_over(run, without_refused=True).state == "applied"
    assert Enterprise.objects.count() == 1


def test_nothing_is_taken_over_twice(monkeypatch):
    run = bring(monkeypatch, "enterprise", [{"code": valid_code(90001), "name": "甲厂"}])
    with pytest.raises(WrongState):
        runs.start_apply(run, by=clerk(), at=AT, without_refused=False)
    with pytest.raises(WrongState):
        runs.discard(run, by=clerk(), at=AT)
    Enterprise.objects.filter(code=valid_code(90001)).update(name="手改厂")
    runs.apply(run.pk, by=clerk(), at=AT)
    assert Enterprise.objects.get().name == "手改厂"


# --- what enterprises hold --------------------------------------------------------------------------------------------
def equipment(piece, **values):
    return {"enterprise_code": piece.enterprise.code, "code": piece.code, "category": piece.category, "name": piece.name, **values}


@pytest.mark.parametrize(
    ("values", "cycle"),
    [
        ({"last_done_on": "2026-11-20", "expires_on": "2027-11-30"}, 1),
        # A renewal whose sheet has no column for the day it was done.
        ({"expires_on": "2027-03-31"}, 1),
        # A slip put right.
        ({"expires_on": "2027-03-30"}, 0),
        ({"last_done_on": "2025-12-31", "expires_on": "2027-12-31"}, 0),
        ({"location": "三号楼"}, 0),
    ],
)
def test_what_begins_a_new_round(monkeypatch, values, cycle):
    piece = SpecialEquipmentFactory(last_done_on=date(2025, 12, 31), expires_on=date(2026, 12, 31))
    bring(monkeypatch, "equipment", [equipment(piece, **values)])
    piece.refresh_from_db()
    assert (piece.cycle, piece.version, piece.updated_at) == (cycle, 2, AT)
    assert piece.history.count() == 1


def test_a_new_piece_gives_rise_to_its_obligation_and_an_inspection_meets_it(monkeypatch):
    owner = EnterpriseFactory()
    row = {"enterprise_code": owner.code, "code": "31103208030000009999", "category": "lift", "name": "乘客电梯"}
    dates = {"registration_number": "梯11苏H1", "last_done_on": "2025-12-31", "expires_on": "2026-12-31"}
    bring(monkeypatch, "equipment", [{**row, **dates}])
    piece = SpecialEquipment.objects.get()
    assert (piece.enterprise, piece.standing, piece.cycle, piece.expires_on) == (owner, "in_use", 0, date(2026, 12, 31))
    mine = Obligation.objects.filter(source_type="equipment", source_id=piece.pk)
    assert mine.filter(state="open", source_date=date(2026, 12, 31)).exists()
    bring(monkeypatch, "equipment", [{**row, "last_done_on": "2026-11-20", "expires_on": "2027-11-30"}])
    assert not mine.filter(state="open", source_date=date(2026, 12, 31)).exists()
    assert mine.filter(state="met", cycle=0).exists() and mine.filter(state="open", cycle=1, source_date=date(2027, 11, 30)).exists()


def test_what_belongs_to_a_merged_entry_goes_to_the_kept_one(monkeypatch):
    kept = EnterpriseFactory()
    dropped = EnterpriseFactory(merged_into=kept)
    bring(monkeypatch, "certificate", [{"enterprise_code": dropped.code, "kind": "production-licence", "number": "苏XK13-1"}])
    assert Certificate.objects.get().enterprise == kept


def test_every_kind_comes_in_and_changes(monkeypatch):
    instrument, certificate, person = InstrumentFactory(), CertificateFactory(), QualifiedPersonFactory()
    bring(
        monkeypatch,
        "instrument",
        [
            {
                "enterprise_code": instrument.enterprise.code,
                "kind": instrument.kind,
                "serial_number": instrument.serial_number,
                "model": "SCS",
            },
            {"enterprise_code": instrument.enterprise.code, "kind": "scale", "serial_number": "1", "name": "电子秤"},
        ],
    )
    bring(
        monkeypatch,
        "certificate",
        [{"enterprise_code": certificate.enterprise.code, "kind": certificate.kind, "number": certificate.number, "scope": "熟料"}],
    )
    base = {"enterprise_code": person.enterprise.code, "duty": "operator"}
    bring(
        monkeypatch,
        "person",
        [
            {**base, "certificate_number": person.certificate_number, "name": "赵强"},
            {**base, "certificate_number": "N-1", "name": "钱进", "phone": "13951780003", "expires_on": "2027-01-31"},
        ],
    )
    instrument.refresh_from_db(), certificate.refresh_from_db(), person.refresh_from_db()
    assert (instrument.model, certificate.scope, person.name.open(), person.version) == ("SCS", "熟料", "赵强", 2)
    assert Instrument.objects.get(serial_number="1").use == "trade"
    new = QualifiedPerson.objects.get(certificate_number="N-1")
    assert (new.name.open(), new.name_mask, new.phone.open(), new.expires_on) == ("钱进", "钱*", "13951780003", date(2027, 1, 31))
    assert QualifiedPerson.objects.filter(phone_index=new.phone_index).count() == 1


# --- the register moves on --------------------------------------------------------------------------------------------
def test_a_register_that_moved_on_is_shown_again_and_not_written(monkeypatch):
    entry = EnterpriseFactory()
    run = checked(monkeypatch, "enterprise", [{"code": entry.code, "address": "新地址"}, {"code": valid_code(90001), "name": "甲厂"}])
    Enterprise.objects.filter(pk=entry.pk).update(address="别人改的地址")
    taken_over(run)
    assert (run.state, run.checked_at, run.changed, run.new) == (ImportRun.State.CHECKED, AT, 1, 1)
    assert run.error
    assert ImportRow.objects.get(run=run, line=2).data["was"] == {"address": "别人改的地址"}
    assert Enterprise.objects.count() == 1
    assert taken_over(run).state == ImportRun.State.APPLIED
    assert Enterprise.objects.get(pk=entry.pk).address == "新地址"


def test_a_change_the_file_says_nothing_of_is_in_nobodys_way(monkeypatch):
    entry = EnterpriseFactory()
    run = checked(monkeypatch, "enterprise", [{"code": entry.code, "address": "新地址"}])
    Enterprise.objects.filter(pk=entry.pk).update(phone="0517-1", version=5)
    assert taken_over(run).state == ImportRun.State.APPLIED
    entry.refresh_from_db()
    assert (entry.address, entry.phone, entry.version) == ("新地址", "0517-1", 6)


def test_rows_that_are_gone_are_said_to_be_gone(monkeypatch):
    run = checked(monkeypatch, "enterprise", [{"code": valid_code(n), "name": "甲厂"} for n in (90001, 90002)])
    ImportRow.objects.filter(run=run, line=3).delete()
    taken_over(run)
    assert (run.state, Enterprise.objects.count()) == (ImportRun.State.FAILED, 0)
    assert run.error
