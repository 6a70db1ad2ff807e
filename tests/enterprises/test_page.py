"""The page of one enterprise: its cards, who sees what, notes and credit lines written there, and how many queries it takes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bureau.models import Case
from enterprises.holdings import services as holdings
from enterprises.models import CreditEntry, Enterprise, FormerName, ObligationKind, RiskNote, Tag
from enterprises.page import notes
from tests import people
from tests.factories.docket import ComplaintFactory
from tests.factories.enterprises import (
    AT,
    CertificateFactory,
    ContactFactory,
    DeclaredStandardFactory,
    EnterpriseFactory,
    InstrumentFactory,
    PremisesFactory,
    QualifiedPersonFactory,
    SpecialEquipmentFactory,
)

pytestmark = pytest.mark.django_db

NAME = "淮安市楚州区大运河食品有限公司"


@pytest.fixture
def enterprise(db):
    return EnterpriseFactory(name=NAME)


def page_of(client, enterprise, name="enterprise", **parameters):
    response = client.get(reverse(f"enterprises:{name}", args=[enterprise.code]), parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_the_entry(as_clerk, enterprise):
    Tag.objects.create(code="key", label="重点企业")
    Enterprise.objects.filter(pk=enterprise.pk).update(tags=["key"])
    FormerName.objects.create(enterprise=enterprise, name="大运河酱菜厂", until=AT.date())
    text = page_of(as_clerk, enterprise)
    for words in (NAME, enterprise.code, f"{enterprise.code[8:16]}-{enterprise.code[16]}", "重点企业", "大运河酱菜厂", "李建国"):
        assert words in text, words


def test_every_sort_of_holding_has_its_card_and_people_only_their_masks(as_clerk, enterprise):
    lift = SpecialEquipmentFactory(enterprise=enterprise, name="观光电梯")
    rows = [factory(enterprise=enterprise) for factory in (InstrumentFactory, CertificateFactory, DeclaredStandardFactory)]
    person = QualifiedPersonFactory(enterprise=enterprise, name="赵铁柱", phone="13951780001")
    text = page_of(as_clerk, enterprise)
    for words in (lift.name, lift.code, rows[0].serial_number, rows[1].number, rows[2].number, "赵**", person.certificate_number):
        assert words in text, words
    assert "赵铁柱" not in text and "13951780001" not in text


def test_scrapped_things_are_not_on_the_card_but_on_the_list(as_clerk, enterprise):
    SpecialEquipmentFactory(enterprise=enterprise, name="报废吊车", standing="ended")
    assert "报废吊车" not in page_of(as_clerk, enterprise)
    listed = as_clerk.get(reverse("enterprises:enterprise-holdings", args=[enterprise.code, "equipment"]), {"standing": "ended"})
    assert "报废吊车" in listed.content.decode()


def test_the_code_of_a_merged_enterprise_leads_to_what_it_was_merged_into(as_clerk, enterprise):
    dropped = EnterpriseFactory(merged_into=enterprise)
    response = as_clerk.get(reverse("enterprises:enterprise", args=[dropped.code]), follow=True)
    assert response.redirect_chain == [(reverse("enterprises:enterprise", args=[enterprise.code]), 302)]
    assert dropped.code in str(next(iter(response.context["messages"])))


def test_a_code_nobody_bears_is_not_found(as_clerk):
    assert as_clerk.get("/enterprises/staff/91320803999999999X/").status_code == 404


def test_the_words_of_the_register_are_no_codes(as_clerk):
    assert as_clerk.get("/enterprises/staff/91320803000000010I/").status_code == 404, "no code holds an I"


def test_an_enterprise_user_and_a_stranger_stay_out(as_enterprise_user, as_stranger, client, enterprise):
    address = reverse("enterprises:enterprise", args=[enterprise.code])
    assert [who.get(address).status_code for who in (as_enterprise_user, as_stranger)] == [403, 403]
    assert client.get(address).status_code == 302


def test_who_only_reads_is_offered_no_change(as_seat, as_clerk, enterprise):
    SpecialEquipmentFactory(enterprise=enterprise)
    adding = reverse("enterprises:holding-add", args=[enterprise.code, "equipment"])
    assert adding in page_of(as_clerk, enterprise)
    assert adding not in page_of(as_seat, enterprise)
    assert as_seat.post(adding).status_code == 403


def test_the_ledger_stands_on_the_page(as_clerk, enterprise):
    ObligationKind.objects.create(
        code="x", label="特种设备定期检验", action="inspect", trigger="expiry", source_type="equipment", basis="第四十条"
    )
    row = SpecialEquipmentFactory(enterprise=enterprise)
    assert "第四十条" not in page_of(as_clerk, enterprise)
    holdings.correct_holding(row, by=people.clerk(), at=AT, version=1, location="1 号楼")
    assert "第四十条" in page_of(as_clerk, enterprise)


# --- matters ----------------------------------------------------------------------------------------------------------
def test_matters_under_any_code_of_the_family_that_the_reader_may_see(as_clerk, as_clerk_elsewhere, clerk, enterprise):
    dropped = EnterpriseFactory(merged_into=enterprise)
    case = ComplaintFactory(office=clerk.office, subject_name="")
    Case.objects.filter(pk=case.pk).update(enterprise_code=dropped.code)
    assert case.number in page_of(as_clerk, enterprise)
    assert case.number not in page_of(as_clerk_elsewhere, enterprise)


# --- notes ------------------------------------------------------------------------------------------------------------
def test_a_grave_note_stands_on_top_until_it_is_ended(as_clerk, enterprise):
    address = reverse("enterprises:risk-note-add", args=[enterprise.code])
    assert as_clerk.post(address, {"level": "high", "text": "负责人曾暴力抗法"}).status_code == 302
    note = RiskNote.objects.get()
    assert "notice-danger" in page_of(as_clerk, enterprise)
    assert as_clerk.post(reverse("enterprises:risk-note-end", args=[enterprise.code, note.pk])).status_code == 302
    text = page_of(as_clerk, enterprise)
    assert "notice-danger" not in text and "负责人曾暴力抗法" not in text
    happened = as_clerk.get(reverse("enterprises:enterprise-timeline", args=[enterprise.code])).content.decode()
    assert happened.count("负责人曾暴力抗法") == 2, "it was written and ended: both stay in the timeline"


def test_notes_are_not_on_paper(as_clerk, enterprise):
    notes.add_risk_note(enterprise, level="low", text="不要带相机", by=people.clerk(), at=AT)
    paper = page_of(as_clerk, enterprise, "enterprise-print")
    assert NAME in paper and "不要带相机" not in paper


def test_the_note_of_another_enterprise_is_not_found_here(as_clerk, enterprise):
    note = notes.add_risk_note(EnterpriseFactory(), level="low", text="别家", by=people.clerk(), at=AT)
    assert as_clerk.post(reverse("enterprises:risk-note-end", args=[enterprise.code, note.pk])).status_code == 404


def test_an_empty_note_says_what_is_missing(as_clerk, enterprise):
    response = as_clerk.post(reverse("enterprises:risk-note-add", args=[enterprise.code]), {"level": "low", "text": " "})
    assert response.status_code == 422 and not RiskNote.objects.exists()


def test_a_credit_line_needs_an_officer_and_a_day_that_has_come(as_clerk, as_officer, enterprise):
    address = reverse("enterprises:credit-add", args=[enterprise.code])
    line = {"kind": "honour", "text": "江苏名牌", "happened_on": timezone.localdate().isoformat()}
    assert as_clerk.post(address, line).status_code == 403
    ahead = {**line, "happened_on": (timezone.localdate() + timedelta(days=1)).isoformat()}
    assert as_officer.post(address, ahead).status_code == 422
    assert as_officer.post(address, line).status_code == 302
    assert CreditEntry.objects.get().by == people.officer()
    assert "江苏名牌" in page_of(as_clerk, enterprise)


# --- queries ----------------------------------------------------------------------------------------------------------
def fill(enterprise, office):
    """One more of everything the page shows, with a change in its history."""
    by = people.clerk()
    for factory in (SpecialEquipmentFactory, InstrumentFactory, CertificateFactory, DeclaredStandardFactory, QualifiedPersonFactory):
        row = factory(enterprise=enterprise)
        holdings.record_done(row, done_on=AT.date(), expires_on=AT.date() + timedelta(days=400), by=by, at=AT, version=1)
    notes.add_risk_note(enterprise, level="high", text="注意", by=by, at=AT)
    notes.add_credit_entry(enterprise, kind="honour", text="奖", happened_on=AT.date(), by=by, at=AT)
    FormerName.objects.create(enterprise=enterprise, name="旧名", until=AT.date())
    PremisesFactory(enterprise=enterprise)
    ContactFactory(enterprise=enterprise)
    case = ComplaintFactory(office=office, subject_name=enterprise.name)
    Case.objects.filter(pk=case.pk).update(enterprise_code=enterprise.code)


@pytest.mark.usefixtures("reference")
def test_the_number_of_queries_does_not_grow_with_what_there_is(as_clerk, clerk, enterprise):
    ObligationKind.objects.create(code="x", label="定期检验", action="inspect", trigger="expiry", source_type="equipment", basis="第四十条")
    fill(enterprise, clerk.office)
    page_of(as_clerk, enterprise)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page_of(as_clerk, enterprise)
    for _ in range(12):
        fill(enterprise, clerk.office)
    with CaptureQueriesContext(connection) as many:
        page_of(as_clerk, enterprise)
    assert len(many) == len(few), "\n".join(query["sql"][:200] for query in many.captured_queries)
    assert len(many) <= 32, "\n".join(query["sql"][:200] for query in many.captured_queries)
