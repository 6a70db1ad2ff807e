"""One import from the confirmed columns to the register: checked by a worker, looked at by a person, taken over in one transaction.

`start_check` and `start_apply` are the clicks: they claim the run and hand it to a worker. `check` and `apply` are the work; called twice
they work once. Whatever goes wrong, nothing of the file is in the register, the run says so in a sentence, and the step can be tried again.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pghistory
from django.db import IntegrityError, connection, transaction

from bureau.models import User
from enterprises.imports import applying, checking, errors, handing, pulse, reading, staging
from enterprises.imports.fields import BY_NAME
from enterprises.imports.kinds import KINDS, Kind
from enterprises.imports.limits import KEPT_DAYS
from enterprises.imports.workbook import open_sheet
from enterprises.models import ImportRow, ImportRun

log = logging.getLogger(__name__)

State = ImportRun.State
CHECK_TASK, APPLY_TASK = "enterprises.check_import", "enterprises.apply_import"
CHECKABLE = (State.UPLOADED, State.CHECKED, State.FAILED)
APPLICABLE = (State.CHECKED, State.FAILED)
DISCARDABLE = (State.UPLOADED, State.CHECKING, State.CHECKED, State.FAILED)
AT_WORK = (State.CHECKING, State.APPLYING)
# A worker says at least every few seconds that it is alive.
STUCK_AFTER = timedelta(minutes=5)


# --- the clicks -------------------------------------------------------------------------------------------------------
def can_check(run: ImportRun) -> bool:
    """Whether checking can be started, for the first time or again."""
    return run.state in CHECKABLE and bool(run.mapping)


def can_apply(run: ImportRun) -> bool:
    """Whether there is a checked result to take over; also after a failed attempt."""
    return run.state in APPLICABLE and run.checked_at is not None


def can_discard(run: ImportRun) -> bool:
    """Whether it can still be thrown away: not while it is written into the register, nor after."""
    return run.state in DISCARDABLE


@transaction.atomic
def start_check(run: ImportRun, *, at: datetime) -> None:
    """Have a worker check the file. Raises NotConfirmed, WrongState. If no worker can be told, the run says so after the commit."""
    if not run.mapping:
        raise errors.NotConfirmed
    fresh = {"new": 0, "changed": 0, "same": 0, "refused": 0, "done": 0, "checked_at": None, "error": "", "beat_at": at}
    claimed = ImportRun.objects.filter(pk=run.pk, state__in=CHECKABLE).update(state=State.CHECKING, **fresh)
    _claimed(run, bool(claimed))
    transaction.on_commit(lambda: _hand_over(run.pk, CHECK_TASK, run.pk))


@transaction.atomic
def start_apply(run: ImportRun, *, by: User, at: datetime, without_refused: bool) -> None:
    """Have a worker take the checked rows over, as this user. Raises RowsRefused, WrongState (somebody else was quicker)."""
    run.refresh_from_db()
    if run.refused and not without_refused:
        raise errors.RowsRefused(run.refused)
    waiting = ImportRun.objects.filter(pk=run.pk, state__in=APPLICABLE, checked_at__isnull=False)
    _claimed(run, bool(waiting.update(state=State.APPLYING, done=0, error="", beat_at=at)))
    transaction.on_commit(lambda: _hand_over(run.pk, APPLY_TASK, run.pk, by.pk, without_refused))


def _claimed(run: ImportRun, is_mine: bool) -> None:
    """The caller's copy of the run as it now is. Raises WrongState if the step was not to be had."""
    run.refresh_from_db()
    if not is_mine:
        raise errors.WrongState(run.get_state_display())


def _hand_over(run_id: int, task: str, *arguments: object) -> None:
    try:
        handing.hand_over(task, *arguments)
    except errors.QueueAway as error:
        log.warning("The task queue is away: import %s could not begin", run_id)
        _fail(run_id, str(error))


@transaction.atomic
def discard(run: ImportRun, *, by: User, at: datetime) -> None:
    """Throw the import away: file, rows and all; a worker checking it stops at its next beat. Raises WrongState."""
    fresh = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not can_discard(fresh):
        raise errors.WrongState(fresh.get_state_display())
    _empty(fresh)
    ImportRun.objects.filter(pk=run.pk).update(state=State.DISCARDED, beat_at=at, error="")
    log.info("Import %s was discarded by user %s", fresh.key, by.pk)
    run.refresh_from_db()


# --- the work ---------------------------------------------------------------------------------------------------------
def check(run_id: int, *, at: datetime) -> None:
    """Read the file, ask the register about every row, and leave the verdicts for a person. Does nothing unless the run is at that."""
    with pulse.alone(run_id) as beat:
        run = ImportRun.objects.get(pk=run_id)
        if beat is None or run.state != State.CHECKING:
            return
        with _told(run_id):
            _check(run, KINDS[run.kind], at=at)


def apply(run_id: int, *, by: User, at: datetime, without_refused: bool = False) -> None:
    """Write the checked rows into the register, all or nothing. Does nothing unless the run is being taken over.

    If the register is no longer what it was when the file was checked, the run goes back to `checked` with the new verdicts and a word
    about it: what a person confirmed is what is written, or nothing.
    """
    with pulse.alone(run_id) as beat:
        run = ImportRun.objects.get(pk=run_id)
        if beat is None or run.state != State.APPLYING:
            return
        kind = KINDS[run.kind]
        with _told(run_id):
            try:
                _take_over(run, kind, by=by, at=at, without_refused=without_refused, beat=beat)
            except (errors.RegisterMoved, IntegrityError) as error:
                # A row entered by somebody in this very moment breaks a constraint rather than the comparison.
                log.info("Import %s: the register moved on (%s)", run.key, type(error).__name__)
                _check_again(run, kind, at=at)


def _check(run: ImportRun, kind: Kind, *, at: datetime) -> None:
    if not run.mapping:
        raise errors.NotConfirmed
    staging.create_table(kind)
    try:
        with opened_rows(run) as cleaned:
            rows = staging.copy_rows(kind, cleaned, places=_quotable(run), beat=lambda done: _still_wanted(run.pk, done))
    except FileNotFoundError as error:
        raise errors.FileGone from error
    if not rows:
        raise errors.NothingInIt
    checking.judge(kind, beat=lambda: _still_wanted(run.pk, rows))
    _show(run, kind, rows=rows, at=at)


@contextmanager
def opened_rows(run: ImportRun) -> Iterator[Iterable[staging.CleanRow]]:
    """The rows of the file; whatever reads it stops when the reader is done with it. Raises FileGone, FileRefused."""
    if not run.file:
        raise errors.FileGone
    sheet = open_sheet(run)
    try:
        yield reading.cleaned_rows(run, sheet=sheet)
    finally:
        sheet.close()


def _quotable(run: ImportRun) -> dict[str, int]:
    """Field to column of the sheet, for the fields that are no personal data."""
    fields = BY_NAME[run.kind]
    return {name: int(place) for place, name in run.mapping.items() if not fields[name].sealed}


def _still_wanted(run_id: int, done: int) -> None:
    """Say how far the check has come. Raises Stopped if somebody discarded the run meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE enterprises_importrun SET done = %s, total = GREATEST(total, %s), beat_at = clock_timestamp()
               WHERE id = %s AND state = %s""",
            [done, done, run_id, State.CHECKING],
        )
        if not cursor.rowcount:
            raise errors.Stopped


def _show(run: ImportRun, kind: Kind, *, rows: int, at: datetime, word: str = "") -> None:
    """Leave the judged rows for a person to look at, with a word if there is something to say. Raises Stopped."""
    with transaction.atomic():
        _prepare_session()
        staging.write_rows(kind, run.pk)
        _locked(run)
        ImportRun.objects.filter(pk=run.pk).update(
            state=State.CHECKED, total=rows, done=rows, checked_at=at, error=word, **checking.counts()
        )
    staging.drop_table()


def _check_again(run: ImportRun, kind: Kind, *, at: datetime) -> None:
    staging.create_table(kind)
    rows = staging.load_rows(kind, run.pk)
    checking.judge(kind, beat=lambda: None)
    _show(run, kind, rows=rows, at=at, word=str(errors.RegisterMoved()))


def _take_over(run: ImportRun, kind: Kind, *, by: User, at: datetime, without_refused: bool, beat: pulse.Beat) -> None:
    """One transaction. Raises RowsGone, RowsRefused, RegisterMoved, Stopped; then nothing is written."""
    with transaction.atomic(), pghistory.context(user=by.pk, transition="import", run=str(run.key)):
        _prepare_session()
        staging.create_table(kind)
        rows = staging.load_rows(kind, run.pk)
        if not rows or rows != run.total:
            raise errors.RowsGone
        if kind.is_holding:
            # Only a first judgement tells what to hold; the second is made with nobody else writing any more.
            checking.judge(kind, beat=lambda: beat(0), with_notes=False)
        applying.lock_rows(kind)
        checking.judge(kind, beat=lambda: beat(0), with_notes=False)
        if checking.has_moved(run.pk):
            raise errors.RegisterMoved
        refused = checking.counts()["refused"]
        if refused and not without_refused:
            raise errors.RowsRefused(refused)
        applying.write(kind, at=at, beat=beat)
        _locked(run)
        ImportRun.objects.filter(pk=run.pk).update(state=State.APPLIED, applied_at=at, done=rows, error="")
        staging.drop_table()


def _prepare_session() -> None:
    """Room for joins of a whole file; compiling its statements would cost more than running them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("SET LOCAL jit = off")


def _locked(run: ImportRun) -> None:
    """Hold the run until the transaction ends. Raises Stopped if it is no longer where this worker took it up."""
    if ImportRun.objects.select_for_update().get(pk=run.pk).state != run.state:
        raise errors.Stopped


@contextmanager
def _told(run_id: int) -> Iterator[None]:
    """Whatever stops the work is said on the run. What was foreseen ends there; the rest goes on to the log of the worker."""
    try:
        yield
    except errors.ImportRefused as error:
        _fail(run_id, str(error))
    except BaseException:
        _fail(run_id, errors.unexpected())
        raise


def _fail(run_id: int, word: str) -> None:
    """Not of a run that was discarded or taken over meanwhile. A connection that broke is left for a new one, so that it can be said."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    ImportRun.objects.filter(pk=run_id, state__in=AT_WORK).update(state=State.FAILED, error=word[:300])


# --- tidying ----------------------------------------------------------------------------------------------------------
def fail_stuck(at: datetime) -> int:
    """Give up the runs no worker has touched for minutes, so that people can try again; returns how many."""
    still = ImportRun.objects.filter(state__in=AT_WORK, beat_at__lt=at - STUCK_AFTER)
    return still.update(state=State.FAILED, error=errors.not_moving())


def clear_old(at: datetime) -> int:
    """Delete files and rows of old runs, whatever became of them; returns how many. The runs themselves stay as history."""
    cleared = 0
    old = ImportRun.objects.filter(made_at__lt=at - timedelta(days=KEPT_DAYS)).exclude(file="")
    for run_id in list(old.values_list("pk", flat=True)):
        with transaction.atomic():
            run = ImportRun.objects.select_for_update().get(pk=run_id)
            if run.state in AT_WORK:
                continue
            _empty(run)
            ImportRun.objects.filter(pk=run_id).exclude(state=State.APPLIED).update(state=State.DISCARDED)
        cleared += 1
    return cleared


def _empty(run: ImportRun) -> None:
    """Delete rows and file; the file itself after the commit, for until then the run may yet be kept."""
    storage, name = run.file.storage, str(run.file.name or "")
    ImportRow.objects.filter(run=run).delete()
    ImportRun.objects.filter(pk=run.pk).update(file="")
    if name:
        transaction.on_commit(lambda: storage.delete(name))
