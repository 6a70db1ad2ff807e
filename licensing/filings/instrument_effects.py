"""Gates and effects of the filing of instruments: the list enters the register, from which the days of verification follow."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from bureau.errors import BureauError, GateClosed
from bureau.models import User
from bureau.workflow import Act
from enterprises.holdings import services as holdings
from enterprises.models import Enterprise, Instrument, Standing
from enterprises.register.selectors import find_by_code, stands_for
from licensing.filings.answered import text_of
from licensing.filings.instrument_lists import IN_FILE, LIST_PAPERS, Fault, InstrumentList, Line, read_list
from licensing.models import Application
from licensing.steps.correction_form import FIELD, MATERIAL, Asked

REMOVED, CHANGED = "removed", "changed"
# Beyond this a list goes through the register's import first; what stands there already is only compared.
MOST_WRITTEN = 500
MOST_TOLD = 50
MOST_PRINTED = 500
REMARK = 300
LIST_NAME = "计量器具清单"
Known = Mapping[tuple[str, str], Instrument]


# --- gates -------------------------------------------------------------------------------------------------------------
def enterprise_is_known(act: Act) -> str | None:
    """The instruments of an enterprise stand in its entry; persons have none."""
    code = act.case.enterprise_code
    if not code or Enterprise.objects.filter(code=code).exists():
        return None
    return _("The register has no enterprise with the code %(code)s: enter it first.") % {"code": code}


# --- effects -----------------------------------------------------------------------------------------------------------
def check(act: Act) -> None:
    """Every row can be taken. Raises GateClosed with each row that cannot, by its line and reason."""
    act.note = act.data.get("note", "")
    if act.data.get("by_hand"):
        act.record = {"by_hand": 1}
        return
    found = read_list(act.case, at=act.at)
    _refuse_faults(found.faults)
    act.record = {"count": len(found.lines), "by_hand": 0}


def file_list(act: Act) -> None:
    """File the list and bring the register after it. Raises GateClosed with every row that cannot be taken; then nothing was taken."""
    case = act.case
    act.note = act.data.get("note", "")
    case.accepted_on = case.decided_on = act.now.date()
    if act.data.get("by_hand"):
        act.record = {"count": int(case.answers.get("instrument_count") or 0), "skipped": 0, "lines": []}
        return
    found = read_list(case, at=act.at)
    _refuse_faults(found.faults)
    skipped = _bring_register(case, found, by=act.actor.user, at=act.at)
    lines = [f"{place}. {line.words}" for place, line in enumerate(found.lines[:MOST_PRINTED], start=1)]
    if len(found.lines) > MOST_PRINTED:
        lines.append(f"其余{len(found.lines) - MOST_PRINTED}台（件）见备案清单。")
    act.record = {"count": len(found.lines), "skipped": skipped, "lines": lines}


def return_list(act: Act) -> None:
    """The correction notice written from the rows that cannot be taken. Raises GateClosed when all of them can."""
    case = act.case
    with translation.override(settings.LANGUAGE_CODE):
        # Reasons go into an official letter, whatever language the clerk's screen shows.
        faults = read_list(case, at=act.at).faults
        asked = _asked(case, faults)
    if not faults:
        raise GateClosed([_("Every row of the list can be taken: there is nothing to return.")])
    case.correction_asked = [one.as_row() for one in asked]
    case.corrections += 1
    act.note = "\n".join([*dict.fromkeys(one.remark for one in asked), *filter(None, [act.data.get("note", "")])])
    act.record = {"asked": len(faults)}


def _asked(case: Application, faults: list[Fault]) -> list[Asked]:
    """What is open to the applicant then: the table, or the answers of the rows named."""
    told = faults[:MOST_TOLD]
    if text_of(case, "listed_count") not in ("", IN_FILE):
        return [
            Asked(FIELD, f"instrument_{fault.number}_{name}", f"第{fault.number}台", str(fault)[:REMARK])
            for fault in told
            for name in ("serial_number", "use", "verified_until")
        ]
    there = set(case.material_files.filter(superseded=False, code__in=LIST_PAPERS).values_list("code", flat=True))
    code = next((one for one in LIST_PAPERS if one in there), LIST_PAPERS[0])
    asked = [Asked(MATERIAL, code, LIST_NAME, str(fault)[:REMARK]) for fault in told]
    if len(faults) > MOST_TOLD:
        asked.append(Asked(MATERIAL, code, LIST_NAME, f"另有{len(faults) - MOST_TOLD}处，请一并核对。"))
    return asked


def _refuse_faults(faults: list[Fault]) -> None:
    if not faults:
        return
    told = [str(fault) for fault in faults[:MOST_TOLD]]
    if len(faults) > MOST_TOLD:
        told.append(_("There are %(count)s more.") % {"count": len(faults) - MOST_TOLD})
    raise GateClosed(told)


# --- the register --------------------------------------------------------------------------------------------------------
def _bring_register(case: Application, found: InstrumentList, *, by: User | None, at: datetime) -> int:
    """Enter what is not there, put right or take out of use what is; how many rows stood there already as they are."""
    entry = find_by_code(case.enterprise_code) if case.enterprise_code else None
    if entry is None:
        return 0
    owner, kind = stands_for(entry), text_of(case, "filing_kind")
    known = _known(owner, found.lines)
    todo = [line for line in found.lines if kind in (REMOVED, CHANGED) or _key(line) not in known]
    if len(todo) > MOST_WRITTEN:
        words = _("%(count)s instruments are new to the register. Take the list in through the import of the register, then file it.")
        raise GateClosed([words % {"count": len(todo)}])
    faults: list[Fault] = []
    for line in todo:
        try:
            _bring_one(line, known.get(_key(line)), owner, kind, by=by, at=at)
        except ValidationError as error:
            faults.append(Fault(line.number, " ".join(error.messages)))
        except BureauError as error:
            faults.append(Fault(line.number, str(error)))
    _refuse_faults(faults)
    return len(found.lines) - len(todo)


def _key(line: Line) -> tuple[str, str]:
    return line.values["kind"], line.values["serial_number"]


def _known(owner: Enterprise, lines: list[Line]) -> Known:
    """The instruments of the list that the register has. One query."""
    numbers = [line.values["serial_number"] for line in lines]
    rows = Instrument.objects.filter(enterprise=owner, serial_number__in=numbers)
    return {(row.kind, row.serial_number): row for row in rows}


def _bring_one(line: Line, row: Instrument | None, owner: Enterprise, kind: str, *, by: User | None, at: datetime) -> None:
    values: dict[str, Any] = {name: value for name, value in line.values.items() if value not in (None, "")}
    if kind == REMOVED:
        if row is None:
            raise BureauError(_("The register does not have this instrument."))
        if row.standing == Standing.IN_USE:
            holdings.set_standing(row, Standing.STOPPED, by=by, at=at, version=row.version)
    elif row is None:
        holdings.add_holding("instrument", owner, by=by, at=at, **values)
    else:
        moved = {name: values[name] for name in ("use", "location") if name in values}
        holdings.correct_holding(row, by=by, at=at, version=row.version, **moved)
