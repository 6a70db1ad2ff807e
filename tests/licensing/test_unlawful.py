"""Every unlawful attempt we know is refused with its reason and its article, and leaves everything as it was (行政处罚法, 行政强制法)."""

import pytest
from django.utils.translation import override

from licensing.fines.loading import load_discretion
from tests.licensing.unlawful import execution, filing, fines, measures, procedure, publicity, spot
from tests.licensing.unlawful.row import standing

ROWS = [*filing.ROWS, *fines.ROWS, *procedure.ROWS, *measures.ROWS, *execution.ROWS, *publicity.ROWS, *spot.ROWS]
LEAST = 40

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture(autouse=True)
def in_the_language_of_the_code(db):
    """Refusals are compared in English; tiers, factors and bounds as they ship."""
    load_discretion()
    with override("en"):
        yield


def test_the_table_is_as_long_as_promised_and_names_each_attempt_once():
    assert len(ROWS) >= LEAST
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert all("第" in row.article and row.words for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_is_refused_with_reason_and_article(row):
    subject = row.prepare()
    before = standing()
    with pytest.raises(row.raises) as refusal:
        row.attempt(subject)
    told = str(refusal.value)
    assert row.words in told and row.article in told, told
    assert standing() == before
