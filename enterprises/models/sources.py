"""What an enterprise has that falls due: special equipment, measuring instruments, certificates, declared standards, trained people.

All of them share what the obligation ledger needs, so that it is kept by the same SQL: whose it is, until when it is good, and which round
(`cycle`) it is in. A renewal, inspection or verification done moves on to the next cycle; a corrected date stays in its cycle.
"""

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.sealing import SealedTextField, blind_index, mask_name, mask_phone
from enterprises.models.enterprise import Enterprise
from enterprises.models.people import Premises


class Standing(models.TextChoices):
    """Whether a thing still counts."""

    IN_USE = "in_use", _("In use")
    STOPPED = "stopped", _("Out of use")
    ENDED = "ended", _("Scrapped or ended")


def tracked(model: type[models.Model]) -> type[models.Model]:
    """Keep every former version of the row."""
    track = pghistory.track(
        pghistory.UpdateEvent(row=pghistory.Old),
        pghistory.DeleteEvent(),
        model_name=f"{model.__name__}History",
        obj_field=pghistory.ObjForeignKey(related_name="history"),
        append_only=True,
    )
    return track(model)


class ObligationSource(models.Model):
    """What the ledger reads. `expires_on` is the last good day, `last_done_on` the day of the last inspection, verification or issue."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="%(class)ss", verbose_name=_("enterprise"))
    standing = models.CharField(_("standing"), max_length=8, choices=Standing.choices, default=Standing.IN_USE)
    last_done_on = models.DateField(_("last done"), null=True, blank=True)
    expires_on = models.DateField(_("good until"), null=True, blank=True)
    cycle = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("entered"), editable=False)
    updated_at = models.DateTimeField(_("last changed"), editable=False)

    class Meta:
        abstract = True
        ordering: ClassVar = ["expires_on", "id"]

    @staticmethod
    def indexes(prefix: str, kind: str, number: str) -> list[models.Index]:
        """What every kind of source is listed by over all enterprises: standing, date, kind, number. (By enterprise: the foreign key.)"""
        return [
            models.Index(fields=["standing", "expires_on", "id"], name=f"{prefix}_standing"),
            models.Index(fields=["standing", kind, "expires_on", "id"], name=f"{prefix}_kind"),
            models.Index(fields=[number], name=f"{prefix}_number", condition=~Q(**{number: ""})),
        ]


@tracked
class SpecialEquipment(ObligationSource):
    """A piece of special equipment (特种设备安全法 2). `code` is the equipment code of its manufacture, unique where it has one."""

    class Category(models.TextChoices):
        """The eight categories of the law."""

        BOILER = "boiler", _("Boiler")
        PRESSURE_VESSEL = "vessel", _("Pressure vessel")
        PRESSURE_PIPE = "pipe", _("Pressure pipeline")
        LIFT = "lift", _("Lift")
        CRANE = "crane", _("Crane")
        ROPEWAY = "ropeway", _("Passenger ropeway")
        AMUSEMENT = "amusement", _("Large amusement ride")
        VEHICLE = "vehicle", _("Works vehicle")

    category = models.CharField(_("category"), max_length=10, choices=Category.choices)
    name = models.CharField(_("name"), max_length=80)
    code = models.CharField(_("equipment code"), max_length=32, blank=True)
    registration_number = models.CharField(_("use registration number"), max_length=40, blank=True)
    product_number = models.CharField(_("product number"), max_length=40, blank=True)
    maker = models.CharField(_("maker"), max_length=100, blank=True)
    location = models.CharField(_("location"), max_length=120, blank=True)
    premises = models.ForeignKey(Premises, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("premises"))
    in_use_since = models.DateField(_("in use since"), null=True, blank=True)

    class Meta(ObligationSource.Meta):
        abstract = False
        verbose_name = _("special equipment")
        verbose_name_plural = _("special equipment")
        indexes: ClassVar = [
            *ObligationSource.indexes("equipment", "category", "product_number"),
            models.Index(fields=["registration_number"], name="equipment_registration", condition=~Q(registration_number="")),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="equipment_code_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.code or self.product_number}".strip()


@tracked
class Instrument(ObligationSource):
    """A working measuring instrument under compulsory verification (计量法 9)."""

    class Use(models.TextChoices):
        """The four uses that make verification compulsory."""

        TRADE = "trade", _("Settlement of trade")
        SAFETY = "safety", _("Safety protection")
        MEDICAL = "medical", _("Medical care")
        ENVIRONMENT = "environment", _("Environmental monitoring")

    kind = models.CharField(_("kind"), max_length=48)
    name = models.CharField(_("name"), max_length=80)
    model = models.CharField(_("model"), max_length=60, blank=True)
    serial_number = models.CharField(_("serial number"), max_length=60)
    use = models.CharField(_("use"), max_length=12, choices=Use.choices, default=Use.TRADE)
    location = models.CharField(_("location"), max_length=120, blank=True)

    class Meta(ObligationSource.Meta):
        abstract = False
        verbose_name = _("measuring instrument")
        verbose_name_plural = _("measuring instruments")
        indexes: ClassVar = ObligationSource.indexes("instrument", "kind", "serial_number")
        constraints: ClassVar = [models.UniqueConstraint(fields=["enterprise", "kind", "serial_number"], name="instrument_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.serial_number}".strip()


@tracked
class Certificate(ObligationSource):
    """A licence or certificate the enterprise holds, whoever issued it."""

    kind = models.CharField(_("kind"), max_length=48)
    number = models.CharField(_("certificate number"), max_length=60)
    scope = models.CharField(_("scope"), max_length=200, blank=True)
    issuer = models.CharField(_("issued by"), max_length=100, blank=True)

    class Meta(ObligationSource.Meta):
        abstract = False
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        indexes: ClassVar = ObligationSource.indexes("certificate", "kind", "number")
        constraints: ClassVar = [models.UniqueConstraint(fields=["enterprise", "kind", "number"], name="certificate_once")]

    def __str__(self) -> str:
        return self.number


@tracked
class DeclaredStandard(ObligationSource):
    """A standard the enterprise has declared publicly that it works to (标准化法 27)."""

    class Level(models.TextChoices):
        """Whose standard it is."""

        NATIONAL = "national", _("National standard")
        INDUSTRY = "industry", _("Industry standard")
        LOCAL = "local", _("Local standard")
        GROUP = "group", _("Group standard")
        ENTERPRISE = "enterprise", _("Enterprise standard")

    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.ENTERPRISE)
    number = models.CharField(_("standard number"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    products = models.CharField(_("products"), max_length=200, blank=True)

    class Meta(ObligationSource.Meta):
        abstract = False
        verbose_name = _("declared standard")
        verbose_name_plural = _("declared standards")
        indexes: ClassVar = ObligationSource.indexes("standard", "level", "number")
        constraints: ClassVar = [models.UniqueConstraint(fields=["enterprise", "number"], name="standard_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


@tracked
class QualifiedPerson(ObligationSource):
    """Somebody of the enterprise with a certificate of competence: operators, inspectors, safety managers. Sealed like every person."""

    class Duty(models.TextChoices):
        """What the certificate is for."""

        OPERATOR = "operator", _("Special equipment operator")
        SAFETY = "safety", _("Special equipment safety manager")
        INSPECTOR = "inspector", _("Quality inspector")
        METROLOGIST = "metrologist", _("Metrologist")
        QUALITY = "quality", _("Quality manager")
        FOOD = "food", _("Food safety manager")

    duty = models.CharField(_("duty"), max_length=12, choices=Duty.choices)
    name = SealedTextField(blank=True)
    name_mask = models.CharField(_("name"), max_length=60, blank=True)
    phone = SealedTextField(blank=True)
    phone_mask = models.CharField(_("phone"), max_length=24, blank=True)
    phone_index = models.BinaryField(null=True, max_length=16)
    certificate_number = models.CharField(_("certificate number"), max_length=60)
    item = models.CharField(_("item of work"), max_length=60, blank=True)

    class Meta(ObligationSource.Meta):
        abstract = False
        verbose_name = _("qualified person")
        verbose_name_plural = _("qualified people")
        indexes: ClassVar = ObligationSource.indexes("person", "duty", "certificate_number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "duty", "certificate_number"], name="person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name_mask} {self.certificate_number}".strip()

    def seal(self, *, name: str, phone: str = "") -> None:
        """Fill the sealed fields with their masks and index; the caller saves."""
        self.name, self.name_mask = name, mask_name(name)
        self.phone, self.phone_mask, self.phone_index = phone, mask_phone(phone), blind_index(phone)


SOURCES: dict[str, type[Any]] = {
    "equipment": SpecialEquipment,
    "instrument": Instrument,
    "certificate": Certificate,
    "standard": DeclaredStandard,
    "person": QualifiedPerson,
}
