"""Credit codes as people type them, and the organisation code inside."""

import pytest
from django.core.exceptions import ValidationError
from stdnum.cn import uscc

from enterprises.codes import clean_code, clean_text, organisation_code
from tests.factories.enterprises import EnterpriseFactory, valid_code

# The code of a real public body (State Grid Corporation), as printed in the public register.
REAL = "9111000071093123XX"


@pytest.mark.parametrize(
    "typed",
    [REAL, REAL.lower(), f"  {REAL}\t", "９１１１０００071093123XX", "91110000 71093123 XX", "91110000-71093123-XX"],
)
def test_one_spelling_of_a_code(typed):
    assert clean_code(typed) == REAL


@pytest.mark.parametrize("front", ["N2320803", "A1320803", "Y1320803"])
def test_codes_of_rural_collectives_begin_with_letters(front):
    body = f"{front}71093123X"
    code = body + uscc.calc_check_digit(body)
    assert clean_code(code.lower()) == code
    wrong = "0" if code[-1] != "0" else "1"
    with pytest.raises(ValidationError) as refusal:
        clean_code(body + wrong)
    assert refusal.value.code == "code-checksum"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "code-length"),
        ("9111000071093123X", "code-length"),
        (REAL + "1", "code-length"),
        ("9111000071093123XY", "code-checksum"),
        # Two neighbours changed places: the commonest typing mistake.
        ("9111000017093123XX", "code-checksum"),
        # O is not in the alphabet: people type it for zero.
        ("9111OOOO71093123XX", "code-shape"),
        ("法定代表人张三的统一社会信用代码是", "code-length"),
        ("法定代表人张三的统一社会信用代码是什", "code-shape"),
    ],
)
def test_a_wrong_code_says_what_is_wrong(typed, reason):
    with pytest.raises(ValidationError) as refusal:
        clean_code(typed)
    assert refusal.value.code == reason


def test_the_organisation_code_is_inside_and_kept_by_the_database(db):
    assert organisation_code(REAL) == "71093123-X"
    enterprise = EnterpriseFactory(code=REAL)
    enterprise.refresh_from_db()
    assert enterprise.organisation_code == "71093123X"


def test_every_made_up_code_is_valid():
    assert [clean_code(valid_code(serial)) for serial in range(1, 200)] == [valid_code(serial) for serial in range(1, 200)]


@pytest.mark.parametrize(
    ("typed", "meant"), [("\u3000淮安\u00a0 鑫源\n食品 ", "淮安 鑫源 食品"), ("Ａ１（甲）", "A1(甲)"), (None, ""), (12, "12")]
)
def test_text_as_meant(typed, meant):
    assert clean_text(typed) == meant
