"""Who takes which part in an application, as sets of roles that read like the sentence they stand in."""

from bureau.roles import Role

WINDOW = frozenset({Role.CLERK})
REVIEWERS = frozenset({Role.CLERK, Role.OFFICER})
HEADS = frozenset({Role.APPROVER})
DISPATCHERS = frozenset({Role.CLERK, Role.APPROVER, Role.SUPERVISOR})
EVERYBODY_INSIDE = frozenset({Role.CLERK, Role.OFFICER, Role.APPROVER, Role.SUPERVISOR, Role.REVIEWER})
# A person proved number and query code, an enterprise acts from its desk.
APPLICANT = frozenset({Role.CITIZEN, Role.ENTERPRISE})
SYSTEM = frozenset({Role.SYSTEM})
