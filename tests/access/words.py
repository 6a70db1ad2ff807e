"""The words in which the tables of this folder say who may open what; `tests/test_every_url.py` puts the tables together."""

from bureau.roles import STAFF_ROLES, Role

ANONYMOUS, STRANGER, ONE_FACTOR = "anonymous", "stranger", "clerk without second factor"
ACCOUNTS = {*map(str, Role), STRANGER, ONE_FACTOR} - {Role.SYSTEM.value, Role.CITIZEN.value}
CAST = sorted({ANONYMOUS, *ACCOUNTS})

PUBLIC = frozenset(CAST)
ANY_ACCOUNT = frozenset(ACCOUNTS)
WITH_SECOND_FACTOR = ANY_ACCOUNT - {ONE_FACTOR}
ANY_STAFF = frozenset(map(str, STAFF_ROLES))


def roles(*allowed: Role) -> frozenset[str]:
    return frozenset(map(str, allowed))


ADMINISTRATOR = roles(Role.ADMINISTRATOR)
ENTERPRISE = roles(Role.ENTERPRISE)
NOBODY: frozenset[str] = frozenset()

Table = dict[str, frozenset[str]]
