"""What is left out of a published text by rule, and what stays."""

import pytest
from stdnum.cn import uscc

from licensing.publicity.redaction import Rules, holds_identity_number, pieces, public_name, public_names, redact

NOTHING = Rules()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("身份证号码320803197001011234。", "身份证号码（证件号码略）。"),
        ("证件号码32080319700101123X，住本区", "证件号码（证件号码略），住本区"),
        ("手机13812341234，", "手机（电话略），"),
        ("138-1234-1234", "（电话略）"),
        ("电话：0517-85921234", "电话：（电话略）"),
        ("联系电话85921234。", "联系电话（电话略）。"),
        ("开户账号 6222 0212 0800 1234 567 转账", "开户账号 （账号略） 转账"),
        ("卡号：6222021208001234567", "卡号：（账号略）"),
        ("邮箱li@a.example.cn。", "邮箱（邮箱略）。"),
        ("驾驶苏H12345货车", "驾驶（号牌略）货车"),
    ],
)
def test_numbers_of_persons_go(text, shown):
    assert redact(text, NOTHING) == shown


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码91320803MA1MXYJX0B",
        "罚款人民币10000.00元（壹万元整）",
        "2026年11月23日，GB/T 1499.2—2018，批号20261123",
        "《中华人民共和国产品质量法》第四十九条",
    ],
)
def test_what_the_decision_has_to_say_stays(text):
    assert redact(text, NOTHING) == text


def test_a_credit_code_of_figures_only_is_no_identity_number():
    fronts = (f"91320803197001{place:03d}" for place in range(100, 1000))
    code = next(code for front in fronts if (code := front + uscc.calc_check_digit(front)).isdigit())
    assert redact(f"代码{code}", NOTHING) == f"代码{code}"
    assert holds_identity_number(f"代码{code}") is False
    assert holds_identity_number("320803197001011234") is True


def test_names_become_surnames_and_the_same_surname_is_told_apart():
    assert public_name("张三丰") == "张某"
    assert public_name("欧阳锋") == "欧阳某"
    assert public_names(["李建国", "李红", "王五"]) == {"李建国": "李某甲", "李红": "李某乙", "王五": "王某"}
    rules = Rules(names=("李建国", "王五"), addresses=("淮城镇工业路8号",))
    assert redact("李建国与王五在淮城镇工业路8号，李建国称", rules) == "李某与王某在（住址略），李某称"


def test_words_an_officer_marked_go_before_everything_else():
    rules = Rules(names=("王五",), words=("王五的配方",))
    assert redact("窃取王五的配方，王五", rules) == "窃取××，王某"


def test_pieces_put_together_are_the_text_as_it_was():
    text = "李建国（13812341234）住淮城镇。"
    found = pieces(text, Rules(names=("李建国",), addresses=("淮城镇",)))
    assert "".join(one.was for one in found) == text
    assert [one.was for one in found if one.is_changed] == ["李建国", "13812341234", "淮城镇"]
