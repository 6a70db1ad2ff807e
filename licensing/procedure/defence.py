"""What the party says after the notice, as steps: defence, waiver, request for a hearing, the finding (行政处罚法 44, 45, 62 to 64)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import clocks
from bureau.errors import GateClosed
from bureau.workflow import Act
from licensing.models import CaseOpinion, FieldRecord, PartyStatement
from licensing.penalties.parts import PARTY
from licensing.procedure import hearing_steps, opinions, periods, signed_records

Kind, Form = PartyStatement.Kind, PartyStatement.Form


def serve_notice(act: Act) -> None:
    """The notice has reached the party: its periods run from that day, and the letter of the day is kept (44, 45, 64)."""
    case, served_on = act.case, act.data["attempt"].served_on
    case.noticed_on = act.counted_from = served_on
    if case.hearing_offered:
        clocks.start_clock(case_id=case.pk, code=periods.ASKING, on=served_on, rules_as_of=timezone.localdate(case.opened_at))
    ends = clocks.clock_values(periods.STATEMENT, on=served_on, rules_as_of=timezone.localdate(case.opened_at))
    act.record = {"served_on": served_on.isoformat(), "state_by": ends["due_on"].isoformat(), "hearing": int(case.hearing_offered)}


def state_defence(act: Act) -> None:
    """The party speaks; whoever investigates is told, and must look into it.

    What was taken down in a signed record of the case is taken from there, once; its paper was issued when it was closed.
    """
    record = None if act.actor.roles & PARTY else signed_records.of_statement(act.case.pk, act.data.get("record"))
    if record is None and not (act.data.get("text") or "").strip() and act.data.get("paper") is None:
        raise GateClosed([_("Write down what the party says, or hand in the paper (行政处罚法第四十五条第一款).")])
    _declare(act, Kind.DEFENCE, record)


def waive_defence(act: Act) -> None:
    """Statement and defence given up, in writing (62)."""
    _declare(act, Kind.DEFENCE_WAIVER)


def ask_hearing(act: Act) -> None:
    """A hearing is asked for in time (64 item 1)."""
    _declare(act, Kind.HEARING_REQUEST)
    hearing_steps.begin(act, asked_by=act.case.party_name)


def waive_hearing(act: Act) -> None:
    """The hearing given up, asked for or not (64)."""
    _declare(act, Kind.HEARING_WAIVER)
    hearing_steps.give_up(act)


def find_defence(act: Act) -> None:
    """What was looked into and what came of it, for every defence not yet answered (45)."""
    data, user = act.data, opinions.person(act)
    adopted = data["adopted"] == "yes"
    count = periods.unanswered(act.case.pk).update(adopted=adopted, finding=data["text"], found_by=user, found_at=act.at)
    opinions.give(
        act, CaseOpinion.Stage.DEFENCE, text=data["text"], verdict=CaseOpinion.Verdict.CHANGE if adopted else CaseOpinion.Verdict.AGREE
    )
    act.note = data["text"]
    act.record = {"adopted": int(adopted), "defences": count}


def lapse(act: Act) -> None:
    """Nothing was said in time, or all was waived."""
    act.record = {"lapsed_on": act.now.date().isoformat()}


def _declare(act: Act, kind: str, record: FieldRecord | None = None) -> PartyStatement:
    data: dict[str, Any] = dict(act.data)
    from_party = bool(act.actor.roles & PARTY)
    received_on = periods.received_on(act)
    if record is not None:
        received_on = timezone.localdate(record.began_at)
        data |= {"form": Form.ORAL, "text": "\n".join(filter(None, [data.get("text", "").strip(), signed_records.words_of(record)]))}
    if received_on > act.now.date() or (act.case.noticed_on and received_on < act.case.noticed_on):
        raise GateClosed([_("The day it was received lies in the future, or before the notice was served (行政处罚法第四十五条).")])
    act.note = data.get("text", "") or ""
    act.record = {"kind": kind, "received_on": received_on.isoformat()}
    if record is not None:
        act.record["field_record"] = record.pk
    return PartyStatement.objects.create(
        case_id=act.case.pk,
        kind=kind,
        form=Form.ONLINE if from_party else data.get("form") or Form.WRITTEN,
        text=act.note,
        received_on=received_on,
        received_by=None if from_party else act.actor.user,
        paper=data.get("paper"),
    )
