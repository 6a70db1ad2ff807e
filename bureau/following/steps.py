"""Steps the person whose matter it is may take by number and query code. The workflow decides; here files are joined to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bureau.attachments import claim_basket
from bureau.baskets import Basket
from bureau.models import Event
from bureau.workflow import Actor, perform


@transaction.atomic
def take_step(case_id: int, name: str, *, data: Mapping[str, Any], version: int | None, basket: Basket | None, at: datetime) -> Event:
    """Take one step as the citizen; what lies in the basket goes to the case together with it, or not at all.

    Raises whatever `perform` raises; then nothing has changed and the basket still holds its files.
    """
    event = perform(case_id, name, actor=Actor.citizen(), at=at, data=data, version=version)
    if basket is not None:
        claim_basket(basket.key, case_id)
    return event
