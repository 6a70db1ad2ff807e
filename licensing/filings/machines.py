"""Registered machines of the register that a notice or a change of registration is about, and what has to be done about them.

An alteration or repair of a registered machine that calls for it brings the obligation to change the registration (特种设备安全法 47); it
is declared when the notice is received, follows the day of acceptance, and is met when the change is granted.
"""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from enterprises.models import Obligation, ObligationKind, SpecialEquipment, Standing
from enterprises.obligations import ledger
from licensing.certificates.series import base_number
from licensing.filings.answered import text_of
from licensing.models import Application

SOURCE = "equipment"
CHANGE_DUE = "equipment-registration-change"


def registered_machine(case: Application, *, owner_code: str = "") -> SpecialEquipment | None:
    """The machine the answers name by registration number or equipment code; None if the register has none, or more than one.

    `owner_code`: only a machine of this enterprise. Two queries at most.
    """
    number, code = text_of(case, "registration_number"), text_of(case, "equipment_code")
    rows = SpecialEquipment.objects.exclude(standing=Standing.ENDED).select_related("enterprise")
    if owner_code:
        rows = rows.filter(Q(enterprise__code=owner_code) | Q(enterprise__merged_into__code=owner_code))
    for wanted in (Q(registration_number=base_number(number)) if number else None, Q(code=code) if code else None):
        found = _only(rows.filter(wanted)) if wanted else None
        if found is not None:
            return found
    return None


def _only(rows: "QuerySet[SpecialEquipment]") -> SpecialEquipment | None:
    found = list(rows.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def machine_of(case: Application) -> SpecialEquipment | None:
    """The machine behind the certificate a change is about, else the applicant's own that the answers name."""
    certificate = case.certificate
    if certificate is not None and certificate.source_type == SOURCE and certificate.source_id is not None:
        return SpecialEquipment.objects.filter(pk=certificate.source_id).exclude(standing=Standing.ENDED).first()
    return registered_machine(case, owner_code=text_of(case, "former_user_code") or case.enterprise_code)


# --- the obligation of article 47 ------------------------------------------------------------------------------------------
def declare_change_due(case: Application, machine: SpecialEquipment, *, on: date, at: datetime) -> bool:
    """The registration must be changed before the machine is used again; `on` is the day the works end. One round for each notice.

    False where nothing is owed: the kind is switched off or not loaded, or the enterprise has left.
    """
    if not ObligationKind.objects.filter(code=CHANGE_DUE).exists():
        return False
    declared = ledger.declare(
        source_type=SOURCE,
        source_id=machine.pk,
        kind_code=CHANGE_DUE,
        enterprise_id=machine.enterprise_id,
        cycle=case.pk,
        title=str(machine),
        source_date=on,
        at=at,
    )
    return declared is not None


def call_off_change_due(case: Application, *, at: datetime, note: str) -> None:
    """The works were not carried out: what this notice declared does not apply."""
    for row in _open(cycle=case.pk):
        ledger.withdraw(source_type=SOURCE, source_id=row.source_id, kind_code=CHANGE_DUE, cycle=row.cycle, at=at, note=note)


def meet_change_due(machine: SpecialEquipment, *, on: date, at: datetime, note: str) -> int:
    """The registration was changed: every open obligation to change it is met; how many were."""
    rows = list(_open(source_id=machine.pk))
    return sum(
        ledger.settle(source_type=SOURCE, source_id=row.source_id, kind_code=CHANGE_DUE, cycle=row.cycle, on=on, at=at, note=note)
        for row in rows
    )


def is_change_due(case: Application) -> bool:
    """Whether the obligation this notice declared is still open."""
    return _open(cycle=case.pk).exists()


def _open(**which: int) -> "QuerySet[Obligation]":
    return Obligation.objects.filter(source_type=SOURCE, kind__code=CHANGE_DUE, state=Obligation.State.OPEN, **which)
