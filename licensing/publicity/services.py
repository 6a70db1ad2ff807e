"""Preparing, approving, publishing, correcting, withdrawing and ending a publication (市场监督管理行政处罚信息公示规定).

Each change locks case and row, is told in the timeline and leaves the former row in the history.
"""

import logging
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.errors import BureauError
from bureau.models import User
from licensing.models import PenaltyCase, Publication, Remedy
from licensing.publicity import content, ground, scope
from licensing.publicity.ground import PublicationRefused, State
from licensing.publicity.redaction import holds_identity_number

log = logging.getLogger(__name__)

BATCH = 500
# Kept on file and read by the public: in Chinese like every official text.
TIME_OVER = "公示期限届满，停止公示（《市场监督管理行政处罚信息公示规定》第十三条）。"
UNDONE = "行政处罚决定已被变更、撤销、确认违法或者无效，不予公示（《市场监督管理行政处罚信息公示规定》第十一条）。"
REASON_LENGTH, WORDS_LENGTH, MOST_WORDS = 300, 200, 100


@transaction.atomic
def prepare(case: PenaltyCase, at: datetime) -> Publication | None:
    """The publication of a decision, once: prepared from the decision, or put down as not published with its reason (2).

    The twenty working days run from the decision (9); ten where the party is registered in another province (10). None where no penalty
    was decided or the decision was not issued.
    """
    case = PenaltyCase.objects.select_for_update(of=("self",)).select_related("decision_document").defer("search").get(pk=case.pk)
    if case.decided_on is None or case.decision != PenaltyCase.Decision.PENALTY or case.decision_document_id is None:
        return None
    known = Publication.objects.filter(case=case).first()
    if known is not None:
        return known
    row = Publication(case=case, publish_by=case.decided_on)
    # What stays on file is in the language of the file, whoever took the step.
    with translation.override(settings.LANGUAGE_CODE):
        why = scope.refusal(case)
    if why:
        return Publication.objects.create(
            case=case, publish_by=case.decided_on, state=Publication.State.NOT_PUBLISHED, why_not=why[:REASON_LENGTH]
        )
    row.summary, row.text = content.summary_of(row), content.public_text(row)
    code = ground.DUE_ELSEWHERE if scope.is_elsewhere(case) else ground.DUE
    row.publish_by = ground.start(case, code, on=case.decided_on)
    row.save()
    ground.tell(row, _("The publication is being prepared; last day %(day)s.") % {"day": day_words(row.publish_by)}, by=None, at=at)
    return row


# --- words left out ------------------------------------------------------------------------------------------------------
@transaction.atomic
def leave_out(publication: Publication, *, words: str, reason: str, by: User, at: datetime, version: int) -> Publication:
    """Words that are left out beyond the rules: business secrets, third parties, whatever harms safety (5, 6). Raises PublicationRefused.

    The words must stand in the decision. On a published text it takes effect with the correction.
    """
    row = ground.locked(publication, version=version)
    ground.by_investigator(row, by)
    ground.in_state(row, State.PREPARING, State.PUBLISHED)
    words, reason = words.strip()[:WORDS_LENGTH], reason.strip()[:REASON_LENGTH]
    if not words or not reason:
        raise PublicationRefused(
            _("Name the words and the reason for leaving them out (《市场监督管理行政处罚信息公示规定》第六条、第七条).")
        )
    if len(row.redactions) >= MOST_WORDS or any(one["words"] == words for one in row.redactions):
        raise PublicationRefused(_("These words are left out already, or there are too many."))
    if not any(words in one for one in content.paragraphs(row.case.decision_document)):
        raise PublicationRefused(_("These words do not stand in the decision (《市场监督管理行政处罚信息公示规定》第七条)."))
    row.redactions = [*row.redactions, {"words": words, "reason": reason}]
    _refresh(row)
    ground.tell(row, _("Words are left out of the publication: %(reason)s") % {"reason": reason}, by=by, at=at)
    return row


@transaction.atomic
def put_back(publication: Publication, *, place: int, by: User, at: datetime, version: int) -> Publication:
    """Words left out by an officer stand in the text again; `place` counts from 0. Raises PublicationRefused."""
    row = ground.locked(publication, version=version)
    ground.by_investigator(row, by)
    ground.in_state(row, State.PREPARING)
    if not 0 <= place < len(row.redactions):
        raise PublicationRefused(_("These words are not left out."))
    row.redactions = [one for number, one in enumerate(row.redactions) if number != place]
    _refresh(row)
    ground.tell(row, _("Words left out of the publication were put back."), by=by, at=at)
    return row


def _refresh(row: Publication) -> None:
    """Set the prepared text anew; a published one stands until it is corrected."""
    if row.state == State.PREPARING:
        row.summary, row.text = content.summary_of(row), content.public_text(row)
    ground.keep(row)


# --- publishing ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def publish(publication: Publication, *, by: User, at: datetime, version: int, restricted_until: date | None = None) -> Publication:
    """Put it before the public. Raises PublicationRefused with the article: a warning alone (2), not served yet (8), not yours (16).

    `restricted_until`: the last day of a restriction of business or profession imposed, where it is longer than three years (13 para. 3).
    """
    row, today = ground.locked(publication, version=version), timezone.localdate(at)
    case = row.case
    ground.by_approver(row, by)
    if why := scope.refusal(case):
        raise PublicationRefused(why)
    ground.in_state(row, State.PREPARING)
    if case.served_on is None:
        raise PublicationRefused(
            _("The decision is not served yet: the party must be told first (《市场监督管理行政处罚信息公示规定》第八条).")
        )
    _refuse_undone(case)
    row.summary, row.text = content.summary_of(row), content.public_text(row)
    if holds_identity_number(row.text):
        raise PublicationRefused(_("An identity number still stands in the text (《市场监督管理行政处罚信息公示规定》第六条)."))
    ends_on = scope.ends_on(case, published_on=today, restricted_until=restricted_until)
    ground.keep(row, state=State.PUBLISHED, published_on=today, published_by=by, ends_on=ends_on)
    ground.stop(case, ground.DUE, ground.DUE_ELSEWHERE, at=at)
    ground.tell(row, _("The penalty is published until %(day)s.") % {"day": day_words(ends_on)}, by=by, at=at)
    return row


def _refuse_undone(case: PenaltyCase) -> None:
    undone = Remedy.objects.filter(case_id=case.pk, result__in=(Remedy.Result.CHANGED, Remedy.Result.REVOKED, Remedy.Result.UNLAWFUL))
    if undone.exists():
        raise PublicationRefused(
            _("The decision was changed, revoked or found unlawful: it is not published (《市场监督管理行政处罚信息公示规定》第十一条).")
        )


@transaction.atomic
def keep_back(publication: Publication, *, reason: str, by: User, at: datetime, version: int) -> Publication:
    """It is not published for a reason of the law: secrets, minors, safety (5, 6). Raises PublicationRefused."""
    row = ground.locked(publication, version=version)
    ground.by_approver(row, by)
    ground.in_state(row, State.PREPARING)
    row.why_not = _reason(reason, "第五条、第六条")
    ground.keep(row, state=State.NOT_PUBLISHED)
    ground.stop(row.case, ground.DUE, ground.DUE_ELSEWHERE, at=at, met=None)
    ground.tell(row, _("The penalty is not published: %(reason)s") % {"reason": row.why_not}, by=by, at=at)
    return row


@transaction.atomic
def correct(publication: Publication, *, reason: str, by: User, at: datetime, version: int) -> Publication:
    """What was published inaccurately is set right at once, from the decision as it stands and the words left out (12)."""
    row = ground.locked(publication, version=version)
    ground.by_approver(row, by)
    ground.in_state(row, State.PUBLISHED)
    words = _reason(reason, "第十二条")
    row.summary, row.text = content.summary_of(row), content.public_text(row)
    ground.keep(row)
    ground.tell(row, _("The publication was corrected: %(reason)s") % {"reason": words}, by=by, at=at)
    return row


@transaction.atomic
def withdraw(publication: Publication, *, reason: str, by: User, at: datetime, version: int) -> Publication:
    """Take it back and say why to the public: the decision was changed, revoked, found unlawful or void (11; 行政处罚法 48 para. 2)."""
    row = ground.locked(publication, version=version)
    ground.by_approver(row, by)
    ground.in_state(row, State.PUBLISHED)
    row.end_reason = _reason(reason, "第十一条")
    ground.keep(row, state=State.WITHDRAWN, ended_on=timezone.localdate(at))
    ground.stop(row.case, ground.WITHDRAWAL, at=at)
    ground.tell(row, _("The publication was withdrawn: %(reason)s") % {"reason": row.end_reason}, by=by, at=at)
    return row


def _reason(text: str, article: str) -> str:
    if not text.strip():
        raise PublicationRefused(_("Give the reason (%(rules)s%(article)s).") % {"rules": scope.RULES, "article": article})
    return text.strip()[:REASON_LENGTH]


@transaction.atomic
def decision_undone(remedy: Remedy, at: datetime) -> None:
    """A decision was changed, revoked or found unlawful: what is published must be withdrawn within three working days (11).

    What is only being prepared will not be published.
    """
    row = Publication.objects.select_for_update().filter(case_id=remedy.case_id, state__in=(State.PREPARING, State.PUBLISHED)).first()
    if row is None:
        return
    case, on = row.case, remedy.ended_on or timezone.localdate(at)
    if row.state == State.PREPARING:
        ground.keep(row, state=State.NOT_PUBLISHED, why_not=UNDONE)
        ground.stop(case, ground.DUE, ground.DUE_ELSEWHERE, at=at, met=None)
        words = row.why_not
    else:
        row.withdraw_by = ground.start(case, ground.WITHDRAWAL, on=on)
        ground.keep(row)
        words = _("The publication must be withdrawn by %(day)s (《市场监督管理行政处罚信息公示规定》第十一条).") % {
            "day": day_words(row.withdraw_by)
        }
    ground.tell(row, words, by=None, at=at)


# --- end by itself -------------------------------------------------------------------------------------------------------
def end_past(today: date, *, at: datetime) -> int:
    """End what was published long enough (13); how many. Each its own transaction; may run twice."""
    ended = 0
    while rows := list(Publication.objects.filter(state=State.PUBLISHED, ends_on__lt=today).order_by("ends_on", "pk")[:BATCH]):
        ended += sum(_end(row, today, at) for row in rows)
    return ended


@transaction.atomic
def _end(publication: Publication, today: date, at: datetime) -> int:
    row = Publication.objects.select_for_update(of=("self",)).select_related("case").get(pk=publication.pk)
    if row.state != State.PUBLISHED or row.ends_on is None or row.ends_on >= today:
        return 0
    ground.keep(row, state=State.ENDED, ended_on=today, end_reason=TIME_OVER)
    ground.stop(row.case, ground.WITHDRAWAL, at=at, met=None)
    ground.tell(row, row.end_reason, by=None, at=at)
    return 1


def prepare_missing(at: datetime) -> int:
    """Decisions nobody prepared, because the process that decided them died right after; how many were found. Bounded."""
    waiting: Any = PenaltyCase.objects.filter(
        kind="penalty",
        decision=PenaltyCase.Decision.PENALTY,
        decided_on__isnull=False,
        decision_document__isnull=False,
        publication__isnull=True,
    )
    return sum(prepare_alone(case, at) for case in waiting.defer("search").order_by("-decided_on", "-pk")[:BATCH])


def prepare_alone(case: PenaltyCase, at: datetime) -> bool:
    """The same for signal and task: a decision that cannot be read stops neither the step that made it nor the other cases."""
    try:
        return prepare(case, at) is not None
    except (BureauError, LookupError, ValueError, DatabaseError):
        log.exception("The publication of case %s could not be prepared", case.pk)
        return False
