"""Taking an application in: what it writes, every reason against it, once a key, in few statements."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bureau import drafts
from bureau.baskets import Basket
from bureau.models import Attachment, Clock, Draft, Event, Message, NumberCounter, Party
from bureau.roles import Role
from bureau.sealing import blind_index
from licensing.applications import sealed
from licensing.applications.wanted import Applicant, ApplicationRefused
from licensing.guides.selectors import content_of
from licensing.models import Application, Guide, ItemVersion, MaterialFile
from outreach.envelopes import wording
from tests.factories import licensing as make
from tests.licensing.applications.handing_in import ANSWERS, IDENTITY_NUMBER, basket_with, send, wanted

pytestmark = pytest.mark.django_db

# Lock, earlier sending, item, guide, papers, register, office; savepoint, the case, release; papers and draft handed over.
MOST_QUERIES = 14
PERSON = Applicant(type="person", name="李建国", phone="13812341234", address="东门大街 8 号")
WITH_NUMBER = [
    *make.CONTENT["fields"],
    {"code": "identity", "label": "身份证号", "type": "identity-number", "section": "设备情况", "personal": True, "required": False},
]


def reasons(wish, **options) -> list[str]:
    with pytest.raises(ApplicationRefused) as refusal:
        send(wish, **options)
    assert not Application.objects.filter(submission_key=UUID(int=options.get("key", 1))).exists(), "a refused one leaves nothing"
    return refusal.value.missing


def stored(opened) -> Application:
    return Application.objects.get(pk=opened.case_id)


# --- what it writes ----------------------------------------------------------------------------------------------------
def test_a_complete_application_opens_a_case_with_everything(guide, membership):
    opened = send(wanted(membership, delivery="collect"), by=membership.user, role=Role.ENTERPRISE)
    case = stored(opened)
    assert opened.created and case.number == opened.number == "XK20261123000001"
    assert (case.kind, case.state, case.category, case.request) == ("permit", "submitted", "XK-01", "new")
    assert (case.applicant_type, case.applicant_name, case.enterprise_code) == (
        "enterprise",
        "淮安市鑫源机械有限公司",
        membership.enterprise.code,
    )
    assert case.title == "淮安市鑫源机械有限公司：特种设备使用登记"
    assert (case.answers, case.delivery, case.guide, case.township) == (ANSWERS, "collect", guide, "huaicheng")
    assert (case.filed_by, case.office.is_desk) == (membership.user, True)
    opening = Event.objects.get(case_id=case.pk)
    assert (opening.actor, opening.actor_role, opening.data) == (membership.user, Role.ENTERPRISE, {"item": "XK-01", "request": "new"})
    clock = Clock.objects.get(case_id=case.pk)
    assert (clock.code, clock.due_on, case.due_on) == ("permit-acceptance", date(2026, 11, 30), date(2026, 11, 30))


def test_the_applicant_and_who_handles_it_are_sealed(guide, membership):
    opened = send(wanted(membership))
    parties = {row.part: row for row in Party.objects.filter(case_id=opened.case_id)}
    assert set(parties) == {"applicant", "agent"}
    assert parties["applicant"].name.open() == "淮安市鑫源机械有限公司" and parties["applicant"].phone_mask == "138****1234"
    assert parties["agent"].name_mask == "马**"


def test_the_papers_of_the_basket_become_those_of_the_application(guide, membership):
    wish = wanted(membership)
    opened = send(wish)
    row = MaterialFile.objects.select_related("attachment").get()
    assert (row.application_id, row.basket, row.code) == (opened.case_id, None, "inspection-report")
    assert (row.attachment.case_id, row.attachment.basket) == (opened.case_id, None)


def test_the_draft_is_marked_as_sent(guide, membership):
    wish = wanted(membership)
    saved = drafts.save({"typed": "x"}, Basket(wish.basket), at=make.RECEIVED_AT, purpose="application")
    opened = send(wish)
    assert Draft.objects.get(pk=saved.draft).submitted_number == opened.number


def test_the_applicant_and_the_desk_are_told(guide, membership):
    opened = send(wanted(membership), by=membership.user, role=Role.ENTERPRISE)
    told = {row.channel: row for row in Message.objects.filter(case_id=opened.case_id).select_related("template", "party", "user", "case")}
    assert set(told) == {"sms", "inbox"} and told["inbox"].user == membership.user
    assert all(row.template is not None for row in told.values()), "the wordings are shipped"
    assert opened.number in wording(told["sms"])[1] and opened.number in wording(told["inbox"])[1]


def test_who_does_not_send_it_from_a_desk_has_no_inbox(guide, membership):
    opened = send(wanted(membership))
    assert [row.channel for row in Message.objects.filter(case_id=opened.case_id)] == ["sms"]
    assert stored(opened).filed_by is None


def test_a_person_is_kept_as_mask_and_index_and_the_number_sealed(wordings, membership):
    guide = make.guide(fields=WITH_NUMBER)
    wish = wanted(membership, applicant=PERSON, personal={"identity": IDENTITY_NUMBER})
    wish = replace(wish, basket=basket_with("inspection-report", "business-licence"))
    case = stored(send(wish))
    assert (case.applicant_name, case.enterprise_code, case.title) == ("李**", "", "李**：特种设备使用登记")
    assert bytes(case.person_index) == blind_index(IDENTITY_NUMBER)
    assert IDENTITY_NUMBER not in str(case.answers) and sealed.personal_answers(case) == {"identity": IDENTITY_NUMBER}
    assert sealed.identity_number_of(case, content_of(guide)) == IDENTITY_NUMBER


def test_the_number_a_clerk_typed_is_kept_where_the_guide_asks_for_none(guide, membership):
    case = stored(send(wanted(membership, applicant=replace(PERSON, identity_number=IDENTITY_NUMBER))))
    assert sealed.personal_answers(case) == {sealed.IDENTITY: IDENTITY_NUMBER}


def test_numbers_count_without_gaps_even_after_a_refusal(guide, membership):
    first = send(wanted(membership), key=1)
    reasons(wanted(membership, basket=None), key=2)
    second = send(wanted(membership), key=3)
    assert [first.number[-6:], second.number[-6:]] == ["000001", "000002"]
    assert NumberCounter.objects.get(kind="case-XK").last == 2


def test_sent_twice_it_is_one_matter(guide, membership):
    wish = wanted(membership)
    first, again = send(wish), send(wish)
    assert first.created and not again.created and (again.case_id, again.number) == (first.case_id, first.number)
    assert Application.objects.count() == 1 and Message.objects.count() == 1


def test_few_statements(guide, membership):
    wish = wanted(membership)
    send(wanted(membership), key=1)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        send(wish, key=2)
    assert len(seen) <= MOST_QUERIES, [one["sql"][:90] for one in seen]
    numbered = next(place for place, one in enumerate(seen) if "numbercounter" in one["sql"])
    assert len(seen) - numbered <= 5, "others wait from the serial on: two updates and the ends of two savepoints"


# --- reasons against it ---------------------------------------------------------------------------------------------------
def test_all_reasons_are_given_at_once(guide, membership):
    applicant = Applicant(name="", enterprise_code="")
    found = reasons(wanted(membership, applicant=applicant, basket=None, delivery="post"))
    assert len(found) == 5
    assert any("检验报告" in one for one in found)


@pytest.mark.parametrize("request_kind", ["change", "nonsense"])
def test_a_way_of_asking_the_guide_does_not_know(guide, membership, request_kind):
    assert len(reasons(wanted(membership, request=request_kind))) >= 1


def test_who_may_not_apply(wordings, membership):
    make.guide(applicants=["person"])
    assert len(reasons(wanted(membership))) == 1


def test_a_paper_waived_when_on_file_is_not_asked_of_an_enterprise_but_of_a_person(wordings, membership):
    materials = [{"code": "inspection-report", "name": "检验报告"}, {"code": "licence", "name": "营业执照", "waived_when_on_file": True}]
    make.guide(materials=materials)
    assert send(wanted(membership)).created
    found = reasons(wanted(membership, applicant=PERSON), key=2)
    assert len(found) == 1 and "营业执照" in found[0]


def test_a_renewal_names_its_certificate(guide, membership):
    assert len(reasons(wanted(membership, request="renewal"))) == 1


def test_a_certificate_of_somebody_else_is_answered_like_none(guide, membership):
    foreign = make.certificate(make.application(), enterprise_code="91320803MA1MXYJX0B")
    of_another = reasons(wanted(membership, request="renewal", certificate=foreign))
    assert of_another == reasons(wanted(membership, request="renewal", certificate_number="没有这个号"), key=2)


def test_a_certificate_that_does_not_stand_any_more(guide, membership):
    own = make.certificate(make.application(enterprise_code=membership.enterprise.code), status="cancelled")
    assert own.number in reasons(wanted(membership, request="renewal", certificate=own))[0]


def test_the_same_about_one_certificate_is_open_once(guide, membership):
    own = make.certificate(make.application(enterprise_code=membership.enterprise.code))
    first = send(wanted(membership, request="renewal", certificate=own), key=1)
    found = reasons(wanted(membership, request="renewal", certificate=own), key=2)
    assert found and first.number in found[0]
    assert send(wanted(membership, request="reissue", certificate=own), key=3).created, "another request about it is another matter"


def test_an_item_nobody_applies_for(guide, membership):
    with pytest.raises(KeyError):
        send(wanted(membership, item_code="CF-001"))


def test_an_item_without_a_published_guide(wordings, membership):
    make.item("XK-02", name="计量标准器具核准")
    with pytest.raises(Guide.DoesNotExist):
        send(wanted(membership, item_code="XK-02"))


def test_an_item_that_is_not_in_force(wordings, membership):
    make.guide()
    ItemVersion.objects.update(valid_from=make.RECEIVED_AT.date() + timedelta(days=1))
    with pytest.raises(ItemVersion.DoesNotExist):
        send(wanted(membership))


def test_a_file_of_the_basket_without_a_material_comes_along_as_a_plain_file(guide, membership):
    wish = wanted(membership)
    plain = {"name": "a.txt", "content_type": "text/plain", "size": 1, "sha256": "", "file": ContentFile(b"a", name="a.txt")}
    Attachment.objects.create(basket=wish.basket, uploaded_at=make.RECEIVED_AT, **plain)
    opened = send(wish)
    assert Attachment.objects.filter(case_id=opened.case_id).count() == 2
