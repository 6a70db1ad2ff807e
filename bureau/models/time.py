"""Statutory time: days that differ from the calendar, the rules of law, running clocks and their pauses."""

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case as Choose
from django.db.models import Exists, F, OuterRef, Q, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bureau.roles import Role


class Unit(models.TextChoices):
    """What a period is counted in."""

    WORKING_DAYS = "wd", _("working days")
    CALENDAR_DAYS = "cd", _("calendar days")
    HOURS = "hours", _("hours")
    MONTHS = "months", _("months")


class Roll(models.TextChoices):
    """What happens when the last day is not a working day."""

    NONE = "none", _("stays")
    NEXT_NON_HOLIDAY = "next-non-holiday", _("a holiday moves it to the day after")
    NEXT_WORKING_DAY = "next-working-day", _("moves to the next working day")


class ClockLight(models.TextChoices):
    """The colour of one clock. A paused clock has none of the three colours: its last day is still moving."""

    GREEN = "green", _("In time")
    YELLOW = "yellow", _("Due soon")
    RED = "red", _("Overdue")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")


class CalendarDay(models.Model):
    """A day on which the bureau works, or does not, contrary to what the holidays library knows."""

    date = models.DateField(_("date"), unique=True)
    is_working = models.BooleanField(_("working day"))
    is_statutory = models.BooleanField(
        _("statutory holiday"), default=False, help_text=_("Only for a day off by statute, not a swapped one.")
    )
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=200, help_text=_("The notice that says so."))

    class Meta:
        app_label = "bureau"
        ordering: ClassVar = ["date"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(is_working=False) | Q(is_statutory=False), name="calendarday_holiday_is_off"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class ClockRule(models.Model):
    """One period the law sets, during the time that law is in force. Rows are data; `bureau.clock_rules.load_rules` ships them."""

    code = models.SlugField(_("code"), max_length=48)
    label = models.CharField(_("label"), max_length=80)
    label_en = models.CharField(_("English label"), max_length=120, blank=True)
    start_event = models.CharField(_("counted from"), max_length=120)
    days = models.PositiveSmallIntegerField(_("length"))
    unit = models.CharField(_("unit"), max_length=6, choices=Unit.choices)
    before = models.BooleanField(_("counted back from the event"), default=False)
    roll = models.CharField(_("when the last day is a holiday"), max_length=16, choices=Roll.choices, default=Roll.NONE)
    pausable = models.BooleanField(_("may be paused"), default=False)
    extension_days = models.PositiveSmallIntegerField(_("longest extension"), null=True, blank=True)
    extension_unit = models.CharField(_("unit of the extension"), max_length=6, choices=Unit.choices, blank=True)
    extension_by = models.CharField(_("who may extend"), max_length=16, choices=Role.choices, blank=True)
    warn_days = models.PositiveSmallIntegerField(_("warn when so many remain"), default=0)
    citation = models.CharField(_("legal basis"), max_length=160)
    statute = models.TextField(_("words of the law"), blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until, that day excluded"), null=True, blank=True)
    confirmed = models.BooleanField(_("confirmed against the official text"), default=False)
    internal = models.BooleanField(_("internal, not statutory"), default=False)
    enabled = models.BooleanField(_("switched on"), default=True)
    local = models.BooleanField(_("kept by this bureau"), default=False, help_text=_("The loader leaves such a row alone."))

    class Meta:
        app_label = "bureau"
        ordering: ClassVar = ["code", "valid_from"]
        verbose_name = _("clock rule")
        verbose_name_plural = _("clock rules")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="clockrule_code_valid_from"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="clockrule_valid_order"),
            models.CheckConstraint(
                condition=Q(extension_days__isnull=True, extension_unit="", extension_by="")
                | (Q(extension_days__gt=0) & ~Q(extension_unit="") & ~Q(extension_by="")),
                name="clockrule_extension_whole",
            ),
            # A statutory clock cannot be switched off, only an internal one.
            models.CheckConstraint(condition=Q(enabled=True) | Q(internal=True), name="clockrule_statutory_is_on"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def name(self) -> str:
        """The label in the reader's language."""
        return self.label_en if (get_language() or "").startswith("en") and self.label_en else self.label

    def clean(self) -> None:
        """Refuse a row whose time in force overlaps another row of the same code."""
        others = (
            ClockRule.objects.filter(code=self.code).exclude(pk=self.pk).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=self.valid_from))
        )
        if self.valid_to is not None:
            others = others.filter(valid_from__lt=self.valid_to)
        if others.exists():
            raise ValidationError({"valid_from": _("Another rule with this code is in force during that time.")})


class ClockQuerySet(models.QuerySet["Clock"]):
    """Clocks by how they stand. `stopped_at IS NULL` means running, paused or not."""

    def running(self) -> Self:
        """Not stopped yet; a paused clock is among them."""
        return self.filter(stopped_at__isnull=True)

    def ticking(self) -> Self:
        """Running and not paused: `due_on` is the true last day."""
        return self.running().filter(~Exists(ClockPause.objects.open().filter(clock=OuterRef("pk"))))

    def yellow(self, today: date) -> Self:
        """Ticking, inside the warning period, the last day included."""
        return self.ticking().filter(yellow_on__lte=today, due_on__gte=today)

    def red(self, today: date) -> Self:
        """Ticking, and the last lawful day is past."""
        return self.ticking().filter(due_on__lt=today)

    def annotate_light(self, today: date) -> Self:
        """Add `light`, one of `ClockLight`; the colour is never stored."""
        return self.annotate(
            light=Choose(
                When(stopped_at__isnull=False, then=Value(ClockLight.STOPPED.value)),
                When(Exists(ClockPause.objects.open().filter(clock=OuterRef("pk"))), then=Value(ClockLight.PAUSED.value)),
                When(due_on__lt=today, then=Value(ClockLight.RED.value)),
                When(yellow_on__lte=today, then=Value(ClockLight.YELLOW.value)),
                default=Value(ClockLight.GREEN.value),
                output_field=models.CharField(),
            )
        )

    def of_cases(self, case_ids: Collection[int]) -> Self:
        """The clocks of these cases with their rules and pauses, to be computed anew or explained."""
        return self.filter(case_id__in=case_ids).select_related("rule").prefetch_related("pauses")


class Clock(models.Model):
    """One statutory period running for one case. Facts, and the two dates that follow from them."""

    case = models.ForeignKey("bureau.Case", on_delete=models.CASCADE, related_name="clocks", verbose_name=_("case"))
    rule = models.ForeignKey(ClockRule, on_delete=models.PROTECT, related_name="clocks", verbose_name=_("rule"))
    code = models.CharField(_("code"), max_length=48)
    started_on = models.DateField(_("counted from"))
    due_on = models.DateField(_("last day"))
    yellow_on = models.DateField(_("warning from"))
    extended_days = models.PositiveSmallIntegerField(_("extended by"), default=0)
    extension_reason = models.CharField(_("reason of the extension"), max_length=300, blank=True)
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("approved by"),
    )
    extended_at = models.DateTimeField(_("extended at"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    met = models.BooleanField(_("met in time"), null=True, blank=True)
    warned_yellow_at = models.DateTimeField(_("warned when due soon"), null=True, blank=True)
    warned_red_at = models.DateTimeField(_("warned when overdue"), null=True, blank=True)

    objects: ClassVar[models.Manager["Clock"]] = models.Manager.from_queryset(ClockQuerySet)()

    class Meta:
        app_label = "bureau"
        ordering: ClassVar = ["due_on", "id"]
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="clock_running_due", condition=Q(stopped_at__isnull=True)),
            models.Index(fields=["yellow_on"], name="clock_running_yellow", condition=Q(stopped_at__isnull=True)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "code"], condition=Q(stopped_at__isnull=True), name="clock_one_running_per_code"),
            models.CheckConstraint(condition=Q(yellow_on__lte=F("due_on")), name="clock_yellow_before_due"),
            models.CheckConstraint(
                condition=Q(extended_days=0) | Q(extended_at__isnull=False, extended_by__isnull=False), name="clock_extension_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.due_on}"

    def light_on(self, today: date) -> ClockLight:
        """The colour of this one clock; lists use `annotate_light`."""
        if self.stopped_at is not None:
            return ClockLight.STOPPED
        if any(pause.ended_on is None for pause in self.pauses.all()):
            return ClockLight.PAUSED
        if self.due_on < today:
            return ClockLight.RED
        return ClockLight.YELLOW if self.yellow_on <= today else ClockLight.GREEN


class ClockPauseQuerySet(models.QuerySet["ClockPause"]):
    """Pauses; `ended_on IS NULL` means the clock still stands."""

    def open(self) -> Self:
        """Not ended yet."""
        return self.filter(ended_on__isnull=True)


class ClockPause(models.Model):
    """Days the law does not count: from `started_on` up to the day before `ended_on`, the day the clock goes on.

    Two grounds may overlap (testing during a hearing); the days are counted once.
    """

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="pauses", verbose_name=_("clock"))
    reason = models.CharField(_("reason"), max_length=300)
    basis = models.CharField(_("legal basis"), max_length=160)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("resumed"), null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("paused by"),
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("resumed by"),
    )

    objects: ClassVar[Any] = ClockPauseQuerySet.as_manager()

    class Meta:
        app_label = "bureau"
        ordering: ClassVar = ["started_on", "id"]
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        indexes: ClassVar = [
            models.Index(fields=["clock"], name="clockpause_open", condition=Q(ended_on__isnull=True)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="clockpause_order"),
        ]

    def __str__(self) -> str:
        return f"{self.started_on} – {self.ended_on or '…'}"
