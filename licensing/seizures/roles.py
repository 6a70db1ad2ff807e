"""Who opens the pages of this room; the team decides which cases they see there (`Case.team_only`)."""

from bureau.roles import Role

READERS = (Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)
