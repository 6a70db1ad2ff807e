"""Charging an act: the version that applies, the range, the tier, what is refused and with which article; two officers at once."""

from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from bureau.errors import GateClosed, StaleCase
from bureau.models import Case
from licensing.fines.loading import load_discretion
from licensing.models import Charge, ItemBasis, ItemVersion
from licensing.penalties.access import NotYours
from licensing.penalties.charging import ChargeRefused, WantedCharge, reckon, remove_charge, save_charge
from tests.factories.bureau import OfficerFactory
from tests.factories.penalties import charge, penalty_case, penalty_item
from tests.licensing.penalties.steps import AT
from tests.people import officer, second_officer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "discretion")]
TODAY = date(2026, 11, 23)


@pytest.fixture
def discretion(db):
    load_discretion()


def wanted(**changes):
    values = {
        "number": 1,
        "act": "生产不符合标准的产品",
        "act_from": date(2026, 10, 1),
        "act_to": date(2026, 10, 31),
        "tier": "ordinary",
        "sanctions": ["罚款"],
        "fine": Decimal(10000),
        **changes,
    }
    return WantedCharge(**values)


def save(case, item=None, *, by=None, row=None, version=0, **changes):
    item = item or penalty_item().item
    return save_charge(case, item, wanted(**changes), by=by or officer(), at=AT, charge=row, version=version)


def test_a_lawful_charge_keeps_its_range_and_leads_the_case():
    case = penalty_case()
    row = save(case)
    assert (row.low, row.high, row.applied, row.version) == (Decimal(2000), Decimal(20000), "decision", 1)
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.category, fresh.version) == ("CF-901", 2), "whoever decides meanwhile must look again"


@pytest.mark.parametrize(
    ("changes", "article"),
    [
        ({"fine": Decimal("20000.01")}, "第四十九条"),
        ({"fine": Decimal("1999.99")}, "第三十二条"),
        ({"tier": "light"}, "第三十四条"),
        ({"tier": ""}, "第三十四条"),
        ({"sanctions": []}, "第三十八条"),
        ({"sanctions": ["罚款", "吊销许可证件"]}, "第三十八条"),
        ({"act_from": date(2021, 1, 1), "act_to": date(2021, 1, 2)}, "第三十六条"),
        ({"confiscation": Decimal(1)}, "第二十八条"),
    ],
    ids=["above", "below", "outside the tier", "no tier", "fine not named", "not in the item", "limitation", "gain not named"],
)
def test_an_unlawful_sum_is_refused_with_its_article(changes, article):
    case = penalty_case()
    with pytest.raises(GateClosed) as refusal:
        save(case, **changes)
    assert article in str(refusal.value)
    assert not case.charges.exists()


def test_a_charge_without_sums_is_a_draft():
    assert save(penalty_case(), fine=Decimal(0), sanctions=[], tier="").fine == 0


def test_one_act_is_fined_once():
    case = penalty_case()
    save(case)
    with pytest.raises(ChargeRefused, match="第二十九条"):
        save(case, penalty_item("CF-902").item)
    save(case, penalty_item("CF-902").item, fine=Decimal(0), sanctions=["警告"])
    assert case.charges.count() == 2


def test_only_penalties_are_charged():
    permit = penalty_item("XK-01").item
    permit.kind = "permit"
    permit.save()
    with pytest.raises(ChargeRefused, match="第三十八条"):
        save(penalty_case(), permit)


# --- who and when -----------------------------------------------------------------------------------------------------------
def test_only_investigators_charge():
    stranger = OfficerFactory(user__username="third", user__roles=["officer"], certificate_number="苏08040003").user
    with pytest.raises(NotYours, match="第四十二条"):
        save(penalty_case(), by=stranger)


def test_a_lapsed_certificate_charges_nothing():
    case = penalty_case()
    officer().officer.__class__.objects.filter(user=officer()).update(certificate_expires_on=date(2026, 11, 22))
    with pytest.raises(NotYours, match="第四十二条"):
        save(case, by=officer().__class__.objects.get(pk=officer().pk))


@pytest.mark.parametrize("state", ["reviewing", "noticed", "hearing", "referred", "decided", "executing", "closed"])
def test_after_the_investigation_charges_stand(state):
    with pytest.raises(NotYours, match="第四十四条"):
        save(penalty_case(state))


# --- versions of the law ----------------------------------------------------------------------------------------------------
def two_versions(new_high):
    """The item was changed on 15 November 2026, with a new version of its law; the fine went from 20,000 to `new_high`."""
    old = penalty_item()
    ItemVersion.objects.filter(pk=old.pk).update(valid_to=date(2026, 11, 15))
    fines = [{"type": "amount", "min": 2000, "max": new_high, "when": "", "may": False}]
    new = ItemVersion.objects.create(
        item=old.item,
        number=2,
        kind="penalty",
        name=old.name,
        sanctions=old.sanctions,
        fines=fines,
        checked=True,
        valid_from=date(2026, 11, 15),
        loaded_at=AT,
    )
    ItemBasis.objects.create(
        version=new,
        law="中华人民共和国产品质量法",
        law_version=date(2026, 11, 15),
        rank="法律",
        article=49,
        citation="《中华人民共和国产品质量法》第四十九条",
    )
    return old, new


@pytest.mark.parametrize(("new_high", "applied"), [(50000, "act"), (15000, "decision")], ids=["new law graver", "new law lighter"])
def test_the_lighter_version_applies(new_high, applied):
    old, new = two_versions(new_high)
    case = penalty_case()
    row = save(case, old.item, fine=Decimal(8000))
    assert (row.applied, row.item_version) == (applied, old if applied == "act" else new)
    assert "第三十七条" in reckon(case, old.item, wanted(), on=TODAY).lighter.reason


def test_another_version_needs_its_reason():
    old, _new = two_versions(50000)
    case = penalty_case()
    with pytest.raises(GateClosed, match="第三十七条"):
        save(case, old.item, fine=Decimal(8000), applied="decision")
    assert save(case, old.item, fine=Decimal(20000), applied="decision", applied_reason="行为持续到新法施行之后").applied == "decision"


def test_a_doubt_is_answered_before_a_fine():
    item = penalty_item("CF-904", doubt="法律已修改", checked=False)
    case = penalty_case()
    with pytest.raises(GateClosed, match="第三十八条"):
        save(case, item.item)
    assert save(case, item.item, applied_reason="已核对现行文本，条款未变").pk


# --- two officers -----------------------------------------------------------------------------------------------------------
def test_the_second_of_two_changes_is_refused():
    case = penalty_case()
    row = save(case)
    save(case, row=row, version=1, fine=Decimal(9000))
    with pytest.raises(StaleCase):
        save(case, row=row, version=1, fine=Decimal(12000), by=second_officer())
    with pytest.raises(StaleCase):
        remove_charge(case, row, version=1, by=second_officer(), at=AT)
    assert case.charges.get().fine == 9000


def test_a_charge_of_another_case_is_not_changed():
    foreign = charge(penalty_case(), penalty_item())
    with pytest.raises(StaleCase):
        save(penalty_case(), row=foreign, version=1)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_the_same_moment_leave_one_fine():
    case, item = penalty_case(), penalty_item().item
    people = [officer(), second_officer()]
    together, outcomes = Barrier(2), []

    def write(by, amount):
        together.wait()
        try:
            save(case, item, by=by, fine=amount)
            outcomes.append("written")
        except (ChargeRefused, GateClosed):
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=write, args=(by, Decimal(amount))) for by, amount in zip(people, (9000, 12000), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "written"]
    assert Charge.objects.filter(case=case).count() == 1


# --- the page ---------------------------------------------------------------------------------------------------------------
def typed(**changes):
    return {
        "number": 1,
        "act": "生产不符合标准的产品",
        "act_from": "2026-10-01",
        "act_to": "2026-10-31",
        "tier": "ordinary",
        "sanctions": ["罚款"],
        "fine": "10000",
        **changes,
    }


def test_the_form_writes_a_charge_and_shows_a_refusal(client):
    case, url = penalty_case(), "licensing:charge-add"
    penalty_item()
    here = reverse(url, args=[case.number, "CF-901"])
    refused = signed_in(client, officer()).post(here, typed(fine="90000"))
    assert (refused.status_code, "第四十九条" in refused.content.decode()) == (422, True)
    assert client.post(here, typed()).status_code == 302
    assert case.charges.get().fine == 10000
    page = client.get(reverse("licensing:charge-edit", args=[case.number, 1, "CF-901"])).content.decode()
    assert "2000.00" in page or "2000 –" in page
    assert 'value="10000.00"' in page


def test_the_range_is_worked_out_live_and_without_script(client):
    case = penalty_case()
    item = penalty_item("CF-905", fines=[{"type": "multiple", "min": 1, "max": 3, "of": "货值金额", "when": "", "may": False}])
    signed_in(client, officer())
    live = client.get(reverse("licensing:charge-range", args=[case.number, item.item.code]), typed(value_0="5000"))
    assert "15000.00" in live.content.decode()
    plain = client.post(reverse("licensing:charge-add", args=[case.number, "CF-905"]), typed(value_0="5000", reckon="1"))
    assert (plain.status_code, "15000.00" in plain.content.decode()) == (200, True)
    missing = client.get(reverse("licensing:charge-range", args=[case.number, "CF-905"]), typed())
    assert "货值金额" in missing.content.decode()
    assert not case.charges.exists()
