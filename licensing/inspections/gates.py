"""What must be there before a step of an inspection: each predicate returns what is missing in the reader's language, or None.

Dates a form gives are checked here, against the moment of the step; before anything is typed those gates are open.
"""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.models import Clock, Document
from bureau.workflow import Act
from licensing.inspections import samples
from licensing.inspections.officers import NEEDED, certified_officers, standing_officers
from licensing.models import Inspection

RETEST = "sampling-retest"


def two_officers_go(act: Act) -> str | None:
    """At least two officers who may enforce today (行政处罚法 42 asks the same of every enforcement)."""
    if len(certified_officers(act.case.pk, act.now.date())) >= NEEDED:
        return None
    return _("Two officers with a valid certificate must go. Have the one who cannot go replaced first.")


def is_a_drawn_officer(act: Act) -> str | None:
    """What happened on site is recorded by one of those who were there."""
    user = act.actor.user
    if user is not None and standing_officers(act.case.pk).filter(officer=user).exists():
        return None
    return _("Only the officers of this inspection record what happened on site.")


def notice_is_printed(act: Act) -> str | None:
    """The notice is shown at the door: it is issued before the visit."""
    if Document.objects.filter(case_id=act.case.pk, template="inspection-notice").exists():
        return None
    return _("Print the inspection notice first: it is shown at the enterprise.")


def notice_is_not_printed(act: Act) -> str | None:
    """One notice for one visit."""
    return None if notice_is_printed(act) else _("The inspection notice has been issued already; it is among the papers.")


def _result_letter(act: Act) -> Document | None:
    return Document.objects.filter(case_id=act.case.pk, template="sampling-result").defer("source").first()


def result_is_issued(act: Act) -> str | None:
    """There is a letter to receive."""
    return None if _result_letter(act) else _("Issue the letter on the result first; it is what the enterprise receives.")


def result_is_not_issued(act: Act) -> str | None:
    """One letter."""
    return _("The letter on the result has been issued already; it is among the papers.") if _result_letter(act) else None


def received_on_is_plausible(act: Act) -> str | None:
    """Received at the earliest on the day the letter was issued, at the latest today."""
    received: date | None = act.data.get("received_on")
    if received is None:
        return None
    if received > act.now.date():
        return _("The day of receipt lies in the future.")
    letter = _result_letter(act)
    if letter is not None and received < timezone.localdate(letter.issued_at):
        return _("The enterprise cannot have received the letter before it was issued.")
    return None


def retest_last_day(case: Inspection) -> date | None:
    """The last of the fifteen days; None while they do not run."""
    return Clock.objects.running().filter(case_id=case.pk, code=RETEST).values_list("due_on", flat=True).first()


def retest_is_in_time(act: Act) -> str | None:
    """Within fifteen days of receipt (产品质量法 15): today, or the day a request on paper came in."""
    last = retest_last_day(act.case)
    if last is None:
        return _("The period for a re-test does not run.")
    asked: date = act.data.get("asked_on") or act.now.date()
    if asked > act.now.date():
        return _("The day of the request lies in the future.")
    if asked > last:
        return _("The fifteen days for a re-test ended on %(day)s.") % {"day": day_words(last)}
    return None


def objection_is_over(act: Act) -> str | None:
    """Nobody can disagree any more: the fifteen days are over."""
    last = retest_last_day(act.case)
    if last is not None and act.now.date() <= last:
        return _("The enterprise may ask for a re-test until %(day)s.") % {"day": day_words(last)}
    return None


def is_another_laboratory(act: Act) -> str | None:
    """Who tested first does not judge its own report."""
    named = str(act.data.get("laboratory", ""))
    if not named or "".join(named.split()).casefold() != "".join(act.case.laboratory.split()).casefold():
        return None
    return _("The re-test is made by another laboratory than the first test.")


def has_passed(act: Act) -> str | None:
    """The report that counts says passed."""
    return None if samples.conclusion(act.case) == samples.PASS else _("The product failed: order it to be put right.")


def has_failed(act: Act) -> str | None:
    """The report that counts says failed."""
    return None if samples.conclusion(act.case) == samples.FAIL else _("The product passed: nothing is to be put right.")


def rectify_day_lies_ahead(act: Act) -> str | None:
    """A time limit that is over at once is none."""
    wanted: date | None = act.data.get("rectify_by")
    return None if wanted is None or wanted > act.now.date() else _("The day by which it is to be put right must lie ahead.")


def rectify_day_is_over(act: Act) -> str | None:
    """Only what was not put right in time goes on."""
    last: date | None = act.case.rectify_by
    if last is None or act.now.date() > last:
        return None
    return _("The enterprise has until %(day)s to put it right.") % {"day": day_words(last)}
