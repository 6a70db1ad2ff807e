"""The database's functions over names: pairs of characters for search, the core of a name for doubles."""

import pytest
from django.db import connection

from tests.factories.enterprises import EnterpriseFactory

pytestmark = pytest.mark.django_db


def call(function, text):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [text])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("names", "pairs"),
    [
        ("江苏电梯", {"江苏", "苏电", "电梯"}),
        ("ABc", {"ab", "bc"}),
        # No pair across two names.
        ("鑫源\n东方", {"鑫源", "东方"}),
        ("东方东方", {"东方", "方东"}),
        ("楚", set()),
    ],
)
def test_pairs(names, pairs):
    assert set(call("enterprises_bigrams", names)) == pairs


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("江苏鑫源食品有限公司", "鑫源食品"),
        ("淮安市楚州区鑫源（集团）有限责任公司", "鑫源"),
        ("鑫源食品股份有限公司", "鑫源食品"),
        # A branch and a shop are businesses of their own.
        ("淮安鑫源食品有限公司城东分公司", "鑫源食品有限公司城东分公司"),
        ("楚州区老张小吃店", "老张小吃店"),
        # Nothing would be left: the name itself stands.
        ("淮安有限公司", "淮安有限公司"),
        ("“好·又 多”超市", "好又多超市"),
    ],
)
def test_core(name, core):
    assert call("enterprises_name_core", name) == core


def test_the_generated_columns_follow_the_name():
    enterprise = EnterpriseFactory(name="淮安鑫源食品有限公司")
    enterprise.name, enterprise.search_text = "淮安东方食品有限公司", "淮安东方食品有限公司\n淮安鑫源食品有限公司"
    enterprise.save()
    enterprise.refresh_from_db()
    assert enterprise.name_core == "东方食品"
    assert {"东方", "鑫源"} <= set(enterprise.grams)
