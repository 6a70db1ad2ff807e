"""Where an enterprise works: factories, shops, warehouses. One given up stays as history, for equipment may point to it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from bureau.models import Township, User
from enterprises.codes import clean_text
from enterprises.errors import EntryRefused
from enterprises.models import Enterprise, Premises
from enterprises.register.services import require_staff

LIMITS = {"name": 100, "address": 200, "phone": 30}
REQUIRED = {"name", "address"}


def add_premises(enterprise: Enterprise, *, by: User, **fields: Any) -> Premises:
    """A new place with `kind`, `name`, `address`, `township`, `phone`. Raises ValidationError by field, EntryRefused."""
    require_staff(by)
    if enterprise.merged_into_id is not None:
        raise EntryRefused(_("This entry was merged into another; change that one."))
    row = Premises(enterprise=enterprise)
    _fill(row, {"name": "", "address": "", **fields})
    row.save(force_insert=True)
    return row


@transaction.atomic
def change_premises(premises: Premises, *, by: User, **fields: Any) -> Premises:
    """Change the fields given. Raises ValidationError by field, EntryRefused."""
    require_staff(by)
    row = Premises.objects.select_for_update().get(pk=premises.pk)
    _fill(row, fields)
    row.save()
    return row


def give_up_premises(premises: Premises, *, by: User) -> None:
    """The enterprise works there no longer. Given up twice is given up once. Raises EntryRefused."""
    require_staff(by)
    Premises.objects.filter(pk=premises.pk).update(active=False)


def premises_of(enterprise: Enterprise) -> list[Premises]:
    """The places in use."""
    return list(Premises.objects.filter(enterprise=enterprise, active=True).order_by("id"))


def _fill(row: Premises, fields: dict[str, Any]) -> None:
    values = {name: clean_text(value) for name, value in fields.items()}
    strange = sorted(values.keys() - {"kind", "township", *LIMITS})
    if strange:
        raise TypeError(f"no fields of premises: {', '.join(strange)}")
    problems: dict[str, str] = {}
    for name, value in values.items():
        if name in REQUIRED and not value:
            problems[name] = _("This must be filled in.")
        elif len(value) > LIMITS.get(name, 48):
            problems[name] = _("At most %(count)d characters.") % {"count": LIMITS.get(name, 48)}
    if "kind" in values and values["kind"] not in Premises.Kind.values:
        problems["kind"] = _("Choose one of the list.")
    township = values.get("township", "")
    if township and township != row.township and not Township.objects.filter(code=township, active=True).exists():
        problems["township"] = _("Choose one of the list.")
    if problems:
        raise ValidationError({name: ValidationError(problem, "invalid") for name, problem in problems.items()})
    for name, value in values.items():
        setattr(row, name, value)
