"""What must be given before a penalty is imposed on the spot: each predicate returns what is missing with its article, or None.

行政处罚法 29 (one act, one fine), 30 (children), 44 and 45 (told and heard), 51 (caps), 52 (certificates, hand-over, filing).
"""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bureau.workflow import Act
from licensing.fines import charges
from licensing.models import Charge, PartyType, PenaltyCase, ServiceAttempt
from licensing.spot.items import ALLOWED, PENALTIES, cap

ADULT, PUNISHABLE = 18, 14
LIGHTER = frozenset({"light", "mitigated", "waived"})


def comes_from_screen(act: Act) -> str | None:
    """Decided on its own screen, where everything the law asks for is put down."""
    if act.data:
        return None
    return _("Decide on the page “On the spot”, with everything the law asks for (行政处罚法第五十一条、第五十二条).")


def certificates_were_shown(act: Act) -> str | None:
    """The officers showed their certificates (52 para. 1, 55)."""
    if not act.data or act.data.get("certificates_shown"):
        return None
    return _("The officers must show their enforcement certificates first (行政处罚法第五十二条第一款).")


def facts_are_clear(act: Act) -> str | None:
    """The facts are beyond doubt (51); otherwise the ordinary procedure investigates them."""
    if not act.data or act.data.get("facts_clear"):
        return None
    return _("On the spot only what is beyond doubt is punished; otherwise turn it into an ordinary case (行政处罚法第五十一条).")


def rights_were_told(act: Act) -> str | None:
    """The party was told penalty, facts, reasons, basis and rights before the decision (44)."""
    if not act.data or act.data.get("rights_told"):
        return None
    return _("Tell the party the penalty, the facts, the basis and its rights before deciding (行政处罚法第四十四条).")


def party_was_heard(act: Act) -> str | None:
    """What the party said is written down and weighed; that it said nothing is written down too (45)."""
    if not act.data:
        return None
    statement, silent = (act.data.get("statement") or "").strip(), bool(act.data.get("said_nothing"))
    if not statement and not silent:
        return _("Hear the party and write down what it says, or that it says nothing (行政处罚法第四十五条).")
    if statement and not (act.data.get("finding") or "").strip():
        return _("What the party said must be weighed: write down what came of it (行政处罚法第四十五条第一款).")
    return None


def is_warning_or_fine(act: Act) -> str | None:
    """Nothing but a warning or a fine, besides the order to put things right (51, 28)."""
    totals = charges.totals(act.case)
    beyond = [one for one in totals.sanctions if one not in ALLOWED]
    if beyond or totals.confiscation > 0:
        words = _(
            "On the spot only a warning or a fine may be imposed, not %(sanctions)s: use the ordinary procedure (行政处罚法第五十一条)."
        )
        return words % {"sanctions": "、".join(beyond) or "没收违法所得"}
    if act.case.charges.exists() and not PENALTIES & set(totals.sanctions):
        return _("Choose a warning or a fine (行政处罚法第五十一条).")
    return None


def is_within_cap(act: Act) -> str | None:
    """At most two hundred yuan for a citizen, three thousand for a legal person or another organisation (51)."""
    case: PenaltyCase = act.case
    most, fine = cap(case.party_type, act.now.date()), charges.totals(case).fine
    if fine <= most:
        return None
    words = _(
        "The fine of %(fine)s yuan is above the %(most)s yuan possible on the spot: use the ordinary procedure (行政处罚法第五十一条)."
    )
    return words % {"fine": format(fine, "f"), "most": format(most.normalize(), "f")}


def was_not_fined_already(act: Act) -> str | None:
    """The same act is fined once (29): no other case of this party fines it, or is about to."""
    earlier = same_acts(act.case).first()
    if earlier is None:
        return None
    words = _("This act is punished in the matter %(number)s already; it must not be fined twice (行政处罚法第二十九条).")
    return words % {"number": earlier.case.number}


def same_acts(case: PenaltyCase) -> "QuerySet[Charge]":
    """Charges of other cases of this party under the same item for days that overlap. One query after that of the own charges."""
    party = Q(case__enterprise_code=case.enterprise_code) if case.enterprise_code else Q(pk__in=())
    if case.person_index:
        party |= Q(case__person_index=case.person_index)
    if not case.enterprise_code and not case.person_index:
        party = Q(case__party_name=case.party_name, case__party_type=case.party_type)
    overlapping = Q(pk__in=())
    for own in case.charges.all():
        began = own.act_from or own.act_to
        days = Q(act_to__gte=began) & (Q(act_from__lte=own.act_to) | Q(act_from__isnull=True, act_to__lte=own.act_to))
        overlapping |= days & Q(item_version__item_id=own.item_version.item_id)
    rows = Charge.objects.filter(party, overlapping).exclude(case_id=case.pk)
    # A case that ended without a penalty punishes nothing.
    rows = rows.filter(Q(case__decision=PenaltyCase.Decision.PENALTY) | Q(case__closed_at__isnull=True))
    return rows.select_related("case").order_by("pk")


def age_on(born_on: date, day: date) -> int:
    """Full years of life on that day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def is_old_enough(act: Act) -> str | None:
    """Children below fourteen are not punished; from fourteen to eighteen the penalty is lighter or mitigated (30)."""
    case: PenaltyCase = act.case
    if not act.data or case.party_type != PartyType.CITIZEN:
        return None
    born_on = act.data.get("born_on")
    if born_on is None:
        return _("Write down the day of birth: children below fourteen are not punished (行政处罚法第三十条).")
    age = age_on(born_on, min((one.act_to for one in case.charges.all()), default=act.now.date()))
    if age < PUNISHABLE:
        return _("Whoever is below fourteen is not punished; the guardian is told to see to it (行政处罚法第三十条).")
    if age < ADULT and any(one.tier not in LIGHTER for one in case.charges.all() if one.fine > 0):
        return _("From fourteen to eighteen the penalty is light or mitigated (行政处罚法第三十条).")
    return None


def is_of_sound_mind(act: Act) -> str | None:
    """Who could not tell or control what they did is not punished (31)."""
    if not act.data or not act.data.get("not_responsible"):
        return None
    return _("Whoever could not tell or control what they did is not punished (行政处罚法第三十一条).")


def is_handed_over(act: Act) -> str | None:
    """The hand-over is put down on the page, then the step follows (52 para. 1, 61)."""
    attempt = act.data.get("attempt")
    if attempt is None:
        return _("Hand the decision over on the page “On the spot”: signed, or the refusal noted (行政处罚法第五十二条第一款).")
    if attempt.document_id != act.case.decision_document_id or attempt.outcome != ServiceAttempt.Outcome.SERVED:
        return _("What was served is not the decision of this case (行政处罚法第五十二条第一款、第六十一条).")
    return None


def is_on_file(act: Act) -> str | None:
    """Filed with the bureau (52 para. 3)."""
    if act.case.filed_on is not None:
        return None
    return _("The decision is not on file with the bureau yet (行政处罚法第五十二条第三款).")


def is_not_on_file(act: Act) -> str | None:
    """Once is enough."""
    return _("It is on file already.") if act.case.filed_on is not None else None


def filer_did_not_decide(act: Act) -> str | None:
    """Who imposed it does not take it on file: filing is how the bureau looks at it (52 para. 3)."""
    user = act.actor.user
    if user is None or not act.case.has_member(user):
        return None
    return _("You belong to this case; somebody else takes it on file (行政处罚法第五十二条第三款).")
