"""Fine rules and time limits in plain words: “5万元以上20万元以下”, “货值金额的1倍以上3倍以下”."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class FineWords:
    """One fine rule. `when` is the law's own condition in Chinese; `is_optional`: the bureau may impose it, it need not.

    `who`: whom it is meant for, where not everybody; `article`: the article it comes from, where not the item's own.
    """

    range: str
    when: str
    is_optional: bool
    who: str = ""
    article: str = ""


WHO = {
    "unit": gettext_lazy("for a unit"),
    "person": gettext_lazy("for a person: responsible in the unit, or named by the article"),
    "citizen": gettext_lazy("for a natural person"),
}


def fine_words(fines: Sequence[Mapping[str, Any]]) -> list[FineWords]:
    """The fine rules of an item in the reader's language."""
    return [_one(fine) for fine in fines]


def _one(fine: Mapping[str, Any]) -> FineWords:
    who = WHO.get(fine.get("who", ""))
    return FineWords(
        range=_amount(fine) if fine["type"] == "amount" else _multiple(fine),
        when=fine["when"],
        is_optional=bool(fine["may"]),
        who=str(who) if who else "",
        article=fine.get("article", ""),
    )


def _amount(fine: Mapping[str, Any]) -> str:
    low, high = (None if fine[bound] is None else yuan(fine[bound]) for bound in ("min", "max"))
    if low is None:
        return _("up to %(high)s yuan") % {"high": high}
    if high is None:
        return _("at least %(low)s yuan") % {"low": low}
    if low == high:
        return _("%(amount)s yuan") % {"amount": low}
    return _("%(low)s to %(high)s yuan") % {"low": low, "high": high}


def _multiple(fine: Mapping[str, Any]) -> str:
    low, high, of = fine["min"], fine["max"], fine.get("of_words") or fine["of"]
    if low is None:
        return _("up to %(high)s the %(of)s") % {"high": _share(high), "of": of}
    if high is None:
        return _("at least %(low)s the %(of)s") % {"low": _share(low), "of": of}
    if low == high:
        return _("%(times)s the %(of)s") % {"times": _share(low), "of": of}
    return _("%(low)s to %(high)s the %(of)s") % {"low": _times(low), "high": _share(high), "of": of}


def _share(ratio: float) -> str:
    """As it stands before what it is a share of: 50% of, 3 times."""
    words = _times(ratio)
    return _("%(percent)s of") % {"percent": words} if ratio < 1 else words


def _times(ratio: float) -> str:
    """0.5 as 50%, 3 as 3 times."""
    number = Decimal(str(ratio))
    if number < 1:
        return f"{(number * 100).normalize():f}%"
    return _("%(number)s times") % {"number": f"{number.normalize():f}"}


def yuan(amount: Decimal | float) -> str:
    """A sum as its language writes it: 5万, 1.5万, 2000 in Chinese, 50,000 in English."""
    number = Decimal(str(amount))
    if (get_language() or "").startswith("zh"):
        in_ten_thousands = number / TEN_THOUSAND
        is_short = number >= TEN_THOUSAND and (in_ten_thousands * 100) % 1 == 0
        return f"{in_ten_thousands.normalize():f}万" if is_short else f"{number.normalize():f}"
    return f"{number.normalize():,f}"


def limit_words(limit: Mapping[str, Any] | None) -> str:
    """How long a compulsory measure may last; empty where the law sets no days."""
    if not limit:
        return ""
    return _("%(days)d days; may be extended by at most %(more)d days with the head's approval") % {
        "days": limit["days"],
        "more": limit["extended_by"],
    }
