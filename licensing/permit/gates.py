"""What must be there before a step of a permit: each predicate returns the missing thing in the reader's language, or None."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.clocks import shanghai_date
from bureau.day_words import day_words
from bureau.workflow import Act
from licensing.guides.selectors import content_of
from licensing.models import Application, IssuedCertificate, Request, SiteCheck, SiteCheckOfficer
from licensing.permit import checks, hearings
from licensing.steps.letters import decision_clock

# The term of article 50, where the guide names none of its own.
RENEWAL_DAYS = 30
RENEWABLE = frozenset({IssuedCertificate.Status.VALID, IssuedCertificate.Status.SUSPENDED})


def needs_check(case: Application) -> bool:
    """Whether the guide asks for a check on site before the decision."""
    request = content_of(case.guide).request_spec(case.request)
    return request is not None and request.needs_check


def check_is_signed(act: Act) -> str | None:
    """The record of the last check stands: filled in, confirmed by every officer, signed or the refusal noted."""
    check = checks.last_check(act.case.pk)
    if check is None:
        return _("No on-site check has been planned.")
    if check.is_signed:
        return None
    if check.done_at is None:
        return _("The record of the on-site check has not been written yet.")
    return _("The record of the on-site check does not stand yet: %(missing)s") % {"missing": " ".join(checks.missing_signatures(check))}


def required_check_is_signed(act: Act) -> str | None:
    """Where the guide asks for a check, its signed record comes before the opinion (行政许可法 34)."""
    return check_is_signed(act) if needs_check(act.case) else None


def check_was_passed(act: Act) -> str | None:
    """A check that found something never leads to a permit: it is repeated after it was put right."""
    if not needs_check(act.case):
        return None
    check = checks.last_check(act.case.pk)
    if check is not None and check.is_signed and check.conclusion == SiteCheck.Conclusion.PASSED:
        return None
    return _("The last on-site check did not end well; what it found must be put right and checked again first.")


def no_open_hearing(act: Act) -> str | None:
    """A hearing that was offered is held, waived or lapsed first."""
    return None if hearings.open_hearing(act.case.pk) is None else _("A hearing has been offered and is not settled yet.")


def opinion_is_given(act: Act) -> str | None:
    """The decision rests on somebody's review."""
    return None if act.case.opinion else _("The reviewer's opinion is missing.")


def decider_did_not_check(act: Act) -> str | None:
    """Whoever confirmed the record of an on-site check does not decide."""
    user = act.actor.user
    confirmed = SiteCheckOfficer.objects.filter(site_check__case_id=act.case.pk, confirmed_at__isnull=False)
    if user is None or not confirmed.filter(officer=user).exists():
        return None
    return _("You checked on site in this matter; somebody else must decide.")


def decision_can_be_extended(act: Act) -> str | None:
    """Once, before its last day, and only where the rule of the clock gives it (行政许可法 42; 特种设备安全法 59 gives none)."""
    clock = decision_clock(act)
    if clock is None:
        return _("The time for the decision is not running.")
    if clock.rule.extension_days is None:
        return _("%(citation)s does not allow this time limit to be extended.") % {"citation": clock.rule.citation}
    if clock.extended_days:
        return _("This time limit has been extended once already.")
    if timezone.localdate(act.at) > clock.due_on:
        return _("The time limit ended on %(day)s; it can no longer be extended.") % {"day": day_words(clock.due_on)}
    return None


def can_be_decided_on_the_spot(act: Act) -> str | None:
    """Only where the guide says so and nothing is to be looked at outside (行政许可法 34 para. 2)."""
    request = content_of(act.case.guide).request_spec(act.case.request)
    if request is not None and request.on_the_spot and not request.needs_check:
        return None
    return _("This item is not decided on the spot.")


def renewal_was_left_undecided(act: Act) -> str | None:
    """A renewal asked for in time, and the certificate ended before the decision (行政许可法 50 para. 2)."""
    case, today = act.case, timezone.localdate(act.at)
    certificate = case.certificate
    if case.request != Request.RENEWAL or certificate is None or certificate.valid_to is None:
        return _("This is no renewal of a certificate that ends.")
    if certificate.status not in RENEWABLE:
        return _("The certificate is %(status)s.") % {"status": certificate.get_status_display()}
    if today <= certificate.valid_to:
        return _("The certificate is still good; there is time to decide.")
    if shanghai_date(case.opened_at) > certificate.valid_to - timedelta(days=renewal_days(case)):
        return _("The renewal was not asked for in time; silence does not grant it.")
    return None


def renewal_days(case: Application) -> int:
    """How many days before the end a renewal is asked for: the item's own, else those of article 50."""
    request = content_of(case.guide).request_spec(case.request)
    return (request.window_days if request else 0) or RENEWAL_DAYS
