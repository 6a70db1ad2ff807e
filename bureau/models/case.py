"""The docket: every matter of the bureau is one `Case`; apps inherit from it (multi-table inheritance)."""

from datetime import date
from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case as Choose
from django.db.models import Q, Value, When
from django.utils.translation import gettext_lazy as _

from bureau.models.people import Office, User
from bureau.roles import CONFIDENTIAL_ROLES, WHOLE_BUREAU_ROLES


class Channel(models.TextChoices):
    """How a matter reached the bureau."""

    WEB = "web", _("Web")
    HOTLINE = "hotline", _("Hotline")
    WINDOW = "window", _("Window")
    LETTER = "letter", _("Letter")
    PLATFORM_12315 = "12315", _("12315 platform")
    HOTLINE_12345 = "12345", _("12345 hotline")


class Light(models.TextChoices):
    """The colour of a matter's nearest running clock. Computed by query, never stored."""

    GREEN = "green", _("In time")
    YELLOW = "yellow", _("Due soon")
    RED = "red", _("Overdue")
    NONE = "none", _("No running clock")


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases by where they stand. `closed_at IS NULL` means open; `due_on IS NULL` means no running clock."""

    def visible_to(self, user: Any) -> Self:
        """What this member of staff may see: all for whole-bureau roles, else the own office's and what is in own hands.

        What only its team may see is shown to nobody else but those who answer for it (`CONFIDENTIAL_ROLES`).
        """
        if not getattr(user, "is_authenticated", False) or not user.is_bureau_staff:
            return self.none()
        if user.has_role(*CONFIDENTIAL_ROLES):
            return self
        own = Q(handler_id=user.pk) | Q(pk__in=CaseMember.objects.standing().filter(user_id=user.pk).values("case_id"))
        if user.has_role(*WHOLE_BUREAU_ROLES):
            return self.filter(Q(team_only=False) | own)
        return self.filter(Q(office_id=user.office_id, team_only=False) | own)

    def open(self) -> Self:
        """Not closed yet."""
        return self.filter(closed_at__isnull=True)

    def in_hands_of(self, user: User) -> Self:
        """Open and waiting for this person."""
        return self.open().filter(handler=user)

    def late(self, today: date) -> Self:
        """Open, and the last lawful day is past."""
        return self.open().filter(due_on__lt=today)

    def nearly_late(self, today: date) -> Self:
        """Open, inside the warning period, not late yet."""
        return self.open().filter(yellow_on__lte=today, due_on__gte=today)

    def with_light(self, today: date) -> Self:
        """Annotate `light` with the colour of the nearest running clock."""
        return self.annotate(
            light=Choose(
                When(due_on__isnull=True, then=Value(Light.NONE.value)),
                When(due_on__lt=today, then=Value(Light.RED.value)),
                When(yellow_on__lte=today, then=Value(Light.YELLOW.value)),
                default=Value(Light.GREEN.value),
                output_field=models.CharField(),
            )
        )


@pghistory.track(
    # The row as it was before: what is now stands in the table itself, so nothing is ever lost.
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    exclude=["search"],
    model_name="CaseHistory",
    obj_field=pghistory.ObjForeignKey(related_name="history"),
)
class Case(models.Model):
    """What all matters share. Only `bureau.workflow` assigns `state`; `enterprise_code` is a code, not a key (floors)."""

    kind = models.CharField(_("kind"), max_length=32)
    number = models.CharField(_("number"), max_length=32, unique=True)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=32)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("office"))
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="cases_in_hand", verbose_name=_("handler")
    )
    enterprise_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    channel = models.CharField(_("channel"), max_length=16, choices=Channel.choices, default=Channel.WEB)
    category = models.CharField(_("category"), max_length=48, blank=True)
    township = models.CharField(_("township"), max_length=48, blank=True)
    opened_at = models.DateTimeField(_("received"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    yellow_on = models.DateField(_("warning from"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=32, blank=True)
    # Only its team and those who answer for it may see and handle it: an office alone is not enough.
    team_only = models.BooleanField(_("for its team only"), default=False, db_default=False)
    search = SearchVectorField(null=True, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(_("last changed"))

    objects: ClassVar[models.Manager["Case"]] = models.Manager.from_queryset(CaseQuerySet)()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes: ClassVar = [
            # The queues: open matters by due date, for a person, an office, the bureau.
            models.Index(fields=["due_on", "id"], name="case_open_due", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["handler", "due_on", "id"], name="case_open_handler", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["office", "due_on", "id"], name="case_open_office", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["yellow_on"], name="case_open_yellow", condition=Q(closed_at__isnull=True)),
            # The docket: everything, newest first, by each filter offered.
            models.Index(fields=["-opened_at", "-id"], name="case_newest"),
            models.Index(fields=["kind", "state", "-opened_at", "-id"], name="case_kind_state"),
            models.Index(fields=["office", "-opened_at", "-id"], name="case_office_newest"),
            # Those who see one office only ask within it: without this a state their office never has would be sought in all others' cases.
            models.Index(fields=["office", "kind", "state", "-opened_at", "-id"], name="case_office_kind_state"),
            models.Index(fields=["handler", "-opened_at", "-id"], name="case_handler_newest"),
            models.Index(fields=["channel", "-opened_at", "-id"], name="case_channel"),
            models.Index(fields=["category", "-opened_at", "-id"], name="case_category"),
            models.Index(fields=["township", "-opened_at", "-id"], name="case_township"),
            models.Index(fields=["enterprise_code", "-opened_at"], name="case_enterprise", condition=~Q(enterprise_code="")),
            models.Index(fields=["-closed_at"], name="case_closed", condition=Q(closed_at__isnull=False)),
            GinIndex(fields=["search"], name="case_search", fastupdate=True),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=models.F("opened_at")), name="case_closed_after_opened"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act on it."""
        return self.closed_at is None

    def has_member(self, user: User) -> bool:
        """Whether somebody belongs to its team or was granted access. One query for all questions asked of this object."""
        if not hasattr(self, "_member_ids"):
            self._member_ids = frozenset(CaseMember.objects.standing().filter(case_id=self.pk).values_list("user_id", flat=True))
        return user.pk in self._member_ids


class CaseMemberQuerySet(models.QuerySet["CaseMember"]):
    """Who belongs to a case; `until IS NULL` means still."""

    def standing(self) -> Self:
        """Not ended."""
        return self.filter(until__isnull=True)


@pgtrigger.register(pgtrigger.Protect(name="kept", operation=pgtrigger.Delete))
class CaseMember(models.Model):
    """Somebody who works on a case besides its handler, or was granted access to it, with the certificate of the day they joined.

    A leaving, recusal or hand-over ends the row with its reason; it is never deleted: who investigated must not decide, ever.
    """

    class Part(models.TextChoices):
        """What somebody does on the case."""

        LEAD = "lead", _("Lead officer")
        OFFICER = "officer", _("Assisting officer")
        REVIEWER = "reviewer", _("Legal reviewer")
        CHAIR = "chair", _("Chair of the hearing")
        RECORDER = "recorder", _("Recorder")
        CHECKER = "checker", _("Officer of a check")
        GRANTED = "granted", _("Granted access")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_memberships", verbose_name=_("member of staff")
    )
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    certificate_number = models.CharField(_("enforcement certificate number"), max_length=32, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    ended_reason = models.CharField(_("reason of the end"), max_length=200, blank=True)

    objects: ClassVar[models.Manager["CaseMember"]] = models.Manager.from_queryset(CaseMemberQuerySet)()

    class Meta:
        ordering: ClassVar = ["since", "id"]
        verbose_name = _("member of a case")
        verbose_name_plural = _("members of cases")
        indexes: ClassVar = [models.Index(fields=["user", "case"], name="casemember_standing", condition=Q(until__isnull=True))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "user", "part"], condition=Q(until__isnull=True), name="casemember_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id} {self.part}"
