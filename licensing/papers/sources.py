"""The facts of each form, taken from the case as it stands when the paper is issued.

What a form states comes from the tables; a step only adds its note. Nothing here decides whether a paper may be issued: that is the gate
of its step. Names and addresses are opened, because an official paper is addressed to a person; the text of the paper is sealed at rest.
"""

from collections.abc import Mapping
from typing import Any

from bureau.workflow import Act
from licensing.papers import facts_execution, facts_filing, facts_inquiry, facts_measures, facts_procedure
from licensing.papers.facts import Ask, Facts, base_facts

BUILDERS = {
    **facts_filing.FORMS,
    **facts_inquiry.FORMS,
    **facts_measures.FORMS,
    **facts_procedure.FORMS,
    **facts_execution.FORMS,
}


def letter_source(act: Act, code: str) -> Facts:
    """What the letter of a step states. Raises LookupError for a form nobody knows."""
    return _facts(code, Ask(act.case, data=act.data, note=act.note))


def source_of(code: str, case: Any, subject: Any = None) -> Facts:
    """What a letter outside a step states; `subject` is the row it is about (a field record, a service attempt, a line of a plan), or
    a mapping of what no table keeps ("place" and "when" of a decision on the spot).

    Raises LookupError for a form nobody knows.
    """
    return _facts(code, Ask(case, subject, data=subject if isinstance(subject, Mapping) else {}))


def _facts(code: str, ask: Ask) -> Facts:
    return {**base_facts(ask.case), **BUILDERS[code](ask)}
