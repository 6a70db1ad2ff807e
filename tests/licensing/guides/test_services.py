"""Drafts and versions: what was published stays, two administrators do not overwrite each other, faults keep a draft back."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.db.utils import Error as DatabaseError

from bureau.clock_rules import load_rules
from licensing.guides import selectors, services
from licensing.guides.content import InvalidGuide
from licensing.guides.services import GuideRefused, StaleGuide
from licensing.models import Guide, PowerItem
from tests.factories.bureau import UserFactory
from tests.factories.licensing import CONTENT, guide, item
from tests.people import administrator

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def rules():
    load_rules()


@pytest.fixture
def other():
    return UserFactory(username="second-administrator", display_name="沈立新", roles=["administrator"])


def save(version, *, by=None, **changes):
    return services.save_draft("XK-01", {**CONTENT, **changes}, version=version, by=by or administrator(), at=AT)


def publish(version, note="收费标准调整"):
    return services.publish("XK-01", version=version, note=note, by=administrator(), at=AT, today=TODAY)


def test_a_draft_starts_as_a_copy_of_what_is_published_and_there_is_one_only(other):
    published = guide()
    draft = services.start_draft("XK-01", by=administrator(), at=AT)
    again = services.start_draft("XK-01", by=other, at=AT)
    assert (draft.content, draft.number, draft.state) == (published.content, 2, "draft")
    assert again.pk == draft.pk


def test_an_item_without_a_guide_starts_blank_and_says_all_that_is_missing():
    item()
    draft = services.start_draft("XK-01", by=administrator(), at=AT)
    assert len(services.faults_of(draft.content, today=TODAY)) >= 6
    with pytest.raises(GuideRefused):
        publish(draft.version)


def test_an_unknown_item_has_no_draft():
    with pytest.raises(PowerItem.DoesNotExist):
        services.start_draft("XK-99", by=administrator(), at=AT)


def test_publishing_retires_the_version_before():
    old = guide()
    services.start_draft("XK-01", by=administrator(), at=AT)
    save(1, fee="100元")

    published = publish(2)

    old.refresh_from_db()
    assert (old.state, old.retired_at) == ("retired", AT)
    assert (published.number, published.state, published.note) == (2, "published", "收费标准调整")
    assert (published.published_by, published.published_at, published.edited_by) == (administrator(), AT, administrator())
    assert selectors.published_guide("XK-01").pk == published.pk
    assert selectors.draft_of("XK-01") is None


def test_what_was_published_cannot_be_changed_or_deleted():
    published = guide()
    with pytest.raises(DatabaseError), transaction.atomic():
        Guide.objects.filter(pk=published.pk).update(content={})
    with pytest.raises(DatabaseError), transaction.atomic():
        Guide.objects.filter(pk=published.pk).delete()
    published.refresh_from_db()
    assert published.content == CONTENT


def test_the_second_of_two_administrators_is_told(other):
    guide()
    services.start_draft("XK-01", by=administrator(), at=AT)
    save(1, fee="100元")
    with pytest.raises(StaleGuide):
        save(1, by=other, fee="200元")
    with pytest.raises(StaleGuide):
        publish(1)
    with pytest.raises(StaleGuide):
        services.discard("XK-01", version=1, by=other)
    assert selectors.draft_of("XK-01").content["fee"] == "100元"


def test_a_draft_that_is_gone_cannot_be_saved():
    guide()
    with pytest.raises(StaleGuide):
        save(1)
    services.start_draft("XK-01", by=administrator(), at=AT)
    services.discard("XK-01", version=1, by=administrator())
    with pytest.raises(StaleGuide):
        save(1)


@pytest.mark.parametrize(
    ("changes", "note", "word"),
    [
        ({"steps": []}, "x", "步骤"),
        ({"requests": [{"request": "new", "label": "x", "decision_clock": "no-such-rule"}]}, "x", "no-such-rule"),
        ({"fee": "1元"}, "  ", ""),
        ({}, "x", ""),
    ],
)
def test_a_draft_with_faults_is_not_published(changes, note, word):
    guide()
    services.start_draft("XK-01", by=administrator(), at=AT)
    save(1, **changes)
    with pytest.raises(GuideRefused) as caught:
        publish(2, note)
    assert caught.value.faults
    assert word in str(caught.value) or word == "步骤"
    assert selectors.draft_of("XK-01") is not None


def test_a_draft_may_contradict_itself_but_must_be_readable():
    guide()
    services.start_draft("XK-01", by=administrator(), at=AT)
    assert save(1, steps=[]).version == 2
    with pytest.raises(InvalidGuide):
        save(2, steps="none")


def test_the_content_is_read_once_and_a_draft_anew_after_each_saving():
    published = guide()
    assert selectors.content_of(published) is selectors.content_of(Guide.objects.get(pk=published.pk))
    draft = services.start_draft("XK-01", by=administrator(), at=AT)
    first = selectors.content_of(draft)
    assert selectors.content_of(save(1, fee="100元")).fee == "100元"
    assert first.fee == "不收费"


def test_the_shelf_of_contents_is_bounded():
    row = guide()
    for number in range(selectors.SHELF_SIZE + 5):
        selectors.content_of(Guide(pk=row.pk, version=number + 1000, content=CONTENT, digest=f"d{number}"))
    assert len(selectors._Shelf.contents) == selectors.SHELF_SIZE


def test_a_version_is_found_by_its_number():
    published = guide()
    assert selectors.guide_of("XK-01", 1) == published
    with pytest.raises(Guide.DoesNotExist):
        selectors.guide_of("XK-01", 2)
    with pytest.raises(Guide.DoesNotExist):
        selectors.published_guide("XK-99")
