"""Opinions on a case: written once at their stage, read back as the latest one that still counts."""

from django.utils.translation import gettext as _

from bureau.errors import GateClosed
from bureau.models import Event, User
from bureau.workflow import Act
from licensing.models import CaseOpinion
from licensing.penalties import team

Verdict, Stage = CaseOpinion.Verdict, CaseOpinion.Stage


def latest(case_id: int, stage: str, *, after: str = "", actions: tuple[str, ...] = ()) -> CaseOpinion | None:
    """The last opinion of a stage given since the last of those steps: what was said of an earlier state of the case does not count."""
    since = Event.objects.filter(case_id=case_id, action__in=(*actions, after)).order_by("-pk").values_list("at", flat=True).first()
    rows = CaseOpinion.objects.filter(case_id=case_id, stage=stage)
    return (rows.filter(at__gte=since) if since is not None else rows).order_by("-at", "-pk").first()


def give(act: Act, stage: str, *, text: str, verdict: str = Verdict.AGREE) -> CaseOpinion:
    """Write the opinion of whoever takes the step. Raises GateClosed for a step nobody in person takes."""
    return CaseOpinion.objects.create(case_id=act.case.pk, stage=stage, verdict=verdict, text=text, author=person(act), at=act.at)


def person(act: Act) -> User:
    """Who takes the step. Raises GateClosed where it is nobody in person."""
    if act.actor.user is None:
        raise GateClosed([_("This step is taken by a person.")])
    return act.actor.user


def is_investigating(act: Act) -> bool:
    """Whether the step is taken by an investigating officer of the case."""
    return team.is_investigator(act.case, act.actor.user)
