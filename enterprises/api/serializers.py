"""What the register's API answers, field by field. Of persons nothing but masks."""

from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bureau.api.serializers import TermSerializer, term
from enterprises.models import Enterprise, Membership, Obligation
from enterprises.obligations.rows import how_of, light_of, link_of


class EnterpriseRefSerializer(serializers.Serializer):
    """An enterprise by the code that addresses take."""

    code = serializers.CharField()
    name = serializers.CharField()


class ObligationSerializer(serializers.Serializer):
    """One row of the ledger. Needs `kind` and `enterprise` selected and `today` in the context."""

    id = serializers.IntegerField()
    enterprise = EnterpriseRefSerializer()
    kind = serializers.SerializerMethodField()
    action = serializers.SerializerMethodField()
    about = serializers.CharField(source="title")
    township = serializers.CharField()
    due_on = serializers.DateField()
    opens_on = serializers.DateField()
    closed_on = serializers.DateField(allow_null=True)
    state = serializers.SerializerMethodField()
    light = serializers.SerializerMethodField()
    days_left = serializers.SerializerMethodField(help_text="Calendar days until the last day, negative past it; null once it has ended.")
    basis = serializers.CharField(source="kind.basis")
    basis_confirmed = serializers.BooleanField(source="kind.confirmed")
    how = serializers.SerializerMethodField()
    link = serializers.SerializerMethodField()

    @extend_schema_field(TermSerializer)
    def get_kind(self, row: Obligation) -> dict[str, str]:
        """What sort of obligation."""
        return term(row.kind.code, str(row.kind))

    @extend_schema_field(TermSerializer)
    def get_action(self, row: Obligation) -> dict[str, str]:
        """What has to be done."""
        return term(row.action, row.get_action_display())

    @extend_schema_field(TermSerializer)
    def get_state(self, row: Obligation) -> dict[str, str]:
        """Where it stands."""
        return term(row.state, row.get_state_display())

    @extend_schema_field(TermSerializer)
    def get_light(self, row: Obligation) -> dict[str, str]:
        """Its colour today; `none` once it has ended."""
        light = light_of(row, self.context["today"])
        return term(light.value, light.label)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_days_left(self, row: Obligation) -> int | None:
        """Until the last day."""
        days: int = (row.due_on - self.context["today"]).days
        return days if row.state == Obligation.State.OPEN else None

    @extend_schema_field(OpenApiTypes.STR)
    def get_how(self, row: Obligation) -> str:
        """How to do it, in the reader's language."""
        return how_of(row.kind)

    @extend_schema_field(OpenApiTypes.STR)
    def get_link(self, row: Obligation) -> str:
        """Where to do it: an address of the portal or outside, "" if there is none."""
        return link_of(row.kind, row.enterprise.code)


class ListPageSerializer(serializers.Serializer):
    """One page of a list; `next` and `previous` are addresses, null at the ends. There is no count."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class ObligationPageSerializer(ListPageSerializer):
    """Obligations in the order of the list."""

    results = ObligationSerializer(many=True)


class HoldingSerializer(serializers.Serializer):
    """Something an enterprise has that falls due. `facts` are the fields of its sort by name; a person's name and phone are masks."""

    id = serializers.IntegerField()
    standing = serializers.SerializerMethodField()
    last_done_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)
    facts = serializers.SerializerMethodField()

    @extend_schema_field(TermSerializer)
    def get_standing(self, row: Any) -> dict[str, str]:
        """Whether it still counts."""
        return term(row.standing, row.get_standing_display())

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_facts(self, row: Any) -> dict[str, str]:
        """The fields of its sort; choices as their codes."""
        return {name: str(getattr(row, name) or "") for name in self.context["fields"]}


class HoldingPageSerializer(ListPageSerializer):
    """Holdings of one sort."""

    results = HoldingSerializer(many=True)


class MembershipSerializer(serializers.Serializer):
    """An enterprise the reader acts for."""

    enterprise = EnterpriseRefSerializer()
    part = serializers.SerializerMethodField()
    obligations = serializers.SerializerMethodField()

    @extend_schema_field(TermSerializer)
    def get_part(self, membership: Membership) -> dict[str, str]:
        """What the reader may do there."""
        return term(membership.part, membership.get_part_display())

    @extend_schema_field(OpenApiTypes.URI_REF)
    def get_obligations(self, membership: Membership) -> str:
        """Where its obligations are read."""
        return reverse("enterprise-api:desk-obligations", args=[membership.enterprise.code])


class EnterpriseRowSerializer(serializers.Serializer):
    """An entry of the register as the list shows it, without any person."""

    code = serializers.CharField()
    name = serializers.CharField()
    township = serializers.CharField()
    status = serializers.SerializerMethodField()
    obligations = serializers.SerializerMethodField()

    @extend_schema_field(TermSerializer)
    def get_status(self, row: Enterprise) -> dict[str, str]:
        """Its standing in the state's register."""
        return term(row.status, row.get_status_display())

    @extend_schema_field(OpenApiTypes.URI_REF)
    def get_obligations(self, row: Enterprise) -> str:
        """Where its obligations are read."""
        return reverse("enterprise-api:enterprise-obligations", args=[row.code])


class EnterprisePageSerializer(ListPageSerializer):
    """Entries of the register, newest first."""

    taken_for = serializers.CharField(allow_blank=True, help_text="What `q` was understood as.")
    results = EnterpriseRowSerializer(many=True)
