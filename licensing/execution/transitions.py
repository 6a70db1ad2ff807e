"""Steps after the decision was served."""

from bureau.workflow import Transition

EXECUTION: tuple[Transition, ...] = ()
