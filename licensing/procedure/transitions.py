"""Steps from the end of the investigation to service."""

from bureau.workflow import Transition

PROCEDURE: tuple[Transition, ...] = ()
