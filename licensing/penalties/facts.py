"""The facts of a case put down anew while it is verified or investigated; what they said before stays in the history of the row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bureau.errors import StaleCase
from bureau.models import Case, User
from licensing.models import PenaltyCase
from licensing.penalties.access import refuse_change

FIELDS = ("title", "facts", "act_from", "act_to", "harms_life", "legal_representative", "source_note")


@transaction.atomic
def change_facts(case: PenaltyCase, data: Mapping[str, Any], *, version: int, by: User, at: datetime) -> None:
    """Write the facts, as the case was seen at `version`. Raises NotYours or StaleCase."""
    root = Case.objects.select_for_update().only("version").get(pk=case.pk)
    if root.version != version:
        raise StaleCase
    fresh = PenaltyCase.objects.defer("search").get(pk=case.pk)
    refuse_change(fresh, by, timezone.localdate(at))
    with pghistory.context(user=by.pk, transition="change-facts"):
        own = {name: data[name] for name in FIELDS if name in data}
        PenaltyCase.objects.filter(pk=case.pk).update(**own, version=F("version") + 1, updated_at=at)
