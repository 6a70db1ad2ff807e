"""The entry on the enterprise's desk: facts, its own contacts, and asking on screen to have it put right."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bureau.models import Attachment, Message
from enterprises.models import Contact, RegisterCorrection
from tests.desk_door import member_client, page
from tests.factories.enterprises import (
    ContactFactory,
    EnterpriseFactory,
    PremisesFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "district")]

TODAY = timezone.localdate()


# --- the entry, contacts, asking for a correction ---------------------------------------------------------------------
@pytest.mark.parametrize(("part", "plain"), [("owner", True), ("agent", True), ("reader", False)])
def test_the_entry_with_contacts_plain_or_masked(membership, code, part, plain):
    ContactFactory(enterprise=membership.enterprise, name="王小芳", phone="13951780002", email="wang@example.cn")
    ContactFactory(enterprise=membership.enterprise, name="离职者", active=False)
    PremisesFactory(enterprise=membership.enterprise)
    shown = member_client(membership, part, "colleague").get(page("desk-profile", code)).content.decode()
    assert membership.enterprise.legal_representative in shown and "一号厂区" in shown and "离职者" not in shown
    assert ("王小芳" in shown, "13951780002" in shown, "wang@example.cn" in shown) == (plain, plain, plain)
    assert ("王**" in shown) != plain
    assert (page("desk-correction", code) in shown) == plain


CONTACT = {"duty": "quality", "name": "孙工", "phone": "139 5178 0077", "email": "", "channel": "sms"}


def test_an_agent_keeps_the_contacts(membership, code):
    agent = member_client(membership, "agent", "colleague")
    general = ContactFactory(enterprise=membership.enterprise)
    assert agent.post(page("desk-contact-add", code), CONTACT).status_code == 302
    contact = Contact.objects.get(duty="quality")
    assert (contact.name.open(), contact.phone.open()) == ("孙工", "13951780077")
    address = page("desk-contact", code, pk=contact.pk)
    form = agent.get(address).context["form"]
    assert "13951780077" in agent.get(address).content.decode()
    sent = {**CONTACT, "name": "孙大工", "email": "sun@example.cn", "seen": form.initial["seen"]}
    assert agent.post(address, sent).status_code == 302
    contact.refresh_from_db()
    assert (contact.name.open(), contact.email_mask) == ("孙大工", "s***@example.cn")
    stale = agent.post(address, {**sent, "name": "别的"})
    assert stale.status_code == 422 and Contact.objects.get(pk=contact.pk).name.open() == "孙大工"
    assert agent.post(page("desk-contact-end", code, pk=contact.pk)).status_code == 302
    assert list(Contact.objects.filter(active=True)) == [general]


def test_only_an_owner_changes_who_can_vouch_for_new_accounts(as_owner, membership, code):
    general = ContactFactory(enterprise=membership.enterprise, duty="general")
    ContactFactory(enterprise=membership.enterprise, duty="quality")
    agent = member_client(membership, "agent", "colleague")
    sent = {**CONTACT, "seen": general.updated_at.isoformat()}
    assert agent.post(page("desk-contact-add", code), {**CONTACT, "duty": "head"}).status_code == 422
    assert agent.post(page("desk-contact", code, pk=general.pk), sent).status_code == 422
    agent.post(page("desk-contact-end", code, pk=general.pk))
    general.refresh_from_db()
    assert (general.active, general.duty) == (True, "general") and Contact.objects.count() == 2
    assert as_owner.post(page("desk-contact", code, pk=general.pk), {**sent, "duty": "head"}).status_code == 302


def test_the_last_contact_stays(as_owner, membership, code):
    only = ContactFactory(enterprise=membership.enterprise)
    as_owner.post(page("desk-contact-end", code, pk=only.pk))
    assert Contact.objects.get().active


def test_contacts_are_found_within_the_enterprise_only_and_not_by_readers(as_owner, membership, code):
    foreign = ContactFactory(enterprise=EnterpriseFactory())
    assert as_owner.get(page("desk-contact", code, pk=foreign.pk)).status_code == 404
    assert as_owner.post(page("desk-contact-end", code, pk=foreign.pk)).status_code == 404
    own = ContactFactory(enterprise=membership.enterprise)
    reader = member_client(membership, "reader", "colleague")
    assert reader.get(page("desk-contact", code, pk=own.pk)).status_code == 403
    assert reader.post(page("desk-contact-add", code), CONTACT).status_code == 403
    assert reader.post(page("desk-contact-end", code, pk=own.pk)).status_code == 403


@pytest.mark.parametrize("wrong", [{"name": ""}, {"phone": "12345"}, {"phone": ""}, {"channel": "inbox"}, {"duty": "x"}, {"email": "no"}])
def test_a_wrong_contact_is_said_beside_its_field(as_owner, code, wrong):
    response = as_owner.post(page("desk-contact-add", code), {**CONTACT, **wrong})
    assert response.status_code == 422 and set(response.context["form"].errors) == set(wrong)
    assert not Contact.objects.exists()


def filled(client, code, **changed):
    form = client.get(page("desk-correction", code)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return {**sent, "submission_key": str(form.initial["submission_key"]), **changed}


def test_asking_for_a_correction_on_screen_with_a_file(as_owner, membership, code):
    file = SimpleUploadedFile("执照.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    sent = filled(as_owner, code, name="好又鲜食品有限公司", explanation="已换照", files=[file])
    response = as_owner.post(page("desk-correction", code), sent)
    correction = RegisterCorrection.objects.get()
    assert response.status_code == 302 and response.url == page("desk-matter", code, number=correction.number)
    assert correction.proposed == {"name": "好又鲜食品有限公司"}
    assert list(Attachment.objects.values_list("case_id", "from_citizen", "uploaded_by_id")) == [(correction.pk, True, membership.user_id)]
    del sent["files"]
    assert as_owner.post(page("desk-correction", code), sent).url == response.url
    assert RegisterCorrection.objects.count() == 1, "the same form sent twice is one matter"


def test_an_untouched_form_is_refused_in_words(as_owner, code):
    response = as_owner.post(page("desk-correction", code), filled(as_owner, code))
    assert response.status_code == 422 and "提交的内容与登记信息一致" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("founded_on", "2999-01-01"), ("township", "nowhere"), ("industry_division", "99"), ("phone", "1" * 31)],
)
def test_what_no_entry_may_say_is_said_beside_its_field(as_owner, code, field, value):
    response = as_owner.post(page("desk-correction", code), filled(as_owner, code, main_products="速冻水饺", **{field: value}))
    assert response.status_code == 422 and field in response.context["form"].errors
    assert "速冻水饺" in response.content.decode() and not RegisterCorrection.objects.exists()


def test_a_bad_file_is_refused_and_a_good_one_kept_for_the_next_try(as_owner, code):
    good = SimpleUploadedFile("执照.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    bad = SimpleUploadedFile("病毒.exe", b"MZ" + b"\0" * 90)
    sent = filled(as_owner, code, main_products="速冻水饺")
    response = as_owner.post(page("desk-correction", code), {**sent, "files": [good, bad]})
    assert response.status_code == 422 and "执照.pdf" in response.content.decode() and not RegisterCorrection.objects.exists()
    assert as_owner.post(page("desk-correction", code), sent).status_code == 302
    assert Attachment.objects.get().case_id == RegisterCorrection.objects.get().pk


def test_a_reader_asks_for_nothing(membership, code):
    reader = member_client(membership, "reader", "colleague")
    assert reader.get(page("desk-correction", code)).status_code == 403
    assert reader.post(page("desk-correction", code), {"name": "x"}).status_code == 403


def test_asking_is_throttled(as_owner, code, monkeypatch):
    monkeypatch.setattr("enterprises.views.desk_matters.ASKED_PER_HOUR", 1)
    assert as_owner.post(page("desk-correction", code), filled(as_owner, code, main_products="甲")).status_code == 302
    assert as_owner.post(page("desk-correction", code), filled(as_owner, code, main_products="乙")).status_code == 429
    assert RegisterCorrection.objects.count() == 1 and Message.objects.filter(code="correction-received").count() == 1
