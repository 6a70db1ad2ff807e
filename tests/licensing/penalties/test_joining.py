"""Two cases become one, one becomes two: numbers, acts, parties, teams, time limits."""

from datetime import date

import pytest

from bureau.errors import GateClosed, TransitionRefused
from bureau.models import Case, Clock, Event, Party
from licensing.models import PenaltyCase
from tests.factories.bureau import OfficerFactory
from tests.factories.penalties import charge, penalty_case, penalty_item
from tests.licensing.penalties.steps import AT, DAY, do, lead
from tests.people import officer, second_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def others():
    made = (("third", "苏08040003"), ("fourth", "苏08040004"))
    return [OfficerFactory(user__username=name, user__roles=["officer"], certificate_number=number).user for name, number in made]


# --- joining ----------------------------------------------------------------------------------------------------------------
def test_acts_go_on_under_the_main_case_and_the_rest_stays_readable():
    team = others()
    main = penalty_case(item=penalty_item(), officers=team)
    case = penalty_case(item=penalty_item())
    case = do(case, "join", main=main.number, ground="same-party", reason="同一当事人的同类行为")
    assert (case.state, case.joined_into, case.outcome, case.closed_at is not None) == ("joined", main, "joined", True)
    assert list(main.charges.values_list("number", flat=True)) == [1, 2]
    assert not case.charges.exists()
    assert Case.objects.visible_to(team[0]).filter(pk=case.pk).exists(), "papers and evidence are read from the main case"
    assert case.number in Event.objects.get(case_id=main.pk, action="note").note


def test_the_time_limits_of_a_joined_case_are_no_longer_asked():
    main, case = penalty_case(enterprise_code=""), do(lead(), "file", reasons="x")
    do(case, "join", main=main.number, ground="connected", reason="上下游")
    assert Clock.objects.get(case_id=case.pk, code="penalty-decision").met is None


@pytest.mark.parametrize(
    ("make", "ground"),
    [
        (lambda: penalty_case(enterprise_code="91320803000000020T"), "same-party"),
        (lambda: penalty_case("noticed"), "same-party"),
        (lambda: penalty_case(kind="spot-penalty"), "same-party"),
    ],
    ids=["another party", "too late", "a simple procedure"],
)
def test_what_cannot_be_joined(make, ground):
    case = penalty_case(item=penalty_item())
    with pytest.raises(GateClosed):
        do(case, "join", main=make().number, ground=ground, reason="x")
    assert case.charges.count() == 1


def test_a_case_is_not_joined_with_itself_or_nothing():
    case = penalty_case()
    for number in (case.number, "AJ20260101999999"):
        with pytest.raises(GateClosed):
            do(case, "join", main=number, ground="connected", reason="x")


def test_officers_do_not_join():
    with pytest.raises(TransitionRefused):
        do(penalty_case(), "join", officer(), main=penalty_case().number, ground="same-party", reason="x")


# --- splitting --------------------------------------------------------------------------------------------------------------
def split_case():
    case = do(lead(party_type="citizen", party_name="李建国", identity_number="320803198001011234"), "file", reasons="x")
    charge(case, penalty_item())
    charge(case, penalty_item("CF-902"), number=2)
    charge(case, penalty_item("CF-903"), number=3)
    return case


def test_chosen_acts_become_a_case_of_their_own():
    case = split_case()
    do(case, "split", at=AT + 5 * DAY, acts=[2, 3], new_title="另案处理", reason="违法行为相互独立")
    new = PenaltyCase.objects.get(split_from=case)
    assert (new.number, new.state, new.category) == ("AJ20261128000002", "investigating", "CF-902")
    assert list(new.charges.values_list("number", "item_version__item__code")) == [(1, "CF-902"), (2, "CF-903")]
    assert list(case.charges.values_list("number", flat=True)) == [1]
    assert (bytes(new.person_index), new.party_name) == (bytes(case.person_index), "李**")
    assert Party.objects.get(case_id=new.pk).name.open() == "李建国"
    assert {row.user for row in new.members.all()} == {officer(), second_officer()}


def test_splitting_gives_no_new_ninety_days():
    case = split_case()
    do(case, "split", at=AT + 30 * DAY, acts=[3], new_title="另案处理", reason="相互独立")
    new = PenaltyCase.objects.get(split_from=case)
    assert new.filed_on == case.filed_on == date(2026, 11, 23)
    assert Clock.objects.get(case_id=new.pk).due_on == Clock.objects.get(case_id=case.pk, code="penalty-decision").due_on


@pytest.mark.parametrize("acts", [[1, 2, 3], [7]], ids=["nothing stays", "no such act"])
def test_what_cannot_be_split_off(acts):
    case = split_case()
    with pytest.raises(GateClosed):
        do(case, "split", acts=acts, new_title="x", reason="x")
    assert PenaltyCase.objects.count() == 1
