"""What is asked of those who plan and draw: the plan with the filter of its pool, the witness of the draw."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.models import CertificateKind, DeclaredStandard, InstrumentKind, SpecialEquipment
from enterprises.register.labels import load_labels
from licensing.inspections.plans import State
from licensing.inspections.pools import COLUMNS, HOLDINGS, STANDARD_LEVEL
from licensing.models import InspectionPlan

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
ANY = ("", gettext_lazy("Any"))
MOST_ENTERPRISES, MOST_OFFICERS = 500, 6
FILTERS = (*COLUMNS, *HOLDINGS, STANDARD_LEVEL)


class PlanForm(forms.Form):
    """A plan. The fields of the pool are facts of the register; empty means any."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), choices=InspectionPlan.Purpose.choices)
    product = forms.CharField(
        label=gettext_lazy("Product"), max_length=80, required=False, help_text=gettext_lazy("What is sampled; not for standards.")
    )
    basis = forms.CharField(label=gettext_lazy("Plan it follows"), max_length=200, required=False)
    township = forms.ChoiceField(label=gettext_lazy("Township"), required=False)
    section = forms.ChoiceField(label=gettext_lazy("Industry section"), required=False)
    division = forms.ChoiceField(label=gettext_lazy("Industry division"), required=False)
    certificate_kind = forms.ChoiceField(label=gettext_lazy("Holds a certificate"), required=False)
    equipment = forms.ChoiceField(
        label=gettext_lazy("Uses special equipment"), choices=[ANY, *SpecialEquipment.Category.choices], required=False
    )
    instrument_kind = forms.ChoiceField(label=gettext_lazy("Uses a measuring instrument"), required=False)
    standard_level = forms.ChoiceField(
        label=gettext_lazy("Level of the declared standard"), choices=[ANY, *DeclaredStandard.Level.choices], required=False
    )
    tags = forms.MultipleChoiceField(label=gettext_lazy("Tags"), required=False, widget=forms.CheckboxSelectMultiple)
    wanted_enterprises = forms.IntegerField(label=gettext_lazy("Enterprises to draw"), min_value=1, max_value=MOST_ENTERPRISES)
    officers_each = forms.IntegerField(label=gettext_lazy("Officers for each"), min_value=2, max_value=MOST_OFFICERS, initial=2)
    due_on = forms.DateField(label=gettext_lazy("To be done by"), widget=DAY)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, plan: InspectionPlan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = load_labels()
        self._offer("township", [(code, words) for code, words in labels.townships.items() if code in labels.open_townships])
        self._offer("section", list(labels.sections.items()))
        self._offer("division", list(labels.divisions.items()))
        self._offer("certificate_kind", [(row.code, str(row)) for row in CertificateKind.objects.filter(active=True)])
        self._offer("instrument_kind", [(row.code, str(row)) for row in InstrumentKind.objects.filter(active=True)])
        tags = [(code, words) for code, words in labels.tags.items() if code in labels.open_tags]
        self.fields["tags"].choices = tags  # type: ignore[attr-defined]
        if not tags:
            del self.fields["tags"]
        if plan is not None:
            # Its number and item follow from the purpose: another purpose is another plan.
            del self.fields["purpose"]
            self.fixed_purpose: str = plan.purpose

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [ANY, *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A product for sampling, a level for standards alone."""
        data: dict[str, Any] = super().clean() or {}
        purpose = data.get("purpose") or getattr(self, "fixed_purpose", "")
        if purpose == InspectionPlan.Purpose.SAMPLING:
            if not data.get("product"):
                self.add_error("product", _("A sampling plan names the product that is sampled."))
            if data.get(STANDARD_LEVEL):
                self.add_error(STANDARD_LEVEL, _("This is for plans about declared standards."))
        return data

    def wanted(self) -> dict[str, Any]:
        """The plan as `plans.create_plan` takes it."""
        data = self.cleaned_data
        pool = {name: data[name] for name in FILTERS if data.get(name)}
        if data.get("tags"):
            pool["tags"] = sorted(data["tags"])
        kept = ("title", "product", "basis", "wanted_enterprises", "officers_each", "due_on")
        purpose = data.get("purpose") or getattr(self, "fixed_purpose", "")
        return {**{name: data[name] for name in kept}, "purpose": purpose, "pool_filter": pool}

    @staticmethod
    def initial_of(plan: InspectionPlan) -> dict[str, Any]:
        """A plan as it stands, for the form."""
        names = ("title", "product", "basis", "wanted_enterprises", "officers_each", "due_on", "version")
        return {**{name: getattr(plan, name) for name in names}, **plan.pool_filter}


class VersionForm(forms.Form):
    """A step on a plan as somebody saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DrawForm(VersionForm):
    """The draw: who watched it."""

    witness = forms.CharField(
        label=gettext_lazy("Witness"),
        max_length=60,
        help_text=gettext_lazy("Somebody from outside the bureau who watches the draw; the name and whom they come from are made public."),
    )


class ListForm(forms.Form):
    """The filter above the list of plans."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=[ANY, *State.choices], required=False)
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), choices=[ANY, *InspectionPlan.Purpose.choices], required=False)

    def wanted(self) -> dict[str, str]:
        """What is set and understood."""
        self.full_clean()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}


def filter_words(plan: InspectionPlan) -> list[tuple[str, str]]:
    """The filter of a pool in the reader's language, as (fact, value). At most five queries."""
    form = PlanForm(plan=plan)
    found = []
    for name in FILTERS:
        code = plan.pool_filter.get(name)
        if code:
            words = dict(form.fields[name].choices)  # type: ignore[attr-defined]
            found.append((str(form.fields[name].label), str(words.get(code, code))))
    if tags := plan.pool_filter.get("tags"):
        words = load_labels().tags
        found.append((_("Tags"), "、".join(words.get(tag, tag) for tag in tags)))
    return found
