"""Steps after the decision was served, as a table: pay, be late, be demanded, go to court, fight the decision, close.

The party pays into the bank (行政处罚法 67); the pages of payments record that, not a step. Shared with the simple procedure (53).
"""

from django.utils.translation import gettext_lazy as _

from bureau.roles import Role
from bureau.workflow import Transition
from licensing.execution import cash, effects, forms, gates, goods, remedies
from licensing.execution.court_window import COURT, DEMAND
from licensing.penalties.gates import actor_did_not_investigate, actor_is_investigator, two_certified_officers
from licensing.penalties.law import penalty_law
from licensing.penalties.parts import HEADS, OFFICERS, PARTY_OR_OFFICER, REVIEWERS
from licensing.penalties.states import PenaltyState
from licensing.procedure.notice_gates import party_or_its_officer
from licensing.steps.telling import telling_heads

S = PenaltyState
COERCION_LAW = "《中华人民共和国行政强制法》"
# A suit may come months after the fine was paid and the case closed.
FOUGHT = (S.EXECUTING, S.COURT, S.CLOSED)

PAYING: tuple[Transition, ...] = (
    Transition(
        "ask-relief",
        (S.EXECUTING,),
        None,
        _("Ask to pay later or in parts"),
        PARTY_OR_OFFICER,
        gates=(party_or_its_officer, gates.fine_is_open, gates.no_relief_waits),
        form=forms.AskReliefForm,
        effect=telling_heads(effects.ask_relief, "staff-relief-asked"),
        tells=(("handler", "staff-relief-asked"),),
        basis=penalty_law("第六十六条第二款"),
    ),
    Transition(
        "decide-relief",
        (S.EXECUTING,),
        None,
        _("Decide on payment later or in parts"),
        HEADS,
        gates=(gates.relief_waits, gates.fine_is_open, actor_did_not_investigate),
        form=forms.DecideReliefForm,
        effect=effects.decide_relief,
        letters=("relief-decision",),
        tells=(("respondent", "penalty-relief-decided"), ("handler", "staff-relief-decided")),
        basis=penalty_law("第六十六条第二款"),
    ),
    Transition(
        "impose-late-fee",
        (S.EXECUTING,),
        None,
        _("Impose the late fee"),
        HEADS,
        gates=(gates.late_fee_grew, gates.execution_is_not_stopped, actor_did_not_investigate),
        form=forms.ReasonsForm,
        effect=effects.impose_late_fee,
        letters=("late-fee-decision",),
        tells=(("respondent", "penalty-late-fee"),),
        danger=True,
        basis=penalty_law("第七十二条第一款第一项"),
    ),
    Transition(
        "take-cash",
        (S.EXECUTING,),
        None,
        _("Take cash against a receipt"),
        OFFICERS,
        gates=(actor_is_investigator, two_certified_officers, gates.something_is_owed),
        form=forms.TakeCashForm,
        effect=cash.take,
        public=False,
        basis=penalty_law("六十八", "六十九", "七十"),
    ),
    Transition(
        "hand-in-cash",
        (S.EXECUTING,),
        None,
        _("Hand cash in to the bureau"),
        OFFICERS,
        gates=(actor_is_investigator, gates.cash_is_with_officer),
        form=forms.CashDayForm,
        effect=cash.hand_in,
        public=False,
        basis=penalty_law("七十一"),
    ),
    Transition(
        "bank-cash",
        (S.EXECUTING,),
        None,
        _("Pay cash into the bank"),
        frozenset({Role.SUPERVISOR, Role.APPROVER}),
        gates=(gates.cash_is_with_bureau,),
        form=forms.CashDayForm,
        effect=cash.bank,
        public=False,
        basis=penalty_law("七十一"),
    ),
)

ENFORCING: tuple[Transition, ...] = (
    Transition(
        "demand",
        (S.EXECUTING,),
        None,
        _("Demand performance"),
        OFFICERS,
        gates=(actor_is_investigator, two_certified_officers, gates.something_is_overdue, gates.execution_is_not_stopped),
        form=forms.ReasonsForm,
        effect=effects.demand,
        letters=("payment-demand",),
        public=False,
        basis=f"{COERCION_LAW}第五十四条",
        hint=_("The ten days run from its service on the page “Service”."),
    ),
    Transition(
        "apply-court",
        (S.EXECUTING,),
        S.COURT,
        _("Apply to the court for enforcement"),
        HEADS,
        gates=(gates.something_is_overdue, gates.no_remedy_runs, gates.demand_was_in_vain, gates.court_window_is_open),
        stops=(COURT, DEMAND),
        form=forms.ApplyCourtForm,
        effect=effects.apply_court,
        letters=("court-application",),
        tells=(("handler", "staff-court-applied"),),
        public=False,
        danger=True,
        basis=f"{penalty_law('第七十二条第一款第四项')}、{COERCION_LAW}第五十三条、第五十四条、第五十五条",
    ),
    Transition(
        "note-court",
        (S.COURT,),
        None,
        _("Note what the court says"),
        OFFICERS | HEADS,
        gates=(gates.officer_of_case,),
        form=forms.NoteCourtForm,
        effect=effects.note_court,
        public=False,
        basis=f"{COERCION_LAW}第五十六条",
    ),
    Transition(
        "record-court",
        (S.COURT,),
        S.EXECUTING,
        _("Record the result of the court"),
        OFFICERS | HEADS,
        gates=(gates.officer_of_case,),
        form=forms.RecordCourtForm,
        effect=effects.record_court,
        public=False,
        basis=f"{COERCION_LAW}第五十三条",
    ),
    Transition(
        "record-remedy",
        FOUGHT,
        None,
        _("Record a reconsideration or suit"),
        OFFICERS | REVIEWERS,
        gates=(gates.officer_of_case,),
        form=forms.RecordRemedyForm,
        effect=telling_heads(remedies.record, "staff-remedy-began"),
        public=False,
        basis=penalty_law("七十三"),
    ),
    Transition(
        "end-remedy",
        FOUGHT,
        None,
        _("Record the end of a reconsideration or suit"),
        OFFICERS | REVIEWERS,
        gates=(gates.officer_of_case, gates.remedy_runs),
        form=forms.EndRemedyForm,
        effect=telling_heads(remedies.end, "staff-remedy-ended"),
        tells=(("handler", "staff-remedy-ended"),),
        public=False,
        basis=penalty_law("七十三"),
    ),
)

ENDING: tuple[Transition, ...] = (
    Transition(
        "dispose-goods",
        (S.EXECUTING,),
        None,
        _("Deal with confiscated goods"),
        OFFICERS,
        gates=(actor_is_investigator, two_certified_officers, gates.has_confiscated_goods),
        form=forms.DisposeGoodsForm,
        effect=goods.dispose,
        letters=("goods-disposal",),
        public=False,
        danger=True,
        basis=penalty_law("七十四"),
    ),
    Transition(
        "close",
        (S.EXECUTING,),
        S.CLOSED,
        _("Close the case"),
        HEADS,
        gates=(
            gates.nothing_is_owed,
            gates.no_relief_waits,
            gates.no_remedy_runs,
            gates.cash_is_banked,
            gates.goods_are_dealt_with,
            gates.decision_was_served,
            gates.publicity_is_prepared,
            actor_did_not_investigate,
        ),
        stops=(COURT, DEMAND),
        form=forms.CloseForm,
        effect=effects.close,
        letters=("closing-report",),
        tells=(("handler", "staff-penalty-closed"),),
        basis=penalty_law("六十六"),
    ),
)

EXECUTION: tuple[Transition, ...] = (*PAYING, *ENFORCING, *ENDING)
