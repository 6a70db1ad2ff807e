"""Forms over holdings. Labels, lengths and choices are those of the models; what may be written is decided by the services."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.models import fields_for_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.holdings import services as holdings
from enterprises.holdings.kinds import TABLES, HoldingKind, sort_choices
from enterprises.models import Enterprise, ObligationSource, Premises, Standing
from enterprises.page.note_forms import day_field


class HoldingForm(forms.Form):
    """The fields of one sort of holding. Built with `holding_form`."""

    kept_when_empty: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """What the service takes: of a person known already, what was left empty stays as it is."""
        return {name: value for name, value in self.cleaned_data.items() if not (value == "" and name in self.kept_when_empty)}


def holding_form(kind: HoldingKind, enterprise: Enterprise, data: Any = None, *, row: ObligationSource | None = None) -> HoldingForm:
    """The form to add a holding, or to correct `row`. One query for kinds or premises."""
    form = HoldingForm(data, initial=_initial(kind, row))
    names = holdings.FIELDS[kind.key]
    plain = [name for name in names if kind.key != "person" or name not in holdings.SEALED]
    form.fields.update(fields_for_model(kind.model, fields=plain, widgets={name: day_field() for name in holdings.DAYS}) or {})
    if kind.key in TABLES:
        form.fields["kind"] = forms.ChoiceField(label=str(kind.sort_label), choices=_kinds_to_choose(kind, row))
    if "premises" in form.fields:
        # Premises given up since stay where they are named already.
        offered = Premises.objects.filter(Q(active=True) | Q(pk=getattr(row, "premises_id", None)), enterprise=enterprise)
        form.fields["premises"] = forms.ModelChoiceField(offered, required=False, label=form.fields["premises"].label)
    if kind.key == "person":
        _add_person_fields(form, row)
    elif "name" in form.fields:
        form.fields["name"].label = str(kind.name_label)
    form.fields["last_done_on"].label = str(kind.done_on_label)
    form.fields["expires_on"].help_text = _("The last good day. Leave it empty if it has none.")
    form.order_fields(names)
    return form


def _initial(kind: HoldingKind, row: ObligationSource | None) -> dict[str, Any]:
    if row is None:
        return {}
    known = [name for name in holdings.FIELDS[kind.key] if kind.key != "person" or name not in holdings.SEALED]
    return {name: getattr(row, f"{name}_id" if name == "premises" else name) for name in known}


def _kinds_to_choose(kind: HoldingKind, row: Any) -> list[tuple[str, str]]:
    """Kinds in use, and the one the row bears even if it was retired."""
    table = TABLES[kind.key]
    kept = row.kind if row is not None else ""
    return [("", "—"), *((one.code, str(one)) for one in table.objects.all() if one.active or one.code == kept)]


def _add_person_fields(form: HoldingForm, row: Any) -> None:
    """Sealed fields are asked for in plain and never shown again: when correcting, an empty field keeps what is there."""
    phone = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    form.fields["name"] = forms.CharField(label=_("Name"), max_length=60, required=row is None)
    form.fields["phone"] = forms.CharField(label=_("Phone"), max_length=24, required=False, widget=phone)
    if row is not None:
        form.kept_when_empty = holdings.SEALED
        form.fields["name"].help_text = _("Now %(mask)s. Leave it empty to keep it.") % {"mask": row.name_mask}
        form.fields["phone"].help_text = _("Now %(mask)s. Leave it empty to keep it.") % {"mask": row.phone_mask or "—"}


class DoneForm(HoldingForm):
    """When it was inspected, verified or renewed, and until when it is good."""

    done_on = forms.DateField(widget=day_field())
    expires_on = forms.DateField(
        label=gettext_lazy("Good until"),
        required=False,
        widget=day_field(),
        help_text=gettext_lazy("The last good day. Leave it empty if it has none."),
    )

    def __init__(self, data: Any = None, *, kind: HoldingKind) -> None:
        super().__init__(data)
        self.fields["done_on"].label = str(kind.done_on_label)


class StandingForm(forms.Form):
    """The button to stop, scrap or take into use again."""

    standing = forms.ChoiceField(choices=Standing.choices)
    version = forms.IntegerField(min_value=0)


class ListForm(forms.Form):
    """The filters of the list over all enterprises."""

    q = forms.CharField(label=gettext_lazy("Number, or code of the enterprise"), required=False, max_length=60)
    sort = forms.ChoiceField(required=False)
    standing = forms.ChoiceField(label=gettext_lazy("Standing"), required=False, choices=Standing.choices, initial=Standing.IN_USE)
    before = forms.DateField(label=gettext_lazy("Good until at most"), required=False, widget=day_field())

    def __init__(self, data: Mapping[str, Any] | None, *, kind: HoldingKind) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.fields["sort"] = forms.ChoiceField(label=str(kind.sort_label), required=False, choices=[("", _("Any")), *sort_choices(kind)])
