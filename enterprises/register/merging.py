"""Two rows turn out to be one enterprise: the dropped one becomes a signpost, everything it had moves, and both histories stay.

What cannot move stays with the signpost and is read through the family (`selectors.family_ids`): the credit record, which is never
changed, and things the kept row has already (the same certificate entered twice). A merge remembers what moved, so it can be undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from bureau.errors import BureauError
from bureau.models import User
from enterprises.models import (
    SOURCES,
    AccountRequest,
    CareOfficer,
    Contact,
    DuplicatePair,
    Enterprise,
    FeedKey,
    FormerName,
    Invitation,
    Membership,
    Merge,
    Obligation,
    Premises,
    RegisterCorrection,
    RiskNote,
)
from enterprises.obligations import ledger

# Taken over where the kept row says nothing.
FILLED = (
    "legal_representative",
    "address",
    "township",
    "industry_section",
    "industry_division",
    "scale",
    "founded_on",
    "main_products",
    "phone",
)


# What other parts of the portal declared has no source in the register to follow, so its ledger rows move by themselves.
DECLARED = "declared_obligation"
OF_THE_REGISTER = (*SOURCES, "enterprise")


class MergeRefused(BureauError):
    """The two cannot be merged, or the merge cannot be undone; says why."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """A table whose rows move with the enterprise. Rows equal in `unique` to one the kept row has stay behind."""

    name: str
    model: type[Any]
    unique: tuple[str, ...] = ()
    only: Q | None = None


BELONGINGS = (
    Belonging("contact", Contact),
    Belonging("premises", Premises),
    Belonging("officer", CareOfficer, ("duty",), Q(until__isnull=True)),
    Belonging("risk_note", RiskNote),
    Belonging("former_name", FormerName),
    Belonging("membership", Membership, ("user",), Q(ended_at__isnull=True)),
    Belonging("invitation", Invitation),
    Belonging("account_request", AccountRequest),
    Belonging("feed", FeedKey, ("user", "township"), Q(revoked_at__isnull=True)),
    Belonging("correction", RegisterCorrection),
    Belonging("equipment", SOURCES["equipment"]),
    Belonging("instrument", SOURCES["instrument"], ("kind", "serial_number")),
    Belonging("certificate", SOURCES["certificate"], ("kind", "number")),
    Belonging("standard", SOURCES["standard"], ("number",)),
    Belonging("person", SOURCES["person"], ("duty", "certificate_number")),
)


@transaction.atomic
def merge(kept: Enterprise, dropped: Enterprise, *, by: User, at: datetime, reason: str) -> Merge:
    """Merge `dropped` into `kept` and return the record of it. Raises MergeRefused."""
    kept, dropped = _locked(kept.pk, dropped.pk)
    if not reason.strip():
        raise MergeRefused(_("A merge needs a reason."))
    with pghistory.context(user=by.pk, transition="merge"):
        moved = {one.name: _move(one, kept, dropped) for one in BELONGINGS}
        for source_type in SOURCES:
            Obligation.objects.filter(enterprise=dropped, source_type=source_type, source_id__in=moved[source_type]).update(enterprise=kept)
        moved[DECLARED] = _move_declared(kept, dropped)
        filled = _fill(kept, dropped)
        record = Merge.objects.create(
            kept=kept,
            dropped=dropped,
            snapshot=_plain(model_to_dict(dropped)),
            moved={"rows": moved, "filled": filled, "name": dropped.name},
            reason=reason.strip()[:200],
            by=by,
            at=at,
        )
        FormerName.objects.create(enterprise=kept, name=dropped.name, until=at.date())
        Enterprise.objects.filter(pk=kept.pk).update(
            search_text=_lines(kept.search_text, dropped.search_text), version=F("version") + 1, updated_at=at, **_values(dropped, filled)
        )
        Enterprise.objects.filter(pk=dropped.pk).update(merged_into=kept, version=F("version") + 1, updated_at=at)
    _decide_pairs(kept, dropped, by=by, at=at)
    ledger.sync_enterprises([kept.pk, dropped.pk], at=at)
    return record


@transaction.atomic
def undo_merge(record: Merge, *, by: User, at: datetime) -> None:
    """Take a merge back: what moved goes home, unless it has been deleted since. Raises MergeRefused."""
    record = Merge.objects.select_for_update().get(pk=record.pk)
    if record.undone_at is not None:
        raise MergeRefused(_("This merge has been undone already."))
    kept, dropped = Enterprise.objects.get(pk=record.kept_id), Enterprise.objects.get(pk=record.dropped_id)
    if kept.merged_into_id is not None:
        raise MergeRefused(_("The row that was kept has itself been merged since: undo that merge first."))
    with pghistory.context(user=by.pk, transition="undo-merge"):
        for one in BELONGINGS:
            one.model._default_manager.filter(pk__in=record.moved["rows"][one.name], enterprise=kept).update(enterprise=dropped)
        for source_type in SOURCES:
            back = record.moved["rows"][source_type]
            Obligation.objects.filter(enterprise=kept, source_type=source_type, source_id__in=back).update(enterprise=dropped)
        Obligation.objects.filter(enterprise=kept, pk__in=record.moved["rows"][DECLARED]).update(enterprise=dropped)
        FormerName.objects.filter(enterprise=kept, name=record.moved["name"], until=record.at.date()).delete()
        names = [kept.name, *FormerName.objects.filter(enterprise=kept).values_list("name", flat=True)]
        emptied = {name: _empty(name) for name in record.moved["filled"] if getattr(kept, name) == getattr(dropped, name)}
        Enterprise.objects.filter(pk=kept.pk).update(search_text=_lines(*names), version=F("version") + 1, updated_at=at, **emptied)
        Enterprise.objects.filter(pk=dropped.pk).update(merged_into=None, version=F("version") + 1, updated_at=at)
    record.undone_at = at
    record.save(update_fields=["undone_at"])
    first, second = sorted((kept.pk, dropped.pk))
    DuplicatePair.objects.filter(first=first, second=second).update(state=DuplicatePair.State.OPEN, decided_by=None, decided_at=None)
    ledger.sync_enterprises([kept.pk, dropped.pk], at=at)


def tell_apart(pair: DuplicatePair, *, by: User, at: datetime) -> bool:
    """Decide that the two are not the same; False if it was decided otherwise meanwhile."""
    open_one = DuplicatePair.objects.filter(pk=pair.pk, state=DuplicatePair.State.OPEN)
    return bool(open_one.update(state=DuplicatePair.State.DISTINCT, decided_by=by, decided_at=at))


def _locked(kept_pk: int, dropped_pk: int) -> tuple[Enterprise, Enterprise]:
    """Both rows locked in the order of their keys, so that two merges at once cannot wait for each other."""
    if kept_pk == dropped_pk:
        raise MergeRefused(_("A row cannot be merged into itself."))
    rows = {row.pk: row for row in Enterprise.objects.select_for_update().filter(pk__in=(kept_pk, dropped_pk)).order_by("pk")}
    for row in rows.values():
        if row.merged_into_id is not None:
            raise MergeRefused(_("%(name)s has been merged already.") % {"name": row.name})
    return rows[kept_pk], rows[dropped_pk]


def _move(one: Belonging, kept: Enterprise, dropped: Enterprise) -> list[int]:
    rows = one.model._default_manager.filter(enterprise=dropped)
    if one.unique:
        only = one.only or Q()
        same = one.model._default_manager.filter(only, enterprise=kept, **{name: OuterRef(name) for name in one.unique})
        rows = rows.filter(only).exclude(Exists(same))
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    one.model._default_manager.filter(pk__in=ids).update(enterprise=kept)
    return ids


def _move_declared(kept: Enterprise, dropped: Enterprise) -> list[int]:
    rows = Obligation.objects.filter(enterprise=dropped).exclude(source_type__in=OF_THE_REGISTER)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    Obligation.objects.filter(pk__in=ids).update(enterprise=kept)
    return ids


def _fill(kept: Enterprise, dropped: Enterprise) -> list[str]:
    """The fields the kept row says nothing of and the dropped one does."""
    return [name for name in FILLED if getattr(kept, name) in ("", None) and getattr(dropped, name) not in ("", None)]


def _values(row: Enterprise, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _empty(name: str) -> Any:
    field = Enterprise._meta.get_field(name)
    return None if isinstance(field, models.DateField) else ""


def _lines(*texts: str) -> str:
    """The lines of the texts in order, each once."""
    return "\n".join(dict.fromkeys(line for text in texts for line in text.splitlines() if line))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    encoder = DjangoJSONEncoder()
    return {name: value if isinstance(value, str | int | list | None) else encoder.default(value) for name, value in values.items()}


def _decide_pairs(kept: Enterprise, dropped: Enterprise, *, by: User, at: datetime) -> None:
    """The pair is settled; the other open pairs of the dropped row have lost their subject."""
    open_ones = DuplicatePair.objects.filter(Q(first=dropped) | Q(second=dropped), state=DuplicatePair.State.OPEN)
    open_ones.update(state=DuplicatePair.State.MERGED, decided_by=by, decided_at=at)
    first, second = sorted((kept.pk, dropped.pk))
    DuplicatePair.objects.filter(first=first, second=second).update(state=DuplicatePair.State.MERGED, decided_by=by, decided_at=at)
