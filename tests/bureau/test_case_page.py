"""The case page: who sees it, what stands on it, how many queries it costs, uploads, presence."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisGone

from bureau import panels, presence
from bureau.models import Case, Event, Party
from bureau.workflow import Actor, perform
from tests import people
from tests.factories.docket import ComplaintFactory, ConsultationFactory, ReportFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def url(case, name="case", *args):
    return reverse(f"bureau:{name}", args=[case.number, *args])


@pytest.fixture
def complaint(clerk):
    return ComplaintFactory(office=clerk.office, handler=clerk, amount="128.50")


def test_staff_of_another_office_learn_nothing(as_clerk_elsewhere, complaint):
    for name in ("case", "case-print", "case-looking"):
        assert as_clerk_elsewhere.get(url(complaint, name)).status_code == 404
    assert as_clerk_elsewhere.get(url(complaint, "case-action", "note")).status_code == 404
    assert as_clerk_elsewhere.post(url(complaint, "case-attach")).status_code == 404
    assert as_clerk_elsewhere.get(reverse("bureau:case", args=["TS209901010001"])).status_code == 404


def test_enterprise_users_and_strangers_are_kept_out(as_enterprise_user, as_stranger, complaint):
    assert as_enterprise_user.get(url(complaint)).status_code == 403
    assert as_stranger.get(url(complaint)).status_code == 403


def test_the_page_shows_the_matter_with_masks_only(as_clerk, complaint):
    text = as_clerk.get(url(complaint)).content.decode()
    for shown in (complaint.number, complaint.statement, "退款并赔偿", "好又多超市", "128.50", "138****1234", "张*"):
        assert shown in text, shown
    for sealed in ("13812341234", "张三", "西门街"):
        assert sealed not in text, sealed


def test_nothing_of_it_is_cached(as_clerk, complaint):
    assert "no-store" in as_clerk.get(url(complaint))["Cache-Control"]


def test_the_clock_explains_itself(as_clerk, complaint):
    card = as_clerk.get(url(complaint)).context["clocks"][0]
    assert card.is_running
    assert len(card.explanation) >= 2
    assert any(card.citation in sentence for sentence in card.explanation)
    assert all(sentence in as_clerk.get(url(complaint)).content.decode().replace("&#x27;", "'") for sentence in card.explanation[:1])


def test_a_pause_stands_on_the_clock_card(as_clerk, clerk, complaint):
    actor, now = Actor.of(clerk), timezone.now()
    for step, data in (("accept", {}), ("mediate", {}), ("pause-for-appraisal", {"note": "送检"})):
        perform(complaint.pk, step, actor=actor, at=now, data=data)
    card = next(card for card in as_clerk.get(url(complaint)).context["clocks"] if card.is_running)
    assert card.light == "paused"
    assert len(card.pauses) == 1


def test_open_steps_are_links_and_closed_ones_say_why(as_clerk, clerk):
    case = ComplaintFactory(office=clerk.office, handler=clerk, address="")
    page = as_clerk.get(url(case))
    assert "accept" not in {offer.transition.name for offer in page.context["open_offers"]}
    closed = {offer.transition.name: offer.missing for offer in page.context["closed_offers"]}
    assert len(closed["accept"]) == 1
    text = page.content.decode()
    assert f'href="{url(case, "case-action", "refuse")}"' in text
    assert f'href="{url(case, "case-action", "accept")}"' not in text
    assert closed["accept"][0] in text.replace("&#x27;", "'")


def test_who_has_no_step_is_told_so(as_manager, complaint):
    page = as_manager.get(url(complaint))
    assert page.context["open_offers"] == page.context["closed_offers"] == []


def test_the_timeline_names_step_person_role_and_note(as_clerk, clerk, complaint):
    perform(complaint.pk, "note", actor=Actor.of(clerk), at=timezone.now(), data={"note": "已电话联系商家"})
    newest = as_clerk.get(url(complaint)).context["events"][0]
    assert newest["text"] == "已电话联系商家"
    assert str(clerk) in newest["actor"]


def test_other_open_matters_of_the_same_phone(as_clerk, clerk, clerk_elsewhere, complaint):
    other = ReportFactory(office=clerk.office)
    hidden = ReportFactory(office=clerk_elsewhere.office)
    done = ComplaintFactory(office=clerk.office)
    perform(done.pk, "refuse", actor=Actor.of(clerk), at=timezone.now(), data={"ground": "16-1", "explanation": "x"})
    stranger = ComplaintFactory(office=clerk.office, phone="13700000000")
    found = [case.number for case in as_clerk.get(url(complaint)).context["same_person"]]
    assert found == [other.number]
    assert hidden.number not in found and done.number not in found and stranger.number not in found


def test_people_without_a_phone_are_nobody_else(as_clerk, clerk):
    first, _second = (ReportFactory(office=clerk.office, anonymous=True) for _ in range(2))
    assert as_clerk.get(url(first)).context["same_person"] == []


def test_other_matters_that_name_the_business(as_clerk, clerk, complaint):
    same = ReportFactory(office=clerk.office)
    ComplaintFactory(office=clerk.office, subject_name="鸿运摩托车修理铺", statement="修车乱收费，拒绝开发票。", subject_address="")
    card = next(card for card in as_clerk.get(url(complaint)).context["cards"] if card.template.endswith("business.html"))
    assert [case.number for case in card.context["cases"]] == [same.number]


def test_the_answer_of_a_consultation_is_called_a_draft_until_it_is_sent(as_clerk, clerk):
    case = ConsultationFactory(office=clerk.office)
    perform(case.pk, "draft-answer", actor=Actor.of(clerk), at=timezone.now(), data={"answer": "检验有效期届满前一个月申请。"})
    card = next(card for card in as_clerk.get(url(case)).context["cards"] if card.template.endswith("outcome.html"))
    label, text = card.context["texts"][0]
    assert text == "检验有效期届满前一个月申请。"
    perform(case.pk, "release-answer", actor=Actor.of(people.second_clerk()), at=timezone.now(), data={})
    card = next(card for card in as_clerk.get(url(case)).context["cards"] if card.template.endswith("outcome.html"))
    assert card.context["texts"][0][0] != label


def test_days_in_each_hand_are_shown(as_supervisor, supervisor, clerk, second_clerk, complaint):
    start = timezone.now() - timedelta(days=6)
    for handler, at in ((clerk, start), (second_clerk, start + timedelta(days=4))):
        perform(complaint.pk, "assign", actor=Actor.of(supervisor), at=at, data={"handler": handler, "reason": "轮班"})
    hands = as_supervisor.get(url(complaint)).context["hands"]
    assert [(hand["row"].handler, hand["days"]) for hand in hands] == [(clerk, 4), (second_clerk, 2)]


def test_nobody_has_a_closed_matter_in_hand_any_more(as_supervisor, supervisor, clerk, complaint):
    start = timezone.now() - timedelta(days=9)
    perform(complaint.pk, "assign", actor=Actor.of(supervisor), at=start, data={"handler": clerk, "reason": "分派"})
    ended = start + timedelta(days=2)
    Case.objects.filter(pk=complaint.pk).update(opened_at=start, closed_at=ended)
    hand = as_supervisor.get(url(complaint)).context["hands"][0]
    assert (hand["until"], hand["days"]) == (ended, 2)


def test_the_number_of_queries_does_not_grow_with_the_case(as_clerk, clerk, second_clerk, complaint):
    def count():
        with CaptureQueriesContext(connection) as seen:
            assert as_clerk.get(url(complaint)).status_code == 200
        return len(seen)

    ReportFactory(office=clerk.office)
    perform(complaint.pk, "assign", actor=Actor.of(clerk), at=timezone.now(), data={"handler": second_clerk, "reason": ""})
    as_clerk.get(url(complaint))
    few = count()
    for _ in range(5):
        perform(complaint.pk, "note", actor=Actor.of(clerk), at=timezone.now(), data={"note": "又一次"})
        perform(complaint.pk, "assign", actor=Actor.of(clerk), at=timezone.now(), data={"handler": second_clerk, "reason": ""})
        ReportFactory(office=clerk.office)
    assert count() == few
    assert few <= 32


def test_staff_add_files(as_clerk, clerk, complaint):
    answer = as_clerk.post(url(complaint, "case-attach"), {"files": [SimpleUploadedFile("现场笔录.pdf", PDF)]})
    assert answer.status_code == 302
    attachment = complaint.attachments.get()
    assert (attachment.name, attachment.uploaded_by, attachment.from_citizen) == ("现场笔录.pdf", clerk, False)
    assert "现场笔录.pdf" in as_clerk.get(url(complaint)).content.decode()


def test_a_refused_file_says_why_and_the_good_one_is_kept(as_clerk, complaint):
    files = [SimpleUploadedFile("virus.exe", b"MZ\x90\x00"), SimpleUploadedFile("ok.pdf", PDF)]
    page = as_clerk.post(url(complaint, "case-attach"), {"files": files}, follow=True)
    assert [row.name for row in complaint.attachments.all()] == ["ok.pdf"]
    assert "virus.exe" in " ".join(str(message) for message in page.context["messages"])


def test_upload_without_a_file_says_so(as_clerk, complaint):
    page = as_clerk.post(url(complaint, "case-attach"), follow=True)
    assert len(list(page.context["messages"])) == 1


def test_the_print_view_has_masks_and_no_buttons(as_clerk, complaint):
    text = as_clerk.get(url(complaint, "case-print")).content.decode()
    assert complaint.number in text and "138****1234" in text
    assert "13812341234" not in text
    assert url(complaint, "case-attach") not in text
    assert "case-reveal" not in text and "/persons/" not in text


# --- presence ---------------------------------------------------------------------------------------------------------
def test_two_people_see_each_other_and_not_themselves(clerk, second_clerk, complaint):
    first, second = signed_in(Client(), clerk), signed_in(Client(), second_clerk)
    assert first.get(url(complaint)).context["looking"] == []
    assert second.get(url(complaint)).context["looking"] == [str(clerk)]
    assert str(second_clerk) in first.get(url(complaint, "case-looking")).content.decode()


def test_after_a_minute_one_is_gone(clerk, second_clerk):
    assert presence.look(-1, clerk, now=1000.0) == []
    assert presence.look(-1, second_clerk, now=1059.0) == [str(clerk)]
    assert presence.look(-1, second_clerk, now=1061.0) == []


def test_without_redis_nobody_is_named_and_nothing_breaks(as_clerk, complaint, monkeypatch):
    class Gone:
        def pipeline(self):
            raise RedisGone("away")

    monkeypatch.setattr(presence, "_redis", lambda address: Gone())
    page = as_clerk.get(url(complaint))
    assert page.status_code == 200
    assert page.context["looking"] == []


# --- panels -----------------------------------------------------------------------------------------------------------
def test_cards_come_in_their_order_and_only_for_their_kind(complaint, clerk):
    assert panels.cards_for(None, clerk) == []
    templates = [card.template for card in panels.cards_for(complaint, clerk)]
    assert templates == ["complaints/case/statement.html", "complaints/case/outcome.html", "complaints/case/business.html"]
    assert panels.cards_for(Case(kind="something-else"), clerk) == []


def test_a_matter_whose_app_is_gone_is_still_listed(as_supervisor, clerk):
    case = ComplaintFactory(office=clerk.office)
    Case.objects.filter(pk=case.pk).update(kind="retired-kind")
    rows = as_supervisor.get(reverse("bureau:workbench"), {"tab": "all"}).context["rows"]
    assert [row.kind for row in rows] == ["retired-kind"]
    page = as_supervisor.get(url(case))
    assert page.status_code == 200
    assert page.context["cards"] == page.context["open_offers"] == []
    assert as_supervisor.get(url(case, "case-action", "accept")).status_code == 404
    assert Event.objects.filter(case_id=case.pk).count() == Party.objects.filter(case_id=case.pk).count() == 1
