"""An enterprise together with those merged into it, whose records are read as one."""

from dataclasses import dataclass

from enterprises.models import Enterprise
from enterprises.register.selectors import family_ids

MEMO = "_family"


@dataclass(frozen=True, slots=True)
class Family:
    """Primary keys and codes, the enterprise's own first."""

    ids: list[int]
    codes: list[str]


def family_of(enterprise: Enterprise) -> Family:
    """The family of a row, read once for each time the row was loaded: the cards of a page ask for it in turn.

    One query; two where something was merged.
    """
    known: Family | None = enterprise.__dict__.get(MEMO)
    if known is None:
        ids = family_ids(enterprise)
        merged = Enterprise.objects.filter(pk__in=ids[1:]).order_by("pk").values_list("code", flat=True) if len(ids) > 1 else ()
        known = enterprise.__dict__[MEMO] = Family(ids, [enterprise.code, *merged])
    return known
