"""Testing and sampling as steps of the case."""

from bureau.workflow import Transition

EVIDENCE: tuple[Transition, ...] = ()
