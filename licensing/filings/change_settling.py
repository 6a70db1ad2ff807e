"""What a granted change or cancellation of a use registration does to certificate and register (特种设备安全法 47, 48).

A change replaces the certificate by one of the same number; a transfer ends that of the former user and gives the new user one of its
own; a scrapped machine ends with its certificate. A registration from before this portal has no certificate here: then the register is
put right.
"""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.errors import GateClosed
from bureau.models import User
from enterprises.holdings import services as holdings
from enterprises.models import Enterprise, SpecialEquipment, Standing
from licensing.applications.checking import is_own
from licensing.certificates import services, statuses
from licensing.filings import machines
from licensing.filings.answered import day_of, text_of
from licensing.models import Application, IssuedCertificate, Request

ITEM = "XK-01"
TRANSFER = "transfer"
SCRAPPED = frozenset({"hazard", "scrap-rule"})
TRANSFERRED = "设备过户，由新使用单位的使用登记证替代"
# Where the machine stands is put right by these; in the others the place was only repeated.
MOVES = frozenset({"move", TRANSFER})


def is_transfer(case: Application) -> bool:
    """Whether another unit takes the machine over."""
    return case.request == Request.CHANGE and text_of(case, "change_kind") == TRANSFER


def is_scrapped(case: Application) -> bool:
    """Whether the machine is gone for good (特种设备安全法 48), rather than taken out of use or away."""
    return case.request == Request.CANCELLATION and text_of(case, "cancel_reason") in SCRAPPED


def objections(case: Application, certificate: IssuedCertificate) -> list[str]:
    """Why this certificate is not the one the application can be about, in the reader's language. Two queries at most."""
    found = []
    if certificate.item.code != ITEM:
        found.append(_("Certificate %(number)s belongs to another item.") % {"number": certificate.number})
    if certificate.status in statuses.ENDED:
        words = {"number": certificate.number, "status": statuses.words_of(certificate.status)}
        found.append(_("Certificate %(number)s does not stand any more: %(status)s.") % words)
    if is_transfer(case):
        former = text_of(case, "former_user_code")
        if former and certificate.enterprise_code != former:
            found.append(_("Certificate %(number)s is not that of the former user named.") % {"number": certificate.number})
    elif not is_own(certificate, enterprise_code=case.enterprise_code, person_index=bytes(case.person_index or b"") or None):
        found.append(_("Certificate %(number)s is not the applicant's.") % {"number": certificate.number})
    return found


def settle(case: Application, *, by: User | None, at: datetime) -> IssuedCertificate | None:
    """Do what was granted, in the caller's transaction; the new certificate, None where there is none.

    Raises GateClosed for a certificate that cannot be changed any more, StatusRefused, IncompleteLetter.
    """
    machine, on = machines.machine_of(case), timezone.localdate(at)
    if machine is not None:
        machines.meet_change_due(machine, on=on, at=at, note=case.number)
    if case.certificate is None:
        _without_certificate(case, machine, by=by, at=at)
        return None
    refuse_strange(case)
    if case.request == Request.CANCELLATION:
        reason = statuses.SCRAPPED if is_scrapped(case) else statuses.ASKED
        services.cancel(case.certificate, reason=reason, on=on, by=by, at=at, is_scrapped=is_scrapped(case))
        return None
    if is_transfer(case):
        return _transfer(case, machine, on=on, by=by, at=at)
    certificate = services.replace(case, by=by, at=at)
    _put_right(case, _fresh(machine), by=by, at=at)
    return certificate


def refuse_strange(case: Application) -> None:
    """Raises GateClosed while the application names a certificate it cannot be about: it may have changed hands since."""
    found = objections(case, case.certificate) if case.certificate else []
    if found:
        raise GateClosed(found)


def _transfer(case: Application, machine: SpecialEquipment | None, *, on: date, by: User | None, at: datetime) -> IssuedCertificate:
    """The former user's certificate ends, and its row of the register with it; the new user gets a certificate and a row."""
    old = case.certificate
    if old is None:
        raise GateClosed([_("This application names no certificate.")])
    if machine is not None:
        # The code of a machine stands once in the register: it goes over to the new user's row. The history keeps it here too.
        holdings.correct_holding(machine, by=by, at=at, version=machine.version, code="", registration_number="")
    services.cancel(old, reason=TRANSFERRED, on=on, by=by, at=at, is_scrapped=True)
    return services.issue_to_successor(case, taken_over=old, by=by, at=at)


def _without_certificate(case: Application, machine: SpecialEquipment | None, *, by: User | None, at: datetime) -> None:
    """Registered before this portal: the row of the register is all there is."""
    if machine is None:
        raise GateClosed([_("Neither a certificate nor a registered machine of the applicant is known: name the certificate first.")])
    if is_transfer(case):
        _hand_over(case, machine, by=by, at=at)
    elif case.request == Request.CANCELLATION:
        freed = holdings.correct_holding(machine, by=by, at=at, version=machine.version, registration_number="")
        wanted = Standing.ENDED if is_scrapped(case) else Standing.STOPPED
        if freed.standing != wanted:
            holdings.set_standing(freed, wanted, by=by, at=at, version=freed.version)
    else:
        _put_right(case, machine, by=by, at=at)


CARRIED = ("category", "name", "code", "registration_number", "product_number", "maker", "in_use_since", "last_done_on", "expires_on")


def _hand_over(case: Application, machine: SpecialEquipment, *, by: User | None, at: datetime) -> None:
    """The row ends at the former user's and begins at the new one's, if the register knows the new one."""
    known = {name: getattr(machine, name) for name in CARRIED}
    left = holdings.correct_holding(machine, by=by, at=at, version=machine.version, code="", registration_number="")
    holdings.set_standing(left, Standing.ENDED, by=by, at=at, version=left.version)
    owner = Enterprise.objects.filter(code=case.enterprise_code, merged_into__isnull=True).first() if case.enterprise_code else None
    if owner is not None:
        taken = holdings.add_holding("equipment", owner, by=by, at=at, location=text_of(case, "location"), **known)
        _put_right(case, _fresh(taken), by=by, at=at)


def _fresh(machine: object) -> SpecialEquipment | None:
    """The row as it is now: the certificate's own step may have written it."""
    return SpecialEquipment.objects.filter(pk=machine.pk).first() if isinstance(machine, SpecialEquipment) else None


def _put_right(case: Application, machine: SpecialEquipment | None, *, by: User | None, at: datetime) -> None:
    """Place and inspection as granted: a later inspection begins the next round, the same one is corrected within it."""
    if machine is None:
        return
    place, done, until = text_of(case, "location"), day_of(case, "inspected_on"), day_of(case, "next_inspection_on")
    row = machine
    if place and text_of(case, "change_kind") in MOVES and place != row.location:
        row = holdings.correct_holding(row, by=by, at=at, version=row.version, location=place)  # type: ignore[assignment]
    if not done or not until:
        return
    if row.last_done_on is None or done > row.last_done_on:
        holdings.record_done(row, done_on=done, expires_on=until, by=by, at=at, version=row.version)
    elif done == row.last_done_on and until != row.expires_on:
        holdings.correct_holding(row, by=by, at=at, version=row.version, expires_on=until)
