"""Writing what an enterprise has that falls due: special equipment, instruments, certificates, declared standards, qualified people.

Each write checks, keeps the former version with who changed it, and puts the obligation ledger right in the same transaction. A
corrected date stays in its cycle; an inspection, verification or renewal done moves on to the next cycle and so meets what was open.
`by` is who did it, None for the portal itself (a certificate that ran out, a renewal by silence of the law).
Wrong values raise Django's ValidationError with the names of the fields; what cannot be done at all raises a BureauError.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.models import User
from bureau.sealing import blind_index, mask_name, mask_phone
from enterprises.codes import clean_text
from enterprises.errors import EntryRefused, StaleEntry
from enterprises.holdings.kinds import TABLES
from enterprises.models import (
    SOURCES,
    Enterprise,
    ObligationSource,
    QualifiedPerson,
    SpecialEquipment,
    Standing,
)
from enterprises.obligations import ledger

# What a person may fill in, by source; the rest is the house's own bookkeeping. "name" and "phone" of a person are plain here.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "equipment": (
        *("category", "name", "code", "registration_number", "product_number", "maker"),
        *("location", "premises", "in_use_since", "last_done_on", "expires_on"),
    ),
    "instrument": ("kind", "name", "model", "serial_number", "use", "location", "last_done_on", "expires_on"),
    "certificate": ("kind", "number", "scope", "issuer", "last_done_on", "expires_on"),
    "standard": ("level", "number", "title", "products", "last_done_on", "expires_on"),
    "person": ("duty", "name", "phone", "certificate_number", "item", "last_done_on", "expires_on"),
}
# What must be there once: (fields, whether the whole register must not have it twice rather than this enterprise).
ONCE: Mapping[str, tuple[tuple[str, ...], bool]] = {
    "equipment": (("code",), True),
    "instrument": (("kind", "serial_number"), False),
    "certificate": (("kind", "number"), False),
    "standard": (("number",), False),
    "person": (("duty", "certificate_number"), False),
}
SEALED = ("name", "phone")
# The first two tell of the past.
DAYS = ("in_use_since", "last_done_on", "expires_on")
BOOKKEEPING = frozenset({"enterprise", "standing", "cycle", "version", "created_at", "updated_at"})
# Days outside are slips of the keyboard; what is good without end has no last day.
EARLIEST, LATEST = date(1950, 1, 1), date(2099, 12, 31)


def source_type_of(row: ObligationSource) -> str:
    """The key of SOURCES a row belongs to."""
    return next(key for key, model in SOURCES.items() if isinstance(row, model))


def add_holding(source_type: str, enterprise: Enterprise, *, by: User | None, at: datetime, **fields: Any) -> ObligationSource:
    """Enter a new row in its first cycle. Raises ValidationError by field, EntryRefused for a merged enterprise."""
    row: ObligationSource = SOURCES[source_type](enterprise=enterprise, created_at=at, updated_at=at)
    _fill(row, source_type, fields, at=at)
    with transaction.atomic(), pghistory.context(user=_who(by), transition="add-holding"):
        if _lock_owner(enterprise.pk).merged_into_id is not None:
            raise EntryRefused(_("This entry was merged into another; enter it there."))
        _save(row, source_type)
        ledger.sync(source_type, [row.pk], at=at)
    return row


@transaction.atomic
def correct_holding(row: ObligationSource, *, by: User | None, at: datetime, version: int, **fields: Any) -> ObligationSource:
    """Put fields right within the same cycle; those not named stay. Raises ValidationError, StaleEntry, EntryRefused."""
    source_type = source_type_of(row)
    fresh = _locked(row, version)
    _fill(fresh, source_type, fields, at=at)
    return _changed(fresh, source_type, action="correct-holding", by=by, at=at)


@transaction.atomic
def record_done(
    row: ObligationSource, *, done_on: date, expires_on: date | None, by: User | None, at: datetime, version: int
) -> ObligationSource:
    """An inspection, verification or renewal was done on `done_on`, good until `expires_on` (None: without end): the next cycle begins.

    Raises ValidationError (fields `done_on`, `expires_on`), StaleEntry, EntryRefused.
    """
    fresh = _locked(row, version)
    problems = date_problems({"done_on": done_on, "expires_on": expires_on}, past=("done_on",), today=timezone.localdate(at))
    if fresh.last_done_on and done_on <= fresh.last_done_on and "done_on" not in problems:
        problems["done_on"] = _("It was last done on %(day)s; this must be later. If that day is wrong, correct the entry.") % {
            "day": fresh.last_done_on.isoformat()
        }
    if problems:
        raise ValidationError({field: [words] for field, words in problems.items()})
    fresh.last_done_on, fresh.expires_on, fresh.cycle = done_on, expires_on, fresh.cycle + 1
    return _changed(fresh, source_type_of(row), action="record-done", by=by, at=at)


@transaction.atomic
def set_standing(row: ObligationSource, standing: str, *, by: User | None, at: datetime, version: int) -> ObligationSource:
    """Put out of use, scrap for good, or take into use again. Raises StaleEntry, EntryRefused; ValueError for no standing at all."""
    wanted = Standing(standing)
    fresh = _locked(row, version)
    if fresh.standing == wanted:
        raise EntryRefused(_("This is “%(standing)s” already.") % {"standing": wanted.label})
    fresh.standing = wanted
    return _changed(fresh, source_type_of(row), action="set-standing", by=by, at=at)


@transaction.atomic
def end_holdings(source_type: str, ids: Sequence[int], *, by: User | None, at: datetime) -> int:
    """End many rows of one sort for good, e.g. when their certificates ran out; the number ended. Four statements, whatever their number.

    Those ended already stay as they are, so a second call does nothing.
    """
    model = SOURCES[source_type]
    wanted = model._default_manager.filter(pk__in=ids).exclude(standing=Standing.ENDED)
    # Owners first, then the rows: so do the ledger and a merge.
    owners = Enterprise.objects.filter(pk__in=wanted.values("enterprise_id")).order_by("pk")
    list(owners.select_for_update(no_key=True).values_list("pk", flat=True))
    found = list(wanted.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    with pghistory.context(user=_who(by), transition="end-holding"):
        model._default_manager.filter(pk__in=found).update(standing=Standing.ENDED, version=F("version") + 1, updated_at=at)
        ledger.sync(source_type, found, at=at)
    return len(found)


def _who(by: User | None) -> int | None:
    """Whom the history names; nobody for the portal itself."""
    return by.pk if by else None


# --- checks -----------------------------------------------------------------------------------------------------------
def date_problems(days: Mapping[str, date | None], *, past: tuple[str, ...], today: date) -> dict[str, str]:
    """What is wrong with the days, by field: those of the past lie not ahead, and the last good day lies after the day it was done."""
    problems = {}
    for field, day in days.items():
        if day is None:
            continue
        if field in past and day > today:
            problems[field] = _("This day has not come yet.")
        elif not EARLIEST <= day <= LATEST:
            problems[field] = _("This year cannot be right. If it is good without end, leave the day empty.")
    done, good_until = next((days[field] for field in ("last_done_on", "done_on") if days.get(field)), None), days.get("expires_on")
    if done and good_until and good_until <= done and "expires_on" not in problems:
        problems["expires_on"] = _("The last good day must be after the day it was done or issued.")
    return problems


def _fill(row: ObligationSource, source_type: str, fields: Mapping[str, Any], *, at: datetime) -> None:
    """Put the values into the row and check all of it. Raises ValidationError; TypeError for a field the source does not have."""
    unknown = fields.keys() - set(FIELDS[source_type])
    if unknown:
        raise TypeError(f"{source_type} has no field {', '.join(sorted(unknown))}")
    former_kind = getattr(row, "kind", "")
    values = {name: clean_text(value) if isinstance(value, str) else value for name, value in fields.items()}
    plain = {name: values.pop(name) for name in SEALED if isinstance(row, QualifiedPerson) and name in values}
    for name, value in values.items():
        setattr(row, name, value)
    problems: dict[str, list[str]] = _person_problems(row, plain) if isinstance(row, QualifiedPerson) else {}
    problems.update({name: [_("This holds characters that cannot be kept.")] for name, value in fields.items() if "\0" in str(value)})
    sealed = SEALED if isinstance(row, QualifiedPerson) else ()
    try:
        row.full_clean(exclude={*BOOKKEEPING, *sealed}, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        problems.update(error.message_dict)
    days = {name: day for name in DAYS if isinstance(day := getattr(row, name, None), date)}
    found = date_problems(days, past=DAYS[:2], today=timezone.localdate(at))
    found.update(_reference_problems(row, source_type, former_kind))
    for name, words in found.items():
        problems.setdefault(name, [words])
    if problems:
        raise ValidationError(problems)


def _person_problems(person: QualifiedPerson, plain: Mapping[str, str]) -> dict[str, list[str]]:
    """Seal what was given; what was not stays as it lies, unopened. A person without a name is nobody."""
    problems = {name: [_("This is too long.")] for name, limit in (("name", 60), ("phone", 24)) if len(plain.get(name) or "") > limit}
    if plain.get("name"):
        person.name, person.name_mask = plain["name"], mask_name(plain["name"])
    if plain.get("phone") is not None:
        phone = plain["phone"]
        person.phone, person.phone_mask, person.phone_index = phone, mask_phone(phone), blind_index(phone)
    if not person.name_mask:
        problems["name"] = [_("Give the name.")]
    return problems


def _reference_problems(row: Any, source_type: str, former_kind: str) -> dict[str, str]:
    """Kinds must be known and in use (an old row may keep a retired one); premises must be the enterprise's own."""
    problems = {}
    kinds = TABLES.get(source_type)
    if kinds and row.kind and row.kind != former_kind and not kinds.objects.filter(code=row.kind, active=True).exists():
        problems["kind"] = _("The kind “%(kind)s” is not known. Choose one of the list.") % {"kind": row.kind}
    if isinstance(row, SpecialEquipment) and row.premises and row.premises.enterprise_id != row.enterprise_id:
        problems["premises"] = _("These premises belong to another enterprise.")
    return problems


# --- writing ----------------------------------------------------------------------------------------------------------
def _locked(row: ObligationSource, version: int) -> ObligationSource:
    """The row as it stands now, locked until the transaction ends. Owner first, then the row: so do the ledger and a merge."""
    _lock_owner(row.enterprise_id)
    fresh: ObligationSource = type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)
    if fresh.version != version or fresh.enterprise_id != row.enterprise_id:
        raise StaleEntry
    if fresh.standing == Standing.ENDED:
        raise EntryRefused(_("This was scrapped or ended; nothing can be changed about it any more."))
    return fresh


def _lock_owner(enterprise_id: int) -> Enterprise:
    return Enterprise.objects.select_for_update(no_key=True).only("merged_into_id").get(pk=enterprise_id)


def _changed(row: ObligationSource, source_type: str, *, action: str, by: User | None, at: datetime) -> ObligationSource:
    row.version += 1
    row.updated_at = at
    with pghistory.context(user=_who(by), transition=action):
        _save(row, source_type)
        ledger.sync(source_type, [row.pk], at=at)
    return row


def _save(row: ObligationSource, source_type: str) -> None:
    """Save, or say in words which row already has this number: also when somebody else entered it in the same moment."""
    _refuse_double(row, source_type)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        _refuse_double(row, source_type)
        raise


def _refuse_double(row: ObligationSource, source_type: str) -> None:
    names, everywhere = ONCE[source_type]
    values = {name: getattr(row, name) for name in names}
    if not all(values.values()):
        return
    others = type(row)._default_manager.filter(**values).exclude(pk=row.pk).select_related("enterprise")
    other = (others if everywhere else others.filter(enterprise_id=row.enterprise_id)).first()
    if other is None:
        return
    if other.enterprise_id == row.enterprise_id:
        words = _("This number is already entered here: %(row)s.") % {"row": other}
    else:
        words = _("This number is already entered: %(row)s of %(enterprise)s (%(code)s).") % {
            "row": other,
            "enterprise": other.enterprise.name,
            "code": other.enterprise.code,
        }
    raise ValidationError({names[-1]: [words]})
