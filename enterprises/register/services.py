"""Writing the register: a new enterprise, a changed one. Former names stay findable, and what the changes oblige to is in the ledger.

Wrong values raise Django's ValidationError with the names of the fields; what cannot be done at all raises a BureauError.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.models import User
from bureau.roles import Role
from enterprises.codes import clean_code
from enterprises.errors import EntryRefused, KnownCode, StaleEntry
from enterprises.models import Enterprise, FormerName
from enterprises.obligations.ledger import sync_enterprises
from enterprises.register.doubles import record_doubles
from enterprises.register.entry_rules import clean_fields
from enterprises.register.selectors import find_by_code, stands_for

# Who may write the register; everyone on the staff reads it.
WRITERS = (Role.CLERK, Role.OFFICER, Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR)
# What certificates say of an enterprise: changed, they must be changed too (行政许可法 49).
ON_CERTIFICATES = ("name", "address", "legal_representative")


def register_enterprise(*, by: User, at: datetime, source: str = Enterprise.Source.STAFF, **fields: Any) -> Enterprise:
    """Enter a new enterprise with its `code` and those of `entry_rules.FIELDS` that are given; then look for likely doubles.

    Raises ValidationError by field (`code`: KnownCode, or why it is no code) and EntryRefused.
    """
    require_staff(by)
    code, values = _checked_entry(fields, today=timezone.localdate(at))
    row = Enterprise(code=code, source=Enterprise.Source(source), created_at=at, updated_at=at, **values)
    row.search_text = row.name
    try:
        with transaction.atomic(), pghistory.context(user=by.pk, transition="register"):
            row.save(force_insert=True)
            _follow_up(row, at=at, look_for_doubles=True)
    except IntegrityError as error:
        known = find_by_code(code)
        if known is None:
            raise
        # Somebody entered it between the check and the write.
        raise ValidationError({"code": KnownCode(stands_for(known))}) from error
    return row


@transaction.atomic
def change_enterprise(enterprise: Enterprise, *, by: User, at: datetime, version: int, **fields: Any) -> Enterprise:
    """Change those of `entry_rules.FIELDS` that are given, and return the row as it now is. Nothing new changes nothing.

    `version` is the one the person was looking at. A new name makes the present one a former name, and name, address or legal
    representative changed from one thing to another open the next cycle of changes: filling a gap is no change.
    Raises ValidationError by field, StaleEntry, EntryRefused.
    """
    require_staff(by)
    row = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    if row.version != version:
        raise StaleEntry
    if row.merged_into_id is not None:
        raise EntryRefused(_("This entry was merged into another; change that one."))
    today = timezone.localdate(at)
    values = clean_fields(fields, row, today=today)
    if not values:
        return row
    with pghistory.context(user=by.pk, transition="change"):
        if any(getattr(row, name) and values.get(name) for name in ON_CERTIFICATES):
            row.change_cycle, row.changed_on = row.change_cycle + 1, today
        if "name" in values:
            FormerName.objects.create(enterprise=row, name=row.name, until=today)
        for name, value in values.items():
            setattr(row, name, value)
        row.search_text = names_text(row.name, row.former_names.values_list("name", flat=True))
        row.version, row.updated_at = row.version + 1, at
        row.save()
        _follow_up(row, at=at, look_for_doubles=bool({"name", "address", "legal_representative", "phone", "township"} & values.keys()))
    return row


def _checked_entry(fields: dict[str, Any], *, today: date) -> tuple[str, dict[str, Any]]:
    """The code and the columns of a new entry. Raises one ValidationError with everything that is wrong."""
    problems: dict[str, list[ValidationError]] = {}
    code, values = "", {}
    try:
        code = checked_code(fields.get("code", ""))
    except ValidationError as error:
        problems |= error.error_dict
    try:
        values = clean_fields({name: value for name, value in fields.items() if name != "code"}, Enterprise(), today=today)
    except ValidationError as error:
        problems |= error.error_dict
    else:
        # No name is what an entry begins with, so the rules see no change in it.
        if "name" not in values:
            problems["name"] = [ValidationError(_("Give the name of the enterprise, at least two characters."), "required")]
    if problems:
        raise ValidationError(dict(problems))
    return code, values


def checked_code(typed: object) -> str:
    """A code nobody in the register bears. Raises ValidationError of the field `code`; KnownCode inside names who bears it."""
    try:
        code = clean_code(typed)
    except ValidationError as error:
        raise ValidationError({"code": error}) from error
    known = find_by_code(code)
    if known is not None:
        raise ValidationError({"code": KnownCode(stands_for(known))})
    return code


def names_text(name: str, former: Iterable[str]) -> str:
    """What a search by name looks through: the present name, then the former ones newest first, each once, one a line."""
    return "\n".join(dict.fromkeys((name, *former)))


def require_staff(by: User) -> None:
    """The register is written by the bureau. Raises EntryRefused."""
    if not by.is_bureau_staff:
        raise EntryRefused(_("The register is kept by the bureau: ask it to make the change."))


def _follow_up(row: Enterprise, *, at: datetime, look_for_doubles: bool) -> None:
    """What every write brings with it, in its transaction: the ledger, and pairs for somebody to look at."""
    sync_enterprises([row.pk], at=at)
    if look_for_doubles:
        record_doubles([row.pk], at=at, near=True)
