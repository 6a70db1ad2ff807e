"""The periods the law sets: which rule was in force on a day, read from memory, and the loader of the rules shipped as data."""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext as _

from bureau.counting import RuleFacts
from bureau.errors import BureauError
from bureau.models.time import ClockRule

RULES_FILE = Path(__file__).resolve().parent / "data" / "clock_rules.json"
CACHE_SECONDS = 60.0


class ClockError(BureauError):
    """Something asked of a clock that the law or the facts do not allow. The text is for the reader."""


class UnknownClock(ClockError):
    """No rule of that code was in force on that day."""


class InvalidRules(ValueError):
    """The rules shipped as data contradict themselves or miss a field."""


class _Cache:
    """All rules by code, reread at most once a minute."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.rules: Mapping[str, tuple[RuleFacts, ...]] | None = None
        self.read_at = 0.0

    def fresh(self) -> Mapping[str, tuple[RuleFacts, ...]] | None:
        rules = self.rules
        return rules if rules is not None and time.monotonic() - self.read_at < CACHE_SECONDS else None


_cache = _Cache()


def rules_by_code() -> Mapping[str, tuple[RuleFacts, ...]]:
    """Every rule, grouped by code, oldest first; a change made by another process is seen within a minute."""
    rules = _cache.fresh()
    if rules is not None:
        return rules
    with _cache.lock:
        rules = _cache.fresh()
        if rules is None:
            grouped: dict[str, list[RuleFacts]] = defaultdict(list)
            for row in ClockRule.objects.order_by("code", "valid_from").values(*RuleFacts.__dataclass_fields__):
                grouped[str(row["code"])].append(RuleFacts(**row))
            rules = {code: tuple(rows) for code, rows in grouped.items()}
            _cache.rules, _cache.read_at = rules, time.monotonic()
    return rules


def rule_in_force(code: str, on: date) -> RuleFacts:
    """The rule that applies to what was received on that day. Raises `UnknownClock`."""
    for rule in rules_by_code().get(code, ()):
        if rule.is_in_force(on):
            return rule
    raise UnknownClock(_("No time limit “%(code)s” was in force on %(day)s.") % {"code": code, "day": on.isoformat()})


def forget_rules(**_signal: Any) -> None:
    """Drop the cached rules; the next question reads the table."""
    _cache.rules = None


def _forget_on_change(**_signal: Any) -> None:
    forget_rules()
    # Another thread may have reread the old rows before this transaction ends.
    transaction.on_commit(forget_rules)


post_save.connect(_forget_on_change, sender=ClockRule, dispatch_uid="bureau.clock_rules.forget")
post_delete.connect(_forget_on_change, sender=ClockRule, dispatch_uid="bureau.clock_rules.forget")


def _rule_of(entry: Mapping[str, Any]) -> ClockRule:
    """One object of the file as a row, checked field by field."""
    values = dict(entry)
    name = f"{values.get('code')} {values.get('valid_from')}"
    try:
        values["valid_from"] = date.fromisoformat(values["valid_from"])
        if values.get("valid_to"):
            values["valid_to"] = date.fromisoformat(values["valid_to"])
        if values.get("extension_days"):
            values.setdefault("extension_unit", values["unit"])
        rule = ClockRule(**values)
        rule.clean_fields()
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise InvalidRules(f"{name}: {error}") from error
    if rule.extension_by and not rule.extension_days:
        raise InvalidRules(f"{name}: an approver without an extension")
    if rule.before and (rule.pausable or rule.extension_days):
        raise InvalidRules(f"{name}: a period counted back can neither be paused nor extended")
    return rule


def read_rules(path: Path = RULES_FILE) -> list[ClockRule]:
    """The rules of the file, unsaved. Raises `InvalidRules` for a bad field or two rules of one code in force at once."""
    rules = [_rule_of(entry) for entry in json.loads(path.read_text(encoding="utf-8"))["rules"]]
    _refuse_overlaps(rules)
    return rules


def _refuse_overlaps(rules: Iterable[ClockRule]) -> None:
    last: dict[str, ClockRule] = {}
    for rule in sorted(rules, key=lambda one: (one.code, one.valid_from)):
        before = last.get(rule.code)
        if before is not None and (before.valid_to is None or before.valid_to > rule.valid_from):
            raise InvalidRules(f"{rule.code}: the rules of {before.valid_from} and {rule.valid_from} are in force at the same time")
        last[rule.code] = rule


@transaction.atomic
def load_rules(path: Path = RULES_FILE) -> int:
    """Bring the table in line with the file; run twice, nothing doubles. Returns how many rules were written.

    A row marked `local` was changed by this bureau and is left alone, and a code with a local row is left alone as a whole, so that the
    file cannot bring back a rule the bureau has split or ended. Clocks keep the rule they were started under.
    """
    kept = list(ClockRule.objects.filter(local=True))
    kept_codes = {rule.code for rule in kept}
    rules = [rule for rule in read_rules(path) if rule.code not in kept_codes]
    own_fields = [one.name for one in ClockRule._meta.concrete_fields if one.name not in {"id", "code", "valid_from", "local"}]
    ClockRule.objects.bulk_create(rules, update_conflicts=True, unique_fields=["code", "valid_from"], update_fields=own_fields)
    _refuse_overlaps(ClockRule.objects.all())
    forget_rules()
    transaction.on_commit(forget_rules)
    return len(rules)
