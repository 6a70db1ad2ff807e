"""Deciding on the spot: in one go with everything the law wants, or not at all, each refusal with its reason and article."""

import threading
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connections
from django.utils.translation import override

from bureau.documents import letter_text
from bureau.errors import BureauError, GateClosed, TransitionRefused
from bureau.models import Case, Clock, Document, Event, Message
from bureau.workflow import Actor, offers, perform
from licensing.models import PartyStatement, PenaltyCase
from licensing.penalties import team
from licensing.penalties.opening import LeadRefused
from licensing.spot import deciding
from tests.factories.penalties import NOON, penalty_case
from tests.factories.penalties import charge as charge_row
from tests.licensing.spot import scenes
from tests.people import approver, officer, officer_with_expired_certificate, reviewer, second_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture(autouse=True)
def english():
    """Refusals are compared in the language of the code."""
    with override("en"):
        yield


def test_a_fine_is_decided_with_number_paper_and_team():
    case = scenes.decided()
    assert case.number == "DC20261123000001"
    assert (case.state, case.fine, case.decision, case.procedure, case.team_only) == ("decided", Decimal(500), "penalty", "simple", True)
    assert case.decided_on == scenes.TODAY
    assert {one.pk for one in team.certified(case, scenes.TODAY)} == {officer().pk, second_officer().pk}
    text = letter_text(case.decision_document)
    assert case.decision_document.template == "spot-decision"
    assert text["facts"]["addressee"] == "淮安市鑫源机械有限公司"
    assert text["facts"]["place"] == "淮城镇工业路 8 号店内"
    assert "应当先申请行政复议" in "".join(text["remedies"]), "review comes before the suit (行政复议法 23)"
    assert case.served_on is None, "nothing runs before the paper is in the party's hands"
    assert not Clock.objects.filter(case_id=case.pk).exists()


def test_a_warning_alone_is_decided():
    case = scenes.decided(sum_=scenes.warning())
    assert (case.state, case.fine, case.sanctions) == ("decided", Decimal(0), ["警告"])


def test_the_second_officer_is_told_by_name():
    case = scenes.decided()
    assert list(Message.objects.filter(case_id=case.pk).values_list("code", "user")) == [("staff-spot-named", second_officer().pk)]


def test_what_the_party_says_is_kept_with_its_answer():
    case = scenes.decided(statement="标签刚刚脱落", said_nothing=False, finding="现场无标签痕迹，不予采纳")
    row = PartyStatement.objects.get(case_id=case.pk)
    assert (row.kind, row.form, row.text, row.adopted, row.finding) == (
        "defence",
        "oral",
        "标签刚刚脱落",
        False,
        "现场无标签痕迹，不予采纳",
    )


UNLAWFUL = [
    ("no certificates", {}, {}, {"certificates_shown": False}, "第五十二条第一款"),
    ("facts unclear", {}, {}, {"facts_clear": False}, "第五十一条"),
    ("rights not told", {}, {}, {"rights_told": False}, "第四十四条"),
    ("not heard", {}, {}, {"said_nothing": False}, "第四十五条"),
    ("not weighed", {}, {}, {"statement": "不服", "finding": ""}, "第四十五条第一款"),
    ("over the cap of a unit", {}, {"fine": Decimal(3001), "tier": "ordinary"}, {}, "第五十一条"),
    ("confiscation", {}, {"sanctions": ["罚款", "没收违法所得"], "confiscation": Decimal(10)}, {}, "第五十一条"),
    ("no penalty at all", {}, {"sanctions": ["责令改正"], "fine": Decimal(0)}, {}, "第五十一条"),
    ("outside the range", {}, {"fine": Decimal(6000), "tier": "ordinary"}, {}, "above the greatest"),
    ("sanction the item does not know", {}, {"sanctions": ["罚款", "吊销营业执照"]}, {}, "does not provide"),
    ("limitation over", {"act_to": scenes.TODAY - 800 * scenes.DAY}, {"act_to": scenes.TODAY - 800 * scenes.DAY}, {}, "第三十六条"),
    ("one officer", {"officers": []}, {}, {}, "第四十二条"),
    ("not responsible", {}, {}, {"not_responsible": True}, "第三十一条"),
]


@pytest.mark.parametrize(("_name", "party", "sums", "words", "reason"), UNLAWFUL, ids=[row[0] for row in UNLAWFUL])
def test_what_the_law_forbids_is_refused_and_leaves_nothing(_name, party, sums, words, reason):
    with pytest.raises(GateClosed) as refusal:
        scenes.decided(scenes.wanted(**party), scenes.charge(**sums), **words)
    assert reason in str(refusal.value)
    assert not Case.objects.filter(kind="spot-penalty").exists()
    assert not Document.objects.filter(template="spot-decision").exists()


def test_a_lapsed_certificate_does_not_decide():
    lapsed = officer_with_expired_certificate()
    with pytest.raises(GateClosed, match="第四十二条"):
        scenes.decided(scenes.wanted(officers=[officer(), lapsed]))


def test_only_an_officer_opens_one_and_only_for_oneself():
    for somebody in (approver(), reviewer(), second_officer()):
        with pytest.raises(LeadRefused, match="第四十二条"):
            scenes.decided(by=somebody)


def test_a_citizen_has_the_lower_cap():
    with pytest.raises(GateClosed, match="200"):
        scenes.decided(scenes.citizen(), scenes.charge(fine=Decimal(201)), born_on=scenes.born(30))
    case = scenes.decided(scenes.citizen(), scenes.charge(fine=Decimal(200)), born_on=scenes.born(30))
    assert case.fine == Decimal(200)
    assert case.party_name == "王**"
    assert "王小明" not in case.title


def test_a_sole_trader_is_no_legal_person():
    with pytest.raises(GateClosed, match="200"):
        scenes.decided(scenes.wanted(party_type="sole"), scenes.charge(fine=Decimal(300)))


@pytest.mark.parametrize("years", [8, 13])
def test_a_child_is_not_punished(years):
    with pytest.raises(GateClosed, match="第三十条"):
        scenes.decided(scenes.citizen(), scenes.charge(fine=Decimal(50)), born_on=scenes.born(years))


def test_a_minor_is_punished_lightly_or_not_at_all():
    scenes.small_item(fines=[{"type": "amount", "min": None, "max": 500, "when": "", "may": True}])
    with pytest.raises(GateClosed, match="第三十条"):
        scenes.decided(scenes.citizen(), scenes.charge(fine=Decimal(200), tier="ordinary", factor_note=""), born_on=scenes.born(16))
    assert scenes.decided(scenes.citizen(), scenes.charge(fine=Decimal(100)), born_on=scenes.born(16)).state == "decided"


def test_the_day_of_birth_of_a_citizen_is_needed():
    with pytest.raises(GateClosed, match="第三十条"):
        scenes.decided(scenes.citizen(), scenes.charge(fine=Decimal(100)))


def test_the_same_act_is_not_fined_twice():
    first = scenes.decided()
    with pytest.raises(GateClosed, match=f"{first.number}.*第二十九条"):
        scenes.decided()
    later = scenes.charge(act_to=scenes.TODAY - scenes.DAY)
    assert scenes.decided(scenes.wanted(act_to=later.act_to), later).state == "decided", "another day is another act"


def test_an_ordinary_case_about_the_act_comes_first():
    other = penalty_case(enterprise_code=scenes.CODE)
    charge_row(other, scenes.small_item(), act_from=scenes.TODAY - scenes.DAY, act_to=scenes.TODAY, fine=0)
    with pytest.raises(GateClosed, match=other.number):
        scenes.decided()


def test_a_person_is_found_again_by_the_number_alone():
    scenes.decided(scenes.citizen(), scenes.charge(fine=Decimal(100)), born_on=scenes.born(30))
    with pytest.raises(GateClosed, match="第二十九条"):
        scenes.decided(scenes.citizen(party_name="王晓明"), scenes.charge(fine=Decimal(100)), born_on=scenes.born(30))


def test_sent_twice_it_is_one_decision():
    key = UUID(int=7)
    first = scenes.decided(scenes.wanted(submission_key=key))
    again = scenes.decided(scenes.wanted(submission_key=key))
    assert first.pk == again.pk
    assert Document.objects.filter(case_id=first.pk, template="spot-decision").count() == 1


def test_kept_first_and_decided_later():
    case = scenes.kept()
    assert case.state == "investigating"
    assert case.charges.get().fine == 0
    done = deciding.decide(case, scenes.small_item().item, scenes.charge(), scenes.said(), by=officer(), at=NOON + timedelta(hours=1))
    assert (done.state, done.fine, done.charges.count()) == ("decided", Decimal(500), 1)


def test_the_step_alone_says_where_it_is_taken():
    case = scenes.kept()
    offer = next(one for one in offers(case, Actor.of(officer()), NOON) if one.transition.name == "decide-spot")
    assert not offer.is_open
    assert "On the spot" in offer.missing[0]


def test_somebody_else_does_not_decide_it():
    case = scenes.kept()
    with pytest.raises(TransitionRefused):
        perform(case.pk, "decide-spot", actor=Actor.of(approver()), at=NOON, data=scenes.said())


def test_unclear_facts_become_an_ordinary_case_with_a_link():
    case = scenes.kept(scenes.citizen())
    perform(case.pk, "convert", actor=Actor.of(officer()), at=NOON, data={"reason": "当事人对事实有异议，需取证"})
    case.refresh_from_db()
    other = PenaltyCase.objects.get(source_case_id=case.pk)
    assert (case.state, case.outcome) == ("converted", "converted")
    assert (other.kind, other.state, other.source, other.category) == ("penalty", "verifying", "own", "CF-951")
    assert bytes(other.person_index) == bytes(case.person_index)
    assert other.party_name == "王**"
    assert {one.pk for one in team.investigators(other)} == {officer().pk, second_officer().pk}


def test_dropped_with_its_reason():
    case = scenes.kept()
    perform(case.pk, "drop", actor=Actor.of(officer()), at=NOON, data={"reason": "轻微并及时改正，没有危害后果"})
    case.refresh_from_db()
    assert (case.state, case.decision) == ("dropped", "no-penalty")
    assert Event.objects.get(case_id=case.pk, action="drop").note.startswith("轻微")


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_make_one_decision():
    case, item = scenes.kept(), scenes.small_item().item
    results: list[str] = []
    together = threading.Barrier(2)

    def run(user):
        try:
            together.wait()
            deciding.decide(case, item, scenes.charge(), scenes.said(), by=user, at=NOON)
            results.append("done")
        except BureauError:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(user,)) for user in (officer(), second_officer())]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "refused"]
    assert Document.objects.filter(case_id=case.pk, template="spot-decision").count() == 1
