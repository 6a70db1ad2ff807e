"""The parts of the law under which the catalogue's items are grouped. Keys stand in the data and in addresses and do not change."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SUBJECTS: Mapping[str, str | Promise] = {
    "special-equipment": _("Special equipment"),
    "product-quality": _("Product quality"),
    "metrology": _("Metrology"),
    "standardization": _("Standardization"),
    "certification": _("Certification and accreditation"),
    "food": _("Food safety"),
    "consumer-protection": _("Protection of consumers"),
    "advertising": _("Advertising"),
    "competition": _("Fair competition"),
    "prices": _("Prices"),
    "energy": _("Energy and resources"),
    "environment": _("Protection of the environment"),
    "public-safety": _("Public safety"),
    "cryptography": _("Commercial cryptography"),
    "procedure": _("Administrative procedure"),
}

RANKS: Mapping[str, str | Promise] = {
    "law": _("Law"),
    "regulation": _("Administrative regulation"),
    "rule": _("Departmental rule"),
}


def subject_label(subject: str) -> str:
    """The words for a subject in the reader's language; an unknown one as it is written."""
    return str(SUBJECTS.get(subject, subject))


def rank_label(rank: str) -> str:
    """The words for the rank of a law in the reader's language."""
    return str(RANKS.get(rank, rank))
