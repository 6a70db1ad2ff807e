"""From an obligation to the page on which it is done: renewing the certificate, registering the equipment."""

from datetime import date

import pytest
from django.urls import reverse

from enterprises.models import Membership
from enterprises.obligations.doors import links_for
from licensing.applications.doors import obligation_link, open_renewals
from tests.desk_door import client_of, member_client
from tests.factories import licensing as make
from tests.factories.enterprises import EnterpriseFactory, ObligationFactory, SpecialEquipmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guide")]


@pytest.fixture
def equipment(membership):
    return SpecialEquipmentFactory(enterprise=membership.enterprise)


def due(equipment, kind_code: str, action: str):
    obligation = ObligationFactory(
        enterprise=equipment.enterprise, source_type="equipment", source_id=equipment.pk, due_on=date(2027, 1, 1)
    )
    kind = obligation.kind
    kind.code, kind.action = kind_code, action
    kind.save()
    obligation.action = action
    obligation.save()
    return obligation


def test_a_certificate_that_ends_leads_to_its_renewal(equipment, membership):
    own = make.certificate(make.application(enterprise_code=membership.enterprise.code), source_type="equipment", source_id=equipment.pk)
    found = obligation_link(due(equipment, "some-renewal", "renew"), membership.enterprise)
    assert found == reverse("licensing:desk-renew", args=[membership.enterprise.code, own.number])


def test_equipment_in_use_without_registration_leads_to_the_form(equipment, membership):
    obligation = due(equipment, "equipment-registration", "file")
    start = reverse("licensing:desk-apply", args=[membership.enterprise.code, "XK-01"])
    assert obligation_link(obligation, membership.enterprise) == f"{start}?request=new&equipment={equipment.pk}"


def test_nothing_where_nothing_stands_or_it_is_another_enterprise_s(equipment, membership):
    make.certificate(make.application(), source_type="equipment", source_id=equipment.pk, status="cancelled")
    renewal = due(equipment, "some-renewal", "renew")
    assert obligation_link(renewal, membership.enterprise) is None
    registration = due(equipment, "equipment-registration", "file")
    assert obligation_link(registration, EnterpriseFactory()) is None
    assert links_for([renewal], membership.enterprise) == {}


def test_the_desk_shows_it_to_whoever_may_apply(equipment, membership, as_owner):
    due(equipment, "equipment-registration", "file")
    reader, link = member_client(membership, Membership.Part.READER, "reader"), f"equipment={equipment.pk}"
    for name in ("enterprises:desk-obligations", "enterprises:desk-home"):
        page = reverse(name, args=[membership.enterprise.code])
        assert link in as_owner.get(page).content.decode()
        assert link not in reader.get(page).content.decode()


def test_an_obligation_being_done_leads_to_its_open_application(equipment, membership):
    own = make.certificate(make.application(enterprise_code=membership.enterprise.code), source_type="equipment", source_id=equipment.pk)
    renewal = due(equipment, "some-renewal", "renew")
    assert open_renewals([renewal], membership.enterprise) == {}
    case = make.application(enterprise_code=membership.enterprise.code, request="renewal", certificate=own)
    assert open_renewals([renewal], membership.enterprise) == {renewal.pk: case.number}
    page = reverse("enterprises:desk-obligation", args=[membership.enterprise.code, renewal.pk])
    client = client_of(membership)
    matter = reverse("enterprises:desk-matter", args=[membership.enterprise.code, case.number])
    home = client.get(reverse("enterprises:desk-home", args=[membership.enterprise.code])).content.decode()
    assert home.count(matter) == 2, "beside the obligation, and among the matters in hand"
    assert case.number in client.get(page).content.decode()
    assert case.number in client.get(reverse("enterprises:desk-obligations", args=[membership.enterprise.code])).content.decode()
    assert open_renewals([renewal], EnterpriseFactory()) == {}
