"""Contacts of an enterprise: sealed, reachable by their channel, ended rather than deleted; revealed only with a reason."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, connection, transaction
from django.urls import reverse

from bureau.reveals import PER_HOUR, RevealRefused
from bureau.sealing import blind_index
from enterprises.errors import EntryRefused, StaleEntry
from enterprises.models import Contact, PersonReveal
from enterprises.register.cards import contacts as contacts_panel
from enterprises.register.contacts import add_contact, change_contact, contacts_of, end_contact
from enterprises.register.reveals import reveal
from tests.factories.enterprises import AT, ContactFactory, EnterpriseFactory, QualifiedPersonFactory

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)


def add(clerk, **fields):
    return add_contact(EnterpriseFactory(), by=clerk, at=AT, **{"name": "王芳", "phone": "139 5178 0001", **fields})


def opened(contact):
    fresh = Contact.objects.get(pk=contact.pk)
    return {field: getattr(fresh, field).open() for field in ("name", "phone", "email")}


# --- writing ----------------------------------------------------------------------------------------------------------
def test_a_contact_lies_sealed_and_shows_masks(clerk):
    contact = add(clerk, email="wangfang@example.cn", duty=Contact.Duty.QUALITY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, email FROM enterprises_contact WHERE id = %s", [contact.pk])
        stored = b"".join(bytes(cell) for cell in cursor.fetchone())
    assert "王芳".encode() not in stored
    assert b"13951780001" not in stored
    assert opened(contact) == {"name": "王芳", "phone": "13951780001", "email": "wangfang@example.cn"}
    assert (contact.name_mask, contact.phone_mask, contact.email_mask) == ("王*", "139****0001", "w***@example.cn")
    assert bytes(Contact.objects.get(phone_index=blind_index("13951780001")).phone_index) == blind_index("139-5178-0001")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"phone": ""}, "phone"),
        ({"phone": "0517-85912345"}, "phone"),
        ({"phone": "12345"}, "phone"),
        ({"channel": "email"}, "email"),
        ({"channel": "email", "email": "no address"}, "email"),
        ({"channel": "phone", "phone": ""}, "phone"),
        ({"channel": "pigeon"}, "channel"),
        ({"duty": "cook"}, "duty"),
        ({"name": " "}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"email": f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 30}.cn"}, "email"),
    ],
)
def test_a_contact_must_be_reachable_by_its_channel(clerk, fields, field):
    with pytest.raises(ValidationError) as error:
        add(clerk, **fields)
    assert set(error.value.error_dict) == {field}
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"channel": "phone", "phone": "0517-85912345"},
        {"channel": "email", "phone": "", "email": "a@example.cn"},
        {"channel": "inbox", "phone": ""},
    ],
)
def test_other_channels_need_no_mobile(clerk, fields):
    assert add(clerk, **fields).channel == fields["channel"]


def test_what_is_left_empty_stays_as_it_was(clerk):
    contact = add(clerk, email="wangfang@example.cn")
    change_contact(contact, by=clerk, at=LATER, seen=contact.updated_at, phone="13951780002", name="", email="", duty="head")
    assert opened(contact) == {"name": "王芳", "phone": "13951780002", "email": "wangfang@example.cn"}
    fresh = Contact.objects.get(pk=contact.pk)
    assert (fresh.phone_mask, fresh.duty, fresh.channel, fresh.updated_at) == ("139****0002", "head", "sms", LATER)
    assert bytes(fresh.phone_index) == blind_index("13951780002")


def test_an_address_is_removed_unless_the_channel_needs_it(clerk):
    contact = add(clerk, email="wangfang@example.cn")
    changed = change_contact(contact, by=clerk, at=LATER, seen=AT, remove=("email",))
    assert opened(contact)["email"] == changed.email_mask == ""
    with pytest.raises(ValidationError):
        change_contact(contact, by=clerk, at=LATER, seen=LATER, remove=("phone",))
    assert opened(contact)["phone"] == "13951780001"


def test_two_who_change_one_contact_do_not_overwrite_each_other(clerk):
    contact = add(clerk)
    change_contact(contact, by=clerk, at=LATER, seen=AT, duty="head")
    with pytest.raises(StaleEntry):
        change_contact(contact, by=clerk, at=LATER, seen=AT, duty="food")


def test_an_ended_contact_is_in_no_list_and_takes_no_change(clerk):
    contact = add(clerk)
    end_contact(contact, by=clerk, at=LATER)
    end_contact(contact, by=clerk, at=LATER + timedelta(days=1))
    fresh = Contact.objects.get(pk=contact.pk)
    assert (fresh.active, fresh.updated_at) == (False, LATER)
    assert contacts_of(contact.enterprise) == []
    with pytest.raises(EntryRefused):
        change_contact(contact, by=clerk, at=LATER, seen=LATER, duty="head")


def test_only_the_bureau_writes_contacts(enterprise_user):
    with pytest.raises(EntryRefused):
        add(enterprise_user)


def test_a_merged_entry_gets_no_contact(clerk):
    with pytest.raises(EntryRefused):
        add_contact(EnterpriseFactory(merged_into=EnterpriseFactory()), by=clerk, at=AT, name="王芳", phone="13951780001")


def test_the_head_comes_first_and_nothing_sealed_is_read(clerk, django_assert_num_queries):
    enterprise = EnterpriseFactory()
    ContactFactory(enterprise=enterprise, duty=Contact.Duty.FOOD, name="赵六")
    ContactFactory(enterprise=enterprise, duty=Contact.Duty.HEAD, name="钱七")
    with django_assert_num_queries(1):
        panel = contacts_panel(enterprise, clerk)
        assert [contact.name_mask for contact in panel["contacts"]] == ["钱*", "赵*"]
    assert {"name", "phone", "email"} <= panel["contacts"][0].get_deferred_fields()


# --- pages ------------------------------------------------------------------------------------------------------------
def page(name, contact):
    return reverse(f"enterprises:{name}", args=[contact.enterprise.code, contact.pk])


def test_a_contact_is_added_changed_and_ended_on_its_pages(as_clerk):
    enterprise = EnterpriseFactory()
    new = reverse("enterprises:contact-add", args=[enterprise.code])
    assert as_clerk.get(new).status_code == 200
    bad = as_clerk.post(new, {"name": "王芳", "phone": "0517-85912345", "duty": "general", "channel": "sms"})
    assert (bad.status_code, set(bad.context["form"].errors)) == (422, {"phone"})
    assert as_clerk.post(new, {"name": "王芳", "phone": "13951780001", "duty": "general", "channel": "sms"}).status_code == 302
    contact = Contact.objects.get()
    form = as_clerk.get(page("contact-change", contact))
    assert "13951780001" not in form.content.decode()
    assert "139****0001" in form.content.decode()
    data = {"duty": "head", "channel": "sms", "seen": form.context["form"].initial["seen"]}
    assert as_clerk.post(page("contact-change", contact), data).status_code == 302
    assert as_clerk.post(page("contact-change", contact), data).status_code == 409, "sent again from an old page"
    assert opened(contact)["phone"] == "13951780001"
    assert as_clerk.post(page("contact-end", contact)).status_code == 302
    assert as_clerk.get(page("contact-change", contact)).status_code == 404


@pytest.mark.parametrize("name", ["contact-change", "contact-end", "contact-reveal"])
def test_a_contact_is_found_only_within_its_enterprise(as_clerk, name):
    contact = ContactFactory()
    url = reverse(f"enterprises:{name}", args=[EnterpriseFactory().code, contact.pk])
    assert as_clerk.post(url, {"fields_wanted": ["phone"], "reason": "通知检验事宜"}).status_code == 404
    assert Contact.objects.get().active


def test_who_only_reads_may_reveal_but_not_write(as_seat):
    contact = ContactFactory()
    assert as_seat.get(page("contact-reveal", contact)).status_code == 200
    assert as_seat.post(page("contact-end", contact)).status_code == 403
    assert as_seat.get(page("contact-change", contact)).status_code == 403


# --- reveals ----------------------------------------------------------------------------------------------------------
def test_a_reveal_shows_what_was_asked_for_and_is_logged_with_its_reason(as_clerk, clerk):
    contact = ContactFactory(email="wangfang@example.cn")
    answer = as_clerk.post(page("contact-reveal", contact), {"fields_wanted": ["phone"], "reason": "通知检验事宜"})
    text = answer.content.decode()
    assert "13951780001" in text
    assert "wangfang@example.cn" not in text
    assert "no-store" in answer["Cache-Control"]
    row = PersonReveal.objects.get()
    assert (row.enterprise, row.subject, row.user) == (contact.enterprise, f"contact:{contact.pk}", clerk)
    assert (row.fields, row.reason) == ("phone", "通知检验事宜")


def test_the_log_of_reveals_takes_no_change(clerk):
    reveal(Contact.objects.get(pk=ContactFactory().pk), user=clerk, fields=["phone"], reason="通知检验事宜", at=AT)
    for write in (PersonReveal.objects.all().delete, lambda: PersonReveal.objects.update(reason="另一个理由")):
        with pytest.raises(InternalError), transaction.atomic():
            write()
    assert PersonReveal.objects.get().reason == "通知检验事宜"


@pytest.mark.parametrize("data", [{"reason": "通知检验事宜"}, {"fields_wanted": ["phone"]}, {"fields_wanted": ["phone"], "reason": " 。 "}])
def test_without_a_reason_or_a_field_nothing_is_shown(as_clerk, data):
    answer = as_clerk.post(page("contact-reveal", ContactFactory()), data)
    assert answer.status_code == 422
    assert "13951780001" not in answer.content.decode()
    assert not PersonReveal.objects.exists()


def test_reveals_have_an_end(clerk):
    contact = Contact.objects.get(pk=ContactFactory().pk)
    for _ in range(PER_HOUR):
        reveal(contact, user=clerk, fields=["phone"], reason="通知检验事宜", at=AT)
    with pytest.raises(RevealRefused):
        reveal(contact, user=clerk, fields=["phone"], reason="通知检验事宜", at=AT)


def test_a_qualified_person_is_revealed_alike(clerk):
    person = type(QualifiedPersonFactory()).objects.get()
    assert reveal(person, user=clerk, fields=["name", "phone"], reason="核对持证人员", at=AT) == {"name": "赵刚"}
