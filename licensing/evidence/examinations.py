"""Sampling, testing and appraisal (行政处罚法 56; 行政强制法 25 para. 3): the effects of their steps, and what is noted afterwards."""

from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import documents
from bureau.errors import GateClosed
from bureau.models import Document, User
from bureau.workflow import Act
from licensing.evidence import excluded_days, testing
from licensing.evidence.admission import EvidenceRefused, admit_writer
from licensing.evidence.step_forms import SAMPLE
from licensing.models import Examination
from licensing.papers import sources

Kind = Examination.Kind
SAMPLING_RECORD, NOTICE, RESULT_NOTICE = "sampling-evidence-record", "testing-notice", "testing-result-notice"


def begin(act: Act) -> None:
    """Order it. A test pauses the periods of the case from today; a sampling is done the same day and pauses nothing."""
    data, today = act.data, timezone.localdate(act.at)
    is_sampling = data["kind"] == Kind.SAMPLING
    row = Examination.objects.create(
        case_id=act.case.pk,
        kind=data["kind"],
        subject=data["subject"],
        question=data["question"],
        laboratory=data.get("laboratory", ""),
        sample={name: data[name] for name in SAMPLE if data.get(name)},
        began_on=today,
        expected_on=data.get("expected_on"),
        ended_on=today if is_sampling else None,
        # The gates let officers through alone.
        ordered_by=cast(User, act.actor.user),
    )
    act.note = data["subject"]
    act.record = {"examination": row.pk, "examined": row.subject, "expected_on": row.expected_on.isoformat() if row.expected_on else ""}
    if not is_sampling:
        excluded_days.pause(row, on=today, by=act.actor.user)
        testing.tell_began(act.case, row, act.actor.user, act.at)
    _issue(act, SAMPLING_RECORD if is_sampling else NOTICE, row)


def end(act: Act) -> None:
    """The report is here: the periods count again from the day it came. Raises GateClosed for a wrong number or day."""
    row = _asked_for(act)
    ended_on: date = act.data["ended_on"]
    if not row.began_on <= ended_on <= timezone.localdate(act.at):
        raise GateClosed([_("The report came between the beginning of the test and today (行政强制法第二十五条第三款).")])
    row.ended_on, row.report_number, row.conclusion = ended_on, act.data["report_number"], act.data["conclusion"]
    row.report = act.data.get("report")
    row.save(update_fields=["ended_on", "report_number", "conclusion", "report"])
    act.note = row.conclusion
    act.record = {"examination": row.pk, "examined": row.subject, "report_number": row.report_number}
    excluded_days.resume(row, on=ended_on, by=act.actor.user)
    testing.tell_ended(act.case, row, act.actor.user, act.at)
    _issue(act, RESULT_NOTICE, row)


def _issue(act: Act, code: str, row: Examination) -> None:
    """The table names all letters the step may issue; this one is about this examination, which the engine does not know."""
    act.letters.clear()
    documents.issue_document(act.case, code, sources.source_of(code, act.case, row), by=act.actor.user, at=act.at)


def _asked_for(act: Act) -> Examination:
    """The examination meant, locked: by its number on the case, or the only one under way."""
    rows = list(Examination.objects.select_for_update().filter(case_id=act.case.pk).order_by("pk"))
    turn = act.data.get("examination")
    running = [row for row in rows if row.ended_on is None]
    if turn is None and len(running) == 1:
        return running[0]
    if turn is not None and 1 <= turn <= len(rows) and rows[turn - 1] in running:
        return rows[turn - 1]
    raise GateClosed([_("Say which examination has ended: the number of one that is under way.")])


# --- what is noted outside a step -------------------------------------------------------------------------------------------
@transaction.atomic
def note_told(examination: Examination, *, on: date, result: bool, by: User, at: datetime) -> Examination:
    """The party received the notice of the testing time, or of the result, on that day. Raises EvidenceRefused."""
    admit_writer(examination.case_id, by=by, at=at)
    row = Examination.objects.select_for_update().get(pk=examination.pk)
    since = row.ended_on if result else row.began_on
    if since is None or not since <= on <= timezone.localdate(at):
        raise EvidenceRefused([_("The party cannot have been told on that day (行政强制法第二十五条第三款).")])
    name = "result_told_on" if result else "told_on"
    setattr(row, name, on)
    row.save(update_fields=[name])
    return row


@transaction.atomic
def note_retest(examination: Examination, *, on: date, note: str, by: User, at: datetime) -> Examination:
    """The party asks for another test: when, and what came of it. Kept with the sample. Raises EvidenceRefused."""
    admit_writer(examination.case_id, by=by, at=at)
    row = Examination.objects.select_for_update().get(pk=examination.pk)
    if row.ended_on is None or not row.ended_on <= on <= timezone.localdate(at):
        raise EvidenceRefused([_("Another test is asked for after the result (行政处罚法第四十五条).")])
    row.sample = {**row.sample, "retest_asked_on": on.isoformat(), "retest_note": note.strip()[:300]}
    row.save(update_fields=["sample"])
    return row


@transaction.atomic
def served(document: Document, on: date) -> None:
    """A notice of this room reached the party: the earliest examination that waits for it is told that day."""
    result = document.template == RESULT_NOTICE
    name = "result_told_on" if result else "told_on"
    rows = Examination.objects.select_for_update().filter(case_id=document.case_id, **{f"{name}__isnull": True}).exclude(kind=Kind.SAMPLING)
    row = (rows.filter(ended_on__isnull=False) if result else rows).order_by("pk").first()
    if row is not None:
        setattr(row, name, on)
        row.save(update_fields=[name])
