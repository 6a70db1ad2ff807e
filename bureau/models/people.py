"""Who works here: offices, users, officers with their enforcement certificate."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bureau.roles import STAFF_ROLES, Role


class Office(models.Model):
    """An office or township branch of the bureau. Matters belong to an office, people work in one."""

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="branches", verbose_name=_("parent office")
    )
    is_desk = models.BooleanField(_("receives what has no office yet"), default=False)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering: ClassVar = ["code"]
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    def __str__(self) -> str:
        language = get_language() or ""
        return self.name_en if language.startswith("en") and self.name_en else self.name


class StaffManager(UserManager["User"]):
    """Users by what they may do."""

    def holding(self, *roles: Role) -> models.QuerySet["User"]:
        """Active users who hold at least one of the roles."""
        return self.filter(is_active=True, roles__overlap=[str(role) for role in roles])


class User(AbstractUser):
    """A person with an account: staff of the bureau or a user of an enterprise."""

    display_name = models.CharField(_("name"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("office"))
    roles = ArrayField(models.CharField(max_length=16, choices=Role.choices), default=list, blank=True, verbose_name=_("roles"))

    objects: ClassVar[StaffManager] = StaffManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.display_name or self.username

    def has_role(self, *roles: str) -> bool:
        """Whether the user holds at least one of the roles."""
        return any(role in self.roles for role in roles)

    @property
    def is_bureau_staff(self) -> bool:
        """Whether the user works for the bureau in any role."""
        return self.has_role(*STAFF_ROLES)

    def role_labels(self) -> Iterable[Any]:
        """The user's roles in the reader's language."""
        return [Role(role).label for role in self.roles]


class Officer(models.Model):
    """An enforcement officer's certificate (行政处罚法 42: enforcement only by holders of a valid certificate)."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="officer", verbose_name=_("user"))
    certificate_number = models.CharField(_("enforcement certificate number"), max_length=32, unique=True)
    certificate_expires_on = models.DateField(_("certificate valid until"))

    class Meta:
        verbose_name = _("enforcement officer")
        verbose_name_plural = _("enforcement officers")

    def __str__(self) -> str:
        return f"{self.user} ({self.certificate_number})"

    def is_certified_on(self, day: date) -> bool:
        """Whether the certificate is valid on that day; the last day counts."""
        return day <= self.certificate_expires_on
