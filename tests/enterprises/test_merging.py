"""Merging two rows: everything moves, both histories stay, and it can be taken back."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from bureau.reference_data import load_reference
from enterprises.models import (
    Certificate,
    Contact,
    CreditEntry,
    DuplicatePair,
    Enterprise,
    FormerName,
    Membership,
    Merge,
    Obligation,
    RiskNote,
    SpecialEquipment,
)
from enterprises.obligations import ledger
from enterprises.register.doubles import record_doubles
from enterprises.register.merging import BELONGINGS, MergeRefused, merge, undo_merge
from tests.factories.enterprises import (
    AT,
    CertificateFactory,
    ContactFactory,
    EnterpriseFactory,
    InstrumentFactory,
    MembershipFactory,
    ObligationKindFactory,
    PremisesFactory,
    SpecialEquipmentFactory,
)

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


@pytest.fixture
def both():
    kept = EnterpriseFactory(name="淮安市鑫源食品有限公司", phone="", address="")
    dropped = EnterpriseFactory(name="鑫源食品有限责任公司", phone="0517-85900001", address="城东路 9 号")
    return kept, dropped


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_everything_moves(both, clerk):
    kept, dropped = both
    things = [
        ContactFactory(enterprise=dropped),
        PremisesFactory(enterprise=dropped),
        SpecialEquipmentFactory(enterprise=dropped),
        InstrumentFactory(enterprise=dropped),
        CertificateFactory(enterprise=dropped),
        MembershipFactory(enterprise=dropped),
        RiskNote.objects.create(enterprise=dropped, text="夜间生产", by=clerk, at=AT),
    ]
    merge(kept, dropped, by=clerk, at=LATER, reason="同一营业执照")
    assert {fresh(thing).enterprise_id for thing in things} == {kept.pk}


def test_the_signpost_stays_and_the_name_is_found(both, clerk):
    kept, dropped = both
    merge(kept, dropped, by=clerk, at=LATER, reason="同一营业执照")
    kept, dropped = fresh(kept), fresh(dropped)
    assert dropped.merged_into == kept
    assert kept.search_text.splitlines() == ["淮安市鑫源食品有限公司", "鑫源食品有限责任公司"]
    assert FormerName.objects.get(enterprise=kept).name == "鑫源食品有限责任公司"
    assert (kept.phone, kept.address) == ("0517-85900001", "城东路 9 号"), "what the kept row did not say"


def test_what_the_kept_row_says_wins(clerk):
    kept, dropped = EnterpriseFactory(phone="0517-1"), EnterpriseFactory(phone="0517-2")
    merge(kept, dropped, by=clerk, at=LATER, reason="同一家")
    assert fresh(kept).phone == "0517-1"


def test_the_same_certificate_entered_twice_stays_behind(both, clerk):
    kept, dropped = both
    CertificateFactory(enterprise=kept, number="苏XK13-1")
    twin = CertificateFactory(enterprise=dropped, number="苏XK13-1")
    other = CertificateFactory(enterprise=dropped, number="苏XK13-2")
    merge(kept, dropped, by=clerk, at=LATER, reason="同一家")
    assert (fresh(twin).enterprise, fresh(other).enterprise) == (dropped, kept)
    assert Certificate.objects.filter(enterprise=kept).count() == 2


def test_one_person_of_both_keeps_one_membership(both, clerk):
    kept, dropped = both
    member = MembershipFactory(enterprise=kept)
    MembershipFactory(enterprise=dropped, user=member.user)
    merge(kept, dropped, by=clerk, at=LATER, reason="同一家")
    assert Membership.objects.filter(enterprise=kept, ended_at__isnull=True).count() == 1


def test_the_credit_record_is_never_changed(both, clerk):
    kept, dropped = both
    line = CreditEntry.objects.create(enterprise=dropped, kind="penalty", text="罚款", happened_on=AT.date(), by=clerk, at=AT)
    merge(kept, dropped, by=clerk, at=LATER, reason="同一家")
    assert fresh(line).enterprise == dropped


def test_obligations_follow_their_source(both, clerk, reference_data):
    kept, dropped = both
    lift = SpecialEquipmentFactory(enterprise=dropped)
    ledger.sync("equipment", [lift.pk], at=AT)
    (before,) = Obligation.objects.filter(enterprise=dropped, source_type="equipment", state="open").values_list("pk", flat=True)
    record = merge(kept, dropped, by=clerk, at=LATER, reason="同一家")
    assert Obligation.objects.filter(enterprise=dropped, state="open").count() == 0
    assert Obligation.objects.get(pk=before).enterprise == kept
    undo_merge(record, by=clerk, at=LATER)
    assert Obligation.objects.get(pk=before).enterprise == dropped


def test_what_another_part_of_the_portal_declared_goes_on_with_the_kept_one(both, clerk):
    kept, dropped = both
    kind = ObligationKindFactory(code="permit-renewal", trigger="outside", source_type="licensing.certificate")
    declared = ledger.declare(
        source_type=kind.source_type,
        source_id=7,
        kind_code=kind.code,
        enterprise_id=dropped.pk,
        cycle=0,
        title="使用登记证",
        source_date=LATER.date() + timedelta(days=90),
        at=AT,
    )
    record = merge(kept, dropped, by=clerk, at=LATER, reason="同一家")
    assert (fresh(declared).enterprise, fresh(declared).state) == (kept, "open")
    undo_merge(record, by=clerk, at=LATER)
    assert (fresh(declared).enterprise, fresh(declared).state) == (dropped, "open")


@pytest.fixture
def reference_data():
    load_reference()


def test_both_histories_can_be_read(both, clerk):
    kept, dropped = both
    merge(kept, dropped, by=clerk, at=LATER, reason="同一营业执照")
    record = Merge.objects.get()
    assert (record.snapshot["name"], record.snapshot["code"]) == (dropped.name, dropped.code)
    assert (record.by, record.at, record.reason) == (clerk, LATER, "同一营业执照")
    assert kept.history.count() == 1 and dropped.history.count() == 1
    context = dropped.history.get().pgh_context
    assert context.metadata["user"] == clerk.pk and context.metadata["transition"] == "merge"


def test_a_merge_is_taken_back(both, clerk):
    kept, dropped = both
    contact, lift = ContactFactory(enterprise=dropped), SpecialEquipmentFactory(enterprise=dropped)
    own = ContactFactory(enterprise=kept)
    record = merge(kept, dropped, by=clerk, at=LATER, reason="同一家")
    undo_merge(record, by=clerk, at=LATER + timedelta(days=1))
    assert {fresh(contact).enterprise, fresh(lift).enterprise} == {dropped}
    assert fresh(own).enterprise == kept
    kept, dropped = fresh(kept), fresh(dropped)
    assert dropped.merged_into is None
    assert (kept.search_text, kept.phone, kept.address) == ("淮安市鑫源食品有限公司", "", "")
    assert not FormerName.objects.exists()
    with pytest.raises(MergeRefused):
        undo_merge(record, by=clerk, at=LATER)


def test_the_record_of_a_merge_cannot_be_deleted(both, clerk):
    record = merge(*both, by=clerk, at=LATER, reason="同一家")
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        record.delete()


def test_refused(both, clerk):
    kept, dropped = both
    third = EnterpriseFactory()
    with pytest.raises(MergeRefused):
        merge(kept, kept, by=clerk, at=LATER, reason="同一家")
    with pytest.raises(MergeRefused):
        merge(kept, dropped, by=clerk, at=LATER, reason="   ")
    merge(kept, dropped, by=clerk, at=LATER, reason="同一家")
    for one, other in ((kept, dropped), (dropped, third), (third, dropped)):
        with pytest.raises(MergeRefused):
            merge(one, other, by=clerk, at=LATER, reason="同一家")
    assert Merge.objects.count() == 1


def test_an_undo_waits_for_the_later_merge(both, clerk):
    kept, dropped = both
    third = EnterpriseFactory()
    first = merge(kept, dropped, by=clerk, at=LATER, reason="同一家")
    second = merge(third, kept, by=clerk, at=LATER, reason="同一家")
    with pytest.raises(MergeRefused):
        undo_merge(first, by=clerk, at=LATER)
    undo_merge(second, by=clerk, at=LATER)
    undo_merge(first, by=clerk, at=LATER)
    assert Enterprise.objects.filter(merged_into__isnull=False).count() == 0


def test_nothing_half_merged(both, clerk, monkeypatch):
    """If the ledger fails at the end, nothing has moved."""
    kept, dropped = both
    contact = ContactFactory(enterprise=dropped)

    def broken(*_args, **_kwargs):
        raise IntegrityError("the ledger refuses")

    monkeypatch.setattr("enterprises.register.merging.ledger.sync_enterprises", broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        merge(kept, dropped, by=clerk, at=LATER, reason="同一家")
    assert fresh(contact).enterprise == dropped
    assert not Merge.objects.exists()


def test_the_pair_is_settled(both, clerk):
    kept, dropped = both
    record_doubles([kept.pk], at=AT)
    merge(kept, dropped, by=clerk, at=LATER, reason="同一家")
    assert DuplicatePair.objects.get().state == "merged"


def test_merging_on_the_page_and_taking_it_back(both, as_clerk, as_supervisor):
    kept, dropped = both
    record_doubles([kept.pk], at=AT)
    answer = as_clerk.post(
        reverse("enterprises:double", args=[DuplicatePair.objects.get().pk]), {"keep": "first", "reason": "同一营业执照"}, follow=True
    )
    assert answer.redirect_chain and dropped.name in answer.content.decode()
    assert fresh(dropped).merged_into == kept
    undo = reverse("enterprises:merge-undo", args=[Merge.objects.get().pk])
    assert as_clerk.get(undo).status_code == 403
    as_supervisor.post(undo, {})
    assert fresh(dropped).merged_into == kept, "without the tick nothing happens"
    as_supervisor.post(undo, {"sure": "on"})
    assert fresh(dropped).merged_into is None


def test_every_table_of_an_enterprise_is_thought_of():
    """A new table that points to an enterprise must say whether its rows move."""
    stays = {"Merge", "DuplicatePair", "CreditEntry", "PersonReveal", "Obligation", "Enterprise"}
    pointing = {
        model.__name__
        for model in apps.get_models()
        for field in model._meta.fields
        if field.related_model is Enterprise and not model.__name__.endswith("History")
    }
    assert pointing - stays == {one.model.__name__ for one in BELONGINGS}


def test_sealed_contacts_move_as_they_are(both, clerk):
    kept, dropped = both
    contact = ContactFactory(enterprise=dropped, phone="13951780009")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM enterprises_contact WHERE id = %s", [contact.pk])
        before = bytes(cursor.fetchone()[0])
    merge(kept, dropped, by=clerk, at=LATER, reason="同一家")
    assert bytes(fresh(contact).phone.token) == before
    assert Contact.objects.get().phone.open() == "13951780009"
    assert SpecialEquipment.objects.count() == 0
