"""The hearing: asked for, notified, held or given up (行政处罚法 63, 64)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import clocks
from bureau.day_words import day_words
from bureau.errors import GateClosed
from bureau.models import CaseMember
from bureau.workflow import Act
from licensing.models import FieldRecord, Hearing, ServiceAttempt
from licensing.penalties import team
from licensing.procedure import decision_clock, opinions, periods, signed_records
from licensing.procedure.investigation import join

HELD, ABSENT, WITHDRAWN = "held", "absent", "withdrawn"
NOTICE = "penalty-hearing-notice"


# --- gates ---------------------------------------------------------------------------------------------------------------
def nobody_asked_yet(act: Act) -> str | None:
    """A hearing is asked for once (63)."""
    if periods.open_hearing(act.case.pk) is None:
        return None
    return _("A hearing has been asked for already (行政处罚法第六十三条).")


def somebody_asked(act: Act) -> str | None:
    """A hearing is held where one was asked for (63)."""
    if periods.open_hearing(act.case.pk) is not None:
        return None
    return _("Nobody has asked for a hearing (行政处罚法第六十三条).")


def notice_leaves_seven_days(act: Act) -> str | None:
    """Seven working days before the hearing the party knows (64 item 2). Nothing to say before a day is typed in."""
    held_for = act.data.get("held_for")
    if held_for is None or act.now.date() <= (last := notice_due(act, held_for)):
        return None
    words = _("Notice is due seven working days before the hearing: for that day it was due on %(day)s (行政处罚法第六十四条第二项).")
    return words % {"day": day_words(last)}


def chair_did_not_investigate(act: Act) -> str | None:
    """The chair, and the recorder with them, did not investigate (64 item 4)."""
    people = [one for one in (act.data.get("chair"), act.data.get("recorder")) if one is not None]
    for person in people:
        if team.was_investigator(act.case, person):
            words = _("%(person)s investigated this case and may not chair or record its hearing (行政处罚法第六十四条第四项).")
            return words % {"person": person}
    if len(people) == 2 and people[0].pk == people[1].pk:
        return _("Chair and recorder are two people (行政处罚法第六十四条).")
    return None


def was_notified_in_time(act: Act) -> str | None:
    """The notice of the hearing was served seven working days before it (64 item 2)."""
    hearing = periods.open_hearing(act.case.pk)
    if hearing is None or hearing.held_for is None:
        return _("Give notice of the hearing first (行政处罚法第六十四条第二项).")
    paper = periods.notice_document(act.case.pk, NOTICE)
    rows = ServiceAttempt.objects.filter(document=paper, outcome=ServiceAttempt.Outcome.SERVED) if paper else None
    served_on = rows.values_list("served_on", flat=True).first() if rows is not None else None
    last = notice_due(act, hearing.held_for)
    if served_on is not None and served_on <= last:
        return None
    words = _("The notice of the hearing was not served by %(day)s: give notice of a later day (行政处罚法第六十四条第二项).")
    return words % {"day": day_words(last)}


def actor_runs_the_hearing(act: Act) -> str | None:
    """The record is filed by the chair or the recorder (64 items 4 and 8)."""
    user = act.actor.user
    if user is not None and any(one.user_id == user.pk for one in periods.hearing_people(act.case)):
        return None
    return _("Only the chair or the recorder of the hearing files its record (行政处罚法第六十四条).")


def notice_due(act: Act, held_for: datetime) -> date:
    """The last day for notice of a hearing held then."""
    opened_on = timezone.localdate(act.case.opened_at)
    due: date = clocks.clock_values(periods.HEARING_NOTICE, on=timezone.localdate(held_for), rules_as_of=opened_on)["due_on"]
    return due


# --- effects -------------------------------------------------------------------------------------------------------------
def begin(act: Act, *, asked_by: str) -> None:
    """The hearing that was asked for; its time is left out of the ninety days."""
    case = act.case
    Hearing.objects.create(
        case_id=case.pk, reason=act.data.get("text", ""), offered_on=case.noticed_on, asked_on=act.now.date(), asked_by=asked_by
    )
    decision_clock.pause_decision(case, why=decision_clock.HEARING, on=act.now.date(), by=act.actor.user)


def give_up(act: Act) -> None:
    """The party does not want it any more, if it had asked at all."""
    hearing = periods.open_hearing(act.case.pk)
    if hearing is not None:
        hearing.lapsed_on = act.now.date()
        hearing.save(update_fields=["lapsed_on"])
    decision_clock.resume_decision(act.case, why=decision_clock.HEARING, on=act.now.date(), by=act.actor.user)


def notify(act: Act) -> None:
    """Day, place, chair and recorder; a notice given anew replaces the earlier one. Both join the case to see it."""
    hearing, data = periods.open_hearing(act.case.pk), act.data
    if hearing is None:
        raise GateClosed([_("Nobody has asked for a hearing (行政处罚法第六十三条).")])
    for row in periods.hearing_people(act.case):
        team.end_member(
            act.case, row.user, reason=str(act.transition.label), at=act.at, parts=(CaseMember.Part.CHAIR, CaseMember.Part.RECORDER)
        )
    join(act, data["chair"], CaseMember.Part.CHAIR)
    join(act, data["recorder"], CaseMember.Part.RECORDER)
    hearing.notified_on = act.now.date()
    hearing.held_for, hearing.place, hearing.chair = data["held_for"], data["place"], data["chair"]
    hearing.save(update_fields=["notified_on", "held_for", "place", "chair"])
    act.record = {
        "held_at": hearing.held_for.isoformat(),
        "place": hearing.place,
        "chair": str(hearing.chair),
        "recorder": str(data["recorder"]),
        "is_open": int(not data.get("closed_reason")),
        "closed_reason": data.get("closed_reason", ""),
    }


def hold(act: Act) -> None:
    """The signed record and the report; absent without good reason counts as given up (64 items 6 and 8).

    A record signed on screen by chair, recorder and party counts as it was closed, and its paper is not issued twice. The report is the
    note of the step, the record stands with the hearing. Raises GateClosed for another day than the one notified.
    """
    hearing, data = periods.open_hearing(act.case.pk), act.data
    if hearing is None or hearing.held_for is None:
        raise GateClosed([_("Give notice of the hearing first (行政处罚法第六十四条第二项).")])
    held_at, outcome = data["held_at"], data["outcome"]
    if held_at > act.at:
        raise GateClosed([_("The hearing has not been held yet.")])
    if outcome != WITHDRAWN and abs(held_at - hearing.held_for) > signed_records.SAME_DAY:
        raise GateClosed([_("The hearing was notified for another time; give notice anew (行政处罚法第六十四条第二项).")])
    record = signed_records.of_hearing(act.case.pk, hearing.held_for) if outcome == HELD else None
    signed, refusal = _signed(data, record)
    hearing.record = signed_records.words_of(record) if record is not None else (data.get("record") or "").strip()
    if outcome == HELD and not (signed or refusal):
        raise GateClosed([_("The record is signed by the party, or the chair notes the refusal (行政处罚法第六十四条第八项).")])
    if outcome == HELD and not hearing.record:
        raise GateClosed([_("Write down the record of the hearing, or sign it as a record of the case (行政处罚法第六十四条第八项).")])
    if outcome == HELD:
        hearing.held_at = held_at
    else:
        hearing.lapsed_on = act.now.date()
    if record is not None or outcome == WITHDRAWN or not hearing.record:
        # Issued when the record was closed; and of a hearing that was called off there is nothing to record.
        act.letters.remove("hearing-record")
    hearing.save(update_fields=["held_at", "record", "lapsed_on"])
    decision_clock.resume_decision(act.case, why=decision_clock.HEARING, on=act.now.date(), by=act.actor.user)
    act.note = data["report"]
    act.record = {"outcome": outcome, "signed": int(signed), "refusal": refusal}
    if record is not None:
        act.record["field_record"] = record.pk
    opinions.person(act)


def _signed(data: Mapping[str, Any], record: FieldRecord | None) -> tuple[bool, str]:
    """Whether the party signed, and the refusal noted: of the record on screen, else as the chair says."""
    if record is None:
        return bool(data.get("signed")), data.get("refusal", "")
    refusal = signed_records.refusal_of(record)
    return not refusal, refusal
