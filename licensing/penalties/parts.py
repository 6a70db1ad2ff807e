"""Who takes which part in a penalty case, as sets of roles; the team decides which of them (`Case.team_only`)."""

from bureau.roles import Role

# Officers investigate; a certificate valid on the day is a gate of its own (行政处罚法 42).
OFFICERS = frozenset({Role.OFFICER})
HEADS = frozenset({Role.APPROVER})
REVIEWERS = frozenset({Role.REVIEWER})
TEAM_OR_HEAD = frozenset({Role.OFFICER, Role.APPROVER, Role.SUPERVISOR})
EVERYBODY_INSIDE = frozenset({Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR})
# The party itself: a person who proved number and query code, an enterprise at its desk; or an officer who takes it down for them.
PARTY = frozenset({Role.CITIZEN, Role.ENTERPRISE})
PARTY_OR_OFFICER = PARTY | OFFICERS
SYSTEM = frozenset({Role.SYSTEM})
