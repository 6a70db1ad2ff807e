"""The register's reference tables in the administration of the house: industries, tags, kinds of certificate, instrument and obligation."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from bureau.admin import HouseAdmin, LabelledAdmin, site
from bureau.waking import wake
from enterprises.models import CertificateKind, Industry, InstrumentKind, ObligationKind, Tag
from enterprises.obligations.kinds import kind_problems
from enterprises.obligations.ledger_upkeep import KEEP_TASK


@admin.register(Industry, site=site)
class IndustryAdmin(HouseAdmin):
    """Sections and divisions of GB/T 4754: relabelled, never deleted, for entries bear their codes."""

    list_display = ("code", "section", "label", "label_en")
    list_filter = ("section",)
    search_fields = ("code", "label", "label_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Industry | None = None) -> tuple[str, ...]:
        """Code and section are the standard's."""
        return ("code", "section") if obj else ()


@admin.register(Tag, site=site)
class TagAdmin(LabelledAdmin):
    """What sets an enterprise apart."""


@admin.register(CertificateKind, site=site)
class CertificateKindAdmin(LabelledAdmin):
    """Licences and certificates an enterprise may hold."""


@admin.register(InstrumentKind, site=site)
class InstrumentKindAdmin(LabelledAdmin):
    """Measuring instruments under compulsory verification."""

    list_display = ("label", "label_en", "code", "period_months", "order", "active")


class ObligationKindForm(forms.ModelForm):
    """A kind the ledger can work with."""

    def clean(self) -> dict[str, Any]:
        """Say beside the fields what the ledger could not work with."""
        cleaned = super().clean() or self.cleaned_data
        shown = [name for name in cleaned if name in self.fields]
        for name in shown:
            setattr(self.instance, name, cleaned[name])
        for name, words in kind_problems(self.instance).items():
            self.add_error(name if name in self.fields else None, ValidationError(words))
        return cleaned


@admin.register(ObligationKind, site=site)
class ObligationKindAdmin(HouseAdmin):
    """What the law obliges enterprises to. What it says of a kind stays as entered: a changed article ends the kind and enters another.

    Every change sets a worker to bring the ledger in line.
    """

    form = ObligationKindForm
    list_display = ("label", "code", "action", "source_type", "lead_days", "basis", "confirmed", "valid_from", "valid_to", "active")
    list_filter = ("active", "confirmed", "action", "trigger")
    search_fields = ("code", "label", "label_en", "basis")
    # What the bureau decides itself: the words, how early to remind and whom, where it can be done, whether the wording was checked.
    decided_here = (
        *("label", "label_en", "lead_days", "confirmed", "how", "how_en", "link", "duty", "active"),
        *("valid_from", "valid_to", "order"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: ObligationKind | None = None) -> list[str]:
        """What the law says of a kind that exists."""
        if obj is None:
            return []
        return [field.name for field in ObligationKind._meta.fields if field.name not in ("id", *self.decided_here)]

    def save_model(self, request: HttpRequest, obj: ObligationKind, form: Any, change: bool) -> None:
        """The ledger of the whole register follows: a worker does it, nobody waits."""
        super().save_model(request, obj, form, change)
        transaction.on_commit(lambda: wake(KEEP_TASK))
