"""The dry run: what would become of each row, and why not."""

from datetime import date

import pytest

from enterprises.imports.checking import NEW, REFUSED
from enterprises.imports.reasons import words
from enterprises.models import Enterprise, ImportRow, InstrumentKind, Standing
from tests.enterprises.imports.engine import checked, codes, verdicts
from tests.factories.enterprises import (
    CertificateFactory,
    ContactFactory,
    EnterpriseFactory,
    InstrumentFactory,
    QualifiedPersonFactory,
    SpecialEquipmentFactory,
    valid_code,
)

pytestmark = pytest.mark.django_db


def entry(enterprise: Enterprise, **values: str | None) -> dict[str, str | None]:
    return {"code": enterprise.code, "name": enterprise.name, **values}


def was(run, line: int) -> dict[str, str]:
    return ImportRow.objects.get(run=run, line=line).data.get("was", {})


# --- enterprises ------------------------------------------------------------------------------------------------------
def test_new_changed_and_same(monkeypatch):
    known, other = EnterpriseFactory(), EnterpriseFactory(tags=["key"])
    run = checked(
        monkeypatch,
        "enterprise",
        [
            {"code": valid_code(90001), "name": "江苏瑞祥机械有限公司"},
            entry(known, address="车桥镇工业集中区 3 号", phone=None, founded_on="2001-02-03"),
            entry(other, tags="key", township="huaicheng"),
        ],
    )
    assert verdicts(run) == {2: "new", 3: "changed", 4: "same"}
    assert was(run, 3) == {"address": "淮城镇经济开发区翔宇大道 18 号", "founded_on": ""}
    assert (run.new, run.changed, run.same, run.refused) == (1, 1, 1, 0)
    assert not Enterprise.objects.filter(code=valid_code(90001)).exists()


def test_an_empty_cell_says_nothing(monkeypatch):
    known = EnterpriseFactory()
    run = checked(monkeypatch, "enterprise", [entry(known, address=None, phone=None, tags=None, scale="")])
    assert verdicts(run) == {2: "same"}


def test_tags_in_another_order_are_the_same(monkeypatch):
    known = EnterpriseFactory(tags=["new", "key"])
    run = checked(monkeypatch, "enterprise", [entry(known, tags="key,new"), entry(EnterpriseFactory(tags=["new"]), tags="key,new")])
    assert verdicts(run) == {2: "same", 3: "changed"}
    assert was(run, 3) == {"tags": "new"}


def test_the_later_of_two_rows_is_refused_and_both_are_named(monkeypatch):
    code = valid_code(90002)
    run = checked(
        monkeypatch, "enterprise", [{"code": code, "name": "甲厂"}, {"code": code, "name": "乙厂"}, {"code": code, "name": "丙厂"}]
    )
    assert verdicts(run) == {2: "new", 3: "refused", 4: "refused"}
    reason = ImportRow.objects.get(run=run, line=4).reasons[0]
    assert reason == {"code": "twice-in-file", "arguments": {"first": 2, "line": 4}}
    sentence = words(reason["code"], reason["arguments"])
    assert "2" in sentence and "4" in sentence


def test_a_merged_entry_is_not_written_over_the_kept_one(monkeypatch):
    kept = EnterpriseFactory()
    dropped = EnterpriseFactory(merged_into=kept)
    run = checked(monkeypatch, "enterprise", [entry(dropped, address="别处")])
    assert codes(run, 2) == ["merged-enterprise"]
    assert ImportRow.objects.get(run=run).reasons[0]["arguments"]["code"] == kept.code


def test_a_new_entry_needs_a_name_and_a_known_one_does_not(monkeypatch):
    run = checked(monkeypatch, "enterprise", [{"code": valid_code(90003)}, {"code": EnterpriseFactory().code}, {"name": "无码厂"}])
    assert verdicts(run) == {2: "refused", 3: "same", 4: "refused"}
    assert ImportRow.objects.get(run=run, line=2).reasons[0]["arguments"] == {"field": "enterprise.name"}
    assert codes(run, 4) == ["missing"]


def test_a_likely_double_is_a_note_and_no_refusal(monkeypatch):
    known = EnterpriseFactory(name="淮安市恒源食品有限公司")
    run = checked(monkeypatch, "enterprise", [{"code": valid_code(90004), "name": "江苏恒源食品股份有限公司"}])
    assert verdicts(run) == {2: "new"}
    assert ImportRow.objects.get(run=run).reasons == [{"code": "likely-double", "arguments": {"code": known.code, "name": known.name}}]


def test_a_new_section_takes_a_division_of_another_away(monkeypatch):
    known = EnterpriseFactory()
    run = checked(monkeypatch, "enterprise", [entry(known, industry_section="F"), entry(EnterpriseFactory(), industry_section="C")])
    assert verdicts(run) == {2: "changed", 3: "same"}
    assert was(run, 2) == {"industry_section": "C", "industry_division": "14"}


@pytest.mark.parametrize(
    ("name", "phone", "verdict", "changes"),
    [
        ("王芳", "13951780001", "same", {}),
        (None, "139 5178 0001", "same", {}),
        ("王丽", None, "changed", {"contact_name": "王*"}),
        ("王芳", "13951780002", "changed", {"contact_phone": "139****0001"}),
        (None, None, "same", {}),
    ],
)
def test_the_contact_is_compared_without_lying_open(monkeypatch, name, phone, verdict, changes):
    contact = ContactFactory()
    run = checked(monkeypatch, "enterprise", [entry(contact.enterprise, contact_name=name, contact_phone=phone)])
    assert verdicts(run) == {2: verdict}
    assert was(run, 2) == changes


def test_of_several_contacts_the_one_with_that_phone_is_meant(monkeypatch):
    first = ContactFactory()
    ContactFactory(enterprise=first.enterprise, name="李强", phone="13951780009")
    run = checked(monkeypatch, "enterprise", [entry(first.enterprise, contact_name="李强", contact_phone="13951780009")])
    assert verdicts(run) == {2: "same"}


# --- what enterprises hold --------------------------------------------------------------------------------------------
def lift(enterprise: Enterprise, **values: str | None) -> dict[str, str | None]:
    return {"enterprise_code": enterprise.code, "category": "lift", "name": "乘客电梯", **values}


def test_equipment_is_known_by_its_code_or_its_product_number(monkeypatch):
    coded = SpecialEquipmentFactory()
    owner = coded.enterprise
    uncoded = SpecialEquipmentFactory(enterprise=owner, code="", product_number="P-7")
    run = checked(
        monkeypatch,
        "equipment",
        [
            lift(owner, code=coded.code, location="三号楼"),
            lift(owner, product_number="P-7"),
            lift(owner, code="31103208030000009999", product_number="P-8"),
            lift(owner),
        ],
    )
    assert verdicts(run) == {2: "changed", 3: "same", 4: "new", 5: "refused"}
    assert list(ImportRow.objects.filter(run=run).order_by("line").values_list("target_id", flat=True)) == [
        coded.pk,
        uncoded.pk,
        None,
        None,
    ]
    assert codes(run, 5) == ["no-number"]


def test_a_code_comes_to_a_piece_known_by_its_product_number(monkeypatch):
    piece = SpecialEquipmentFactory(code="", product_number="P-7")
    run = checked(monkeypatch, "equipment", [lift(piece.enterprise, code="31103208030000009999", product_number="P-7")])
    assert (verdicts(run), was(run, 2)) == ({2: "changed"}, {"code": ""})


def test_two_rows_that_mean_one_piece_by_different_numbers(monkeypatch):
    piece = SpecialEquipmentFactory(product_number="P-7")
    run = checked(monkeypatch, "equipment", [lift(piece.enterprise, code=piece.code), lift(piece.enterprise, product_number="P-7")])
    assert verdicts(run) == {2: "same", 3: "refused"}
    assert codes(run, 3) == ["twice-in-file"]


def test_a_product_number_of_several_pieces_is_not_guessed(monkeypatch):
    piece = SpecialEquipmentFactory(code="", product_number="P-7")
    SpecialEquipmentFactory(enterprise=piece.enterprise, code="", product_number="P-7")
    run = checked(monkeypatch, "equipment", [lift(piece.enterprise, product_number="P-7")])
    assert codes(run, 2) == ["ambiguous"]


def test_equipment_of_another_enterprise_is_refused(monkeypatch):
    piece = SpecialEquipmentFactory()
    run = checked(monkeypatch, "equipment", [lift(EnterpriseFactory(), code=piece.code)])
    assert codes(run, 2) == ["other-enterprise"]
    assert ImportRow.objects.get(run=run).reasons[0]["arguments"]["owner"] == piece.enterprise.code


def test_an_unknown_enterprise_is_refused_and_a_merged_one_gives_way_to_the_kept(monkeypatch):
    kept = EnterpriseFactory()
    between = EnterpriseFactory(merged_into=kept)
    dropped = EnterpriseFactory(merged_into=between)
    piece = SpecialEquipmentFactory(enterprise=kept)
    run = checked(
        monkeypatch, "equipment", [{**lift(kept, code="X1"), "enterprise_code": valid_code(90005)}, lift(dropped, code=piece.code)]
    )
    assert verdicts(run) == {2: "refused", 3: "same"}
    assert codes(run, 2) == ["unknown-enterprise"]
    assert ImportRow.objects.get(run=run, line=3).reasons == [{"code": "goes-to-kept", "arguments": {"code": kept.code, "name": kept.name}}]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"last_done_on": "2026-06-01", "expires_on": "2026-05-31"}, "dates-contradict"),
        # The register's last good day lies before the inspection the file tells of.
        ({"last_done_on": "2026-12-31"}, "dates-contradict"),
        ({"last_done_on": "2025-12-30"}, "older-than-register"),
    ],
)
def test_dates_that_cannot_be(monkeypatch, values, code):
    piece = SpecialEquipmentFactory(last_done_on=date(2025, 12, 31), expires_on=date(2026, 12, 31))
    run = checked(monkeypatch, "equipment", [lift(piece.enterprise, code=piece.code, **values)])
    assert codes(run, 2) == [code]


def test_dates_of_a_new_piece_that_cannot_be(monkeypatch):
    run = checked(monkeypatch, "equipment", [lift(EnterpriseFactory(), code="X1", last_done_on="2026-06-01", expires_on="2026-06-01")])
    assert codes(run, 2) == ["dates-contradict"]


def test_what_has_ended_is_not_changed_any_more(monkeypatch):
    piece = SpecialEquipmentFactory(standing=Standing.ENDED)
    other = SpecialEquipmentFactory(enterprise=piece.enterprise, standing=Standing.ENDED)
    run = checked(
        monkeypatch,
        "equipment",
        [lift(piece.enterprise, code=piece.code, standing="in_use"), lift(piece.enterprise, code=other.code, standing="ended")],
    )
    assert verdicts(run) == {2: "refused", 3: "same"}
    assert codes(run, 2) == ["ended"]


def test_an_instrument_without_a_name_is_named_after_its_kind(monkeypatch, instrument_kinds):
    known = InstrumentFactory()
    code = known.enterprise.code
    run = checked(
        monkeypatch,
        "instrument",
        [
            {"enterprise_code": code, "kind": "weighbridge", "serial_number": known.serial_number},
            {"enterprise_code": code, "kind": "weighbridge", "serial_number": "N-1"},
            {"enterprise_code": code, "kind": "weighbridge", "serial_number": "N-1"},
            {"enterprise_code": code, "kind": "scale", "serial_number": "N-1"},
        ],
    )
    assert verdicts(run) == {2: "same", 3: "new", 4: "refused", 5: "refused"}
    assert ImportRow.objects.get(run=run, line=3).data["name"] == "汽车衡"
    # A kind that is not in the list has no name to give.
    assert codes(run, 5) == ["missing"]


@pytest.fixture
def instrument_kinds(db):
    InstrumentKind.objects.update_or_create(code="weighbridge", defaults={"label": "汽车衡"})


def test_a_certificate_is_known_by_kind_and_number_within_its_enterprise(monkeypatch):
    known = CertificateFactory()
    other = EnterpriseFactory()
    same = {"kind": known.kind, "number": known.number}
    run = checked(
        monkeypatch,
        "certificate",
        [{"enterprise_code": known.enterprise.code, **same, "scope": "熟料"}, {"enterprise_code": other.code, **same}],
    )
    assert verdicts(run) == {2: "changed", 3: "new"}
    assert was(run, 2) == {"scope": "水泥"}


def test_a_qualified_person_is_known_by_duty_and_number(monkeypatch):
    known = QualifiedPersonFactory(phone="13951780001")
    base = {"enterprise_code": known.enterprise.code, "duty": "operator"}
    run = checked(
        monkeypatch,
        "person",
        [
            {**base, "certificate_number": known.certificate_number, "name": "赵刚", "phone": "13951780001"},
            {**base, "certificate_number": "N-1", "name": "钱进"},
            {**base, "certificate_number": "N-2"},
            {**base, "duty": "safety", "certificate_number": known.certificate_number, "name": "赵刚"},
        ],
    )
    assert verdicts(run) == {2: "same", 3: NEW, 4: REFUSED, 5: NEW}
    assert "钱进" not in str(ImportRow.objects.get(run=run, line=3).data)


def test_the_number_of_queries_does_not_grow_with_the_rows(monkeypatch, django_assert_max_num_queries):
    rows = [{"code": valid_code(91000 + n), "name": f"测试{n}厂"} for n in range(200)]
    with django_assert_max_num_queries(60):
        run = checked(monkeypatch, "enterprise", rows)
    assert run.new == 200
