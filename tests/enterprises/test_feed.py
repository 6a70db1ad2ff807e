"""Calendar feeds: who may read one, what stands in it (parsed back by a real parser), and the pages where its address is made."""

import re
from datetime import UTC, date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from bureau.roles import Role
from enterprises.models import FeedKey, Obligation
from enterprises.obligations import feeds
from enterprises.obligations.feed_text import feed_text, fingerprint
from enterprises.obligations.feeds import Scope, feed_obligations, find_feed, make_feed_key, switch_off_feed
from enterprises.views import feeds as feed_views
from tests.factories.enterprises import (
    EnterpriseFactory,
    MembershipFactory,
    ObligationFactory,
    ObligationKindFactory,
    QualifiedPersonFactory,
)
from tests.people import clerk, signed_in

pytestmark = pytest.mark.django_db
NEVER = "0" * (2 * feeds.KEY_BYTES)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def membership():
    return MembershipFactory()


@pytest.fixture
def key(membership):
    return make_feed_key(user=membership.user, scope=Scope(membership.enterprise), at=timezone.now())


def address(key):
    return reverse("enterprises:feed", args=[key])


def read(key, **parameters):
    answer = Client().get(address(key), parameters)
    assert answer.status_code == 200, answer.content
    return Calendar.from_ical(answer.content)


def events(calendar):
    return {str(event["UID"]).partition("@")[0].removeprefix("obligation-"): event for event in calendar.walk("VEVENT")}


# --- what stands in it ------------------------------------------------------------------------------------------------
def test_an_event_says_what_until_when_why_and_how(settings, membership, key, today):
    settings.SITE_URL = "https://portal.example:8443"
    kind = ObligationKindFactory(code="test-linked", link="https://sp.example.cn/inspect", confirmed=True)
    row = ObligationFactory(enterprise=membership.enterprise, kind=kind, due_on=today + timedelta(days=30))
    Obligation.objects.filter(pk=row.pk).update(updated_at=row.created_at + timedelta(hours=2))

    calendar = read(key)
    event = events(calendar)[str(row.pk)]

    assert (calendar["VERSION"], calendar["METHOD"], calendar["CALSCALE"]) == ("2.0", "PUBLISH", "GREGORIAN")
    assert calendar["PRODID"]
    assert membership.enterprise.name in calendar["X-WR-CALNAME"]
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=12)
    assert event["UID"] == f"obligation-{row.pk}@portal.example"
    assert event["DTSTART"].dt == row.due_on
    assert type(event["DTSTART"].dt) is date, "a day, not a moment: no time zone can move it"
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert "DTEND" not in event
    assert event["SUMMARY"] == f"{kind.label} – {row.title}"
    for words in (kind.basis, kind.how, kind.link, row.opens_on.isoformat()):
        assert words in event["DESCRIPTION"]
    assert event["URL"] == f"https://portal.example:8443{reverse('enterprises:desk-obligation', args=[membership.enterprise.code, row.pk])}"
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == (row.created_at + timedelta(hours=2)).astimezone(UTC)
    assert event["SEQUENCE"] == 7200
    assert event["STATUS"] == "CONFIRMED"
    assert event["CATEGORIES"].to_ical().decode() == row.get_action_display()
    alarm = event.walk("VALARM")[0]
    assert (alarm["ACTION"], alarm["TRIGGER"].dt) == ("DISPLAY", timedelta(days=-7))


def test_lines_are_folded_at_75_octets_between_characters_and_come_back_whole(membership, key, today):
    title = "乘客电梯，客货两用；" * 12 + "a,b;c\\d"
    ObligationFactory(enterprise=membership.enterprise, title=title[:160], due_on=today)
    answer = Client().get(address(key))
    raw = answer.content
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b""), "every line ends with CRLF"
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # a fold inside a character would not decode
    assert any(line.startswith(b" ") for line in lines)
    (event,) = events(Calendar.from_ical(raw)).values()
    assert event["SUMMARY"].endswith(title[:160])


def test_the_window_is_90_days_back_and_400_ahead_and_what_is_done_has_left(membership, key, today):
    def row(days, **more):
        return str(ObligationFactory(enterprise=membership.enterprise, due_on=today + timedelta(days=days), **more).pk)

    inside = {row(-90), row(0), row(400)}
    row(-91), row(401), row(5, state="met")
    gone = row(10, state="cancelled", closed_on=today - timedelta(days=60))
    row(10, state="cancelled", closed_on=today - timedelta(days=61))

    found = events(read(key))

    assert set(found) == {*inside, gone}
    assert found[gone]["STATUS"] == "CANCELLED"
    assert found[gone].walk("VALARM") == [], "nobody is woken for what no longer applies"


def test_of_too_many_the_nearest_to_today_are_taken(monkeypatch, membership, today):
    monkeypatch.setattr(feeds, "MAX_EVENTS", 5)
    monkeypatch.setattr(feeds, "MAX_LATE", 2)
    for days in (-30, -20, -10, 1, 2, 3, 4):
        ObligationFactory(enterprise=membership.enterprise, due_on=today + timedelta(days=days))
    found = feed_obligations(Scope(membership.enterprise), today=today)
    assert [(row.due_on - today).days for row in found] == [-20, -10, 1, 2, 3]


def test_no_name_of_a_person_is_in_a_feed(membership, key, today):
    membership.enterprise.legal_representative = "欧阳建国"
    membership.enterprise.save(update_fields=["legal_representative"])
    person = QualifiedPersonFactory(enterprise=membership.enterprise, name="欧阳建国", phone="13912345678")
    ObligationFactory(enterprise=membership.enterprise, source_type="person", source_id=person.pk, title=str(person), due_on=today)
    text = Client().get(address(key)).content.decode().replace("\r\n ", "")
    assert "欧***" in text
    for secret in ("欧阳", "建国", "13912345678", str(membership.user)):
        assert secret not in text


def test_it_is_chinese_unless_the_address_asks_for_english(membership, key, today):
    row = ObligationFactory(enterprise=membership.enterprise, due_on=today)
    assert events(read(key))[str(row.pk)]["SUMMARY"].startswith(row.kind.label)
    english = events(read(key, lang="en"))[str(row.pk)]
    assert english["SUMMARY"].startswith(row.kind.label_en)
    assert row.kind.how_en in english["DESCRIPTION"]
    assert events(read(key, lang="xx"))[str(row.pk)]["SUMMARY"].startswith(row.kind.label)
    reader = Client()
    reader.cookies["django_language"] = "en"
    assert row.kind.label in reader.get(address(key)).content.decode(), "the language of a browser says nothing of a calendar"


def test_one_key_never_shows_another_enterprises_rows(membership, key, today):
    mine = ObligationFactory(enterprise=membership.enterprise, due_on=today, title="自家")
    ObligationFactory(due_on=today, title="别家")
    calendar = read(key)
    assert set(events(calendar)) == {str(mine.pk)}
    assert b"\xe5\x88\xab\xe5\xae\xb6" not in calendar.to_ical()


def test_staff_read_a_township_or_the_whole_district_with_the_enterprise_named(today):
    here = ObligationFactory(enterprise=EnterpriseFactory(township="huaicheng"), due_on=today)
    there = ObligationFactory(enterprise=EnterpriseFactory(township="pingqiao"), due_on=today)
    town = make_feed_key(user=clerk(), scope=Scope(township="huaicheng"), at=timezone.now())
    district = make_feed_key(user=clerk(), scope=Scope(), at=timezone.now())
    assert set(events(read(town))) == {str(here.pk)}
    found = events(read(district))
    assert set(found) == {str(here.pk), str(there.pk)}
    assert here.enterprise.name in found[str(here.pk)]["SUMMARY"]
    assert f"enterprise={here.enterprise.code}" in found[str(here.pk)]["URL"]


def test_a_feed_costs_the_same_however_long(membership, today):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            rows = feed_obligations(Scope(membership.enterprise), today=today)
            feed_text(Scope(membership.enterprise), rows, language="zh-hans")
        return len(captured)

    ObligationFactory(enterprise=membership.enterprise, due_on=today)
    before = queries()
    for _ in range(10):
        ObligationFactory(enterprise=membership.enterprise, due_on=today)
    assert queries() == before == 4


# --- conditional reading ----------------------------------------------------------------------------------------------
def test_what_has_not_changed_is_not_sent_again(membership, key, today):
    row = ObligationFactory(enterprise=membership.enterprise, due_on=today)
    first = Client().get(address(key))
    etag, modified = first["ETag"], first["Last-Modified"]
    assert first.content == Client().get(address(key)).content, "the same rows, the same bytes"

    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
        again = Client().get(address(key), headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == etag
        assert again["Cache-Control"] == "private"

    Obligation.objects.filter(pk=row.pk).update(state="met", closed_on=today)
    met = Client().get(address(key), headers={"If-None-Match": etag})
    assert met.status_code == 200
    assert met["ETag"] != etag


def test_a_row_that_has_left_counts_as_a_change_since_too(monkeypatch, membership, key, today):
    """No row's own time tells that another has gone: the portal remembers when it first saw the feed as it is."""
    row = ObligationFactory(enterprise=membership.enterprise, due_on=today)
    modified = Client().get(address(key))["Last-Modified"]
    later = timezone.now() + timedelta(minutes=5)
    monkeypatch.setattr(feed_views.timezone, "now", lambda: later)
    assert Client().get(address(key), headers={"If-Modified-Since": modified}).status_code == 304
    Obligation.objects.filter(pk=row.pk).update(state="met", closed_on=today)
    assert Client().get(address(key), headers={"If-Modified-Since": modified}).status_code == 200


def test_the_tag_follows_every_word_of_the_text(membership, today):
    scope, kind = Scope(membership.enterprise), ObligationKindFactory()
    ObligationFactory(enterprise=membership.enterprise, due_on=today)

    def tag(language="zh-hans"):
        return fingerprint(scope, feed_obligations(scope, today=today), language=language)

    seen = [tag(), tag("en")]
    for change in ({"basis": "新法第一条"}, {"how": "新办法"}, {"confirmed": False}, {"link": "https://new.example.cn/"}):
        type(kind).objects.filter(pk=kind.pk).update(**change)
        seen.append(tag())
    Obligation.objects.update(title="改名")
    seen.append(tag())
    assert len(set(seen)) == len(seen)
    assert tag() == seen[-1]


# --- who may read -----------------------------------------------------------------------------------------------------
def test_the_answer_is_private_and_touches_no_session(membership, key):
    reader = signed_in(Client(), membership.user)
    with CaptureQueriesContext(connection) as captured:
        answer = reader.get(address(key))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private"
    assert answer["Referrer-Policy"] == "no-referrer"
    fresh = Client().get(address(key))
    assert not fresh.cookies
    assert not [query for query in captured if 'UPDATE "django_session"' in query["sql"]]


def refused(key):
    answer = Client().get(address(key))
    assert answer.status_code == 404
    assert b"VCALENDAR" not in answer.content
    return re.sub(rb"csrf[^>]*>|[0-9a-f]{48}", b"", answer.content)


def test_every_key_that_opens_nothing_gets_the_same_answer(membership, key):
    unknown = refused(NEVER)
    old = key
    renewed = make_feed_key(user=membership.user, scope=Scope(membership.enterprise), at=timezone.now())
    assert refused(old) == unknown, "a new address ends the old one"
    assert find_feed(renewed)
    assert switch_off_feed(user=membership.user, scope=Scope(membership.enterprise), at=timezone.now())
    assert refused(renewed) == unknown
    assert not switch_off_feed(user=membership.user, scope=Scope(membership.enterprise), at=timezone.now())


@pytest.mark.parametrize("text", ["", "x", "Z" * 48, "%E5%AF%86", "0" * 47, "0" * 49, "A" * 48])
def test_what_is_no_key_opens_nothing(text):
    assert find_feed(text) is None


def test_a_key_in_capitals_or_with_separators_is_another_key(key):
    assert find_feed(key)
    for other in (key.upper(), f"{key[:10]}-{key[10:]}", f" {key}"):
        assert other == key or find_feed(other) is None


def end_membership(membership):
    membership.ended_at = timezone.now()
    membership.save()


def switch_account_off(membership):
    membership.user.is_active = False
    membership.user.save()


def take_role(membership):
    membership.user.roles = []
    membership.user.save()


def merge_away(membership):
    membership.enterprise.merged_into = EnterpriseFactory()
    membership.enterprise.save()


@pytest.mark.parametrize("change", [end_membership, switch_account_off, take_role, merge_away])
def test_a_member_who_may_no_more_reads_no_more(membership, key, change):
    assert Client().get(address(key)).status_code == 200
    change(membership)
    assert refused(key) == refused(NEVER)


@pytest.mark.parametrize("change", [{"roles": [Role.ENTERPRISE.value]}, {"roles": []}, {"is_active": False}])
def test_staff_who_lost_role_or_account_read_no_more(change):
    user = clerk()
    key = make_feed_key(user=user, scope=Scope(), at=timezone.now())
    assert Client().get(address(key)).status_code == 200
    for name, value in change.items():
        setattr(user, name, value)
    user.save()
    assert refused(key) == refused(NEVER)


def test_guessing_is_stopped_and_the_limit_of_one_does_not_shut_out_another(membership, key):
    for _ in range(feed_views.WRONG_AN_HOUR):
        assert Client().get(address(NEVER)).status_code == 404
    stopped = Client().get(address(NEVER))
    assert stopped.status_code == 429
    assert stopped["Retry-After"]
    assert Client().get(address(key)).status_code == 429, "who guesses is answered nothing, right or wrong"
    assert Client(REMOTE_ADDR="192.0.2.7").get(address(key)).status_code == 200


def test_one_address_is_read_only_so_often(monkeypatch, key):
    monkeypatch.setattr(feed_views, "READ_AN_HOUR", 2)
    assert [Client().get(address(key)).status_code for _ in range(3)] == [200, 200, 429]


def test_reading_is_noted_at_most_once_an_hour(key):
    Client().get(address(key))
    noted = FeedKey.objects.get().last_read_at
    assert noted is not None
    with CaptureQueriesContext(connection) as captured:
        Client().get(address(key))
    assert not [query for query in captured if query["sql"].startswith("UPDATE")]


def test_only_reading_is_possible(key):
    assert Client().post(address(key)).status_code == 405
