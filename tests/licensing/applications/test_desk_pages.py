"""Applying on the desk: choosing, saving, papers, review, sending, renewing by one click; readers and strangers stay out."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from bureau import drafts
from bureau.models import Document, Draft, Message
from enterprises.models import Membership
from licensing.applications.place import PURPOSE
from licensing.applications.sealed import personal_answers, sealed_text
from licensing.models import Application, MaterialFile
from tests.desk_door import client_of, member_client
from tests.factories import licensing as make
from tests.factories.bureau import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory
from tests.licensing.applications.handing_in import basket_with, paper, send, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guide")]
NO_PAPERS = {"materials": [{"code": "licence", "name": "营业执照", "waived_when_on_file": True}]}


@pytest.fixture
def code(membership) -> str:
    return membership.enterprise.code


@pytest.fixture
def page(code) -> str:
    return reverse("licensing:desk-apply", args=[code, "XK-01"])


def form(**changes):
    data = {
        "request": "new",
        "submission_key": str(uuid4()),
        "answer-equipment_name": "桥式起重机",
        "applicant-agent_name": "马经理",
        "applicant-phone": "13812341234",
        "delivery-delivery": "download",
        "step": "send",
        "truthful": "on",
        **changes,
    }
    return {name: value for name, value in data.items() if value is not None}


def test_the_start_lists_what_the_enterprise_can_apply_for(as_owner, code):
    answer = as_owner.get(reverse("licensing:desk-applications", args=[code])).content.decode()
    assert "特种设备使用登记" in answer and "首次登记" in answer


def test_several_ways_are_offered_first_and_then_the_certificates(as_owner, page, code):
    own = make.certificate(make.application(enterprise_code=code))
    assert "request=renewal" in as_owner.get(page).content.decode()
    assert own.number in as_owner.get(page, {"request": "renewal"}).content.decode()
    assert "桥式起重机" in as_owner.get(page, {"request": "renewal", "certificate": own.number}).content.decode()


def test_sent_in_one_post_it_leads_to_its_number_and_slip(as_owner, page, code):
    answer = as_owner.post(page, form(**{"paper-inspection-report": paper()}))
    case = Application.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("licensing:desk-sent", args=[code, case.number])
    shown = as_owner.get(answer["Location"]).content.decode()
    slip = Document.objects.get(case_id=case.pk)
    assert case.number in shown and "2026" in shown and slip.template == "application-receipt"
    assert reverse("enterprises:desk-document", args=[code, slip.pk]) in shown
    assert case.filed_by is not None and Message.objects.filter(case_id=case.pk, channel="inbox").exists()


def test_sent_again_it_is_the_same_matter_and_one_slip(as_owner, page):
    data = form()
    first = as_owner.post(page, {**data, "paper-inspection-report": paper()})
    again = as_owner.post(page, data)
    assert first["Location"] == again["Location"]
    assert Application.objects.count() == Document.objects.count() == 1


def test_a_missing_paper_is_named_and_nothing_is_lost(as_owner, page):
    answer = as_owner.post(page, form(**{"answer-equipment_name": "我的起重机"}))
    text = answer.content.decode()
    assert answer.status_code == 422 and "检验报告" in text and "paper-missing" in text and "我的起重机" in text
    assert not Application.objects.exists()


def test_a_wrong_answer_is_shown_beside_its_field(as_owner, page):
    answer = as_owner.post(page, form(**{"answer-equipment_name": "", "paper-inspection-report": paper()}))
    assert answer.status_code == 422 and "answer-equipment_name" in answer.content.decode()
    assert MaterialFile.objects.count() == 1, "the paper was kept all the same"


def test_the_review_shows_everything_and_sends_nothing(as_owner, page):
    answer = as_owner.post(page, form(step="review", truthful=None, **{"paper-inspection-report": paper()}))
    text = answer.content.decode()
    assert answer.status_code == 200 and "检验报告.pdf" in text and "桥式起重机" in text and 'name="truthful"' in text
    assert not Application.objects.exists()


def test_without_the_declaration_it_is_not_taken(as_owner, page):
    answer = as_owner.post(page, form(truthful=None, **{"paper-inspection-report": paper()}))
    assert answer.status_code == 422 and not Application.objects.exists()


def test_a_refused_file_says_why_and_costs_nothing_else(as_owner, page):
    answer = as_owner.post(page, form(**{"paper-inspection-report": paper("报告.txt")}))
    text = answer.content.decode()
    assert answer.status_code == 422 and "报告.txt" in text and "桥式起重机" in text


def test_a_script_gets_the_papers_as_they_stand(as_owner, page):
    json = {"accept": "application/json"}
    first = as_owner.post(page, form(step="papers", **{"paper-inspection-report": paper()}), headers=json).json()
    assert "检验报告.pdf" in first["papers"] and first["token"]
    row = MaterialFile.objects.get()
    second = as_owner.post(page, form(step="papers", draft=first["token"], remove=str(row.pk)), headers=json).json()
    assert "检验报告.pdf" not in second["papers"] and not MaterialFile.objects.exists()


# --- drafts ------------------------------------------------------------------------------------------------------------
def saved(as_owner, page, **changes):
    answer = as_owner.post(page, form(step="save", truthful=None, **changes), headers={"accept": "application/json"})
    assert answer.status_code == 200 and answer.json()["saved"]
    return Draft.objects.get(purpose=PURPOSE)


def test_a_draft_is_saved_listed_and_continued(as_owner, page, code, membership):
    draft = saved(as_owner, page, **{"answer-equipment_name": "半截"})
    assert (draft.owner, draft.subject) == (membership.user, f"{code}:XK-01:new")
    assert str(draft.pk) in as_owner.get(reverse("licensing:desk-applications", args=[code])).content.decode()
    assert "半截" in as_owner.get(page, {"draft": draft.pk}).content.decode()


def test_saving_goes_on_in_the_same_draft(as_owner, page):
    first = as_owner.post(page, form(step="save"), headers={"accept": "application/json"}).json()
    as_owner.post(
        page, form(step="save", draft=first["token"], **{"answer-equipment_name": "改过"}), headers={"accept": "application/json"}
    )
    assert Draft.objects.count() == 1 and "改过" in as_owner.get(page, {"draft": Draft.objects.get().pk}).content.decode()


def test_a_draft_of_somebody_else_or_another_enterprise_is_not_opened(as_owner, page, membership):
    draft = saved(as_owner, page)
    colleague = member_client(membership, Membership.Part.AGENT, "colleague")
    assert colleague.get(page, {"draft": draft.pk}).status_code == 302
    second = MembershipFactory(user=membership.user, enterprise=EnterpriseFactory())
    elsewhere = reverse("licensing:desk-apply", args=[second.enterprise.code, "XK-01"])
    assert as_owner.get(elsewhere, {"draft": draft.pk}).status_code == 302
    assert as_owner.get(page, {"draft": "not-a-uuid"}).status_code == 404


def test_a_draft_is_deleted_by_its_owner_only(as_owner, page, code, membership):
    draft = saved(as_owner, page)
    discard = reverse("licensing:desk-draft-discard", args=[code, draft.pk])
    member_client(membership, Membership.Part.AGENT, "colleague").post(discard)
    assert Draft.objects.exists()
    as_owner.post(discard)
    assert not Draft.objects.exists()


def test_a_sent_draft_is_not_listed_any_more(as_owner, page, code):
    draft = saved(as_owner, page)
    opened = drafts.opened(draft.pk, at=make.RECEIVED_AT - timedelta(days=1), purpose=PURPOSE, owner=draft.owner)
    as_owner.post(page, form(draft=opened.basket.token, **{"paper-inspection-report": paper()}))
    assert Application.objects.count() == 1
    assert str(draft.pk) not in as_owner.get(reverse("licensing:desk-applications", args=[code])).content.decode()


# --- using again, renewing ---------------------------------------------------------------------------------------------------
def test_an_earlier_paper_is_offered_and_used_again_without_a_script(as_owner, page, membership):
    send(wanted(membership))
    assert 'name="reuse"' in as_owner.get(page, {"request": "new"}).content.decode()
    answer = as_owner.post(page, form(step=None, reuse="inspection-report"))
    assert answer.status_code == 200 and "inspection-report.pdf" in answer.content.decode()
    assert MaterialFile.objects.filter(reused_from__isnull=False).count() == 1


def test_a_paper_of_another_enterprise_cannot_be_used(as_owner, page):
    send(wanted(Membership(enterprise=EnterpriseFactory(name="别的公司"))))
    as_owner.post(page, form(step=None, reuse="inspection-report"))
    assert not MaterialFile.objects.filter(reused_from__isnull=False).exists()


def renewal(code, **content):
    make.Guide.objects.filter(state="published").update(state="retired", number=99)
    return make.certificate(make.application(enterprise_code=code, content=content))


def test_a_renewal_with_nothing_missing_is_one_click(as_owner, code, page):
    own = renewal(code, **NO_PAPERS)
    shown = as_owner.get(reverse("licensing:desk-renew", args=[code, own.number]))
    text = shown.content.decode()
    assert shown.status_code == 200 and 'value="send"' in text and "桥式起重机" in text
    assert as_owner.post(page, _hidden(text)).status_code == 302
    case = Application.objects.get(request="renewal")
    assert (case.certificate, case.answers) == (own, {"equipment_name": "桥式起重机"})


def _hidden(text):
    found = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text))
    return {**found, "truthful": "on", "step": "send"}


def test_a_renewal_with_a_paper_missing_is_the_form_filled_in(as_owner, code):
    own = make.certificate(make.application(enterprise_code=code))
    text = as_owner.get(reverse("licensing:desk-renew", args=[code, own.number])).content.decode()
    assert "paper-missing" in text and "桥式起重机" in text and 'value="review"' in text


def test_a_renewal_takes_the_papers_handed_in_before_with_it(as_owner, code, membership):
    sent = send(wanted(membership))
    own = make.certificate(Application.objects.get(pk=sent.case_id))
    text = as_owner.get(reverse("licensing:desk-renew", args=[code, own.number])).content.decode()
    assert "inspection-report.pdf" in text and 'value="send"' in text
    assert MaterialFile.objects.count() == 1, "looking at it copies nothing"
    assert as_owner.post(reverse("licensing:desk-apply", args=[code, "XK-01"]), _hidden(text)).status_code == 302
    renewed = Application.objects.get(request="renewal")
    assert MaterialFile.objects.get(application=renewed).reused_from.application_id == sent.case_id


def test_an_earlier_paper_goes_along_unless_its_tick_is_taken_away(as_owner, code, page, membership):
    own = renewal(code, materials=[*make.CONTENT["materials"], {"code": "period-records", "name": "上期记录", "requests": ["renewal"]}])
    send(wanted(membership))
    text = as_owner.get(reverse("licensing:desk-renew", args=[code, own.number])).content.decode()
    assert re.search(r'name="again" value="inspection-report"[^>]* checked', text)
    assert "上期记录" in lacking(text) and "检验报告" not in lacking(text), "only what is missing is said to be"
    records = {"paper-period-records": paper("记录.pdf", text="r")}
    unticked = form(request="renewal", certificate=own.number, step="review")
    assert "检验报告" in as_owner.post(page, {**unticked, **records}).content.decode()
    assert not MaterialFile.objects.filter(reused_from__isnull=False).exists()
    ticked = as_owner.post(page, {**unticked, "again": "inspection-report", "paper-period-records": paper("记录.pdf", text="r")})
    assert ticked.status_code == 200 and "inspection-report.pdf" in ticked.content.decode()
    assert 'name="again"' not in ticked.content.decode(), "it lies with the others now"
    assert MaterialFile.objects.filter(reused_from__isnull=False).count() == 1
    assert as_owner.post(page, _hidden(ticked.content.decode())).status_code == 302


def lacking(text):
    return re.search(r'class="notice notice-info".*?</div>', text, re.S)[0]


def test_a_draft_remembers_which_papers_go_along(as_owner, page, code, membership):
    send(wanted(membership))
    draft = saved(as_owner, page, again="inspection-report")
    assert not MaterialFile.objects.filter(reused_from__isnull=False).exists()
    text = as_owner.get(page, {"draft": draft.pk}).content.decode()
    assert re.search(r'name="again" value="inspection-report"[^>]* checked', text)


def test_a_renewal_sent_twice_copies_its_papers_once(as_owner, page, code, membership):
    sent = send(wanted(membership))
    own = make.certificate(Application.objects.get(pk=sent.case_id))
    data = _hidden(as_owner.get(reverse("licensing:desk-renew", args=[code, own.number])).content.decode())
    first, again = as_owner.post(page, data), as_owner.post(page, data)
    assert first["Location"] == again["Location"]
    assert MaterialFile.objects.filter(reused_from__isnull=False).count() == 1


KEEPERS = {
    "fields": [
        *make.CONTENT["fields"],
        {"code": "keeper", "label": "负责人", "type": "text", "section": "设备情况", "personal": True},
        {"code": "keeper_phone", "label": "负责人电话", "type": "phone", "section": "设备情况", "personal": True},
        {"code": "deputy", "label": "副手", "type": "text", "section": "设备情况", "personal": True, "required": False},
    ],
    **NO_PAPERS,
}
KEEPER = {"keeper": "周敏敏", "keeper_phone": "13951780011", "deputy": "钱进宝"}


def with_keeper(code, **fields):
    make.Guide.objects.filter(state="published").update(state="retired", number=99)
    case = make.application(enterprise_code=code, content=KEEPERS, sealed_answers=sealed_text(KEEPER), **fields)
    return make.certificate(case)


def test_a_renewal_takes_over_the_personal_answers_it_needs_and_shows_masks(as_owner, code, page):
    own = with_keeper(code)
    text = as_owner.get(reverse("licensing:desk-renew", args=[code, own.number])).content.decode()
    assert 'value="send"' in text and "周**" in text and "139****0011" in text
    assert not [one for one in KEEPER.values() if one in text]
    assert as_owner.post(page, _hidden(text)).status_code == 302
    renewed = personal_answers(Application.objects.get(request="renewal"))
    assert renewed == {"keeper": "周敏敏", "keeper_phone": "13951780011"}, "what may be left empty was left empty"


def test_another_answer_takes_the_place_of_the_one_taken_over(as_owner, code, page):
    own = with_keeper(code)
    data = form(request="renewal", certificate=own.number, **{"answer-keeper": "孙立", "answer-keeper_phone": ""})
    shown = as_owner.post(page, {**data, "step": "change"}).content.decode()
    assert "139****0011" in shown and "13951780011" not in shown
    wrong = as_owner.post(page, {**data, "answer-keeper_phone": "12"})
    assert wrong.status_code == 422 and "13951780011" not in wrong.content.decode()
    assert as_owner.post(page, data).status_code == 302
    renewed = personal_answers(Application.objects.get(request="renewal"))
    assert renewed == {"keeper": "孙立", "keeper_phone": "13951780011"}


def test_personal_answers_of_somebody_else_or_about_something_else_are_not_taken_over(as_owner, code, page):
    own = with_keeper(code)
    other = make.certificate(make.application(enterprise_code=code))
    foreign = make.certificate(make.application(sealed_answers=sealed_text(KEEPER)), enterprise_code=code)
    for one in (other, foreign):
        text = as_owner.get(reverse("licensing:desk-renew", args=[code, one.number])).content.decode()
        assert 'value="send"' not in text and "周**" not in text and "负责人" in lacking(text)
    new = as_owner.post(page, form(**{"answer-keeper": "", "answer-keeper_phone": ""}))
    assert new.status_code == 422, "a new application is about another thing"
    assert own.case_id


def test_only_ones_own_standing_certificate_is_renewed(as_owner, code):
    foreign = make.certificate(make.application())
    ended = make.certificate(make.application(enterprise_code=code), status="cancelled")
    for one in (foreign, ended):
        assert as_owner.get(reverse("licensing:desk-renew", args=[code, one.number])).status_code == 404


# --- who may ------------------------------------------------------------------------------------------------------------------
def test_a_reader_reads_and_does_not_apply(page, code, membership):
    reader = member_client(membership, Membership.Part.READER, "reader")
    assert reader.get(reverse("licensing:desk-applications", args=[code])).status_code == 200
    assert reader.get(page).status_code == reader.post(page, form()).status_code == 403


def test_what_was_sent_for_another_enterprise_is_not_found(as_owner, code):
    foreign = make.application()
    assert as_owner.get(reverse("licensing:desk-sent", args=[code, foreign.number])).status_code == 404
    stranger = client_of(
        MembershipFactory(user=UserFactory(username="elsewhere", roles=["enterprise"], office=None), enterprise=EnterpriseFactory())
    )
    assert stranger.get(reverse("licensing:desk-applications", args=[code])).status_code == 404


def test_an_item_nobody_applies_for_is_not_found(as_owner, code):
    assert as_owner.get(reverse("licensing:desk-apply", args=[code, "CF-001"])).status_code == 404


def test_the_pages_take_a_fixed_number_of_queries(as_owner, page, code, membership, django_assert_max_num_queries):
    basket = basket_with("inspection-report")
    send(wanted(membership, basket=basket))
    with django_assert_max_num_queries(16):
        as_owner.get(reverse("licensing:desk-applications", args=[code]))
    with django_assert_max_num_queries(18):
        as_owner.get(page, {"request": "new"})
