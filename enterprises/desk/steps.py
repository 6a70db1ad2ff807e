"""Steps an enterprise takes in its own matters from the desk: the workflow decides, the membership was checked by the view."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bureau.models import Event
from bureau.workflow import perform
from enterprises.desk.matter_page import THE_ENTERPRISE
from enterprises.models import Membership


def take_step(case_id: int, name: str, *, membership: Membership, data: Mapping[str, Any], version: int | None, at: datetime) -> Event:
    """Take one step as the enterprise; effects find who it was in `data["member"]`. Raises whatever `perform` raises."""
    return perform(case_id, name, actor=THE_ENTERPRISE, at=at, data={**data, "member": membership}, version=version)
