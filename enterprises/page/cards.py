"""The cards of this floor on the page of one enterprise. Each is a few bounded queries; the floors above add their own.

What the enterprise is and has stands in the wide column (WIDE); what goes on around it, also the cards of upper apps, beside it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.calendar import current_calendar
from bureau.models import Case, Township, User
from bureau.tables import rows_of as case_rows
from enterprises.codes import organisation_code
from enterprises.holdings.kinds import KINDS, HoldingKind, local_label, shown, with_words
from enterprises.models import CreditEntry, Enterprise, Industry, Obligation, RiskNote, Standing, Tag
from enterprises.obligations.rows import row_of as obligation_row
from enterprises.page.notes import CREDIT_WRITERS, NOTE_WRITERS
from enterprises.panels import Panel
from enterprises.register.family import family_of
from enterprises.register.services import WRITERS

WIDE = frozenset({"facts", *KINDS})
HOLDINGS_SHOWN, OBLIGATIONS_SHOWN, MATTERS_SHOWN, NOTES_SHOWN = 8, 10, 8, 20


def facts(enterprise: Enterprise, reader: User) -> Mapping[str, Any]:
    """What the register says, and the words of its codes for the head of the page. Two queries."""
    words = _words(enterprise)
    township = words.get(("township", enterprise.township), enterprise.township)
    industries = [words.get(("industry", code), code) for code in (enterprise.industry_section, enterprise.industry_division) if code]
    return {
        "township": township,
        "tags": [words.get(("tag", code), code) for code in enterprise.tags],
        "items": [
            (_("Unified social credit code"), enterprise.code),
            (_("Organisation code"), organisation_code(enterprise.code)),
            (_("Legal representative"), enterprise.legal_representative),
            (_("Address"), enterprise.address),
            (_("Township"), township),
            (_("Industry"), " / ".join(industries)),
            (_("Size"), enterprise.get_scale_display()),
            (_("Main products or services"), enterprise.main_products),
            (_("Business phone"), enterprise.phone),
            (_("Founded"), enterprise.founded_on.isoformat() if enterprise.founded_on else ""),
            (_("Source"), enterprise.get_source_display()),
        ],
        "former_names": list(enterprise.former_names.all()[:NOTES_SHOWN]),
        "may_write": reader.has_role(*WRITERS),
        "enterprise": enterprise,
    }


def _words(enterprise: Enterprise) -> dict[tuple[str, str], str]:
    """The words of the codes the entry bears, by table and code. One query of three small tables."""
    wanted = (
        ("township", Township.objects.filter(code=enterprise.township)),
        ("industry", Industry.objects.filter(code__in=[enterprise.industry_section, enterprise.industry_division])),
        ("tag", Tag.objects.filter(code__in=enterprise.tags)),
    )
    parts = [
        rows.order_by().annotate(table=Value(table), word=local_label()).values_list("table", "code", "word") for table, rows in wanted
    ]
    return {(table, code): word for table, code, word in parts[0].union(*parts[1:], all=True)}


def holdings(enterprise: Enterprise, reader: User, *, kind: HoldingKind) -> Mapping[str, Any]:
    """The holdings of one sort that expire first. One query."""
    current = with_words(kind.model._default_manager.filter(enterprise=enterprise).exclude(standing=Standing.ENDED), kind)
    rows = list(current.order_by("expires_on", "id")[: HOLDINGS_SHOWN + 1])
    return {
        "kind": kind,
        "rows": shown(rows[:HOLDINGS_SHOWN], kind),
        "more": len(rows) > HOLDINGS_SHOWN,
        "may_write": reader.has_role(*WRITERS),
        "enterprise": enterprise,
        "today": timezone.localdate(),
    }


def obligations(enterprise: Enterprise, reader: User) -> Mapping[str, Any]:
    """What falls due next. One query."""
    rows = Obligation.objects.filter(enterprise=enterprise, state=Obligation.State.OPEN).select_related("kind", "enterprise")
    found = list(rows.order_by("due_on", "id")[:OBLIGATIONS_SHOWN])
    today, calendar = timezone.localdate(), current_calendar()
    # The township is the enterprise's own: the card does not repeat it.
    return {"rows": [obligation_row(one, today=today, calendar=calendar, townships={}) for one in found], "enterprise": enterprise}


def risk_notes(enterprise: Enterprise, reader: User) -> Mapping[str, Any]:
    """Notes that count, the gravest first, with a form for who may write them. One query."""
    return {
        "notes": risk_notes_of(enterprise),
        "levels": RiskNote.Level.choices,
        "may_write": reader.has_role(*NOTE_WRITERS),
        "enterprise": enterprise,
    }


def risk_notes_of(enterprise: Enterprise) -> list[RiskNote]:
    """The notes not ended, newest first within a level."""
    notes = RiskNote.objects.filter(enterprise=enterprise, ended_at__isnull=True).select_related("by").order_by("-at")[:NOTES_SHOWN]
    weight = {RiskNote.Level.HIGH: 0, RiskNote.Level.MEDIUM: 1, RiskNote.Level.LOW: 2}
    return sorted(notes, key=lambda note: weight[RiskNote.Level(note.level)])


def credit(enterprise: Enterprise, reader: User) -> Mapping[str, Any]:
    """The credit record of the family, newest first: a line is never changed, so those of a merged entry stay with it. One query."""
    return {
        "entries": list(CreditEntry.objects.filter(enterprise__in=family_of(enterprise).ids).select_related("by")[:NOTES_SHOWN]),
        "may_write": reader.has_role(*CREDIT_WRITERS),
        "enterprise": enterprise,
    }


def matters(enterprise: Enterprise, reader: User) -> Mapping[str, Any]:
    """The newest matters of the docket under one of its codes, as far as the reader may see them. Two queries."""
    visible = Case.objects.visible_to(reader).filter(enterprise_code__in=family_of(enterprise).codes)
    cases = list(visible.select_related("office", "handler").defer("search").order_by("-opened_at", "-id")[:MATTERS_SHOWN])
    return {"rows": case_rows(cases, today=timezone.localdate(), calendar=current_calendar()) if cases else []}


def _card(key: str, template: str, context: Callable[[Enterprise, User], Mapping[str, Any]], order: int) -> Panel:
    return Panel(key=key, template=f"enterprises/panel_{template}.html", context=context, order=order)


CARDS = (
    _card("facts", "facts", facts, 10),
    _card("obligations", "obligations", obligations, 12),
    _card("risk-notes", "risk_notes", risk_notes, 14),
    *(_card(key, "holdings", partial(holdings, kind=kind), 40 + place) for place, (key, kind) in enumerate(KINDS.items())),
    _card("matters", "matters", matters, 60),
    _card("credit", "credit", credit, 80),
)
