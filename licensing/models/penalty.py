"""Penalty cases (行政处罚法): the matter itself, the acts charged with the item applied to each, and the opinions given on the way."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bureau.models import Case, Document
from bureau.sealing import blind_index, mask_name
from licensing.models.catalogue import ItemVersion


class PartyType(models.TextChoices):
    """Who is to answer for an act: the law gives citizens and organisations different bounds (行政处罚法 51)."""

    UNIT = "unit", _("Legal person or other organisation")
    SOLE = "sole", _("Sole trader")
    CITIZEN = "citizen", _("Natural person")


class PenaltyCase(Case):
    """One penalty matter, kind "penalty" (ordinary procedure) or "spot-penalty" (simple procedure, 51). For its team only.

    The party is a `Party` of part respondent; an enterprise's code is on the docket row; `Case.category` is the code of the leading item.
    """

    class Procedure(models.TextChoices):
        """Which procedure (行政处罚法 chapter 5)."""

        ORDINARY = "ordinary", _("Ordinary procedure")
        SIMPLE = "simple", _("Simple procedure")

    class Source(models.TextChoices):
        """Where the lead came from."""

        REPORT = "report", _("Report")
        COMPLAINT = "complaint", _("Complaint")
        INSPECTION = "inspection", _("Inspection")
        SAMPLING = "sampling", _("Failed sample")
        TRANSFER = "transfer", _("Transferred by another authority")
        SUPERIOR = "superior", _("Assigned by a superior authority")
        OWN = "own", _("Found in the course of duty")

    class Decision(models.TextChoices):
        """What was decided (行政处罚法 57)."""

        PENALTY = "penalty", _("Penalty imposed")
        NO_PENALTY = "no-penalty", _("No penalty")
        NOT_ESTABLISHED = "not-established", _("Act not established")
        TRANSFERRED = "transferred", _("Transferred")

    procedure = models.CharField(_("procedure"), max_length=10, choices=Procedure.choices, default=Procedure.ORDINARY)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    source_case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="penalties", verbose_name=_("matter it came from")
    )
    source_note = models.CharField(_("about the source"), max_length=300, blank=True)
    party_type = models.CharField(_("kind of party"), max_length=8, choices=PartyType.choices)
    # Name of a unit in full, of a person as a mask.
    party_name = models.CharField(_("party"), max_length=120)
    person_index = models.BinaryField(null=True, max_length=16)
    legal_representative = models.CharField(_("legal representative or person in charge"), max_length=60, blank=True)
    facts = models.TextField(_("facts"), blank=True)
    act_from = models.DateField(_("act began"), null=True, blank=True)
    # The day of the act, or of its end where it went on (行政处罚法 36 para. 2).
    act_to = models.DateField(_("act ended"), null=True, blank=True)
    discovered_on = models.DateField(_("discovered"))
    harms_life = models.BooleanField(_("harm to life, health or finance"), default=False)
    # --- written by the steps ---
    filed_on = models.DateField(_("filed"), null=True, blank=True)
    investigated_on = models.DateField(_("investigation ended"), null=True, blank=True)
    noticed_on = models.DateField(_("prior notice served"), null=True, blank=True)
    hearing_offered = models.BooleanField(_("right to a hearing told"), default=False)
    needs_legal_review = models.BooleanField(_("legal review needed"), default=False)
    needs_discussion = models.BooleanField(_("collective discussion needed"), default=False)
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=16, choices=Decision.choices, blank=True)
    decision_text = models.TextField(_("reasons of the decision"), blank=True)
    decision_document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The sums told in the prior notice: a heavier decision after a defence is unlawful (45).
    noticed_fine = models.DecimalField(_("fine told"), max_digits=14, decimal_places=2, null=True, blank=True)
    noticed_sanctions = models.JSONField(_("sanctions told"), default=list, blank=True)
    fine = models.DecimalField(_("fine"), max_digits=14, decimal_places=2, default=0)
    confiscation = models.DecimalField(_("illegal gain to be confiscated"), max_digits=14, decimal_places=2, default=0)
    sanctions = models.JSONField(_("sanctions"), default=list, blank=True)
    correction = models.TextField(_("what must be put right"), blank=True)
    correct_by = models.DateField(_("put right by"), null=True, blank=True)
    served_on = models.DateField(_("decision served"), null=True, blank=True)
    executed_on = models.DateField(_("carried out"), null=True, blank=True)
    closing_text = models.TextField(_("how it ended"), blank=True)
    # Decided by an authority above, because the sum exceeds the district's power.
    referred_to = models.CharField(_("referred to"), max_length=120, blank=True)
    upper_decision = models.CharField(_("decision of the authority above"), max_length=200, blank=True)
    joined_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined")
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="split")

    class Meta:
        verbose_name = _("penalty case")
        verbose_name_plural = _("penalty cases")
        indexes: ClassVar = [
            models.Index(fields=["-decided_on", "-case_ptr"], name="penalty_decided", condition=Q(decided_on__isnull=False)),
            models.Index(fields=["person_index"], name="penalty_person", condition=Q(person_index__isnull=False)),
            models.Index(fields=["source_case"], name="penalty_source", condition=Q(source_case__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(fine__gte=0) & Q(confiscation__gte=0), name="penalty_sums"),
            models.CheckConstraint(
                condition=Q(act_from__isnull=True) | Q(act_to__isnull=True) | Q(act_from__lte=F("act_to")), name="penalty_act_order"
            ),
        ]

    def name_person(self, *, name: str, identity_number: str) -> None:
        """Fill the columns that stand for a person: mask and blind index."""
        self.party_name = mask_name(name)
        self.person_index = blind_index(identity_number)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    model_name="ChargeHistory",
    obj_field=pghistory.ObjForeignKey(related_name="history"),
    append_only=True,
)
class Charge(models.Model):
    """One act under one item. `number` counts the acts: the same act under several items has one number and at most one fine (29).

    `values` are the facts the fine is computed from, by the law's word ("货值金额": "12000.00", yuan). `rule` is the place of the rule in
    the fines of the version applied; `low` and `high` bound the fine as computed when it was set (yuan).
    """

    class Applied(models.TextChoices):
        """Which version of the law: that of the decision, or the lighter one of the act (37)."""

        AT_DECISION = "decision", _("In force at the decision")
        AT_ACT = "act", _("In force at the time of the act, lighter")

    case = models.ForeignKey(PenaltyCase, on_delete=models.PROTECT, related_name="charges")
    number = models.PositiveSmallIntegerField(_("act"))
    act = models.TextField(_("what was done"))
    act_from = models.DateField(_("from"), null=True, blank=True)
    act_to = models.DateField(_("to"))
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="charges", verbose_name=_("power item"))
    applied = models.CharField(_("version applied"), max_length=8, choices=Applied.choices, default=Applied.AT_DECISION)
    applied_reason = models.CharField(_("why"), max_length=300, blank=True)
    rule = models.PositiveSmallIntegerField(_("fine rule"), null=True, blank=True)
    values = models.JSONField(_("sums it is computed from"), default=dict, blank=True)
    tier = models.CharField(_("tier of discretion"), max_length=12, blank=True)
    factors = models.JSONField(_("factors"), default=list, blank=True)
    factor_note = models.TextField(_("facts behind the factors"), blank=True)
    sanctions = models.JSONField(_("sanctions"), default=list, blank=True)
    fine = models.DecimalField(_("fine"), max_digits=14, decimal_places=2, default=0)
    low = models.DecimalField(_("least"), max_digits=14, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(_("greatest"), max_digits=14, decimal_places=2, null=True, blank=True)
    confiscation = models.DecimalField(_("illegal gain to be confiscated"), max_digits=14, decimal_places=2, default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["number", "id"]
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number", "item_version"], name="charge_once"),
            # 行政处罚法 29: one act, one fine.
            models.UniqueConstraint(fields=["case", "number"], condition=Q(fine__gt=0), name="charge_one_fine_an_act"),
            models.CheckConstraint(condition=Q(fine__gte=0) & Q(confiscation__gte=0), name="charge_sums"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number} {self.item_version_id}"


@pgtrigger.register(pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete))
class CaseOpinion(models.Model):
    """What somebody said on a case at one stage: report, review, approval. Never changed; a second thought is a second row."""

    class Stage(models.TextChoices):
        """Where on the way."""

        FILING = "filing", _("Filing")
        INVESTIGATION = "investigation", _("Report of the investigation")
        REVIEW = "review", _("Review of the case")
        LEGAL = "legal", _("Legal review")
        DEFENCE = "defence", _("Finding on the defence")
        DISCUSSION = "discussion", _("Collective discussion")
        DECISION = "decision", _("Decision")
        MEASURE = "measure", _("Compulsory measure")
        CLOSING = "closing", _("Closing")

    class Verdict(models.TextChoices):
        """What it comes to."""

        AGREE = "agree", _("Agrees")
        CHANGE = "change", _("Agrees with changes")
        REFUSE = "refuse", _("Does not agree")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="opinions")
    stage = models.CharField(_("stage"), max_length=14, choices=Stage.choices)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices, default=Verdict.AGREE)
    text = models.TextField(_("opinion"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("given"))

    class Meta:
        ordering: ClassVar = ["at", "id"]
        verbose_name = _("opinion on a case")
        verbose_name_plural = _("opinions on cases")
        indexes: ClassVar = [models.Index(fields=["case", "stage", "at"], name="caseopinion_stage")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage} {self.verdict}"


class CollectiveDiscussion(models.Model):
    """The heads discuss a complex or grave case together (行政处罚法 57 para. 2). `attended`: name and post, one a row."""

    case = models.ForeignKey(PenaltyCase, on_delete=models.PROTECT, related_name="discussions")
    held_at = models.DateTimeField(_("held"))
    place = models.CharField(_("place"), max_length=120)
    chair = models.CharField(_("chair"), max_length=60)
    attended = models.JSONField(_("attended"), default=list)
    recorder = models.CharField(_("recorder"), max_length=60)
    opinions = models.TextField(_("what was said"))
    conclusion = models.TextField(_("conclusion"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["held_at", "id"]
        verbose_name = _("collective discussion")
        verbose_name_plural = _("collective discussions")

    def __str__(self) -> str:
        return f"{self.case_id} {self.held_at:%Y-%m-%d}"


class Recusal(models.Model):
    """Somebody is asked to step aside, or asks it (行政处罚法 43); the head decides. Until then they go on only with what cannot wait."""

    class AskedBy(models.TextChoices):
        """Who asks."""

        SELF = "self", _("The officer")
        PARTY = "party", _("The party")
        BUREAU = "bureau", _("The bureau")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recusals")
    of = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("officer"))
    asked_by = models.CharField(_("asked by"), max_length=8, choices=AskedBy.choices)
    ground = models.TextField(_("ground"))
    asked_at = models.DateTimeField(_("asked"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    granted = models.BooleanField(_("granted"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "of"], condition=Q(decided_at__isnull=True), name="recusal_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.of_id}"


class CaseTransfer(models.Model):
    """A case sent to another authority, the police or an authority above, with the list of what goes along (行政处罚法 27)."""

    class To(models.TextChoices):
        """To whom."""

        POLICE = "police", _("Police (suspected crime)")
        AUTHORITY = "authority", _("Authority with jurisdiction")
        SUPERIOR = "superior", _("Authority above")
        DISCIPLINE = "discipline", _("Discipline inspection or supervision")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers")
    to = models.CharField(_("to"), max_length=12, choices=To.choices)
    body = models.CharField(_("name of the authority"), max_length=120)
    reason = models.TextField(_("reason"))
    # Each {"name", "pages"}: what goes along.
    papers = models.JSONField(_("list of papers"), default=list)
    sent_on = models.DateField(_("sent"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    accepted = models.BooleanField(_("taken over"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering: ClassVar = ["sent_on", "id"]
        verbose_name = _("transfer of a case")
        verbose_name_plural = _("transfers of cases")

    def __str__(self) -> str:
        return f"{self.case_id} {self.body}"
