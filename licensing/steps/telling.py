"""Telling people inside: whoever filed on the desk, and the heads. The applicant gets SMS and e-mail through the table's `tells`."""

from collections.abc import Iterable

from bureau import outbox
from bureau.models import MessageChannel, User
from bureau.roles import Role
from bureau.workflow import Act, Effect


def tell_users(act: Act, code: str, users: Iterable[User]) -> None:
    """A line in the inbox of each. The step's event has no number yet: matter, version and person name the occasion."""
    case = act.case
    for user in users:
        outbox.queue(
            code=code,
            to=user,
            channels=[MessageChannel.INBOX],
            context={"number": case.number, "title": case.title, **act.record},
            case_id=case.pk,
            at=act.at,
            dedupe_key=f"{code}:{case.pk}:{case.version}:user{user.pk}",
        )
    outbox.wake_delivery()


def filer_of(act: Act) -> list[User]:
    """Whoever filed it on an enterprise's desk, while they still act for the enterprise."""
    case = act.case
    if case.filed_by_id is None or not case.enterprise_code:
        return []
    standing = User.objects.filter(
        pk=case.filed_by_id, is_active=True, memberships__enterprise__code=case.enterprise_code, memberships__ended_at__isnull=True
    )
    return list(standing.distinct())


def heads() -> list[User]:
    """The heads of the bureau."""
    return list(User.objects.holding(Role.APPROVER))


def telling_filer(effect: Effect, code: str) -> Effect:
    """The effect, and a line to whoever filed the matter."""

    def run(act: Act) -> None:
        effect(act)
        tell_users(act, code, filer_of(act))

    return run


def telling_heads(effect: Effect, code: str) -> Effect:
    """The effect, and a line to every head."""

    def run(act: Act) -> None:
        effect(act)
        tell_users(act, code, heads())

    return run
