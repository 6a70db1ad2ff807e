"""What cells mean, in all the ways people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from bureau.models import Township
from enterprises.codes import clean_code
from enterprises.imports import values
from enterprises.imports.errors import CellError
from enterprises.imports.fields import BY_NAME, FIELDS
from enterprises.imports.reasons import CELL, words
from enterprises.imports.values import Surroundings, day
from enterprises.imports.vocabulary import vocabularies
from enterprises.models import Industry
from tests.enterprises.imports.tables import CODE

TODAY = date(2026, 11, 23)
AROUND = Surroundings(today=TODAY)
FROM_1904 = Surroundings(today=TODAY, from_1904=True)


def refused(parse, cell, around=AROUND):
    with pytest.raises(CellError) as caught:
        parse(cell, around)
    assert caught.value.code in CELL
    assert "%(" not in words(caught.value.code, caught.value.arguments)
    return caught.value.code


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("  淮安　甲\xa0公司 ", "淮安 甲 公司"),
        ("ＡＢＣ１２３", "ABC123"),
        ("甲\u200b\ufeff公\u202e司\x00", "甲公司"),
        ("一行\n二行\t三", "一行 二行 三"),
        (123.0, "123"),
        (123, "123"),
        (12.5, "12.5"),
        (-3.0, "-3"),
        ("/", None),
        ("——", None),
        ("", None),
        (None, None),
    ],
)
def test_text(cell, said):
    assert values.text(40)(cell, AROUND) == said


@pytest.mark.parametrize(("cell", "code"), [("甲" * 41, "too-long"), ("#N/A", "formula-error"), (1.23457e17, "lost-digits")])
def test_text_that_cannot_be_kept(cell, code):
    assert refused(values.text(40), cell) == code


@pytest.mark.parametrize("cell", [1.23457e17, 91320803000000017, "1.23457E+17", "3E20", 3.1103208e19])
def test_a_number_that_lost_its_digits_is_refused(cell):
    assert refused(values.number_of_papers(40), cell) == "lost-digits"
    assert refused(values.credit_code, cell) == "lost-digits"


@pytest.mark.parametrize(
    "cell", [CODE, f" {CODE.lower()} ", "91320803-00000001-7B", "９１３２０８０３０００００００１７Ｂ", f"{CODE}\u200b"]
)
def test_a_credit_code_in_many_spellings(cell):
    assert values.credit_code(cell, AROUND) == CODE


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("91320803", "code-length"),
        (CODE[:-1] + "C", "code-checksum"),
        ("A" * 18, "code-shape"),
        ("I" + CODE[1:], "code-shape"),
        (320803, "code-length"),
    ],
)
def test_bad_credit_codes(cell, code):
    assert refused(values.credit_code, cell) == code


@given(st.text(alphabet=uscc._alphabet, min_size=9, max_size=9), st.integers(0, 99_999_999), st.sampled_from(uscc._alphabet))
def test_the_quick_check_of_codes_agrees_with_the_library(organisation, front, last):
    body = f"{front:08d}{organisation}"
    good = body + uscc.calc_check_digit(body)
    assert values.credit_code(good, AROUND) == clean_code(good) == good
    if last != good[-1]:
        assert refused(values.credit_code, body + last) == "code-checksum"


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "2026-5-1",
            "2026.5.1",
            "2026/05/01",
            "2026年5月1日",
            "2026年05月01号",
            "20260501",
            "２０２６－５－１",
            "2026 5 1",
            "2026-05-01 08:30:00",
        ),
        *(20260501, 20260501.0, 46143, 46143.0, "46143", 46143.354),
    ],
)
def test_a_day_in_many_spellings(cell):
    assert day()(cell, AROUND) == "2026-05-01"


def test_serial_numbers_of_old_macs():
    assert day()(46143 - 1462, FROM_1904) == "2026-05-01"


@pytest.mark.parametrize("cell", ["长期", "无", "永久有效", "—", "N/A", " ", None])
def test_no_day(cell):
    assert day()(cell, AROUND) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        *(
            ("26-5-1", "short-date"),
            ("5/1/2026", "short-date"),
            ("5月1日", "unclear-date"),
            ("2026年5月", "only-month"),
            ("2026-05", "only-month"),
        ),
        *(("2026-02-30", "no-such-date"), ("2026-13-01", "no-such-date"), ("20261301", "no-such-date"), (20260230, "no-such-date")),
        *(("1000-01-01", "no-such-date"), ("明天", "unclear-date"), (2026, "unclear-date"), ("2026", "unclear-date"), (-5, "unclear-date")),
        *((float(10**14), "unclear-date"), ("0000-00-00", "no-such-date")),
    ],
)
def test_what_is_no_day(cell, code):
    assert refused(day(), cell) == code


def test_the_past_does_not_lie_in_the_future():
    assert day(past=True)("2026-11-23", AROUND) == "2026-11-23"
    assert refused(day(past=True), "2026-11-24") == "future-date"
    assert day()("2027-05-31", AROUND) == "2027-05-31"


@pytest.mark.parametrize(
    ("cell", "said"),
    [(13951780001.0, "13951780001"), ("0517-85912345", "0517-85912345"), ("+86 139 5178 0001", "+86 139 5178 0001"), ("", None)],
)
def test_phones(cell, said):
    assert values.phone(cell, AROUND) == said


@pytest.mark.parametrize(("cell", "code"), [("13951780001/13951780002", "no-phone"), ("王芳", "no-phone"), ("1.39518E+10", "lost-digits")])
def test_bad_phones_are_refused_without_quoting_them(cell, code):
    with pytest.raises(CellError) as caught:
        values.phone(cell, AROUND)
    assert caught.value.code == code
    assert cell not in caught.value.arguments.values()


@pytest.fixture
def around(db):
    Township.objects.all().delete()
    Township.objects.create(code="huaicheng", label="淮城镇", label_en="Huaicheng Town")
    Township.objects.create(code="sanbu", label="三堡乡", label_en="Sanbu Township")
    Industry.objects.all().delete()
    Industry.objects.create(code="C", section="C", label="制造业", label_en="Manufacturing")
    Industry.objects.create(code="14", section="C", label="食品制造业", label_en="Manufacture of food")
    return Surroundings(today=TODAY, words=vocabularies())


def parsed(kind, name, cell, around):
    return BY_NAME[kind][name].parse(cell, around)


@pytest.mark.parametrize(
    ("place", "cell", "slug"),
    [
        *(
            ("enterprise.township", cell, "huaicheng")
            for cell in ("淮城镇", "淮城", "淮城乡", "楚州区淮城镇", "Huaicheng Town", "huaicheng", "淮 城 镇")
        ),
        *(("enterprise.township", cell, "sanbu") for cell in ("三堡", "三堡乡", "三堡镇")),
        *(("enterprise.status", cell, "operating") for cell in ("存续", "存续（在营、开业、在册）", "Operating", "正常", "在业")),
        *(("enterprise.status", cell, "revoked") for cell in ("吊销", "吊销，未注销", "吊销未注销")),
        *(("enterprise.scale", cell, "micro") for cell in ("微型", "微型企业", "Micro")),
        *(
            ("enterprise.industry", cell, "C14")
            for cell in ("14", 14.0, "C14", "c14", "C1432", "1432", "食品制造业", "14 食品制造业", "C14食品制造业")
        ),
        *(("enterprise.industry", cell, "C") for cell in ("C", "制造业", "Manufacturing", "C 制造业")),
        *(("equipment.category", cell, "lift") for cell in ("电梯", "Lift", "乘客电梯")),
        *(("equipment.category", cell, "vehicle") for cell in ("叉车", "场(厂)内专用机动车辆")),
        *(("equipment.standing", cell, "in_use") for cell in ("在用", "使用中", "In use")),
        ("instrument.use", "贸易结算", "trade"),
        ("person.duty", "安全管理人员", "safety"),
        ("enterprise.township", None, None),
    ],
)
def test_choices_in_the_words_people_use(around, place, cell, slug):
    assert parsed(*place.split("."), cell, around) == slug


@pytest.mark.parametrize(
    ("place", "cell", "code"),
    [
        ("enterprise.township", "河下", "unknown-choice"),
        ("enterprise.status", "还行", "unknown-choice"),
        ("enterprise.industry", "99", "unknown-industry"),
        ("enterprise.industry", "D14", "unknown-industry"),
        ("enterprise.industry", "手工作坊", "unknown-industry"),
    ],
)
def test_unknown_words_are_quoted(around, place, cell, code):
    assert refused(BY_NAME[place.split(".")[0]][place.split(".")[1]].parse, cell, around) == code


@pytest.mark.parametrize(
    ("cell", "slugs"),
    [("重点企业、新引进", "key,new"), ("Key enterprise", "key"), ("新引进 重点企业；新引进", "key,new"), (None, None), ("、", None)],
)
def test_several_tags_in_one_cell(cell, slugs):
    tags = {"重点企业": "key", "keyenterprise": "key", "新引进": "new"}
    assert BY_NAME["enterprise"]["tags"].parse(cell, Surroundings(today=TODAY, words={"tag": tags})) == slugs


@pytest.mark.parametrize("kind", FIELDS)
@given(cell=st.one_of(st.none(), st.text(), st.integers(), st.floats(allow_nan=True, allow_infinity=True)))
def test_no_cell_is_too_odd_to_be_read_or_refused(kind, cell):
    around = Surroundings(today=TODAY, words={name: {} for name in NAMES})
    for field in FIELDS[kind]:
        try:
            said = field.parse(cell, around)
        except CellError as error:
            assert words(error.code, {"field": f"{kind}.{field.name}", **error.arguments})
        else:
            assert said is None or (said and "\x00" not in said)


NAMES = ("status", "scale", "standing", "category", "use", "duty", "township", "tag", "certificate_kind", "instrument_kind", "industry")
