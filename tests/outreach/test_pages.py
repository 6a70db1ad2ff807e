"""The pages about messages: who sees what, what the buttons do, and what a list costs."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from bureau.models import Message
from bureau.query_codes import query_code
from outreach import selectors
from outreach.selectors import page_of, unread_count
from tests import people
from tests.factories.outreach import NOW, CaseFactory, MessageFactory, PartyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wordings")]

INBOX, LIST, CALLS = reverse("outreach:inbox"), reverse("outreach:message-list"), reverse("outreach:call-list")
RESEND, CALLED = reverse("outreach:message-resend"), reverse("outreach:message-called")


def arrived(user, **given):
    return MessageFactory(inbox=True, user=user, case=given.pop("case", None), **given)


# --- who ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["supervisor", "administrator"])
def test_overseers_see_every_message(client, who):
    assert people.signed_in(client, people.CAST[who]()).get(LIST).status_code == 200


@pytest.mark.parametrize("who", ["clerk", "officer", "manager", "reviewer", "enterprise_user", "stranger"])
def test_others_may_neither_look_nor_resend(client, who):
    people.signed_in(client, people.CAST[who]())
    dead = MessageFactory(dead=True)
    assert client.get(LIST).status_code == 403
    assert client.post(RESEND, {"ids": [dead.pk]}).status_code == 403
    dead.refresh_from_db()
    assert dead.status == "dead"


def test_strangers_are_led_to_the_door(client):
    for page in (INBOX, LIST, CALLS):
        assert client.get(page).status_code == 302


@pytest.mark.parametrize("address", [RESEND, CALLED, reverse("outreach:inbox-read"), reverse("outreach:inbox-read-all")])
def test_buttons_take_only_posts(as_supervisor, address):
    assert as_supervisor.get(address).status_code == 405


# --- the list -----------------------------------------------------------------------------------------------------------
def test_the_list_shows_what_was_given_up_and_why_but_no_personal_data(as_supervisor):
    MessageFactory(dead=True, sent_text="张三丰，您的投诉")
    MessageFactory(status="sent", subject="别的消息")
    page = as_supervisor.get(LIST).content.decode()
    assert "gateway answered 500" in page and "张**" in page and "138****5678" in page
    assert "张三丰" not in page and "13812345678" not in page and "别的消息" not in page


@pytest.mark.parametrize(
    ("show", "shown"), [("dead", {"d"}), ("waiting", {"q", "s"}), ("calls", {"c"}), ("all", set("dqscx")), ("nonsense", {"d"}), ("", {"d"})]
)
def test_the_filter(as_supervisor, show, shown):
    MessageFactory(status="dead", subject="d")
    MessageFactory(status="queued", subject="q")
    MessageFactory(status="sending", subject="s")
    MessageFactory(call=True, subject="c")
    MessageFactory(status="sent", subject="x")
    response = as_supervisor.get(LIST, {"show": show})
    assert {message.subject for message in response.context["page"].rows} == shown


def test_the_messages_of_one_case(as_supervisor):
    wanted, _other = MessageFactory(status="sent"), MessageFactory(status="sent")
    rows = as_supervisor.get(LIST, {"show": "all", "case": f" {wanted.case.number} "}).context["page"].rows
    assert rows == [wanted]


def test_an_empty_list_says_so(as_supervisor):
    assert "没有符合条件的消息" in as_supervisor.get(LIST).content.decode()


def test_pages_without_counting(as_supervisor, monkeypatch, django_assert_max_num_queries):
    party = PartyFactory()
    made = [MessageFactory(dead=True, party=party).pk for _ in range(5)][::-1]
    monkeypatch.setattr(page_of, "__kwdefaults__", {**page_of.__kwdefaults__, "size": 2})
    seen, address = [], LIST
    while address:
        response = as_supervisor.get(address)
        seen += [message.pk for message in response.context["page"].rows]
        address = LIST + response.context["next_url"] if response.context["next_url"] else ""
    assert seen == made
    back = as_supervisor.get(LIST + response.context["previous_url"])
    assert [message.pk for message in back.context["page"].rows] == made[2:4]
    # Session, user, the list, the badge of the inbox: whatever the length.
    with django_assert_max_num_queries(6) as queries:
        as_supervisor.get(LIST)
    assert not any("COUNT(" in query["sql"] for query in queries.captured_queries)


def test_queries_do_not_grow_with_the_rows(as_supervisor, django_assert_max_num_queries):
    for _ in range(12):
        MessageFactory(dead=True)
    with django_assert_max_num_queries(6):
        assert len(as_supervisor.get(LIST).context["page"].rows) == 12


def test_links_keep_the_filter(as_supervisor, monkeypatch):
    MessageFactory.create_batch(2, status="sent")
    monkeypatch.setattr(page_of, "__kwdefaults__", {**page_of.__kwdefaults__, "size": 1})
    newest = Message.objects.latest("id").pk
    assert as_supervisor.get(LIST, {"show": "all", "before": "x"}).context["next_url"] == f"?show=all&before={newest}"


# --- sending again ------------------------------------------------------------------------------------------------------
def test_resend_one_and_many(as_supervisor, nobody_woken, django_capture_on_commit_callbacks):
    dead = MessageFactory.create_batch(3, dead=True)
    sent = MessageFactory(status="sent")
    with django_capture_on_commit_callbacks(execute=True):
        response = as_supervisor.post(RESEND, {"ids": [dead[0].pk, dead[1].pk, sent.pk], "next": f"{LIST}?show=dead"}, follow=True)
    assert response.redirect_chain == [(f"{LIST}?show=dead", 302)]
    assert "正在重新发送 2 条消息" in response.content.decode()
    assert nobody_woken == ["outreach.deliver_messages"]
    assert [Message.objects.get(pk=one.pk).status for one in (*dead, sent)] == ["queued", "queued", "dead", "sent"]
    again = Message.objects.get(pk=dead[0].pk)
    assert (again.attempts, again.error) == (0, "")


@pytest.mark.parametrize("ids", [[], ["x"], ["-1"], ["' OR 1=1"]])
def test_nothing_ticked_is_said(as_supervisor, ids):
    assert "请至少勾选一条消息" in as_supervisor.post(RESEND, {"ids": ids}, follow=True).content.decode()


def test_no_way_to_another_host(as_supervisor):
    assert as_supervisor.post(RESEND, {"ids": ["1"], "next": "https://evil.example/"}).url == LIST


# --- calls --------------------------------------------------------------------------------------------------------------
def test_the_desk_sees_whom_to_call_and_what_to_say(as_seat):
    call = MessageFactory(call=True, party=PartyFactory(case=CaseFactory(office=people.clerk().office)))
    page = as_seat.get(CALLS).content.decode()
    assert "张**" in page and "您的投诉已收到" in page
    assert "张三丰" not in page and query_code(call.case.number) not in page


def test_a_call_is_noted_once(as_clerk):
    call = MessageFactory(call=True, party=PartyFactory(case=CaseFactory(office=people.clerk().office)))
    assert "已登记电话通知" in as_clerk.post(CALLED, {"message": call.pk}, follow=True).content.decode()
    call.refresh_from_db()
    assert (call.status, call.provider_id) == ("delivered", f"user:{people.clerk().pk}")
    assert as_clerk.post(CALLED, {"message": call.pk}).status_code == 404


def test_calls_of_other_offices_are_not_there(as_clerk_elsewhere):
    call = MessageFactory(call=True, party=PartyFactory(case=CaseFactory(office=people.clerk().office)))
    assert "张**" not in as_clerk_elsewhere.get(CALLS).content.decode()
    assert as_clerk_elsewhere.post(CALLED, {"message": call.pk}).status_code == 404
    call.refresh_from_db()
    assert call.status == "queued"


def test_officers_do_not_make_these_calls(as_officer):
    assert as_officer.get(CALLS).status_code == 403


# --- the inbox ----------------------------------------------------------------------------------------------------------
def test_the_inbox_is_ones_own_and_newest_first(as_clerk, django_assert_max_num_queries):
    older = arrived(people.clerk(), subject="第一条")
    newer = arrived(people.clerk(), subject="第二条", sent_text="请看 <b>这里</b>")
    arrived(people.seat(), subject="别人的")
    arrived(people.clerk(), subject="还没到", status="queued")
    with django_assert_max_num_queries(6):
        response = as_clerk.get(INBOX)
    assert response.context["page"].rows == [newer, older]
    page = response.content.decode()
    assert "别人的" not in page and "还没到" not in page and "&lt;b&gt;这里" in page


def test_an_empty_inbox_says_what_will_be_there(as_clerk):
    assert "暂无消息" in as_clerk.get(INBOX).content.decode()


def test_read_and_unread(as_clerk):
    message = arrived(people.clerk())
    mark = reverse("outreach:inbox-read")
    assert as_clerk.post(mark, {"message": message.pk}).url == INBOX
    message.refresh_from_db()
    assert message.read_at is not None
    as_clerk.post(mark, {"message": message.pk, "unread": "1"})
    message.refresh_from_db()
    assert message.read_at is None


@pytest.mark.parametrize("given", ["", "x", "99999999"])
def test_marking_what_is_not_there(as_clerk, given):
    assert as_clerk.post(reverse("outreach:inbox-read"), {"message": given}).status_code == 404


def test_nobody_marks_another_persons_message(as_clerk):
    message = arrived(people.seat())
    assert as_clerk.post(reverse("outreach:inbox-read"), {"message": message.pk}).status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_mark_all_read(as_clerk):
    arrived(people.clerk()), arrived(people.clerk(), read_at=NOW), arrived(people.seat())
    assert "已将 1 条消息标为已读" in as_clerk.post(reverse("outreach:inbox-read-all"), follow=True).content.decode()
    assert unread_count(people.clerk()) == 0 and unread_count(people.seat()) == 1


def test_the_badge_counts_unread_of_the_newest_in_one_query(monkeypatch, django_assert_num_queries):
    clerk = people.clerk()
    arrived(clerk), arrived(clerk), arrived(clerk, read_at=NOW + timedelta(hours=1)), arrived(clerk, status="queued")
    with django_assert_num_queries(1):
        assert unread_count(clerk) == 2
    monkeypatch.setattr(selectors, "BADGE_WINDOW", 3)
    assert unread_count(clerk) == 1
    assert unread_count(object()) == 0


def test_the_badge_is_in_the_menu(as_clerk):
    arrived(people.clerk()), arrived(people.clerk())
    page = as_clerk.get(INBOX).content.decode()
    assert re.search(rf'href="{INBOX}".*?text-bg-danger">2<', page, re.DOTALL)


@pytest.mark.parametrize("address", [INBOX, LIST, CALLS])
def test_nothing_inline(as_supervisor, address):
    arrived(people.supervisor()), MessageFactory(dead=True), MessageFactory(call=True)
    page = as_supervisor.get(address).content.decode()
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=", page)
