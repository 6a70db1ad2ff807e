"""What is known already is not asked again: register, equipment, certificate, the last application."""

import pytest
from django.urls import reverse

from licensing.applications import prefill
from licensing.applications.bars import same_applicant
from licensing.guides.content import read_guide
from tests.factories import licensing as make
from tests.factories.enterprises import EnterpriseFactory, SpecialEquipmentFactory
from tests.licensing.applications.handing_in import send, wanted

pytestmark = pytest.mark.django_db
FIELDS = [
    {"code": "user_unit", "label": "使用单位", "type": "text", "prefill": "enterprise.name"},
    {"code": "contact", "label": "联系人", "type": "text", "prefill": "person.name", "required": False},
    {"code": "equipment_name", "label": "设备名称", "type": "text", "prefill": "equipment.name"},
    {"code": "purpose", "label": "用途", "type": "text", "required": False},
    {"code": "secret", "label": "身份证号", "type": "identity-number", "personal": True, "required": False},
]
CONTENT = read_guide({**make.CONTENT, "sections": [], "fields": FIELDS})
EARLIER = {"purpose": "吊装", "contact": "赵敏", "secret": "x"}


def test_register_and_equipment_come_first(membership):
    equipment = SpecialEquipmentFactory(enterprise=membership.enterprise, name="叉车")
    known = prefill.sources(enterprise=membership.enterprise, holding=equipment, user=membership.user)
    answers = prefill.known_answers(CONTENT, "new", known)
    assert answers == {"user_unit": "淮安市鑫源机械有限公司", "contact": "马经理", "equipment_name": "叉车"}


def test_of_an_earlier_application_for_another_thing_only_what_is_about_the_applicant_is_taken(membership):
    answers = prefill.known_answers(CONTENT, "new", {}, earlier=EARLIER)
    assert answers == {"contact": "赵敏"}


def test_about_a_certificate_everything_but_sealed_answers_is_taken(membership):
    own = make.certificate(make.application())
    answers = prefill.known_answers(CONTENT, "renewal", prefill.sources(certificate=own), earlier=EARLIER)
    assert answers == {"equipment_name": "桥式起重机", "purpose": "吊装", "contact": "赵敏"}


def test_the_last_application_of_the_same_applicant_and_item(guide, membership):
    send(wanted(membership), key=1)
    send(wanted(membership, plain={"equipment_name": "叉车"}), key=2)
    own = same_applicant(enterprise_code=membership.enterprise.code, person_index=None)
    assert prefill.earlier_answers("XK-01", own) == {"equipment_name": "叉车"}
    assert prefill.earlier_answers("XK-02", own) == prefill.earlier_answers("XK-01", None) == {}


def test_the_row_behind_a_certificate_is_ones_own(membership):
    equipment = SpecialEquipmentFactory(enterprise=membership.enterprise)
    own = make.certificate(make.application(), source_type="equipment", source_id=equipment.pk)
    assert prefill.holding_behind(own, membership.enterprise) == equipment
    assert prefill.holding_behind(own, EnterpriseFactory()) is None


def test_the_equipment_in_the_address_is_filled_in_only_if_it_is_ones_own(guide, membership, as_owner):
    page = reverse("licensing:desk-apply", args=[membership.enterprise.code, "XK-01"])
    own = SpecialEquipmentFactory(enterprise=membership.enterprise, name="叉车一号")
    foreign = SpecialEquipmentFactory(name="别家的锅炉")
    assert "叉车一号" in as_owner.get(page, {"request": "new", "equipment": own.pk}).content.decode()
    assert "别家的锅炉" not in as_owner.get(page, {"request": "new", "equipment": foreign.pk}).content.decode()
