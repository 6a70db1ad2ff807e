"""The process of an item and the periods that run in it, as the rules of law say them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from bureau.clock_rules import UnknownClock, rule_in_force
from bureau.counting import RuleFacts, Words
from bureau.process_diagram import Diagram, draw
from bureau.workflow import Workflow, workflow_for, workflows
from licensing.guides.page import length_words
from licensing.guides.selectors import content_of
from licensing.models import Application, Guide
from licensing.processes import find_process

# What nobody applies for, and the kind of matter the bureau opens for it by itself.
OPENED_BY_THE_BUREAU: Mapping[str, str] = {"QT-06": "sampling", "QT-07": "standard-check"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """A period in words. `is_confirmed` False: not compared with the official text; `is_internal`: the bureau's own promise."""

    code: str
    name: str
    length: str
    counted_from: str
    citation: str
    extension: str
    note: str
    is_confirmed: bool
    is_internal: bool


def flow_of(code: str) -> Workflow | None:
    """The transition table matters of this item follow; None for one that has none here (penalties, measures)."""
    process = find_process(code)
    kind = process.kind if process else OPENED_BY_THE_BUREAU.get(code)
    return next((flow for flow in workflows() if flow.kind == kind), None)


def clock_codes(code: str, flow: Workflow, guide: Guide | None) -> dict[str, tuple[str, ...]]:
    """The clocks that can run in a matter of this item: those of the table, each with the rules that stand in for it here."""
    process = find_process(code)
    started = [*(process.opening_clocks if process else ()), *(clock for step in flow.transitions for clock in step.starts)]
    return {clock: _own_rules(clock, code, flow, guide) for clock in dict.fromkeys(started)}


def _own_rules(clock: str, item_code: str, flow: Workflow, guide: Guide | None) -> tuple[str, ...]:
    """What the process makes of a clock for each way of applying the guide names (special equipment is decided in another time)."""
    if flow.clock_code is None or guide is None:
        return (clock,)
    asked = (Application(category=item_code, guide=guide, request=one.request) for one in content_of(guide).requests)
    return tuple(dict.fromkeys(flow.clock_code(case, clock) for case in asked))


def clock_rows(codes: Mapping[str, tuple[str, ...]], *, on: date, language: str) -> list[ClockRow]:
    """The rules in force on that day in words; a rule that is not there or switched off is left out."""
    found = (_rule(code, on) for own in codes.values() for code in own)
    rules = {rule.code: rule for rule in found if rule is not None and rule.enabled}
    return [_row(rule, language) for rule in rules.values()]


def clock_names(codes: Mapping[str, tuple[str, ...]], rows: list[ClockRow]) -> dict[str, str]:
    """What to call the clocks of the table in this item's diagram."""
    names = {row.code: row.name for row in rows}
    return {clock: _(", ").join(names[code] for code in own if code in names) for clock, own in codes.items() if set(own) & set(names)}


def diagram_of(flow: Workflow, names: Mapping[str, str], *, language: str) -> Diagram:
    """The diagram of a process in that language; drawn once, for tables do not change while the portal runs."""
    return _drawn(flow.kind, tuple(names.items()), language)


@lru_cache(maxsize=64)
def _drawn(kind: str, names: tuple[tuple[str, str], ...], language: str) -> Diagram:
    with override(language):
        return draw(workflow_for(kind), clock_names=dict(names))


def _rule(code: str, on: date) -> RuleFacts | None:
    try:
        return rule_in_force(code, on)
    except UnknownClock:
        return None


def _row(rule: RuleFacts, language: str) -> ClockRow:
    length = length_words(rule.days, rule.unit)
    if rule.before:
        length = _("at least %(length)s before") % {"length": length}
    return ClockRow(
        code=rule.code,
        name=Words(rule.label, rule.label_en).text(language),
        length=length,
        counted_from=rule.start_event,
        citation=rule.citation,
        extension=_extension(rule),
        note=rule.note,
        is_confirmed=rule.confirmed,
        is_internal=rule.internal,
    )


def _extension(rule: RuleFacts) -> str:
    said = []
    if rule.extension_days:
        length = length_words(rule.extension_days, rule.extension_unit or rule.unit)
        said.append(_("may be extended by %(length)s") % {"length": length})
    if rule.pausable:
        said.append(_("may be paused"))
    return _(", ").join(said)
