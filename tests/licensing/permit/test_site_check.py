"""A check on site: planned for two certified officers, written on a phone, confirmed by each with their own account, then unchangeable."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bureau.errors import GateClosed, StaleCase, TransitionRefused
from bureau.models import Attachment, Case, CaseMember, Message
from bureau.roles import Role
from bureau.workflow import Actor
from licensing.models import SiteCheck, SiteCheckOfficer
from licensing.permit import checks
from tests import people
from tests.factories.bureau import OfficeFactory, OfficerFactory, UserFactory
from tests.factories.papers import photo, upload
from tests.licensing.permit import story
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    own = story.application("XK-01", content=story.EQUIPMENT)
    story.plan(own, story.reviewing(own))
    return own


@pytest.fixture
def check(case):
    return checks.last_check(case.pk)


def url(case, name="check", *more):
    return reverse(f"licensing:{name}", args=[case.number, 1, *more])


def filled(check, **changes):
    data = {
        "version": check.version,
        "result-0": "yes",
        "remark-0": "",
        "found": "现场整洁",
        "conclusion": "passed",
        "rectify_by": "",
        "witness": "李建国 厂长",
    }
    return {**data, **changes}


# --- planning --------------------------------------------------------------------------------------------------------------
def test_a_planned_check_has_the_guide_s_checklist_and_tells_the_applicant(case, check):
    assert [(row["code"], row["result"]) for row in check.items] == [("mark", "")]
    numbers = set(SiteCheckOfficer.objects.values_list("certificate_number", flat=True))
    assert numbers == {one.officer.certificate_number for one in story.officers()}
    assert Message.objects.filter(case_id=case.pk, code="permit-check-planned").exists()


def test_one_officer_is_not_enough():
    own = story.application("XK-01", content=story.EQUIPMENT)
    at = story.reviewing(own)
    with pytest.raises(GateClosed):
        story.plan(own, at, officers=[people.officer()])
    assert not SiteCheck.objects.exists()


def test_a_certificate_that_has_run_out_on_that_day_does_not_count():
    own = story.application("XK-01", content=story.EQUIPMENT)
    at = story.reviewing(own)
    expired = people.officer_with_expired_certificate()
    with pytest.raises(GateClosed) as refusal:
        story.plan(own, at, officers=[people.second_officer(), expired])
    assert str(expired) in refusal.value.missing[0]


# --- writing ---------------------------------------------------------------------------------------------------------------
def test_the_record_is_filled_in_signed_and_confirmed_through_the_pages(client, case, check):
    one, two = story.officers()
    phone = signed_in(client, one)
    assert phone.get(url(case)).status_code == 200
    assert phone.post(url(case), filled(check)).status_code == 302
    check.refresh_from_db()
    picture = {"file": upload("现场.jpg", photo()), "caption": "设备铭牌"}
    assert phone.post(url(case, "check-photo"), picture).status_code == 302
    signature = {"file": upload("signature.png", photo(kind="PNG")), "is_signature": "on"}
    phone.post(url(case, "check-photo"), signature)
    phone.post(url(case, "check-confirm"), {"version": check.version})
    check.refresh_from_db()
    assert check.signed_at is None, "the second officer has not confirmed"
    other = signed_in(Client(), two)
    other.post(url(case, "check-confirm"), {"version": check.version})
    check.refresh_from_db()
    assert check.is_signed
    assert (check.conclusion, check.witness) == ("passed", "李建国 厂长")
    kept = check.photos.get(is_signature=False)
    assert phone.get(url(case, "check-photo-file", kept.pk)).status_code == 200


def test_a_signed_record_is_not_changed_any_more(client, case, check):
    story.sign(case, case.opened_at + timedelta(days=1))
    page = signed_in(client, people.officer()).post(url(case), filled(check, version=2, found="另行补充"))
    assert page.status_code == 409
    check.refresh_from_db()
    assert check.found == "现场整洁。"
    with pytest.raises(checks.CheckRefused):
        checks.confirm(check, by=people.officer(), at=case.opened_at, version=check.version)


def test_a_change_undoes_confirmation_and_signature(case, check):
    one, _two = story.officers()
    at = case.opened_at
    row = checks.write_record(check, story.record(), by=one, at=at, version=1)
    checks.add_photo(row, upload("signature.png", photo(kind="PNG")), caption="", is_signature=True, by=one, at=at)
    checks.confirm(row, by=one, at=at, version=row.version)
    row = checks.write_record(row, story.record(found="另有发现"), by=one, at=at, version=row.version)
    assert not SiteCheckOfficer.objects.filter(confirmed_at__isnull=False).exists()
    assert not row.photos.filter(is_signature=True).exists()


def test_saving_the_same_again_undoes_nothing(case, check):
    one, _two = story.officers()
    row = checks.write_record(check, story.record(), by=one, at=case.opened_at, version=1)
    checks.confirm(row, by=one, at=case.opened_at, version=row.version)
    again = checks.write_record(row, story.record(), by=one, at=case.opened_at, version=row.version)
    assert again.version == row.version
    assert SiteCheckOfficer.objects.filter(confirmed_at__isnull=False).count() == 1


def test_two_who_write_at_once_do_not_overwrite_each_other(case, check):
    one, two = story.officers()
    checks.write_record(check, story.record(), by=one, at=case.opened_at, version=1)
    with pytest.raises(StaleCase):
        checks.write_record(check, story.record(found="别的"), by=two, at=case.opened_at, version=1)


def test_an_unfinished_record_cannot_be_confirmed(case, check):
    with pytest.raises(checks.CheckRefused) as refusal:
        checks.confirm(check, by=people.officer(), at=case.opened_at, version=check.version)
    assert len(refusal.value.missing) == 3, "answer, conclusion and witness"


def test_what_is_to_be_put_right_has_its_day(case, check):
    row = checks.write_record(check, story.record("rectify"), by=people.officer(), at=case.opened_at, version=1)
    assert len(checks.missing_answers(row)) == 1


def test_a_refusal_to_sign_is_noted_and_not_forced(case, check):
    at = case.opened_at
    row = checks.write_record(check, story.record(witness_refused=True), by=people.officer(), at=at, version=1)
    for officer in story.officers():
        checks.confirm(row, by=officer, at=at, version=row.version)
    check.refresh_from_db()
    assert check.is_signed


def test_nobody_else_writes_confirms_or_adds_photos(client, case, check):
    visitor = signed_in(client, story.clerk())
    assert visitor.get(url(case)).status_code == 200
    assert visitor.post(url(case), filled(check)).status_code == 409
    visitor.post(url(case, "check-photo"), {"file": upload("a.jpg", photo())})
    assert not Attachment.objects.filter(case_id=case.pk).exists()
    with pytest.raises(checks.CheckRefused):
        checks.confirm(check, by=story.clerk(), at=case.opened_at, version=1)


def test_an_officer_of_another_office_finds_only_checks_of_their_own(client, case):
    assert signed_in(client, people.officer()).get(url(case)).status_code == 200
    stranger = people.clerk_elsewhere()
    assert signed_in(Client(), stranger).get(url(case)).status_code == 404
    assert signed_in(Client(), people.approver()).get(reverse("licensing:check", args=[case.number, 2])).status_code == 404


@pytest.fixture
def guest():
    """An officer of another office, certified, who can be asked to go along."""
    office = OfficeFactory(code="elsewhere", name="别处", is_desk=False)
    user = UserFactory(username="guest-officer", display_name="方志明", roles=[Role.OFFICER.value], office=office)
    return OfficerFactory(user=user, certificate_number="苏08040077").user


def test_an_officer_of_another_office_sees_the_matter_they_check_and_confirms_its_record(client, guest):
    own = story.application("XK-01", content=story.EQUIPMENT)
    at = story.reviewing(own)
    assert signed_in(client, guest).get(reverse("bureau:case", args=[own.number])).status_code == 404, "not theirs yet"
    story.plan(own, at, officers=[people.officer(), guest])
    assert Message.objects.filter(case_id=own.pk, user=guest, code="staff-check-planned").exists()
    assert Case.objects.visible_to(guest).filter(pk=own.pk).exists()
    page = client.get(reverse("bureau:case", args=[own.number]))
    assert page.status_code == 200
    assert page.context["open_offers"] == page.context["closed_offers"] == [], "to be read, and no step to be taken"
    row = checks.write_record(checks.last_check(own.pk), story.record(), by=people.officer(), at=at, version=1)
    client.post(url(own, "check-confirm"), {"version": row.version})
    assert SiteCheckOfficer.objects.get(officer=guest).confirmed_at is not None


def test_whoever_went_along_takes_no_step_and_sees_it_no_longer_once_the_record_is_filed(guest):
    own = story.application("XK-01", content=story.EQUIPMENT)
    at = story.reviewing(own)
    story.plan(own, at, officers=[people.officer(), guest])
    with pytest.raises(TransitionRefused):
        story.do(own, "plan-check", Actor.of(guest), at, planned_for=at, place="?", officers=story.officers())
    signature = upload("signature.png", photo(kind="PNG"))
    row = checks.write_record(checks.last_check(own.pk), story.record(), by=guest, at=at, version=1)
    checks.add_photo(row, signature, caption="", is_signature=True, by=guest, at=at)
    for officer in (people.officer(), guest):
        checks.confirm(row, by=officer, at=at, version=row.version)
    story.do(own, "record-check", Actor.of(story.reviewer()), at)
    assert not Case.objects.visible_to(guest).filter(pk=own.pk).exists()
    assert CaseMember.objects.filter(case_id=own.pk, user=guest, until=at).exists(), "that they went is kept"


def test_a_page_of_a_check_takes_few_queries(client, case, check, django_assert_max_num_queries):
    phone = signed_in(client, people.officer())
    with django_assert_max_num_queries(30):
        phone.get(url(case))


def test_the_confirm_of_an_old_screen_is_refused(client, case, check):
    one, _two = story.officers()
    checks.write_record(check, story.record(), by=one, at=case.opened_at, version=1)
    signed_in(client, one).post(url(case, "check-confirm"), {"version": 1})
    assert not SiteCheckOfficer.objects.filter(confirmed_at__isnull=False).exists()
