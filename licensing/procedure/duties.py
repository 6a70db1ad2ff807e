"""What a case needs before it is decided, with the reasons: legal review (行政处罚法 58), collective discussion (57 para. 2)."""

from datetime import date

from django.utils.translation import gettext as _

from licensing.fines import charges
from licensing.fines.hearings import reasons as hearing_reasons
from licensing.models import CaseOpinion, CollectiveDiscussion, PenaltyCase
from licensing.procedure import opinions, periods

LEAST_ATTENDED = 3
SEVERAL = 2


def heavy_reasons(case: PenaltyCase, *, on: date) -> list[str]:
    """Why the penalty is a heavy one: what gives the right to a hearing (63)."""
    return list(hearing_reasons(charges.totals(case), party_type=case.party_type, on=on))


def legal_review_reasons(case: PenaltyCase, *, on: date) -> list[str]:
    """Why the law wants a legal review before the decision; empty: it does not. Three queries."""
    reasons = []
    if periods.held_hearing(case.pk) is not None:
        reasons.append(_("A hearing was held (行政处罚法第五十八条第一款第二项)."))
    if case.harms_life:
        reasons.append(_("Life, health or finance were harmed: a major public interest (行政处罚法第五十八条第一款第一项)."))
    if case.charges.values("item_version").distinct().count() >= SEVERAL:
        reasons.append(_("Several legal relations: acts under more than one item (行政处罚法第五十八条第一款第三项)."))
    reasons += [_("Heavy penalty: %(reason)s") % {"reason": reason} for reason in heavy_reasons(case, on=on)]
    if case.needs_legal_review:
        reasons.append(_("The head or the reviewer found it necessary (行政处罚法第五十八条第一款第四项)."))
    return reasons


def discussion_reasons(case: PenaltyCase, *, on: date) -> list[str]:
    """Why the heads have to discuss the case together; empty: they need not. Two queries."""
    reasons = [_("Grave act: %(reason)s") % {"reason": reason} for reason in heavy_reasons(case, on=on)]
    if periods.held_hearing(case.pk) is not None:
        reasons.append(_("A hearing was held: the case is complex (行政处罚法第五十七条第二款)."))
    if case.needs_discussion:
        reasons.append(_("The head or the reviewer found the case complex or grave (行政处罚法第五十七条第二款)."))
    return reasons


def legal_opinion(case: PenaltyCase) -> CaseOpinion | None:
    """The legal review that counts: given since the notice told last."""
    return opinions.latest(case.pk, CaseOpinion.Stage.LEGAL, actions=(*periods.NOTICES, "hold-hearing"))


def discussion(case: PenaltyCase) -> CollectiveDiscussion | None:
    """The collective discussion that counts: held since the notice told last."""
    notice = periods.last_notice(case.pk)
    rows = CollectiveDiscussion.objects.filter(case_id=case.pk)
    if notice is not None:
        rows = rows.filter(held_at__gte=notice.at)
    return rows.order_by("-held_at", "-pk").first()
