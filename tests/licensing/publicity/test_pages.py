"""Public and staff pages of publications."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.models import Party, Reveal
from licensing.models import Publication
from licensing.publicity import selectors, services
from tests import people
from tests.factories.bureau import OfficerFactory, UserFactory
from tests.licensing.procedure import scenes as procedure
from tests.licensing.publicity import scenes
from tests.people import signed_in

pytestmark = pytest.mark.django_db
LIST = "licensing:published-penalties"


def address(name, row, *more):
    return reverse(f"licensing:{name}", args=[row.case.number, *more])


@pytest.fixture
def shown():
    """Published on the day the test runs, so that the pages show it."""
    row = scenes.published()
    today = timezone.localdate()
    Publication.objects.filter(pk=row.pk).update(published_on=today, ends_on=today.replace(year=today.year + 3, day=1))
    row.refresh_from_db()
    return row


def test_the_public_reads_list_and_decision(client, shown):
    page = client.get(reverse(LIST))
    assert shown.summary["number"] in page.content.decode()
    detail = client.get(address("published-penalty", shown)).content.decode()
    assert "一、违法事实" in detail
    assert "李建国" not in detail
    assert "李某" in detail
    assert 'name="robots"' not in detail


def test_search_by_unit_number_item_and_day(client, shown):
    number, today = shown.summary["number"], timezone.localdate().isoformat()
    for query in ({"q": "鑫源机械"}, {"q": number}, {"q": shown.case.enterprise_code}, {"since": today, "until": today}, {"party": "unit"}):
        assert number in client.get(reverse(LIST), query).content.decode(), query
    for query in ({"q": "无此单位"}, {"item": "CF-001"}, {"until": "2020-01-01"}, {"party": "citizen"}):
        assert number not in client.get(reverse(LIST), query).content.decode(), query
    assert client.get(reverse(LIST), {"since": "2026-99-99"}).status_code == 200


def test_persons_are_masked_not_searched_and_kept_from_robots(client):
    case = scenes.decided(fine="7500.00", party_type="citizen", party_name="赵**", enterprise_code="", legal_representative="")
    party = Party.objects.get(case_id=case.pk, part="respondent")
    party.name = "赵小明"
    party.save()
    procedure.serve(case, "penalty-decision", procedure.days(scenes.DAY, 1))
    row = Publication.objects.get(case_id=case.pk)
    row = services.publish(row, by=people.approver(), at=procedure.days(scenes.DAY + 1), version=row.version)
    today = timezone.localdate()
    Publication.objects.filter(pk=row.pk).update(published_on=today, ends_on=today)
    detail = client.get(address("published-penalty", row))
    text = detail.content.decode()
    assert "赵某" in text
    assert "赵小明" not in text
    assert "工业路" not in text
    assert "noindex" in detail["X-Robots-Tag"]
    assert row.summary["number"] not in client.get(reverse(LIST), {"q": "赵某"}).content.decode()
    assert "赵小明" not in client.get(reverse("licensing:published-penalties-feed")).content.decode()


def test_withdrawn_and_ended_answer_gone_with_a_sentence(client, shown):
    row = services.withdraw(shown, reason="原决定已被撤销。", by=people.approver(), at=timezone.now(), version=shown.version)
    page = client.get(address("published-penalty", row))
    assert page.status_code == 410
    assert "原决定已被撤销。" in page.content.decode()
    assert row.summary["number"] not in page.content.decode()
    assert row.summary["number"] not in client.get(reverse(LIST)).content.decode()


def test_past_its_last_day_it_is_gone_before_the_task_ran(client, shown):
    Publication.objects.filter(pk=shown.pk).update(ends_on="2026-01-01")
    assert client.get(address("published-penalty", shown)).status_code == 410
    assert shown.summary["number"] not in client.get(reverse(LIST)).content.decode()


def test_what_is_only_prepared_does_not_exist_for_the_public(client):
    row = scenes.prepared()
    assert client.get(address("published-penalty", row)).status_code == 404
    assert client.get(reverse(LIST)).status_code == 200


def test_the_feed_and_the_figures(client, shown):
    entry = client.get(reverse("licensing:published-penalties-feed")).json()["results"][0]
    assert entry["number"] == shown.summary["number"]
    assert "representative" not in entry
    page = client.get(reverse("licensing:published-penalties-figures"), {"year": "2026x"})
    assert page.status_code == 200
    figures = selectors.figures(timezone.localdate().year)
    assert [one.count for one in figures["acts"]] == [1]
    assert [one.label for one in figures["laws"]] == ["中华人民共和国产品质量法"]


def test_the_list_asks_a_fixed_number_of_queries(django_assert_max_num_queries, shown):
    number = shown.case.number
    with django_assert_max_num_queries(1):
        page = selectors.public_page(selectors.PublicFilter(q="鑫源"), timezone.localdate())
        assert [row.case.number for row in page.rows] == [number]
    with django_assert_max_num_queries(4):
        selectors.figures(2026)


def test_staff_prepare_and_publish_through_the_pages(client):
    row = scenes.prepared()
    officer = signed_in(client, people.officer())
    assert row.case.number in officer.get(reverse("licensing:publications")).content.decode()
    page = officer.get(address("publication", row)).content.decode()
    assert "publication/leave-out/" in page
    assert "publication/publish/" not in page
    typed = {"version": row.version, "words": "100 件", "reason": "商业秘密"}
    assert officer.post(address("publication-step", row, "leave-out"), typed).status_code == 302
    stale = officer.post(address("publication-step", row, "leave-out"), typed)
    assert stale.status_code == 422
    row.refresh_from_db()
    head = signed_in(Client(), people.approver())
    assert head.post(address("publication-step", row, "keep-back"), {"version": row.version, "reason": ""}).status_code == 422
    done = head.post(address("publication-step", row, "publish"), {"version": row.version})
    assert done.status_code == 302, done.content.decode()
    row.refresh_from_db()
    assert row.state == "published"
    card = head.get(reverse("bureau:case", args=[row.case.number])).content.decode()
    assert address("publication", row) in card


def test_side_by_side_is_logged(client):
    row = scenes.prepared()
    officer = signed_in(client, people.officer())
    assert officer.post(address("publication-compare", row), {"reason": ""}).status_code == 422
    page = officer.post(address("publication-compare", row), {"reason": "核对公示文本"}).content.decode()
    assert "<mark>李建国</mark>" in page
    assert "<mark>李某</mark>" in page
    assert Reveal.objects.get().reason == "核对公示文本"


def test_nobody_outside_the_team_finds_it(client):
    row = scenes.prepared()
    outsider = UserFactory(username="outsider", roles=["officer"], at_inspection=True)
    stranger = signed_in(client, OfficerFactory(user=outsider, certificate_number="苏08040009").user)
    assert stranger.get(address("publication", row)).status_code == 404
    assert stranger.post(address("publication-compare", row), {"reason": "核对公示文本"}).status_code == 404
    assert stranger.post(address("publication-step", row, "publish"), {"version": 1}).status_code == 404
    assert row.case.number not in stranger.get(reverse("licensing:publications")).content.decode()
