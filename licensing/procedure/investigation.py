"""From the report of the investigation to the prior notice: effects of the steps (行政处罚法 44, 54, 57, 63)."""

from django.utils.translation import gettext as _

from bureau.errors import GateClosed
from bureau.models import CaseMember, User
from bureau.workflow import Act
from licensing.fines import charges
from licensing.models import CaseOpinion, Examination
from licensing.penalties import team
from licensing.procedure import duties, opinions

Stage, Verdict = CaseOpinion.Stage, CaseOpinion.Verdict


def no_examination_runs(act: Act) -> str | None:
    """What was sent for testing is back (46: evidence is verified before it counts)."""
    if not Examination.objects.filter(case_id=act.case.pk, ended_on__isnull=True).exists():
        return None
    return _("An examination is still under way; its result belongs to the report (行政处罚法第四十六条).")


def finish(act: Act) -> None:
    """The report with its proposal; the reviewer it goes to joins the team and did not investigate."""
    case, data = act.case, act.data
    reviewer = data["reviewer"]
    if team.was_investigator(case, reviewer):
        raise GateClosed(
            [_("%(person)s investigated this case and cannot review it (行政处罚法第五十七条、第五十八条).") % {"person": reviewer}]
        )
    if data["proposal"] == "penalty" and not case.charges.exists():
        raise GateClosed([_("No act has been charged yet (行政处罚法第四十条).")])
    opinions.give(act, Stage.INVESTIGATION, text=data["text"])
    join(act, reviewer, CaseMember.Part.REVIEWER)
    case.investigated_on = act.now.date()
    act.note = data["text"]
    act.record = {"proposal": data["proposal"], "reviewer": str(reviewer)}


def join(act: Act, user: User, part: str) -> None:
    """Somebody gets a part in the case; who has it already keeps it."""
    standing = CaseMember.objects.standing().filter(case_id=act.case.pk, user=user, part=part)
    if not standing.exists():
        team.add_member(act.case, user, part=part, by=act.actor.user, at=act.at, reason=str(act.transition.label))


def give_back(act: Act) -> None:
    """Back to the investigation, with what is still to be found out."""
    opinions.give(act, Stage.REVIEW, text=act.data["reason"], verdict=Verdict.REFUSE)
    act.case.investigated_on = None
    act.note = act.data["reason"]


def review(act: Act) -> None:
    """The reviewer's opinion, and whether the case needs more than the rule computes."""
    data = act.data
    opinions.give(act, Stage.REVIEW, text=data["text"], verdict=data["verdict"])
    flag(act)
    act.note = data["text"]
    act.record = {"verdict": data["verdict"]}


def flag(act: Act) -> None:
    """Who reviews or approves may ask for more care than the rule computes, never for less (57 para. 2, 58)."""
    act.case.needs_legal_review = act.case.needs_legal_review or bool(act.data.get("needs_legal_review"))
    act.case.needs_discussion = act.case.needs_discussion or bool(act.data.get("needs_discussion"))


def notify(act: Act) -> None:
    """What is intended is frozen as told; whether a hearing must be offered follows from it (44, 63)."""
    case, today = act.case, act.now.date()
    totals = charges.totals(case)
    reasons = duties.heavy_reasons(case, on=today)
    case.noticed_fine, case.noticed_sanctions = totals.fine, list(totals.sanctions)
    case.noticed_on, case.hearing_offered = None, bool(reasons)
    flag(act)
    act.note = act.data.get("text", "")
    act.record = {
        "fine": str(totals.fine),
        "confiscation": str(totals.confiscation),
        "sanctions": list(totals.sanctions),
        "charges": told_charges(act),
        "hearing": reasons,
    }


def told_charges(act: Act) -> list[str]:
    """What is charged, by act and item, so that nothing is decided that was not told."""
    return [f"{number}:{code}" for number, code in act.case.charges.values_list("number", "item_version__item__code")]


def notify_again(act: Act) -> None:
    """A new notice, for what the earlier one did not tell; its reason stays on record (44)."""
    notify(act)
    act.note = act.data["reason"]
    act.record["reason"] = act.data["reason"]
