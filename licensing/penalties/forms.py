"""Forms of the room's own pages: a new lead, the facts of a case, a charge."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.models import User
from bureau.roles import Role
from licensing.fines.ranges import RuleChoice
from licensing.fines.rules import value_names
from licensing.fines.tiers import factors, tiers_for
from licensing.fines.versions import Versions
from licensing.models import Charge, ItemVersion, PartyType, PenaltyCase, PowerItem
from licensing.penalties.charging import WantedCharge
from licensing.penalties.filing_forms import OfficerChoice, officers
from licensing.permit.forms import OfficersChoice
from licensing.steps.forms import DayInput, long_text

ZERO = Decimal(0)
MONEY = {"max_digits": 14, "decimal_places": 2, "min_value": ZERO}


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DayInput(), help_text=help_text)


class FactsForm(forms.Form):
    """What is known of the act."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=200, help_text=gettext_lazy("Party and suspected act, without names of persons.")
    )
    facts = forms.CharField(label=gettext_lazy("Facts of the act"), widget=long_text(), max_length=8000)
    act_from = _day(gettext_lazy("Act began on"), required=False)
    act_to = _day(gettext_lazy("Act ended on"), required=False, help_text=gettext_lazy("Left open while it goes on."))
    harms_life = forms.BooleanField(
        label=gettext_lazy("Life, health or financial safety was harmed"),
        required=False,
        help_text=gettext_lazy("The limitation is then five years instead of two (行政处罚法第三十六条)."),
    )
    legal_representative = forms.CharField(label=gettext_lazy("Legal representative or person in charge"), max_length=60, required=False)
    source_note = forms.CharField(label=gettext_lazy("About the source"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("act_from") and data.get("act_to") and data["act_from"] > data["act_to"]:
            self.add_error("act_to", _("The act cannot end before it began."))
        return data


class LeadForm(FactsForm):
    """A new lead: where it came from, the party, the act, the team."""

    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=PenaltyCase.Source.choices)
    discovered_on = _day(gettext_lazy("Discovered on"))
    party_type = forms.ChoiceField(label=gettext_lazy("Kind of party"), choices=PartyType.choices)
    party_name = forms.CharField(label=gettext_lazy("Party"), max_length=120)
    enterprise_code = forms.CharField(label=gettext_lazy("Unified social credit code"), max_length=18, required=False)
    identity_number = forms.CharField(
        label=gettext_lazy("Identity number"), max_length=30, required=False, help_text=gettext_lazy("Only for citizens; kept as a digest.")
    )
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=30, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    item_code = forms.CharField(
        label=gettext_lazy("Code of the power item"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("If it is known already, such as CF-001."),
    )
    lead = OfficerChoice(label=gettext_lazy("Lead officer"), queryset=User.objects.none())
    officers = OfficersChoice(
        label=gettext_lazy("Other officers"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = officers()  # type: ignore[attr-defined]
        self.fields["officers"].queryset = officers()  # type: ignore[attr-defined]
        if by.has_role(Role.OFFICER) and not by.has_role(Role.APPROVER, Role.SUPERVISOR):
            self.fields["lead"].initial = by.pk

    def clean_item_code(self) -> str:
        """A penalty of the catalogue."""
        code = str(self.cleaned_data["item_code"]).strip().upper()
        if code and not PowerItem.objects.filter(code=code, kind="penalty").exists():
            raise forms.ValidationError(_("There is no penalty of that code in the catalogue."))
        return code


class ChargeForm(forms.Form):
    """One act under one item. The sums asked for, sanctions and rules are those of the item's versions."""

    number = forms.IntegerField(
        label=gettext_lazy("Number of the act"),
        min_value=1,
        max_value=99,
        help_text=gettext_lazy("The same act under several items has one number."),
    )
    act = forms.CharField(label=gettext_lazy("What was done"), widget=long_text(), max_length=4000)
    act_from = _day(gettext_lazy("Act began on"), required=False)
    act_to = _day(gettext_lazy("Act ended on"), help_text=gettext_lazy("The day of the act, or of its end."))
    rule = forms.TypedChoiceField(label=gettext_lazy("Fine rule"), coerce=int, empty_value=None, required=False)
    sanctions = forms.MultipleChoiceField(label=gettext_lazy("Sanctions"), widget=forms.CheckboxSelectMultiple, required=False)
    tier = forms.ChoiceField(label=gettext_lazy("Tier of discretion"), required=False)
    factors = forms.MultipleChoiceField(label=gettext_lazy("Factors"), widget=forms.CheckboxSelectMultiple, required=False)
    factor_note = forms.CharField(label=gettext_lazy("Facts behind the factors"), widget=long_text(), max_length=2000, required=False)
    fine = forms.DecimalField(label=gettext_lazy("Fine (yuan)"), required=False, **MONEY)  # type: ignore[arg-type]
    confiscation = forms.DecimalField(label=gettext_lazy("Illegal gain to be confiscated (yuan)"), required=False, **MONEY)  # type: ignore[arg-type]
    applied = forms.ChoiceField(
        label=gettext_lazy("Version of the law"),
        required=False,
        choices=[("", gettext_lazy("As article 37 says (see below)")), *Charge.Applied.choices],
    )
    applied_reason = forms.CharField(
        label=gettext_lazy("How the law was checked, or why another version"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed when the catalogue names a doubt, or another version is chosen."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, versions: Versions, rules: Sequence[RuleChoice], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        both = [one for one in (versions.at_decision, versions.at_act) if one is not None]
        self.value_names = list(dict.fromkeys(name for one in both for name in value_names(one)))
        for place, name in enumerate(self.value_names):
            self.fields[f"value_{place}"] = forms.DecimalField(label=_("%(name)s (yuan)") % {"name": name}, required=False, **MONEY)  # type: ignore[arg-type]
        lawful = dict.fromkeys([*(one for version in both for one in version.sanctions), "没收违法所得", "责令改正"])
        self.fields["sanctions"].choices = [(one, one) for one in lawful]  # type: ignore[attr-defined]
        item = both[0].item if both else None
        self.fields["tier"].choices = [("", "—"), *((row.code, row.name) for row in tiers_for(item, on))]  # type: ignore[attr-defined]
        self.fields["factors"].choices = [(row.code, f"{row.name}（{row.citation}）") for row in factors(on)]  # type: ignore[attr-defined]
        self.fields["rule"].choices = [("", _("By the sums")), *((str(one.index), _rule_words(one)) for one in rules)]  # type: ignore[attr-defined]

    @property
    def value_fields(self) -> list[Any]:
        """The bound fields of the sums, for the template."""
        return [self[f"value_{place}"] for place in range(len(self.value_names))]

    def wanted(self) -> WantedCharge:
        """What was typed, as the service takes it."""
        data = self.cleaned_data
        sums = {name: data.get(f"value_{place}") for place, name in enumerate(self.value_names)}
        texts = {name: data.get(name) or "" for name in ("act", "tier", "factor_note", "applied", "applied_reason")}
        return WantedCharge(
            number=data.get("number") or 1,
            rule=data.get("rule"),
            act_from=data.get("act_from"),
            act_to=data["act_to"],
            values={name: value for name, value in sums.items() if value is not None},
            factors=data.get("factors") or (),
            sanctions=data.get("sanctions") or (),
            fine=data.get("fine") or ZERO,
            confiscation=data.get("confiscation") or ZERO,
            **texts,
        )


def _rule_words(rule: RuleChoice) -> str:
    parts = [rule.when, rule.words, rule.grade]
    return "：".join(part for part in parts if part)


def initial_of(charge: Charge, names: Sequence[str]) -> dict[str, Any]:
    """What a charge says, as the form shows it."""
    own = ("number", "act", "act_from", "act_to", "rule", "sanctions", "tier", "factors", "factor_note", "fine", "confiscation")
    values = {name: getattr(charge, name) for name in own}
    chosen = charge.applied if charge.applied_reason else ""
    sums = {f"value_{place}": charge.values.get(name) for place, name in enumerate(names)}
    return {**values, **sums, "applied": chosen, "applied_reason": charge.applied_reason, "version": charge.version}


def names_of(versions: Versions) -> list[str]:
    """The sums asked for under either version."""
    both: list[ItemVersion] = [one for one in (versions.at_decision, versions.at_act) if one is not None]
    return list(dict.fromkeys(name for one in both for name in value_names(one)))
