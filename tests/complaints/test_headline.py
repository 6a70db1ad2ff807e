"""The title made from what a citizen wrote: short, and without numbers that belong to somebody."""

import pytest

from complaints.services import TITLE_LENGTH, headline


@pytest.mark.parametrize(
    ("statement", "title"),
    [
        ("买到过期牛奶。店家不退款。", "买到过期牛奶"),
        ("\n  电梯困人！\n第二行", "电梯困人"),
        ("请打 13812345678 找我", "请打 *********** 找我"),
        ("电话138-1234-5678，急", "电话*************，急"),
        ("身份证32088219800101123X被盗用", "身份证******************被盗用"),
        ("11月20日花了1280元买电动车", "11月20日花了1280元买电动车"),
        ("2026-11-20在超市买的油变质", "2026-11-20在超市买的油变质"),
        ("", ""),
    ],
)
def test_first_sentence_without_long_numbers(statement, title):
    assert headline(statement) == title


def test_it_is_cut_with_an_ellipsis():
    assert headline("长" * 200) == "长" * (TITLE_LENGTH - 1) + "…"
