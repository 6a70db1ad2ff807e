"""The page of one item: what it says, its versions, its process and clocks, its figures, the way to apply."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from bureau.models import Case, Measure
from bureau.tallies import count_fact
from licensing.catalogue import figures
from licensing.catalogue.fine_words import fine_words, yuan
from licensing.catalogue.item_clocks import OPENED_BY_THE_BUREAU, clock_codes, flow_of
from licensing.catalogue.loader import load_catalogue
from licensing.fines.loading import load_discretion
from tests import people
from tests.factories import licensing as factory
from tests.factories.enterprises import MembershipFactory
from tests.licensing.catalogue.small import AT, ON

PERMIT = "XK-01"


def address(code=PERMIT, query=""):
    return reverse("licensing:item", args=[code]) + query


def page(client, code=PERMIT, query="", language="en"):
    client.cookies["django_language"] = language
    response = client.get(address(code, query))
    assert response.status_code == 200
    return response


def text(client, code=PERMIT, query="", language="en"):
    return page(client, code, query, language).content.decode()


# --- what it says -----------------------------------------------------------------------------------------------------
def test_a_permit_says_what_it_is_and_rests_on(client, loaded):
    html = text(client)
    assert "特种设备使用登记" in html
    assert "市级部门作出委托的" in html
    assert "《中华人民共和国特种设备安全法》第三十三条" in html
    assert "version of 29 June 2013" in html


def test_a_penalty_says_sanctions_and_fines_in_plain_words_and_that_they_are_being_compared(client, loaded):
    html = text(client, "CF-001")
    assert "up to 2,000 yuan" in html
    assert "1 times to 3 times the 违法所得" in html
    assert "情节严重的" in html
    assert "may be imposed" in html
    assert "《中华人民共和国计量法》第二十七条" in html
    assert "Ranges read by machine" in html


def test_ranges_somebody_compared_bear_no_mark(client, loaded):
    loaded["items"][1]["checked"] = True
    load_catalogue(loaded, at=AT, on=ON)
    assert "Ranges read by machine" not in text(client, "CF-001")


def test_what_is_in_doubt_is_said_in_its_place(client, loaded):
    loaded["items"][1].update(checked=False, doubt="本库未收该条")
    load_catalogue(loaded, at=AT, on=ON)
    html = text(client, "CF-001")
    assert "本库未收该条" in html
    assert "Ranges read by machine" not in html


def test_a_rule_says_whom_it_is_for_and_where_it_comes_from(client, loaded):
    rule = {"yuan": [1000, 1000], "who": "person", "article": ["equipment", "第八十九条"]}
    loaded["items"][1].update(checked=True, fines=[rule])
    load_catalogue(loaded, at=AT, on=ON)
    html = text(client, "CF-001")
    assert "<strong>1,000 yuan</strong>" in html
    assert "responsible in the unit" in html
    assert "《中华人民共和国特种设备安全法》第八十九条" in html
    assert "fine-tiers" not in html


def test_a_rule_shows_its_tiers(client, loaded):
    load_discretion()
    html = " ".join(text(client, "CF-001").split())
    assert "Lighter penalty: up to 600 yuan" in html
    assert "Heavier penalty: 1,400 to 2,000 yuan" in html
    assert "Ordinary penalty: 1.6 times to 2.4 times the 违法所得" in html
    assert reverse("licensing:discretion") in html


def test_a_fine_without_a_range_sends_the_reader_to_the_article(client, loaded):
    loaded["items"][1].update(fines=[], fines_from=[])
    load_catalogue(loaded, at=AT, on=ON)
    assert "How high the fine is stands in the article itself." in text(client, "CF-001")


def test_a_measure_says_type_target_and_how_long(client, loaded):
    html = text(client, "QZ-01")
    assert "行政强制措施：查封" in html
    assert "30 days; may be extended by at most 30 days" in html


def test_penalties_and_measures_have_no_process_figures_or_way_to_apply(client, loaded, django_assert_max_num_queries):
    for code in ("CF-001", "QZ-01"):
        with django_assert_max_num_queries(4):
            found = page(client, code).context["page"]
        assert (found.diagram, found.figures, found.can_apply, found.clocks) == (None, None, False, [])


@pytest.mark.parametrize(
    ("amount", "chinese", "english"),
    [
        (200, "200", "200"),
        (2000, "2000", "2,000"),
        (50000, "5万", "50,000"),
        (15000, "1.5万", "15,000"),
        (12345, "12345", "12,345"),
        (1000000, "100万", "1,000,000"),
    ],
)
def test_sums_are_written_as_the_language_writes_them(amount, chinese, english):
    with override("zh-hans"):
        assert yuan(amount) == chinese
    with override("en"):
        assert yuan(amount) == english


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ((0.5, 3), "50% to 3 times the 货值金额"),
        ((0.05, 0.1), "5% to 10% of the 货值金额"),
        ((None, 0.3), "up to 30% of the 货值金额"),
        ((2, None), "at least 2 times the 货值金额"),
    ],
)
def test_parts_and_multiples_in_words(bounds, words):
    fine = {"type": "multiple", "min": bounds[0], "max": bounds[1], "of": "货值金额", "when": "", "may": False}
    with override("en"):
        assert fine_words([fine])[0].range == words


# --- versions ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("missing", ["XK-99", "cf-001", "%00", "91320803000000010X"])
def test_an_item_that_is_not_there_is_a_404(client, loaded, missing):
    assert client.get(f"/services/items/{missing}/").status_code == 404


@pytest.mark.parametrize("number", ["2", "0", "x", "-1"])
def test_a_version_that_is_not_there_is_a_404(client, loaded, number):
    assert client.get(address(query=f"?version={number}")).status_code == 404


def test_an_earlier_version_is_shown_as_such(client, loaded):
    today = timezone.localdate()
    loaded["items"][0]["condition"] = "由本局登记"
    load_catalogue(loaded, at=AT, on=today)
    now, before = page(client), page(client, query="?version=1")
    assert now.context["page"].is_in_force
    assert "由本局登记" in now.content.decode()
    assert "?version=1" in now.content.decode()
    html = before.content.decode()
    assert "市级部门作出委托的" in html
    assert "由本局登记" not in html
    assert "does not apply since" in html
    assert "To the version in force" in html
    assert before.context["page"].figures is None


def test_an_item_that_ended_says_so(client, loaded):
    loaded["items"].pop(0)
    load_catalogue(loaded, at=AT, on=timezone.localdate())
    html = text(client)
    assert "No version of this item is in force today." in html
    assert "Apply online" not in html


# --- process and clocks -----------------------------------------------------------------------------------------------
def test_a_permit_shows_its_process_and_its_clocks_with_their_source(client, loaded, reference):
    factory.guide(PERMIT)
    response = page(client)
    found = response.context["page"]
    assert {node.state for node in found.diagram.nodes} == set(flow_of(PERMIT).states.values)
    html = response.content.decode()
    assert "<svg" in html
    codes = {row.code for row in found.clocks}
    assert {"permit-acceptance", "permit-decision-special-equipment"} <= codes
    assert all(row.citation in html for row in found.clocks)
    assert "Compared with the law" in html


def test_the_decision_takes_as_long_as_the_guide_says(loaded, reference):
    guide = factory.guide(PERMIT)
    codes = clock_codes(PERMIT, flow_of(PERMIT), guide)
    # Of the factory's guide the first registration is decided by the rule for special equipment, the rest by the common one.
    assert set(codes["permit-decision"]) == {"permit-decision-special-equipment", "permit-decision"}


@pytest.mark.parametrize("code", OPENED_BY_THE_BUREAU)
def test_what_the_bureau_begins_by_itself_has_a_process_but_no_application(client, shipped, reference, code):
    found = page(client, code).context["page"]
    assert found.diagram is not None
    assert not found.can_apply


# --- figures ----------------------------------------------------------------------------------------------------------
def matter(days_ago, took=None, code=PERMIT):
    """A matter of the item, received so many days ago and closed after `took` days; counted as the engine counts."""
    opened = timezone.now() - timedelta(days=days_ago)
    closed = opened + timedelta(days=took) if took is not None else None
    number = f"XK{Case.objects.count():06d}"
    case = Case.objects.create(
        kind="permit", number=number, title="x", category=code, opened_at=opened, closed_at=closed, updated_at=opened
    )
    count_fact(case, Measure.RECEIVED, 1, timezone.localdate(opened))
    if closed:
        count_fact(case, Measure.CLOSED, 1, timezone.localdate(closed))
        count_fact(case, Measure.CLOCK_MET if took < 20 else Measure.CLOCK_MISSED, 1, timezone.localdate(closed))


def figures_now(code=PERMIT):
    now = timezone.now()
    return figures.figures_of(code, now=now, today=timezone.localdate(now))


def test_figures_count_twelve_months_of_this_item(db):
    for days_ago, took in ((30, 10), (60, 20), (90, 3), (5, None)):
        matter(days_ago, took)
    matter(500, 400)
    matter(30, 1, code="XK-02")
    found = figures_now()
    assert (found.received, found.closed, found.kept, found.ended) == (4, 4, 2, 4)
    assert found.average_days == pytest.approx(11.0, abs=0.01)
    assert found.share_kept == pytest.approx(50.0)
    assert found.are_few


def test_figures_are_remembered_and_take_two_queries_at_most(db, django_assert_num_queries):
    matter(30, 10)
    with django_assert_num_queries(2):
        figures_now()
    with django_assert_num_queries(1):
        figures_now()
    with django_assert_num_queries(0):
        assert figures_now("QT-01").average_days is None


def test_no_matter_yet_is_said_and_not_shown_as_nought_per_cent(client, loaded):
    html = text(client)
    assert "No matter yet since" in html
    assert "stat-value" not in html


def test_few_matters_are_called_few(client, loaded):
    matter(30, 10)
    html = text(client)
    assert "So few matters say little" in html
    assert "1 of 1 periods that ended" in html


def test_matters_none_of_which_is_closed_have_no_average(client, loaded):
    matter(3)
    html = text(client)
    assert "No matter closed yet" in html
    assert "No period ended yet" in html


# --- applying ---------------------------------------------------------------------------------------------------------
def test_without_a_guide_nobody_can_apply(client, loaded):
    found = page(client).context["page"]
    assert not found.can_apply
    assert "guide_page" not in page(client).context


def test_with_a_guide_it_is_shown_and_everybody_may_apply(client, loaded):
    factory.guide(PERMIT)
    response = page(client)
    html = response.content.decode()
    assert response.context["page"].can_apply
    assert reverse("licensing:apply", args=[PERMIT]) in html
    assert "在本区使用特种设备的单位。" in html
    assert "Apply at the desk of your enterprise" in html


def test_people_of_an_enterprise_are_led_to_their_desk(client, loaded):
    factory.guide(PERMIT)
    membership = MembershipFactory()
    people.signed_in(client, membership.user)
    assert page(client).context["page"].desks == [(membership.enterprise.code, membership.enterprise.name)]


def test_the_page_of_a_permit_has_bounded_queries(client, loaded, reference, django_assert_max_num_queries):
    factory.guide(PERMIT)
    matter(30, 10)
    text(client)
    with django_assert_max_num_queries(6):
        text(client)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_shipped_item_has_a_page(client, shipped, reference, language):
    for code in ("XK-01", "XK-02", "XK-03", "XK-04", *(f"QT-{number:02}" for number in range(1, 8)), "QZ-16", "CF-014", "CF-182", "CF-325"):
        assert page(client, code, language=language).context["page"].is_in_force
