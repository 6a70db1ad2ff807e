"""What the window or the reviewer found of each paper. Writes."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bureau.errors import BureauError
from bureau.models import User
from licensing.guides.selectors import content_of
from licensing.models import Application, MaterialCheck

REMARK_LENGTH = 300


class CheckRefused(BureauError):
    """The finding cannot be noted."""


@transaction.atomic
def record_checks(application: Application, findings: Mapping[str, tuple[str, str]], *, by: User, at: datetime) -> int:
    """Note (finding, remark) by material code; what is as it was noted before stays untouched. How many changed. Raises CheckRefused.

    What is missing or not in order needs a remark: the correction notice is written from it.
    """
    names = {one.code: one.name for one in content_of(application.guide).materials}
    before = {row.code: row for row in MaterialCheck.objects.select_for_update().filter(application=application)}
    changed = 0
    for code, (finding, remark) in findings.items():
        remark = " ".join(remark.split())[:REMARK_LENGTH]
        if code not in names or finding not in MaterialCheck.Finding.values:
            raise CheckRefused(_("There is no such paper or finding."))
        if finding == MaterialCheck.Finding.WRONG and not remark:
            raise CheckRefused(_("Say of “%(paper)s” what is not in order.") % {"paper": names[code]})
        row = before.get(code)
        if row is not None and (row.finding, row.remark) == (finding, remark):
            continue
        values = {"finding": finding, "remark": remark, "checked_by": by, "checked_at": at}
        MaterialCheck.objects.update_or_create(application=application, code=code, defaults=values)
        changed += 1
    return changed
