"""Every one of the 483 penalties that ship, through the prior notice and the decision: its citation stands on the paper."""

import io
from datetime import date
from decimal import Decimal

import pypdf
import pytest

from bureau import documents
from bureau.letters import chinese_date
from licensing.catalogue.loader import load_catalogue
from licensing.fines.rules import rules_of
from licensing.models import Charge, ItemVersion
from licensing.papers.sources import source_of
from tests.factories.penalties import NOON, charge, penalty_case
from tests.licensing.catalogue.small import AT, ON

CODES = ("penalty-notice", "penalty-decision")
# One in so many is set as pages of its own; all of them together once more.
EACH = 24


@pytest.fixture
def versions(db):
    load_catalogue(at=AT, on=ON)
    return list(
        ItemVersion.objects.in_force(ON).filter(kind="penalty").select_related("item").prefetch_related("bases").order_by("item__code")
    )


def text_of(pdf):
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def wanted(version):
    """Every citation of the item, and the article of its first rule."""
    rule = next(iter(rules_of(version)), None)
    return [one.citation for one in version.bases.all()] + ([rule.article] if rule and rule.article else [])


def applied(version):
    """The charge under an item with every sanction it names and a sum for each that has one."""
    rules = list(rules_of(version))
    fine = Decimal(1000) if rules or "罚款" in version.sanctions else Decimal(0)
    gain = Decimal(500) if "没收违法所得" in version.sanctions else Decimal(0)
    return {"rule": 0 if rules else None, "fine": fine, "confiscation": gain, "sanctions": version.sanctions}


def test_the_source_of_every_item_cites_it(versions):
    case = penalty_case("deciding", item=versions[0])
    only = case.charges.get()
    assert len(versions) == 483
    for version in versions:
        Charge.objects.filter(pk=only.pk).update(item_version=version, **applied(version))
        for code in CODES:
            source = source_of(code, case)
            for citation in wanted(version):
                assert citation in source["basis_list"], (version.item.code, code)
            assert version.item.code in source["charge_rows"][0][2]
            assert bool(source["penalties"]) == bool(version.sanctions or list(rules_of(version))), version.item.code


def test_some_are_set_as_pages_and_all_of_them_together(versions):
    case = penalty_case("deciding")
    for place, version in enumerate(versions[::EACH]):
        only = charge(case, version)
        code = CODES[place % 2]
        text = text_of(documents.preview_document(case, code, source_of(code, case), at=NOON))
        for citation in wanted(version):
            assert "".join(citation.split()) in text, (version.item.code, code)
        only.delete()
    for number, version in enumerate(versions, start=1):
        charge(case, version, number=number, rule=None, fine=Decimal(0))
    text = text_of(documents.preview_document(case, "penalty-decision", source_of("penalty-decision", case), at=NOON))
    absent = [one for version in versions for one in (basis.citation for basis in version.bases.all()) if "".join(one.split()) not in text]
    assert absent == []


def test_dates_are_written_as_the_law_does(versions):
    case = penalty_case("deciding", item=versions[0], noticed_on=date(2026, 11, 3))
    text = text_of(documents.preview_document(case, "penalty-decision", source_of("penalty-decision", case), at=NOON))
    assert chinese_date(date(2026, 11, 3)) in text
