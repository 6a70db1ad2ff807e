"""The register's words: complete, exact where a national standard says them, and the bureau's own once they are loaded."""

from collections import Counter

import pytest

from bureau.reference_data import load_reference
from enterprises.models import CertificateKind, Industry, InstrumentKind, ObligationKind, Tag
from enterprises.reference_data import load_industries, read_rows

pytestmark = pytest.mark.django_db
# GB/T 4754-2017, table 1: how many divisions each section has.
DIVISIONS = dict(zip("ABCDEFGHIJKLMNOPQRST", (5, 7, 31, 3, 4, 2, 8, 2, 3, 4, 1, 2, 3, 4, 3, 1, 2, 5, 6, 1), strict=True))


def test_every_section_and_division_of_the_standard():
    assert load_industries() == 117
    sections = Industry.objects.filter(code__regex="^[A-T]$")
    assert {row.code for row in sections} == set(DIVISIONS)
    assert all(row.is_section and row.section == row.code for row in sections)
    divisions = list(Industry.objects.exclude(pk__in=sections).order_by("code"))
    assert [row.code for row in divisions] == [f"{number:02d}" for number in range(1, 98)]
    assert Counter(row.section for row in divisions) == DIVISIONS
    assert [row.section for row in divisions] == sorted(row.section for row in divisions)
    assert all(row.label and row.label_en for row in Industry.objects.all())


@pytest.mark.parametrize(
    ("code", "label"),
    [("C", "制造业"), ("14", "食品制造业"), ("30", "非金属矿物制品业"), ("43", "金属制品、机械和设备修理业"), ("97", "国际组织")],
)
def test_as_the_standard_writes_it(code, label):
    assert next(row["label"] for row in read_rows("industries.json") if row["code"] == code) == label


def test_loading_again_adds_nothing_and_keeps_what_the_bureau_made_of_it():
    first = load_reference()
    assert any(line.startswith("industries +117") for line in first)
    CertificateKind.objects.filter(code="ccc").update(label="3C证书", active=False)
    again = load_reference()
    assert [
        line for line in again if line.startswith(("industries", "tags", "certificatekinds", "instrumentkinds", "obligation kinds"))
    ] == [
        "industries +0",
        "tags +0",
        "certificatekinds +0",
        "instrumentkinds +0",
        "obligation kinds +0",
    ]
    kept = CertificateKind.objects.get(code="ccc")
    assert (kept.label, kept.active) == ("3C证书", False)


@pytest.mark.parametrize(("model", "least"), [(Tag, 8), (CertificateKind, 10), (InstrumentKind, 20), (ObligationKind, 12)])
def test_words_in_both_languages(model, least):
    load_reference()
    rows = list(model.objects.all())
    assert len(rows) >= least
    assert all(row.label and row.label_en and row.order for row in rows)
    assert len({row.label for row in rows}) == len(rows)


def test_periods_of_verification_are_plausible():
    assert all(row["period_months"] in {6, 12, 24, 36, 72} for row in read_rows("instrument_kinds.json"))
