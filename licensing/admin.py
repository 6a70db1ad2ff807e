"""Discretion in the administration of the house: tiers, factors and sums, each kept by the bureau once somebody has saved it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from bureau.admin import HouseAdmin, site
from licensing.models import DiscretionFactor, DiscretionTier, PenaltyBound, PowerItem, PowerKind


class CitedAdmin(HouseAdmin):
    """A rule with its citation: ended by a last day, never deleted, because cases were decided by it."""

    readonly_fields = ("local",)
    list_filter = ("confirmed", "local")
    search_fields = ("code", "name", "citation")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Mark the row as the bureau's, so that the next load of the shipped rules leaves it alone."""
        obj.local = True
        super().save_model(request, obj, form, change)


@admin.register(DiscretionTier, site=site)
class DiscretionTierAdmin(CitedAdmin):
    """Tiers, for every item or for one."""

    list_display = ("code", "item", "low", "high", "name", "confirmed", "local", "valid_from", "valid_to")
    list_select_related = ("item",)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Only penalties have tiers."""
        if db_field.name == "item":
            kwargs["queryset"] = PowerItem.objects.filter(kind=PowerKind.PENALTY)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(DiscretionFactor, site=site)
class DiscretionFactorAdmin(CitedAdmin):
    """Circumstances the law names."""

    list_display = ("order", "code", "name", "tier", "is_binding", "confirmed", "local", "valid_from", "valid_to")


@admin.register(PenaltyBound, site=site)
class PenaltyBoundAdmin(CitedAdmin):
    """Sums: caps, thresholds, limits of power."""

    list_display = ("code", "name", "amount", "confirmed", "local", "valid_from", "valid_to")
