"""Full-text search in Chinese."""

import pytest

from bureau.models import Case
from bureau.search import search_query, vector_text, words
from tests.factories.docket import ComplaintFactory


def test_words_are_cut_and_punctuation_is_dropped():
    assert "过期" in words("超市出售过期牛奶，不予退款！")
    assert not [word for word in words("，。！ …") if word]


def test_vector_text_leaves_out_empty_parts():
    assert vector_text("", "牛奶") == "牛奶"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "found"),
    [("牛奶", True), ("过期牛奶", True), ("牛奶 超市", True), ("MILK", True), ("电梯", False), ("牛奶 电梯", False)],
)
def test_all_words_must_occur(typed, found):
    ComplaintFactory(statement="超市出售过期牛奶 Milk，不予退款，要求处理。")
    query = search_query(typed)
    assert Case.objects.filter(search=query).exists() is found


def test_nothing_to_search_for_is_no_query():
    assert search_query(" ，。") is None


@pytest.mark.django_db
def test_operators_are_words_not_syntax():
    ComplaintFactory(statement="超市出售过期牛奶，不予退款，要求处理。")
    assert not Case.objects.filter(search=search_query("牛奶 & ! | <-> :* '")).filter(title="x").exists()
