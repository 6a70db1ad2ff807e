"""The draw itself, pure: from a secret and two frozen pools to the enterprises inspected and the officers who go.

Nobody can steer it: the secret is committed to (its SHA-256 is public) before the pools are frozen, the pools are public before the secret
is used, and everything else is SHA-256. Nobody need believe us: with the secret published anybody runs it again in a few lines; how is
written for them in docs/random-inspection.md. All texts are UTF-8, all digests are lower-case hexadecimal.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

ENTERPRISE, OFFICER, STANDARD = "enterprise", "officer", "standard"
# Written into the canonical text, so that another way of drawing could never be taken for this one.
ALGORITHM = "draw-1"
SECRET_BYTES = 32
NOBODY_RECUSED: Mapping[str, Collection[str]] = {}


class DrawImpossible(ValueError):
    """The pools are too small for what is wanted, or hold a code twice or a code with a line break."""


@dataclass(frozen=True, slots=True)
class Pools:
    """The frozen names: codes of enterprises, numbers of enforcement certificates; and what is to be drawn from them."""

    enterprises: tuple[str, ...]
    officers: tuple[str, ...]
    wanted: int
    officers_each: int


@dataclass(frozen=True, slots=True)
class Team:
    """One drawn enterprise and the certificate numbers of its officers, both in the order they were drawn."""

    enterprise: str
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """What came out, with the numbers it follows from."""

    pool_digest: str
    seed: str
    teams: tuple[Team, ...]


def new_secret() -> str:
    """The secret half of a seed: 256 random bits from the operating system."""
    return secrets.token_hex(SECRET_BYTES)


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return sha256(text.encode()).hexdigest()


def commitment(secret: str) -> str:
    """What is published of a secret beforehand: it can be neither guessed from this nor exchanged afterwards."""
    return digest(secret)


def canonical_text(pools: Pools) -> str:
    """The pools as the one text that is hashed, whatever order they came in.

    A head line, then one line an entry: the pool, a blank, the code; enterprises before officers, each pool sorted by code point; every
    line ends with a line feed. Raises DrawImpossible for a code that is there twice or would break a line.
    """
    lines = [f"{ALGORITHM} {pools.wanted} {pools.officers_each}"]
    for pool, codes in ((ENTERPRISE, pools.enterprises), (OFFICER, pools.officers)):
        if len(set(codes)) != len(codes):
            raise DrawImpossible(f"A code stands twice in the pool {pool!r}.")
        if any("\n" in code or "\r" in code or not code for code in codes):
            raise DrawImpossible(f"A code of the pool {pool!r} is empty or has a line break.")
        lines += [f"{pool} {code}" for code in sorted(codes)]
    return "\n".join(lines) + "\n"


def pool_digest(pools: Pools) -> str:
    """SHA-256 of the canonical text: changes with any entry, and with how many are to be drawn."""
    return digest(canonical_text(pools))


def seed_of(secret: str, frozen: str) -> str:
    """The seed from the secret and the digest of the frozen pools: neither side alone decides it."""
    return digest(f"{secret}:{frozen}")


def ranked(codes: Iterable[str], *, seed: str, pool: str) -> list[str]:
    """All codes of a pool in the order they are drawn: by SHA-256 of seed, pool and code. A sort by hashes has no modulo bias."""
    return sorted(codes, key=lambda code: (digest(f"{seed}:{pool}:{code}"), code))


def ranked_officers(officers: Iterable[str], *, seed: str, enterprise: str) -> list[str]:
    """The officers in the order they are drawn for one enterprise, before loads and recusals are looked at."""
    return ranked(officers, seed=seed, pool=f"{OFFICER}:{enterprise}")


def ranked_standards(numbers: Iterable[str], *, seed: str, enterprise: str) -> list[str]:
    """The declared standards of a drawn enterprise in the order they are drawn."""
    return ranked(numbers, seed=seed, pool=f"{STANDARD}:{enterprise}")


def rerun(secret: str, pools: Pools, recused: Mapping[str, Collection[str]] = NOBODY_RECUSED) -> Draw:
    """Draw, or draw again: the same arguments always give the same result.

    `recused`: by enterprise the officers who may not go there, recorded at the draw. Officers are shared out evenly: to each enterprise in
    turn go those with the fewest enterprises so far, among equals those first in its own ranking. Raises DrawImpossible.
    """
    if not 0 < pools.wanted <= len(pools.enterprises):
        raise DrawImpossible(f"{pools.wanted} enterprises cannot be drawn from {len(pools.enterprises)}.")
    frozen = pool_digest(pools)
    seed = seed_of(secret, frozen)
    loads = dict.fromkeys(pools.officers, 0)
    teams = []
    for enterprise in ranked(pools.enterprises, seed=seed, pool=ENTERPRISE)[: pools.wanted]:
        free = [one for one in ranked_officers(pools.officers, seed=seed, enterprise=enterprise) if one not in recused.get(enterprise, ())]
        if len(free) < pools.officers_each:
            raise DrawImpossible(f"Only {len(free)} officers may go to {enterprise}.")
        # A stable sort: among equal loads the ranking stays.
        chosen = sorted(free, key=loads.__getitem__)[: pools.officers_each]
        for one in chosen:
            loads[one] += 1
        teams.append(Team(enterprise, tuple(chosen)))
    return Draw(frozen, seed, tuple(teams))


def next_officer(officers: Iterable[str], *, seed: str, enterprise: str, not_these: Collection[str]) -> str | None:
    """Who takes the place of an officer who cannot go: the next in the enterprise's own ranking; None if nobody is left."""
    return next((one for one in ranked_officers(officers, seed=seed, enterprise=enterprise) if one not in not_these), None)
