"""The draw: deterministic, whatever order the names come in, fair to every name, even to every officer, and broken by any change."""

from collections import Counter
from hashlib import sha256
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.inspections import draws
from licensing.inspections.draws import DrawImpossible, Pools

CODES = st.text(
    alphabet=st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="\r\n\x85\u2028\u2029"), min_size=1, max_size=12
)


@st.composite
def drawable(draw):
    """Pools something can be drawn from, with a secret."""
    enterprises = draw(st.lists(CODES, min_size=1, max_size=12, unique=True))
    officers = draw(st.lists(CODES, min_size=2, max_size=7, unique=True))
    wanted = draw(st.integers(1, len(enterprises)))
    each = draw(st.integers(2, len(officers)))
    return draw(st.text(min_size=1, max_size=64)), Pools(tuple(enterprises), tuple(officers), wanted, each)


@given(drawable(), st.randoms(use_true_random=False))
def test_the_order_in_which_names_come_changes_nothing(given_, shuffler):
    secret, pools = given_
    enterprises, officers = list(pools.enterprises), list(pools.officers)
    shuffler.shuffle(enterprises)
    shuffler.shuffle(officers)
    again = Pools(tuple(enterprises), tuple(officers), pools.wanted, pools.officers_each)
    assert draws.rerun(secret, again) == draws.rerun(secret, pools)


@given(drawable())
def test_what_is_drawn_is_in_the_pools_once_and_as_many_as_wanted(given_):
    secret, pools = given_
    teams = draws.rerun(secret, pools).teams
    drawn = [team.enterprise for team in teams]
    assert len(drawn) == len(set(drawn)) == pools.wanted
    assert set(drawn) <= set(pools.enterprises)
    for team in teams:
        assert len(team.officers) == len(set(team.officers)) == pools.officers_each
        assert set(team.officers) <= set(pools.officers)


@given(drawable())
def test_officers_are_shared_out_evenly(given_):
    """With nobody recused the loads differ by one at most, so none is above the ceiling n·k/m rounded up."""
    secret, pools = given_
    loads = Counter(officer for team in draws.rerun(secret, pools).teams for officer in team.officers)
    all_loads = [loads[officer] for officer in pools.officers]
    assert max(all_loads) - min(all_loads) <= 1
    assert max(all_loads) <= ceil(pools.wanted * pools.officers_each / len(pools.officers))


@given(drawable(), st.data())
def test_the_recused_never_go(given_, data):
    secret, pools = given_
    spare = len(pools.officers) - pools.officers_each
    recused = {
        enterprise: set(data.draw(st.lists(st.sampled_from(pools.officers), max_size=spare, unique=True)))
        for enterprise in pools.enterprises
    }
    for team in draws.rerun(secret, pools, recused).teams:
        assert not set(team.officers) & recused[team.enterprise]


@given(drawable(), CODES)
def test_one_entry_more_or_less_is_another_digest_and_another_seed(given_, extra):
    secret, pools = given_
    before = draws.rerun(secret, pools)
    if extra not in pools.enterprises:
        more = Pools((*pools.enterprises, extra), pools.officers, pools.wanted, pools.officers_each)
        assert draws.pool_digest(more) != before.pool_digest
        assert draws.rerun(secret, more).seed != before.seed
    if extra not in pools.officers:
        more = Pools(pools.enterprises, (*pools.officers, extra), pools.wanted, pools.officers_each)
        assert draws.pool_digest(more) != before.pool_digest


@given(st.lists(CODES, min_size=1, max_size=8, unique=True), st.lists(CODES, min_size=2, max_size=6, unique=True))
def test_what_stands_in_one_pool_cannot_be_read_as_the_other(ones, others):
    pools, exchanged = Pools(tuple(ones), tuple(others), 1, 2), Pools(tuple(others), tuple(ones), 1, 2)
    assert (draws.canonical_text(pools) == draws.canonical_text(exchanged)) == (set(ones) == set(others))


@given(drawable(), st.text(min_size=1, max_size=64))
def test_another_secret_is_another_commitment_and_another_seed(given_, other):
    secret, pools = given_
    if other != secret:
        assert draws.commitment(other) != draws.commitment(secret)
        assert draws.rerun(other, pools).seed != draws.rerun(secret, pools).seed


def test_how_many_are_wanted_is_part_of_what_is_frozen():
    one, two = Pools(("A", "B"), ("x", "y"), 1, 2), Pools(("A", "B"), ("x", "y"), 2, 2)
    assert draws.pool_digest(one) != draws.pool_digest(two)


@pytest.mark.parametrize(
    "pools",
    [
        Pools((), ("x", "y"), 1, 2),
        Pools(("A",), ("x", "y"), 2, 2),
        Pools(("A",), ("x", "y"), 0, 2),
        Pools(("A",), ("x",), 1, 2),
        Pools(("A", "A"), ("x", "y"), 1, 2),
        Pools(("A",), ("x", "y", "y"), 1, 2),
        Pools(("A\nofficer z",), ("x", "y"), 1, 2),
        Pools(("A\r",), ("x", "y"), 1, 2),
        Pools(("",), ("x", "y"), 1, 2),
    ],
)
def test_what_cannot_be_drawn_from_is_refused(pools):
    with pytest.raises(DrawImpossible):
        draws.rerun("secret", pools)


def test_too_many_recused_is_refused_and_not_bent():
    with pytest.raises(DrawImpossible):
        draws.rerun("secret", Pools(("A",), ("x", "y"), 1, 2), {"A": {"x"}})


# --- the same in other words: what docs/random-inspection.md tells people to do --------------------------------------------
def test_the_documented_lines_give_the_same():
    secret, enterprises, officers, wanted, each = "geheim", ["E3", "E1", "E2", "E5", "E4"], ["苏2", "苏1", "苏3"], 4, 2

    def h(text):
        return sha256(text.encode("utf-8")).hexdigest()

    text = f"draw-1 {wanted} {each}\n"
    text += "".join(f"enterprise {code}\n" for code in sorted(enterprises)) + "".join(f"officer {code}\n" for code in sorted(officers))
    seed = h(secret + ":" + h(text))
    drawn = sorted(enterprises, key=lambda code: h(f"{seed}:enterprise:{code}"))[:wanted]
    load, teams = dict.fromkeys(officers, 0), []
    for enterprise in drawn:
        order = sorted(officers, key=lambda one: (load[one], h(f"{seed}:officer:{enterprise}:{one}")))[:each]
        for one in order:
            load[one] += 1
        teams.append((enterprise, tuple(order)))
    found = draws.rerun(secret, Pools(tuple(enterprises), tuple(officers), wanted, each))
    assert [(team.enterprise, team.officers) for team in found.teams] == teams
    assert found.seed == seed


def test_a_known_draw_stays_what_it_was():
    """If this changes, every draw made before can no longer be run again: give the new way another name (`ALGORITHM`) instead."""
    found = draws.rerun("0" * 64, Pools(("A", "B", "C"), ("x", "y", "z"), 2, 2))
    assert (
        found.pool_digest == sha256(b"draw-1 2 2\nenterprise A\nenterprise B\nenterprise C\nofficer x\nofficer y\nofficer z\n").hexdigest()
    )
    assert [(team.enterprise, team.officers) for team in found.teams] == KNOWN


KNOWN = [("C", ("z", "x")), ("A", ("y", "x"))]


# --- fairness ---------------------------------------------------------------------------------------------------------
TRIALS = 2000


def test_every_enterprise_is_drawn_equally_often():
    """Pearson's chi-squared over 2,000 fixed seeds, 3 of 10 drawn. 27.88 is the 0.999 quantile for 9 degrees of freedom.

    Drawn without putting back the statistic is smaller than that distribution by (1 - 3/10), so the bound is on the safe side.
    """
    pools = Pools(tuple(f"E{number}" for number in range(10)), ("x", "y", "z"), 3, 2)
    found = Counter(team.enterprise for trial in range(TRIALS) for team in draws.rerun(f"trial {trial}", pools).teams)
    expected = TRIALS * 3 / 10
    assert sum((found[code] - expected) ** 2 / expected for code in pools.enterprises) < 27.88


def test_every_officer_meets_every_enterprise_equally_often():
    """The same for the 5 x 4 pairs of one drawn enterprise and one officer of it: 43.82 is the 0.999 quantile for 19 degrees."""
    pools = Pools(tuple(f"E{number}" for number in range(5)), ("w", "x", "y", "z"), 1, 2)
    found = Counter(
        (team.enterprise, officer)
        for trial in range(TRIALS)
        for team in draws.rerun(f"trial {trial}", pools).teams
        for officer in team.officers
    )
    expected = TRIALS * 2 / 20
    assert sum((found[code, one] - expected) ** 2 / expected for code in pools.enterprises for one in pools.officers) < 43.82


def test_no_place_in_the_order_is_favoured():
    """Of ten names each is first, second, … tenth equally often: 100 cells, 81 degrees of freedom, 0.999 quantile 126.1."""
    names = [f"E{number}" for number in range(10)]
    cells = Counter(
        (place, code)
        for trial in range(TRIALS)
        for place, code in enumerate(draws.ranked(names, seed=draws.digest(str(trial)), pool=draws.ENTERPRISE))
    )
    expected = TRIALS / 10
    assert sum((cells[place, code] - expected) ** 2 / expected for place in range(10) for code in names) < 126.1


# --- replacement ------------------------------------------------------------------------------------------------------
@given(drawable())
def test_the_replacement_is_the_next_in_the_ranking_who_is_not_there_yet(given_):
    secret, pools = given_
    found = draws.rerun(secret, pools)
    team = found.teams[0]
    following = draws.next_officer(pools.officers, seed=found.seed, enterprise=team.enterprise, not_these=team.officers)
    ranking = draws.ranked_officers(pools.officers, seed=found.seed, enterprise=team.enterprise)
    left = [one for one in ranking if one not in team.officers]
    assert following == (left[0] if left else None)


def test_secrets_are_long_and_never_the_same():
    drawn = {draws.new_secret() for _time in range(100)}
    assert len(drawn) == 100
    assert {len(secret) for secret in drawn} == {64}
