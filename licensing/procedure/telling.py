"""Telling the reviewer that a case waits for them."""

from bureau.workflow import Act, Effect
from licensing.steps.telling import tell_users


def telling_reviewer(effect: Effect) -> Effect:
    """The effect, and a line to the reviewer it names."""

    def run(act: Act) -> None:
        effect(act)
        tell_users(act, "staff-penalty-to-review", [act.data["reviewer"]])

    return run
