"""Early end of a publication on application (市场监督管理行政处罚信息公示规定 14): what speaks against it, asked, decided."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.models import User
from licensing.models import ItemBasis, Levy, PenaltyCase, Publication
from licensing.publicity import ground, scope
from licensing.publicity.ground import PublicationRefused, State

# Kept on file and read by the public: in Chinese like every official text.
EARLY = "经当事人申请，提前停止公示（《市场监督管理行政处罚信息公示规定》第十四条）。"


def faults(publication: Publication, *, on: date) -> list[str]:
    """What speaks against ending it early that the tables know: grave sanctions, too soon, not paid, penalised again. Four queries.

    That harm was removed and that the party is on no list of the credit system is declared by the officer who takes the application.
    """
    case, found = publication.case, []
    if grave := scope.grave_sanctions(case):
        words = _("After %(sanctions)s a publication does not end early (《市场监督管理行政处罚信息公示规定》第十四条第三款).")
        found.append(words % {"sanctions": "、".join(grave)})
    laws = ItemBasis.objects.filter(version__charges__case=case).values_list("law", flat=True)
    first = scope.early_from(publication, set(laws))
    if first is None or on < first:
        words = _("It can be asked for from %(day)s (《市场监督管理信用修复管理办法》，未收入参考法规库，待核对).")
        found.append(words % {"day": day_words(first) if first else "—"})
    if Levy.objects.filter(case=case, settled_on__isnull=True).exists():
        found.append(_("What the decision demands is not paid in full (《市场监督管理行政处罚信息公示规定》第十四条第一款第一项)."))
    if _penalised_again(case):
        found.append(
            _("The party was penalised again for the same kind of act (《市场监督管理行政处罚信息公示规定》第十四条第一款第三项).")
        )
    return found


def _penalised_again(case: PenaltyCase) -> bool:
    later = PenaltyCase.objects.filter(decision=PenaltyCase.Decision.PENALTY, decided_on__gt=case.decided_on, category=case.category)
    if case.enterprise_code:
        later = later.filter(enterprise_code=case.enterprise_code)
    elif case.person_index:
        later = later.filter(person_index=case.person_index)
    else:
        return False
    return later.exclude(pk=case.pk).exists()


@transaction.atomic
def ask(publication: Publication, *, grounds: str, asked_on: date, declared: bool, by: User, at: datetime, version: int) -> Publication:
    """An application of the party is put on file. Raises PublicationRefused for grave sanctions, too soon, unpaid, penalised again.

    `declared`: harm is removed and the party is on no list of the credit system (14 para. 1 items 2 and 4).
    """
    row, today = ground.locked(publication, version=version), timezone.localdate(at)
    if not by.has_role(*ground.APPROVERS):
        ground.by_investigator(row, by)
    ground.in_state(row, State.PUBLISHED)
    missing = faults(row, on=today)
    if not declared:
        missing.append(
            _("Harm must be removed and the party on no list (《市场监督管理行政处罚信息公示规定》第十四条第一款第二项、第四项).")
        )
    if row.early_asked_on is not None and row.early_granted is None:
        missing.append(_("An application waits for its decision already."))
    if not grounds.strip() or not row.published_on or not row.published_on <= asked_on <= today:
        missing.append(_("Write down the grounds, and a day on which it could be asked."))
    if missing:
        raise PublicationRefused(" ".join(missing))
    row.early_asked_on, row.early_grounds, row.early_granted, row.early_answer = asked_on, grounds.strip(), None, ""
    ground.keep(row)
    ground.tell(row, _("Early end of the publication was asked for."), by=by, at=at)
    return row


@transaction.atomic
def decide(publication: Publication, *, granted: bool, answer: str, by: User, at: datetime, version: int) -> Publication:
    """The head answers the application. Raises PublicationRefused when a condition of article 14 is no longer met."""
    row, today = ground.locked(publication, version=version), timezone.localdate(at)
    ground.by_approver(row, by)
    ground.in_state(row, State.PUBLISHED)
    if row.early_asked_on is None or row.early_granted is not None:
        raise PublicationRefused(_("No application for an early end waits (《市场监督管理行政处罚信息公示规定》第十四条)."))
    if not answer.strip():
        raise PublicationRefused(_("Give the reason (%(rules)s%(article)s).") % {"rules": scope.RULES, "article": "第十四条"})
    if granted and (missing := faults(row, on=today)):
        raise PublicationRefused(" ".join(missing))
    row.early_granted, row.early_answer = granted, answer.strip()
    if granted:
        ground.keep(row, state=State.ENDED, ended_on=today, end_reason=EARLY)
    else:
        ground.keep(row)
    words = _("Early end granted: %(answer)s") if granted else _("Early end refused: %(answer)s")
    ground.tell(row, words % {"answer": row.early_answer}, by=by, at=at)
    return row
