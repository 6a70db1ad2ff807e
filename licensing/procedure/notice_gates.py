"""Gates of notice, defence and the end of the party's periods (行政处罚法 44, 45, 62, 64)."""

from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.workflow import Act
from licensing.fines import charges
from licensing.models import CaseOpinion, PartyStatement, ServiceAttempt
from licensing.penalties.parts import PARTY
from licensing.procedure import opinions, periods


def acts_are_charged(act: Act) -> str | None:
    """Something is charged (40, 44)."""
    return None if act.case.charges.exists() else _("No act has been charged yet (行政处罚法第四十条).")


def charges_are_lawful(act: Act) -> str | None:
    """Nothing unlawful in what is charged; the reasons come with their articles."""
    return " ".join(charges.case_faults(act.case, on=act.now.date())) or None


def review_agreed(act: Act) -> str | None:
    """Somebody who did not investigate reviewed the report and did not refuse (57)."""
    review = opinions.latest(act.case.pk, CaseOpinion.Stage.REVIEW, after="finish-investigation")
    if review is None:
        return _("The case has not been reviewed yet (行政处罚法第五十七条).")
    if review.verdict == CaseOpinion.Verdict.REFUSE:
        return _("The review does not agree: return the case to the investigation (行政处罚法第五十七条).")
    return None


def was_reviewed(act: Act) -> str | None:
    """Somebody reviewed the report, whatever they thought of it (57)."""
    if opinions.latest(act.case.pk, CaseOpinion.Stage.REVIEW, after="finish-investigation") is not None:
        return None
    return _("The case has not been reviewed yet (行政处罚法第五十七条).")


def comes_from_service(act: Act) -> str | None:
    """Service is recorded on its own page; the step follows by itself (61)."""
    attempt = act.data.get("attempt")
    if attempt is None:
        return _("Serve the paper on the page “Service”: this step follows when it is served (行政处罚法第六十一条).")
    if attempt.case_id == act.case.pk and attempt.outcome == ServiceAttempt.Outcome.SERVED:
        return None
    return _("This paper has not been served (行政处罚法第六十一条).")


def notice_was_served(act: Act) -> str | None:
    """No notice, no decision (44, 62): the notice told last has reached the party."""
    if act.case.noticed_on is not None:
        return None
    return _("The prior notice has not been served on the party (行政处罚法第四十四条、第六十二条).")


def hearing_was_offered(act: Act) -> str | None:
    """A hearing is asked for where the notice told of the right (63)."""
    if act.case.hearing_offered:
        return None
    return _("The intended penalty gives no right to a hearing (行政处罚法第六十三条).")


def time_for_asking_runs(act: Act) -> str | None:
    """Within five working days of being told (64 item 1), counted on the day the request came in."""
    if periods.runs(act.case.pk, periods.ASKING, periods.received_on(act)):
        return None
    return _("The time for asking for a hearing is over (行政处罚法第六十四条第一项).")


def no_hearing_is_open(act: Act) -> str | None:
    """A hearing that was asked for is held or given up first (63)."""
    if periods.open_hearing(act.case.pk) is None:
        return None
    return _("A hearing was asked for and has not been held (行政处罚法第六十三条).")


def defence_period_is_over(act: Act) -> str | None:
    """The party has had its time to speak, or waived it in writing (45, 62)."""
    if not periods.runs(act.case.pk, periods.STATEMENT, act.now.date()):
        return None
    words = _("The party may state and defend itself until %(day)s, unless it waives that in writing (行政处罚法第四十五条、第六十二条).")
    return words % {"day": day_words(periods.ends_on(act.case.pk, periods.STATEMENT))}  # type: ignore[arg-type]


def asking_period_is_over(act: Act) -> str | None:
    """The party has had its time to ask for a hearing, or waived it (64 item 1)."""
    if not act.case.hearing_offered or not periods.runs(act.case.pk, periods.ASKING, act.now.date()):
        return None
    words = _("The party may ask for a hearing until %(day)s, unless it waives that in writing (行政处罚法第六十四条第一项).")
    return words % {"day": day_words(periods.ends_on(act.case.pk, periods.ASKING))}  # type: ignore[arg-type]


def every_defence_is_answered(act: Act) -> str | None:
    """What the party said was looked into (45)."""
    if not periods.unanswered(act.case.pk).exists():
        return None
    return _("The party's defence has not been looked into yet (行政处罚法第四十五条第一款).")


def there_is_a_defence(act: Act) -> str | None:
    """A finding is about something."""
    if periods.unanswered(act.case.pk).exists():
        return None
    return _("There is no defence that waits for a finding (行政处罚法第四十五条第一款).")


def waiver_is_express(act: Act) -> str | None:
    """A waiver is written and express (62): by the party with its confirmation, by an officer with the signed paper."""
    written = act.data.get("form", PartyStatement.Form.ONLINE) != PartyStatement.Form.ORAL
    is_party = bool(act.actor.roles & PARTY)
    if not act.data and is_party:
        return None
    if act.data.get("confirmed") and written and (is_party or act.data.get("paper") is not None):
        return None
    if is_party:
        return _("Confirm expressly that you give up this right (行政处罚法第六十二条).")
    return _(
        "A waiver counts only expressly and in writing: enter it with the signed paper on the page “Statements” (行政处罚法第六十二条)."
    )


def party_or_its_officer(act: Act) -> str | None:
    """The party itself, or an investigating officer who takes it down (42)."""
    from_outside = bool(act.actor.roles & PARTY)
    if from_outside or opinions.is_investigating(act):
        return None
    return _("Only an investigating officer of this case takes down what the party says (行政处罚法第四十二条).")


def attempt_is_of_decision(act: Act) -> str | None:
    """What was served is the decision itself (61)."""
    attempt = act.data.get("attempt")
    if attempt is None or attempt.document_id == act.case.decision_document_id:
        return None
    return _("What was served is not the decision of this case (行政处罚法第六十一条).")


def attempt_is_of_notice(act: Act) -> str | None:
    """What was served is the notice told last, not one it replaced (44)."""
    attempt = act.data.get("attempt")
    paper = periods.notice_document(act.case.pk)
    if attempt is None or (paper is not None and attempt.document_id == paper.pk):
        return None
    return _("What was served is not the latest notice of this case (行政处罚法第四十四条).")
