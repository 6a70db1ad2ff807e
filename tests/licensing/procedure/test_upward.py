"""What exceeds the district's power: referred, decided above, and only then decided here (计量法实施细则 55)."""

from datetime import date

import pytest

from bureau.errors import GateClosed
from bureau.models import CaseMember
from licensing.models import ItemBasis
from tests import people
from tests.factories.bureau import UserFactory
from tests.factories.penalties import penalty_item
from tests.licensing.procedure import scenes
from tests.licensing.procedure.scenes import DECIDED, days, do

pytestmark = pytest.mark.django_db
PROVINCE = "江苏省市场监督管理局（省级人民政府计量行政部门）"


def metrology():
    """An item under the metrology rules, whose fines from 10,000 yuan are the province's."""
    version = penalty_item("CF-JL")
    ItemBasis.objects.create(
        version=version,
        law="中华人民共和国计量法实施细则",
        law_version=date(2022, 3, 29),
        rank="行政法规",
        article=46,
        citation="《中华人民共和国计量法实施细则》第四十六条",
    )
    return version


def refused(case, name, article, **data):
    with pytest.raises(GateClosed) as refusal:
        do(case, name, people.approver(), days(10), **data)
    assert any(article in reason for reason in refusal.value.missing), refusal.value.missing


def test_a_fine_beyond_the_power_is_referred_and_decided_with_consent():
    case = scenes.deciding(item=metrology())
    refused(case, "decide", "第五十五条", **DECIDED)
    event = do(case, "refer-up", people.approver(), days(10), reason="罚款一万元，须报省局决定。")
    assert (case.state, case.referred_to, event.data["body"]) == ("referred", PROVINCE, PROVINCE)
    above = {"agreed": True, "number": "苏市监罚批〔2026〕8号", "text": "同意。"}
    do(case, "record-upper-decision", people.approver(), days(12), **above)
    assert (case.state, case.upper_decision) == ("deciding", "苏市监罚批〔2026〕8号 同意。")
    do(case, "decide", people.approver(), days(12, 1), **DECIDED)
    assert case.state == "decided"


def test_without_consent_it_is_not_decided_here():
    case = scenes.deciding(item=metrology())
    do(case, "refer-up", people.approver(), days(10), reason="报省局决定。", body="江苏省市场监督管理局")
    assert case.referred_to == "江苏省市场监督管理局"
    do(case, "record-upper-decision", people.approver(), days(12), agreed=False, number="1号", text="数额过高。")
    assert (case.state, case.upper_decision) == ("deciding", "")
    refused(case, "decide", "第五十五条", **DECIDED)


def test_what_the_district_may_decide_is_not_referred():
    refused(scenes.deciding(), "refer-up", "第二十三条", reason="x")
    below = scenes.deciding(item=metrology(), fine="9999.99")
    refused(below, "refer-up", "第二十三条", reason="x")


def test_who_investigated_refers_nothing():
    head = UserFactory(username="once-officer", roles=["approver"])
    case = scenes.deciding(item=metrology())
    CaseMember.objects.create(case=case, user=head, part="officer", since=case.opened_at, until=scenes.AT)
    with pytest.raises(GateClosed, match="第五十七条"):
        do(case, "refer-up", head, days(10), reason="x")
