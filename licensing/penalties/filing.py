"""Steps of lead, filing and team."""

from bureau.workflow import Transition

FILING: tuple[Transition, ...] = ()
