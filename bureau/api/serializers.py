"""What the API answers, field by field. Only facts of the docket: no party appears here, not even by a mask."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bureau import clocks
from bureau.api.step_forms import EmptyForm, step_schema
from bureau.models import Case, Channel, Clock, ClockRule
from bureau.models.time import ClockLight
from bureau.roles import Role
from bureau.tables import flow_of, light_of, state_label
from bureau.workflow import Offer, Text, Transition, Workflow


def term(code: str, label: Text) -> dict[str, str]:
    """A word of the house: the slug programs go by and the statutory term in the reader's language."""
    return {"code": str(code), "label": str(label)}


class TermSerializer(serializers.Serializer):
    """A slug and its label."""

    code = serializers.CharField()
    label = serializers.CharField()


class NamedSerializer(serializers.Serializer):
    """An office or a member of staff, by the id that filters and forms take."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="*")


class CaseRowSerializer(serializers.Serializer):
    """A matter as lists show it: the root row only. Needs `office` and `handler` selected and `today` in the context."""

    number = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    kind = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    channel = serializers.SerializerMethodField()
    light = serializers.SerializerMethodField()
    office = NamedSerializer(allow_null=True)
    handler = NamedSerializer(allow_null=True)
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    yellow_on = serializers.DateField(allow_null=True)
    url = serializers.SerializerMethodField()

    @extend_schema_field(TermSerializer)
    def get_kind(self, case: Case) -> dict[str, str]:
        """What sort of matter."""
        flow = flow_of(case)
        return term(case.kind, flow.label if flow else case.kind)

    @extend_schema_field(TermSerializer)
    def get_state(self, case: Case) -> dict[str, str]:
        """Where it stands."""
        return term(case.state, state_label(case))

    @extend_schema_field(TermSerializer)
    def get_channel(self, case: Case) -> dict[str, str]:
        """How it came."""
        return term(case.channel, Channel(case.channel).label if case.channel in Channel.values else case.channel)

    @extend_schema_field(TermSerializer)
    def get_light(self, case: Case) -> dict[str, str]:
        """The colour of its nearest running clock."""
        light = light_of(case, self.context["today"])
        return term(light.value, light.label)

    @extend_schema_field(OpenApiTypes.URI_REF)
    def get_url(self, case: Case) -> str:
        """Where it is read whole."""
        return reverse("api:case", args=[case.number])


class CasePageSerializer(serializers.Serializer):
    """One page of a list; `next` and `previous` are addresses, null at the ends. There is no count."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    taken_for = serializers.ChoiceField(choices=["", "number", "phone", "text"], help_text="What `q` was understood as.")
    results = CaseRowSerializer(many=True)


class PauseSerializer(serializers.Serializer):
    """Days a clock did not count: from `started_on` up to the day before `ended_on`."""

    started_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField()
    basis = serializers.CharField()


class ClockSerializer(serializers.Serializer):
    """One statutory period of a matter, with the sentences that say why its last day is what it is."""

    code = serializers.CharField()
    name = serializers.CharField(source="rule.name")
    light = serializers.SerializerMethodField()
    started_on = serializers.DateField()
    due_on = serializers.DateField()
    yellow_on = serializers.DateField()
    stopped_at = serializers.DateTimeField(allow_null=True)
    met = serializers.BooleanField(allow_null=True)
    extended_days = serializers.IntegerField()
    citation = serializers.CharField(source="rule.citation")
    confirmed = serializers.BooleanField(source="rule.confirmed")
    internal = serializers.BooleanField(source="rule.internal")
    pauses = serializers.SerializerMethodField()
    explanation = serializers.SerializerMethodField()

    @extend_schema_field(TermSerializer)
    def get_light(self, clock: Clock) -> dict[str, str]:
        """Its colour, or that it is paused or stopped."""
        light: ClockLight = clock.light_on(self.context["today"])
        return term(light.value, light.label)

    @extend_schema_field(PauseSerializer(many=True))
    def get_pauses(self, clock: Clock) -> Any:
        """All its pauses, open ones too."""
        return PauseSerializer(clock.pauses.all(), many=True).data

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_explanation(self, clock: Clock) -> list[str]:
        """Sentence by sentence, in the reader's language."""
        return clocks.explain(clock, calendar=self.context["calendar"], today=self.context["today"], language=get_language() or "")


class OfferSerializer(serializers.Serializer):
    """A step out of the present state: open, or closed with everything that is missing. `schema` is the JSON Schema of its body."""

    name = serializers.CharField(source="transition.name")
    label = serializers.CharField(source="transition.label")
    hint = serializers.CharField(source="transition.hint")
    basis = serializers.CharField(source="transition.basis")
    danger = serializers.BooleanField(source="transition.danger")
    target = serializers.SerializerMethodField()
    is_open = serializers.BooleanField()
    missing = serializers.ListField(child=serializers.CharField())
    url = serializers.SerializerMethodField()
    schema = serializers.SerializerMethodField()

    @extend_schema_field(TermSerializer(allow_null=True))
    def get_target(self, offer: Offer) -> dict[str, str] | None:
        """The state it leads to; null where the state stays."""
        target = offer.transition.target
        return term(target, self.context["flow"].state_label(target)) if target else None

    @extend_schema_field(OpenApiTypes.URI_REF)
    def get_url(self, offer: Offer) -> str:
        """Where the body is sent."""
        return reverse("api:case-step", args=[self.context["number"], offer.transition.name])

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_schema(self, offer: Offer) -> dict[str, Any]:
        """The form's fields with their type, choices and help."""
        return step_schema((offer.transition.form or EmptyForm)())


class CaseSerializer(CaseRowSerializer):
    """A matter whole: the root fields, its clocks and the steps this reader is offered."""

    category = serializers.CharField()
    township = serializers.CharField()
    outcome = serializers.CharField()
    enterprise_code = serializers.CharField()
    updated_at = serializers.DateTimeField()
    clocks = serializers.SerializerMethodField()
    offers = serializers.SerializerMethodField()

    @extend_schema_field(ClockSerializer(many=True))
    def get_clocks(self, case: Case) -> Any:
        """All clocks, running ones first. Two queries."""
        rows = Clock.objects.of_cases([case.pk]).order_by("due_on", "id")
        running_first = sorted(rows, key=lambda clock: clock.stopped_at is not None)
        return ClockSerializer(running_first, many=True, context=self.context).data

    @extend_schema_field(OfferSerializer(many=True))
    def get_offers(self, case: Case) -> Any:
        """As the view found them."""
        return OfferSerializer(self.context["offers"], many=True, context={**self.context, "number": case.number}).data


class TakenSerializer(serializers.Serializer):
    """A step that was taken. `version` is the case's version now, for the next step."""

    number = serializers.CharField()
    version = serializers.IntegerField()
    action = serializers.CharField()
    from_state = serializers.CharField()
    to_state = serializers.CharField()
    at = serializers.DateTimeField()
    url = serializers.CharField(help_text="Where the case is read; 404 if it went to an office this reader does not see.")


class ProblemSerializer(serializers.Serializer):
    """A refusal (RFC 9457, application/problem+json). Programs go by `code`, people read `detail`."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)
    missing = serializers.ListField(child=serializers.CharField(), required=False)


class TransitionSerializer(serializers.Serializer):
    """One arrow of the process table: who may take it from where to where, on what legal basis, and what it does to the clocks."""

    name = serializers.CharField()
    label = serializers.CharField()
    sources = serializers.ListField(child=serializers.CharField())
    target = serializers.CharField(allow_null=True)
    roles = serializers.SerializerMethodField()
    basis = serializers.CharField()
    gates = serializers.SerializerMethodField()
    not_after = serializers.ListField(child=serializers.CharField())
    starts = serializers.ListField(child=serializers.CharField())
    stops = serializers.ListField(child=serializers.CharField())
    pauses = serializers.ListField(child=serializers.CharField())
    resumes = serializers.ListField(child=serializers.CharField())
    letters = serializers.ListField(child=serializers.CharField())

    @extend_schema_field(TermSerializer(many=True))
    def get_roles(self, step: Transition) -> list[dict[str, str]]:
        """Who may take it, in the order in which the house lists its roles."""
        return [term(role.value, role.label) for role in Role if role in step.by]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_gates(self, step: Transition) -> list[str]:
        """What must be there first, named as a sentence."""
        return [gate.__name__.replace("_", "-") for gate in step.gates]


class StateSerializer(TermSerializer):
    """A state; in a closed one nobody owes a step."""

    closed = serializers.BooleanField()


class WorkflowSerializer(serializers.Serializer):
    """The process of one kind of matter."""

    kind = serializers.CharField()
    label = serializers.CharField()
    initial = serializers.CharField()
    states = serializers.SerializerMethodField()
    transitions = TransitionSerializer(many=True)

    @extend_schema_field(StateSerializer(many=True))
    def get_states(self, flow: Workflow) -> list[dict[str, Any]]:
        """Every state with its statutory term."""
        return [{**term(value, label), "closed": value in flow.closed} for value, label in flow.states.choices]


class ClockRuleSerializer(serializers.ModelSerializer):
    """One period the law sets. `confirmed` false: taken from a secondary source. `valid_to`: the first day it no longer applies."""

    name = serializers.CharField(read_only=True)
    extension_unit = serializers.CharField(read_only=True)

    class Meta:
        model = ClockRule
        fields = (
            *(
                "code",
                "name",
                "start_event",
                "days",
                "unit",
                "before",
                "roll",
                "pausable",
                "extension_days",
                "extension_unit",
                "extension_by",
            ),
            *("warn_days", "citation", "statute", "note", "valid_from", "valid_to", "confirmed", "internal", "enabled"),
        )
        read_only_fields = fields
